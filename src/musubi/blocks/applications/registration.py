"""The measures of calls and applications, with the page that lists what is behind them."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import (
    count_in_force,
    counted,
    counting,
    grantees,
    in_force,
    parties_of,
    queue_address,
    summing,
    yen_of,
)
from musubi.blocks.applications.models import Application
from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.indicators.enums import Basis

COUNTS = {
    "received": ("received", _("申請の件数")),
    "granted": ("granted", _("交付決定の件数")),
    "certified": ("certified", _("認定・指定の件数")),
}
SUMS = {
    "granted_yen": ("granted", _("交付決定額")),
    "confirmed_yen": ("confirmed", _("確定額")),
    "paid_yen": ("paid", _("支払額(戻入・返還を引いた額)")),
}


def _records(what: str) -> Callable[[int, int], QuerySet[Application]]:
    return lambda item, year: counted(what, [item], [year])


def register_measures() -> None:
    """Called once when apps are ready."""
    for key, (what, name) in COUNTS.items():
        register_measure(
            Measure(
                key=f"applications.{key}",
                name=name,
                unit=_("件"),
                compute=counting(what),
                records=_records(what),
                address=queue_address(what),
            )
        )
    for key, (what, name) in SUMS.items():
        register_measure(
            Measure(
                key=f"applications.{key}",
                name=name,
                unit=_("円"),
                compute=summing(what),
                records=_records(what),
                address=queue_address(what),
                total=yen_of(what),
            )
        )
    register_measure(
        Measure(
            key="applications.grantees",
            name=_("交付を受けた事業者等の数"),
            unit=_("者"),
            compute=grantees,
            records=_records("granted"),
            address=queue_address("granted"),
            total=parties_of,
        ),
        Measure(
            key="applications.in_force",
            name=_("有効な認定・指定の件数"),
            unit=_("件"),
            compute=count_in_force,
            records=in_force,
            address=lambda _item, _year: None,
            basis=Basis.YEAR_END,
        ),
    )
