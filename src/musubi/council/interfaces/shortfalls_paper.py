"""目標に届かなかった指標への対応 as a meeting paper: what is on this meeting's agenda."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.indicators.domain.values import values
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.meetings.domain.papers.sources import NEVER, Content, PaperSource, Wanted, register_source
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.papers.domain.composed.model import Grid
from musubi.blocks.papers.domain.filling.tags import number_text
from musubi.council.domain.shortfalls import PAPER
from musubi.council.models import Shortfall

COLUMNS = ("indicator", "year", "figures", "fact", "cause", "action", "direction")


def _tags() -> dict[str, Any]:
    words = (_("指標"), _("年度"), _("目標 / 実績"), _("事実"), _("原因"), _("対応(担当・期限・費用)"), _("今後の方向性"))
    return {"shortfalls": [dict(zip(COLUMNS, words, strict=True))]}


def _content(wanted: Wanted) -> Content:
    rows = list(
        Shortfall.objects.filter(agenda__meeting=wanted.meeting).select_related("indicator", "item", "organization").order_by("item__order", "pk")
    )
    years = {row.fiscal_year for row in rows}
    known = values(indicators=[row.indicator for row in rows], fiscal_years=years, today=wanted.today) if rows else {}
    cells = []
    for row in rows:
        figure = known[row.indicator.uid, row.fiscal_year]
        target = number_text(figure.target.value) if figure.target is not None else "—"
        cells.append(
            [
                f"{row.item.code} {row.indicator.name}",
                format_fiscal_year(row.fiscal_year),
                f"{target} / {number_text(figure.actual) or '—'} {row.indicator.unit}",
                row.fact,
                row.cause or "—",
                _action(row),
                row.get_direction_display() or "—",
            ]
        )
    head = [_("指標"), _("年度"), _("目標 / 実績"), _("事実"), _("原因"), _("対応(担当・期限・費用)"), _("今後の方向性")]
    told = [dict(zip(COLUMNS, row, strict=True)) for row in cells]
    return Content([Grid("", head, [3, 2, 2, 4, 4, 5, 2], cells, _("該当なし"))], landscape=True, values={"shortfalls": told})


def _action(row: Shortfall) -> str:
    if not row.action:
        return "—"
    told = [str(row.organization or ""), format_date(row.due_on) if row.due_on is not None else ""]
    told.append(_("%(amount)s円") % {"amount": number_text(row.cost)} if row.cost is not None else "")
    return f"{row.action}\n({'、'.join(part for part in told if part)})"


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(PaperSource(PAPER, _l("目標に届かなかった指標への対応"), PaperKind.NUMBERED, _content, 230, usual=NEVER, tags=_tags))
