"""The states of a progress report and who moves it on: one table, from which buttons, checks and the diagram follow."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from musubi.blocks.reporting.enums import ReportStatus


@dataclass(frozen=True)
class Move:
    """A change of state: from which states, to which, by whom (`desk` works there, `head` confirms), whether it needs a reason."""

    name: str
    label: Promise
    sources: frozenset[str]
    target: str
    who: str
    needs_reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("submit", _("課長の確認へ出す"), frozenset({ReportStatus.DRAFT, ReportStatus.RETURNED}), ReportStatus.SUBMITTED, "desk"),
        Move("confirm", _("内容を確認した"), frozenset({ReportStatus.SUBMITTED}), ReportStatus.CONFIRMED, "head"),
        Move("return", _("直すところを書いて差し戻す"), frozenset({ReportStatus.SUBMITTED}), ReportStatus.RETURNED, "head", needs_reason=True),
        Move("reopen", _("確認を取り消して直す"), frozenset({ReportStatus.CONFIRMED}), ReportStatus.DRAFT, "head", needs_reason=True),
    )
}
EDITABLE = frozenset({ReportStatus.DRAFT, ReportStatus.SUBMITTED, ReportStatus.RETURNED})
