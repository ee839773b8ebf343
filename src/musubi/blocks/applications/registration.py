"""The measures of calls and applications, with the page that lists what is behind them."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import counted, counting, summing, yen_of
from musubi.blocks.applications.models import Application
from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.vision.models import PlanItem

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


def _queue(what: str) -> Callable[[PlanItem, int], str]:
    def address(item: PlanItem, fiscal_year: int) -> str:
        asked = {"face": "all", "item": item.code, "year": fiscal_year, "counted": what}
        return f"{reverse('applications:queue')}?{urlencode(asked)}"

    return address


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
                address=_queue(what),
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
                address=_queue(what),
                total=yen_of(what),
            )
        )
