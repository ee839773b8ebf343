"""Begin an application, keep what was typed, and compute its sum: nothing typed is ever refused for being unfinished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.answers import points_of, read_answers
from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.calls import call_state
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import ApplicationStatus, IntakeChannel, Stage
from musubi.blocks.applications.models import Application, Call, CostLine, OtherAid
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import in_turn, lock
from musubi.blocks.parties.models import Party


@dataclass(frozen=True)
class Saved:
    """What a save did: messages at fields that could not be read (their text is kept as it was typed)."""

    application: Application
    faults: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def begin_application(
    *,
    call: Call,
    actor: Any,
    now: dt.datetime,
    party: Party | None = None,
    channel: str = IntakeChannel.ONLINE,
    received_on: dt.date | None = None,
    follows: Application | None = None,
    begun_by_itself: bool = False,
    applicant: Any = None,
) -> Application:
    """書き始める: a draft under the call's newest terms. On paper (counter, post) a clerk begins it with its 受付日.

    `applicant` is for whom it is begun where `actor` is not a person at the form.

    Raises ApplicationError where the call was never opened, or is over for this channel.
    """
    version = call.versions.order_by("-number").first()
    if version is None:
        raise ApplicationError("not_opened", _("この募集は、まだ始まっていません"))
    if channel == IntakeChannel.ONLINE and call_state(call, now) in {"closed", "grace", "stopped"}:
        raise ApplicationError("closed", _("受付は終わりました。次の募集については、担当課に問い合わせてください"))
    if channel != IntakeChannel.ONLINE and received_on is None:
        raise ApplicationError("received_on", _("紙の申請書の受付日を入れてください"), "received_on")
    terms = read_terms(version.content)
    application = Application.objects.create(
        call=call,
        terms=version,
        party=party,
        applicant=applicant or (actor if getattr(actor, "is_authenticated", False) else None),
        begun_by_itself=begun_by_itself,
        channel=channel,
        received_on=received_on,
        follows=follows,
        lane=terms.lanes[0].key if len(terms.lanes) == 1 else "",
        started_at=now,
        saved_at=now,
    )
    record_event(
        actor=actor, verb="application.begun", obj=application, now=now, after={"call": call.uid, "channel": channel}, program_code=call.item.code
    )
    return application


@in_turn()
@transaction.atomic
def begin_for_party(*, call: Call, party: Party, actor: Any, now: dt.datetime, today: dt.date) -> Application:
    """Begin online for a party; a draft into which nothing was typed yet is taken up again, so that a double click makes one.

    The certificate on which the call rests is found by itself. Raises ApplicationError as `begin_application`.
    """
    lock(Party.objects.filter(pk=party.pk))
    mine = Q(applicant=actor, saved_at=F("started_at"), title="") | Q(begun_by_itself=True)  # what began by itself is for all of the party
    found = Application.objects.filter(mine, call=call, party=party, status=ApplicationStatus.DRAFT).order_by("-begun_by_itself", "-pk").first()
    if found is not None:
        return found
    return begin_application(call=call, party=party, actor=actor, now=now, follows=_prerequisite(call, party, today))


@transaction.atomic
def begin_on_paper(*, call: Call, party: Party, channel: str, received_on: dt.date, actor: Any, now: dt.datetime) -> Application:
    """紙の申請書の入力を始める; a draft that began by itself and that nobody typed into becomes the paper's. Raises ApplicationError."""
    waiting = Application.objects.filter(begun_by_itself=True, saved_at=F("started_at"), call=call, party=party, status=ApplicationStatus.DRAFT)
    found = next(iter(lock(waiting)), None)
    if found is None:
        return begin_application(
            call=call, party=party, channel=channel, received_on=received_on, actor=actor, now=now, follows=_prerequisite(call, party, received_on)
        )
    current = hold(found)
    before = {"channel": current.channel, "received_on": None}
    current.channel, current.received_on = channel, received_on
    current.version += 1
    current.save()
    after = {"channel": channel, "received_on": received_on}
    record_event(actor=actor, verb="application.taken_on_paper", obj=current, now=now, before=before, after=after, program_code=call.item.code)
    return current


def _prerequisite(call: Call, party: Party, today: dt.date) -> Application | None:
    if not call.follows_kind:
        return None
    valid = Q(certificate__valid_until__isnull=True) | Q(certificate__valid_until__gte=today)
    held = Application.objects.filter(valid, party=party, call__kind=call.follows_kind, status=ApplicationStatus.CERTIFIED)
    return held.order_by("-certificate__valid_from", "-pk").first()


