"""Enter an indicator's actual of a year, and revise a target so that the plan keeps the change as a revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.models import Indicator, IndicatorActual
from musubi.blocks.kernel.dates import fiscal_year_starts_on, format_fiscal_year
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.messages import TextError, gettext_noop
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.models import Revision


class EntryError(TextError):
    """An actual cannot be typed in; the message says what to do instead."""


def check_entry(*, indicator: Indicator, fiscal_year: int, today: dt.date) -> None:
    """Raise EntryError for an indicator that is counted from records, and for a year that has not begun."""
    if indicator.measure:
        raise EntryError("computed", gettext_noop("この指標は記録から集計します。数を直すときは、もとの記録を直してください。"))
    if fiscal_year_starts_on(fiscal_year) > today:
        raise EntryError("not_begun", gettext_noop("まだ始まっていない年度です。年度を選び直してください。"))


@transaction.atomic
def enter_actual(
    *,
    indicator: Indicator,
    fiscal_year: int,
    values: Mapping[str, Any],
    unchanged: Callable[[str, Any], bool],
    actor: Any,
    now: dt.datetime,
    today: dt.date,
) -> IndicatorActual:
    """Keep the typed `values` (value, provisional, note) of a year, new or changed, with one event.

    `unchanged(field, current)` says whether a stored value is still the one that the person saw. Raises EntryError, and
    FieldConflictError when someone else changed the same fields meanwhile.
    """
    check_entry(indicator=indicator, fiscal_year=fiscal_year, today=today)
    lock(Indicator.objects.filter(pk=indicator.pk))
    known = IndicatorActual.objects.filter(indicator=indicator, fiscal_year=fiscal_year).first()
    if known is not None:
        changed: IndicatorActual = update_record(
            record=known, values=values, unchanged=unchanged, actor=actor, now=now, verb="indicatoractual.changed"
        )
        return changed
    made = IndicatorActual.objects.create(vision_id=indicator.vision_id, indicator=indicator, fiscal_year=fiscal_year, **values)
    record_event(
        actor=actor,
        verb="indicatoractual.created",
        obj=made,
        now=now,
        after={"indicator": indicator.uid, "fiscal_year": fiscal_year, **values},
        program_code=indicator.item.code,
    )
    return made


def revise_target(
    *,
    indicator: Indicator,
    fiscal_year: int,
    value: Decimal,
    reason: str,
    revised_on: dt.date,
    actor: Any,
    now: dt.datetime,
    basis: Basis | None = None,
) -> Revision:
    """Set a year's target, or a new one above those that stand, which all stay readable; the plan keeps a revision.

    Raises InvalidPlanError for a value that cannot be kept, and ChangeConflictError.
    """
    standing = [target.revision for target in indicator.targets.all() if target.fiscal_year == fiscal_year]
    number = max(standing, default=-1) + 1
    row = {
        "indicator": indicator.code,
        "fiscal_year": fiscal_year,
        "value": format(value.normalize() + 0, "f"),
        "revision": number,
        "reason": reason,
        "revised_on": revised_on.isoformat(),
    }
    told = {"indicator": indicator.name, "year": format_fiscal_year(fiscal_year), "value": f"{number_text(value)}{indicator.unit}"}
    words = _("目標値の改定: %(indicator)s %(year)s %(value)s") if number else _("目標値の設定: %(indicator)s %(year)s %(value)s")
    label = f"{indicator.code} {fiscal_year}"
    return apply_changes(
        vision=indicator.vision,
        changes=[Change("targets", new_uid(), ChangeKind.ADD, after=row, label=label)],
        actor=actor,
        now=now,
        title=words % told,
        reason=reason,
        basis=basis,
        effective_on=revised_on,
    )
