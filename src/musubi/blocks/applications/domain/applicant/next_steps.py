"""What an applicant can and has to do next, in one place: the own page, the list of filings and its order follow from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.agents.held import agency_for
from musubi.blocks.applications.domain.applicant.offers import offer_of
from musubi.blocks.applications.domain.commitments import payable
from musubi.blocks.applications.domain.rights import acts_as_applicant, steps_back
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import CallKind, Waits
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.workflow import STATES, moves_from
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.acting import acted_for_ids


@dataclass(frozen=True)
class NextStep:
    """A link of the own page: words, URL name within `filings`, and whether it is the main one."""

    label: str
    url_name: str
    primary: bool = False


def next_steps(application: Application, *, user: Any) -> list[NextStep]:
    """The steps that are open to the user now, the one that is waited for first."""
    status, subsidy = application.status, application.call.kind == CallKind.SUBSIDY
    found: list[NextStep] = []
    if status == S.DRAFT:
        found += [NextStep(_("続きを書く"), "form", primary=True), NextStep(_("確かめて提出する"), "check")]
    if status in {S.CORRECTION, S.REPORT_CORRECTION}:
        found.append(NextStep(_("補正する"), "form", primary=True))
    if status == S.SELECTED:
        found.append(NextStep(_("交付申請を書く"), "form", primary=True))
    if status == S.GRANTED:
        found += [NextStep(_("実績報告を書く"), "form", primary=True), NextStep(_("変更・中止・廃止を申請する"), "change")]
    if status in {S.CONFIRMED, S.GRANTED} and payable(application) > 0:
        label = _("請求する") if status == S.CONFIRMED else _("概算払を請求する")
        found.append(NextStep(label, "claim", primary=status == S.CONFIRMED))
    names = {move.name for move in moves_from(status, application.call.kind)}
    if not steps_back(user, application):
        names -= {"withdraw", "renounce"}
    if "withdraw" in names:
        found.append(NextStep(_("取り下げる"), "withdraw"))
    if "renounce" in names and subsidy:
        found.append(NextStep(_("辞退する"), "renounce"))
    if status == S.DRAFT:
        found.append(NextStep(_("下書きを捨てる"), "discard"))
    return found


@dataclass(frozen=True)
class OwnFiling:
    """A line of 「私の手続」: where it stands in plain words, and the day that matters next."""

    application: Application
    label: Any
    is_mine: bool
    due_on: dt.date | None
    offer: Any
    as_agent: bool = False


def own_filings(*, user: Any, now: dt.datetime) -> list[OwnFiling]:
    """The user's filings: what waits for the user first, by its day; then the others, newest first. Two queries."""
    rows = visible_to(user, Application).select_related("call__item", "call__organization", "party", "terms", "applicant")
    rows = rows.annotate(
        correction_due=Min("corrections__due_on", filter=Q(corrections__answered_at__isnull=True)),
        owed_on=Min("obligations__due_on", filter=Q(obligations__done_on__isnull=True)),
    )
    day = timezone.localtime(now).date()
    found = [_line(row, now, user, day) for row in rows.order_by("-saved_at", "-pk") if acts_as_applicant(user, row)]
    return sorted(found, key=lambda line: (not line.is_mine, line.due_on or dt.date.max))


def _line(row: Any, now: dt.datetime, user: Any, day: dt.date) -> OwnFiling:
    state, offer = STATES[row.status], offer_of(row.call, now)
    mine = state.waits == Waits.APPLICANT and not (row.status == S.DRAFT and offer.state in {"closed", "stopped"})
    closes = timezone.localdate(row.call.closes_at) if row.status == S.DRAFT and row.call.closes_at else None
    due = row.correction_due or closes or row.owed_on
    return OwnFiling(row, state.public_label, mine or (row.owed_on is not None and row.status in S.awarded()), due, offer, _as_agent(row, user, day))


def _as_agent(row: Application, user: Any, day: dt.date) -> bool:
    return agency_for(user=user, application=row, day=day) is not None and row.party_id not in acted_for_ids(user=user, day=day)
