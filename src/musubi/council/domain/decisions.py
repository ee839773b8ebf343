"""What the body said and what the city decided: apart from each other, linked by people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.models import AgendaItem, Meeting
from musubi.blocks.vision.domain.basis import CITY_DECISION, Basis
from musubi.blocks.vision.models import PlanItem
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.numbering import create_numbered
from musubi.council.models import CityDecision, Issue, Resolution, Response

GROUNDS = 100  # the most recent decisions are offered


@transaction.atomic
def record_resolution(
    *,
    meeting: Meeting,
    kind: str,
    text: str,
    actor: Any,
    now: dt.datetime,
    agenda: AgendaItem | None = None,
    issues: Iterable[Issue] = (),
) -> Resolution:
    """会議のまとめ: what the body agreed on. It changes no issue and decides nothing for the city. Raises CouncilError."""
    if not text.strip():
        raise CouncilError("text", _("まとめを書いてください"), "text")
    linked = list(issues)
    for issue in linked:
        if issue.body is not None and not issue.body.is_public and issue.body != meeting.body:
            raise CouncilError("closed_body", _("非公開の会議体の課題は、その会議体の会議でまとめます"), "issues")
    resolution = create_numbered(Resolution, meeting=meeting, agenda=agenda, kind=kind, text=text.strip())
    resolution.issues.set(linked)
    record_event(
        actor=actor,
        verb="resolution.recorded",
        obj=resolution,
        now=now,
        after={"kind": kind, "text": text.strip(), "issues": [issue.code for issue in linked]},
    )
    return resolution


@transaction.atomic
def prepare_decision(
    *,
    title: str,
    text: str,
    actor: Any,
    now: dt.datetime,
    resolutions: Iterable[Resolution] = (),
    issues: Iterable[Issue] = (),
    items: Iterable[PlanItem] = (),
    drafted_on: dt.date | None = None,
) -> CityDecision:
    """市の決定を起案する: what the city is to decide and on what it rests. Nothing follows from it before the day of decision."""
    if not title.strip() or not text.strip():
        raise CouncilError("text", _("件名と内容を書いてください"), "title" if not title.strip() else "text")
    said, wanted = list(resolutions), list(issues)
    decision = create_numbered(CityDecision, title=title.strip(), text=text.strip(), drafted_on=drafted_on)
    decision.resolutions.set(said)
    decision.issues.set({*wanted, *Issue.objects.filter(resolutions__in=said)})
    decision.items.set({*items, *PlanItem.objects.filter(issues__in=decision.issues.all())})
    record_event(
        actor=actor,
        verb="decision.prepared",
        obj=decision,
        now=now,
        after={"title": title.strip(), "resolutions": [each.code for each in said], "issues": [each.code for each in wanted]},
    )
    return decision


@transaction.atomic
def record_decision(
    *,
    decision: CityDecision,
    decided_on: dt.date,
    decided_by: str,
    document_number: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    consulted: str = "",
    effective_on: dt.date | None = None,
    drafted_on: dt.date | None = None,
) -> CityDecision:
    """決裁欄を記録する: from now on answers, actions and changes of the plan may rest on it. Raises CouncilError."""
    current: CityDecision = lock(CityDecision.objects.filter(pk=decision.pk))[0]
    if current.is_decided:
        raise CouncilError("decided", _("この決定の決裁は、もう記録されています"))
    if decided_on > today:
        raise CouncilError("future", _("決裁日が先の日付です。決裁が済んでから記録してください"), "decided_on")
    if not decided_by.strip():
        raise CouncilError("decided_by", _("決裁区分(市長・部長・課長など)を入力してください"), "decided_by")
    if not document_number.strip():
        raise CouncilError("document_number", _("文書番号を入力してください"), "document_number")
    drafted = drafted_on or current.drafted_on
    if drafted is not None and drafted > decided_on:
        raise CouncilError("drafted_on", _("起案日は決裁日以前にしてください"), "drafted_on")
    current.decided_on, current.decided_by, current.document_number = decided_on, decided_by.strip(), document_number.strip()
    current.consulted, current.effective_on, current.drafted_on = consulted, effective_on, drafted
    current.version += 1
    current.save()
    after = {"decided_on": decided_on, "decided_by": current.decided_by, "document_number": current.document_number}
    record_event(actor=actor, verb="decision.decided", obj=current, now=now, before={"decided_on": None}, after=after)
    return current


def basis_of(decision: CityDecision, address: str = "") -> Basis:
    """The decision as the ground of a change of the plan. Raises CouncilError before it is decided."""
    if not decision.is_decided:
        raise CouncilError("undecided", _("決裁日と文書番号を記録してから、計画の改定の根拠にしてください"))
    return Basis(
        kind=CITY_DECISION,
        identifier=decision.uid,
        label=decision.title,
        url=address,
        decided_on=decision.decided_on,
        document_number=decision.document_number,
    )


def grounds_of(user: Any) -> list[Basis]:
    """The decisions on which the user may rest a change of the plan, newest first."""
    found = visible_to(user, CityDecision).filter(decided_on__isnull=False).order_by("-decided_on", "-number")[:GROUNDS]
    return [basis_of(each, reverse("council:decision", args=[each.uid])) for each in found]


@transaction.atomic
def respond(*, issue: Issue, state: str, text: str, actor: Any, now: dt.datetime, today: dt.date, decision: CityDecision | None = None) -> Response:
    """対応状況を書く: the city's answer with its reason; the earlier answer stays. The issue's state does not move. Raises CouncilError."""
    if not text.strip():
        raise CouncilError("text", _("内容と理由を書いてください"), "text")
    if decision is not None and not decision.is_decided:
        raise CouncilError("undecided", _("決裁が済んでいない決定は、回答の根拠にできません"), "decision")
    made = Response.objects.create(issue=issue, state=state, text=text.strip(), decision=decision, responded_on=today, responded_by=actor)
    record_event(actor=actor, verb="issue.responded", obj=made, now=now, after={"issue": issue.code, "state": state, "text": text.strip()})
    return made
