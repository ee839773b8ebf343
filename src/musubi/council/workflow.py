"""The states of an issue and who moves it on: one table, from which buttons and checks follow. A link moves nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from musubi.council.enums import IssueStatus


@dataclass(frozen=True)
class Move:
    """A change of state that a person of the office makes: from which states, to which, what must stand there first."""

    name: str
    label: Promise
    sources: frozenset[str]
    target: str
    needs: str = ""  # "resolution", "decision", "response"
    needs_reason: bool = False


LIVE = frozenset({IssueStatus.OPEN, IssueStatus.RESOLVED, IssueStatus.DECIDED, IssueStatus.ACTING})
MOVES = {
    move.name: move
    for move in (
        Move("resolve", _("会議のまとめが出た"), frozenset({IssueStatus.OPEN}), IssueStatus.RESOLVED, needs="resolution"),
        Move("decide", _("市が決定した"), frozenset({IssueStatus.OPEN, IssueStatus.RESOLVED}), IssueStatus.DECIDED, needs="decision"),
        Move("act", _("対応を始めた"), frozenset({IssueStatus.OPEN, IssueStatus.RESOLVED, IssueStatus.DECIDED}), IssueStatus.ACTING),
        Move("close", _("対応が済んだ"), LIVE, IssueStatus.CLOSED, needs="response"),
        Move("decline", _("取り上げないことにする"), frozenset({IssueStatus.OPEN}), IssueStatus.NOT_TAKEN, needs_reason=True),
        Move(
            "reopen",
            _("もう一度、議論に戻す"),
            frozenset({IssueStatus.CLOSED, IssueStatus.NOT_TAKEN, IssueStatus.ACTING, IssueStatus.DECIDED, IssueStatus.RESOLVED}),
            IssueStatus.OPEN,
            needs_reason=True,
        ),
    )
}
