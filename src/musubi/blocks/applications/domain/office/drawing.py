"""募集を抽選で決める: applications under review are a draw's entries, and the drawn list becomes the 起案 of 採択・補欠・不採択."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Intake, Outcome
from musubi.blocks.applications.models import Application, Call, DecisionRecord
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.sources import EntrySource, SourceEntry, register_entry_source
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawOutcome
from musubi.blocks.vision.domain.desks import desks_worked_by

SOURCE = "applications"


def _drawn_calls(user: Any) -> Any:
    return Call.objects.filter(intake=Intake.DRAW, opened_at__isnull=False, item__in=desks_worked_by(user)).order_by("-fiscal_year", "name", "round")


def _choices(user: Any) -> list[tuple[str, str]]:
    return [(call.uid, str(call)) for call in _drawn_calls(user)]


def _entries(user: Any, key: str) -> list[SourceEntry]:
    """The call's applications under review; what still waits for the intake or a correction keeps the list from being ready."""
    call = Call.objects.filter(uid=key, intake=Intake.DRAW).select_related("item").first()
    if call is None or not works_application(user, call):
        raise DrawError("source", _("抽選で決める募集ではないか、担当する募集ではありません"))
    waiting = call.applications.filter(Q(status=ApplicationStatus.SUBMITTED) | Q(status=ApplicationStatus.CORRECTION)).count()
    if waiting:
        raise DrawError("waiting", _("受付や補正を待つ申請が%(count)d件あります。先に済ませてから申込を入れてください") % {"count": waiting})
    rows = call.applications.filter(status=ApplicationStatus.SCREENING).select_related("party__address", "terms")
    return [_entry(application) for application in rows.order_by("received_on", "submitted_at", "pk")]


def _entry(application: Application) -> SourceEntry:
    party = application.party
    address = party.address if party is not None else None
    lanes = {lane["key"]: lane["name"] for lane in application.terms.content.get("lanes", [])}
    return SourceEntry(
        id=application.uid,
        reference=application.number,
        name=str(party or application.number),
        name_kana=party.name_kana if party else "",
        postal_code=address.postcode if address else "",
        address=f"{address.text}{address.building}" if address else "",
        phone=party.phone if party else "",
        email=party.mail if party else "",
        wishes=(lanes.get(application.lane, application.lane),) if application.lane else (),
        applicant=party.uid if party else "",
    )


def register_source() -> None:
    """Called once when apps are ready."""
    register_entry_source(EntrySource(SOURCE, _l("募集の申請"), _choices, _entries))


def draw_of(call: Call) -> Draw | None:
    """The draw that decides the call: the newest that was held and stands."""
    return Draw.objects.filter(source=SOURCE, source_key=call.uid, status=DrawStatus.DRAWN).order_by("-closed_at").first()


def propose_from_draw(*, call: Call, draw: Draw, drafted_on: dt.date, actor: Any, now: dt.datetime) -> DecisionRecord:
    """起案する from the drawn list: places are 採択, the waiting list 補欠 in draw order, the rest 不採択. Raises ApplicationError.

    Every application under review must stand in the draw: one that came later would be passed over without a word.
    """
    outcomes = {row.entry.source_id: row for row in DrawOutcome.objects.filter(draw=draw).select_related("entry")}
    rows = list(call.applications.filter(status=ApplicationStatus.SCREENING).order_by("submitted_at", "pk"))
    missing = [row.number for row in rows if row.uid not in outcomes]
    if missing:
        message = _("抽選に加わっていない申請があります(%(numbers)s)。別に決定するか、抽選をやり直してください")
        raise ApplicationError("not_drawn", message % {"numbers": "、".join(missing)})
    order = {uid: (row.position if row.position is not None else len(outcomes) + 1) for uid, row in outcomes.items()}
    proposed, place = [], 0
    for application in sorted(rows, key=lambda row: (order[row.uid], row.number)):
        outcome = outcomes[application.uid]
        if outcome.place:
            result = Outcome.SELECTED
        elif outcome.void or outcome.left_at is not None or not outcome.waiting:
            result = Outcome.NOT_SELECTED
        else:
            result = Outcome.RESERVE
            place += 1
        rank = place if result == Outcome.RESERVE else outcome.position
        proposed.append(Proposed(application, result, rank=rank, reason=_reason(outcome)))
    title = _("%(call)s 抽選による採択") % {"call": call}
    return prepare_decision(
        call=call, kind=DecisionKind.SELECTION, title=title, proposed=proposed, drafted_on=drafted_on, actor=actor, now=now, note=draw.list_sha256
    )


def _reason(outcome: DrawOutcome) -> str:
    """Ticket and position: what the letter and whoever asks later are told."""
    if outcome.position is None:
        return _("抽選に加わらない申込です(抽選番号 %(ticket)s)") % {"ticket": outcome.ticket}
    return _("抽選の結果によります(抽選番号 %(ticket)s、順番 %(position)d番)") % {"ticket": outcome.ticket, "position": outcome.position}