@transaction.atomic
def save_answers(
    *,
    application: Application,
    raw: Mapping[str, Any],
    now: dt.datetime,
    today: dt.date,
    stage: str = Stage.APPLICATION,
    title: str | None = None,
    lane: str | None = None,
    party: Party | None = None,
    consents_publication: bool | None = None,
) -> Saved:
    """下書きを保存する: what can be read is kept as a value, what cannot stays as it was typed with a message at its field.

    `raw` may hold some of the questions only; the others stay. Saving a draft is no event of the trail: handing in is.
    Raises ApplicationError where the application can no longer be typed into.
    """
    current = hold(application)
    refuse_closed(current, stage)
    terms = read_terms(current.terms.content)
    if lane is not None and lane in {"", *(each.key for each in terms.lanes)}:
        current.lane = lane
    questions = [each for each in terms.questions_of(stage, current.lane) if each.key in raw]
    values, faults = read_answers(questions, raw, today=today)
    store = current.report_answers if stage == Stage.REPORT else current.answers
    for question in questions:
        store.pop(question.key, None)
        store.pop(TYPED + question.key, None)
        if question.key in values:
            store[question.key] = values[question.key]
        elif question.key in faults:
            store[TYPED + question.key] = str(raw[question.key])[:4000]
    if title is not None:
        current.title = title.strip()[:200]
    if party is not None:
        current.party = party
    if consents_publication is not None:
        current.consents_publication = consents_publication
    current.saved_at = now
    compute(current)
    current.save()
    return Saved(current, faults)


TYPED = "typed:"  # prefix of a text that could not be read as its question's kind


def refuse_closed(application: Application, stage: str) -> None:
    """Raise ApplicationError unless this stage's form may be typed into now."""
    allowed = {
        Stage.APPLICATION: {ApplicationStatus.DRAFT, ApplicationStatus.CORRECTION},
        Stage.GRANT: {ApplicationStatus.SELECTED, ApplicationStatus.CORRECTION},
        Stage.REPORT: {ApplicationStatus.GRANTED, ApplicationStatus.REPORT_CORRECTION},
        Stage.CLAIM: {ApplicationStatus.CONFIRMED, ApplicationStatus.GRANTED},
        Stage.FOLLOW_UP: ApplicationStatus.awarded(),
    }[Stage(stage)]
    if application.status not in allowed:
        raise ApplicationError("read_only", _("提出済みのため、書き換えられません。直したいときは、担当課に連絡してください"))


@transaction.atomic
def save_costs(*, application: Application, rows: Iterable[CostLine], now: dt.datetime, stage: str = Stage.APPLICATION) -> Application:
    """Keep the cost lines of a stage: rows that exist are changed, new ones added, those no longer named removed."""
    current = hold(application)
    refuse_closed(current, stage)
    kept = []
    for order, row in enumerate(rows):
        row.application, row.stage, row.order = current, stage, order
        row.full_clean(exclude=["application"])
        row.save()
        kept.append(row.pk)
    current.costs.filter(stage=stage).exclude(pk__in=kept).delete()
    current.saved_at = now
    compute(current)
    current.save()
    return current


@transaction.atomic
def save_other_aid(*, application: Application, rows: Iterable[OtherAid], now: dt.datetime) -> Application:
    """Keep the declared other aid as `save_costs` does."""
    current = hold(application)
    refuse_closed(current, Stage.APPLICATION)
    kept = []
    for row in rows:
        row.application = current
        row.full_clean(exclude=["application"])
        row.save()
        kept.append(row.pk)
    current.other_aid.exclude(pk__in=kept).delete()
    current.saved_at = now
    compute(current)
    current.save()
    return current


def compute(application: Application) -> None:
    """Set the requested sum with its explanation, and the points, from what stands in the draft now."""
    if application.status not in {ApplicationStatus.DRAFT, ApplicationStatus.CORRECTION, ApplicationStatus.SELECTED}:
        return
    terms = read_terms(application.terms.content)
    if terms.rules_for_amount():
        result = assess(application=application, terms=terms)
        application.requested = result.yen
        application.explanation = [row.as_json() for row in result.rows]
    application.points = points_of(terms.questions_of(Stage.APPLICATION, application.lane), application.answers)


@transaction.atomic
def discard_draft(*, application: Application, actor: Any, now: dt.datetime) -> None:
    """下書きを捨てる, with its files; what was handed in is withdrawn instead. Raises ApplicationError."""
    current = hold(application)
    if current.status != ApplicationStatus.DRAFT:
        raise ApplicationError("handed_in", _("提出済みの申請は捨てられません。取り下げてください"))
    record_event(actor=actor, verb="application.discarded", obj=current, now=now, program_code=current.call.item.code)
    stored = set(current.files.values_list("file", flat=True))
    parts = set(current.uploads.values_list("part_file", flat=True))
    current.delete()
    transaction.on_commit(lambda: _forget(stored, parts))


def _forget(stored: set[str], parts: set[str]) -> None:
    """Take the bytes of a discarded draft off the disk."""
    for name in stored:
        default_storage.delete(name)
    for name in parts:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
