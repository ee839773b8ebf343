"""会議録: typed live, checked by the members, final, published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.sittings import tell_member, title_of
from musubi.blocks.meetings.enums import AttendanceState, CheckState, MeetingStatus, MinutesStatus, Openness, UtteranceKind
from musubi.blocks.meetings.models import AgendaItem, CouncilMember, Meeting, Minutes, MinutesCheck, Utterance

WRITABLE = frozenset({MinutesStatus.DRAFT, MinutesStatus.CHECKING})


@transaction.atomic
def open_minutes(*, meeting: Meeting, actor: Any, now: dt.datetime) -> Minutes:
    """The minutes of a meeting, begun where there are none yet."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body__organization"))[0]
    found = Minutes.objects.filter(meeting=current).first()
    if found is not None:
        return found
    if current.status in {MeetingStatus.PLANNED, MeetingStatus.CANCELLED} or current.starts_at is None:
        raise MeetingError("state", _("会議録は、開催を通知した会議に作れます"))
    due = localtime(current.starts_at).date() + dt.timedelta(days=current.body.publication_days)
    office = current.body.organization
    contact = f"{office.name} {office.phone}".strip()
    made = Minutes.objects.create(meeting=current, style=current.body.minutes_style, publish_due_on=due, office_contact=contact)
    record_event(actor=actor, verb="minutes.opened", obj=made, now=now, after={"publish_due_on": due})
    return made


@transaction.atomic
def add_utterance(
    *,
    minutes: Minutes,
    agenda: AgendaItem | None,
    text: str,
    actor: Any,
    now: dt.datetime,
    member: CouncilMember | None = None,
    speaker: str = "",
    kind: str = UtteranceKind.SPEECH,
) -> Utterance:
    """What somebody said, at the end of an agenda item. Raises MeetingError without words or speaker, or once the minutes are final."""
    current = _writable(minutes)
    if not text.strip():
        raise MeetingError("no_text", _("発言の内容を入れてください"), "text")
    name = f"{member.name}委員" if member is not None else speaker.strip()
    if not name and kind in {UtteranceKind.SPEECH, UtteranceKind.EXPLANATION}:
        raise MeetingError("no_speaker", _("発言者を選ぶか、入れてください"), "speaker")
    last = current.utterances.aggregate(last=Max("order"))["last"] or 0
    made = Utterance.objects.create(
        minutes=current, agenda=agenda, order=last + 1, kind=kind, member=member, speaker=name, text=text.strip(), said_at=now
    )
    record_event(actor=actor, verb="utterance.added", obj=current, now=now, after={"order": made.order, "speaker": name})
    return made


@transaction.atomic
def change_utterance(*, utterance: Utterance, shown_version: int, text: str, speaker: str, actor: Any, now: dt.datetime) -> Utterance:
    """Correct words or speaker. Raises MeetingError where another person changed them since."""
    _writable(utterance.minutes)
    current: Utterance = lock(Utterance.objects.filter(pk=utterance.pk))[0]
    if current.version != shown_version:
        raise MeetingError(
            "stale", _("ほかの人が先に直しました。今の文: 「%(text)s」。よければ、もう一度保存してください") % {"text": current.text}, "text"
        )
    if not text.strip():
        raise MeetingError("no_text", _("空にはできません。要らない発言は「消す」を押してください"), "text")
    before = {"text": current.text, "speaker": current.speaker}
    current.text, current.speaker = text.strip(), speaker.strip() or current.speaker
    current.version += 1
    current.save()
    after = {"text": current.text, "speaker": current.speaker}
    record_event(actor=actor, verb="utterance.changed", obj=current, now=now, before=before, after=after)
    return current


@transaction.atomic
def remove_utterance(*, utterance: Utterance, actor: Any, now: dt.datetime) -> None:
    """Take a line out; the audit trail keeps its words. Raises MeetingError where an opinion was picked up from it."""
    _writable(utterance.minutes)
    for relation in Utterance._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: utterance}).exists():
            raise MeetingError("picked_up", _("この発言は意見として拾われているため、消せません。意見の側を取り下げてください"))
    before = {"order": utterance.order, "speaker": utterance.speaker, "text": utterance.text}
    record_event(actor=actor, verb="utterance.removed", obj=utterance.minutes, now=now, before=before)
    utterance.delete()


@transaction.atomic
def move_utterance(*, utterance: Utterance, up: bool, actor: Any, now: dt.datetime) -> None:
    """One place up or down within its agenda item."""
    minutes = _writable(utterance.minutes)
    rows = list(minutes.utterances.filter(agenda=utterance.agenda).order_by("order"))
    place = next(index for index, row in enumerate(rows) if row.pk == utterance.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    mine, theirs = rows[place].order, rows[other].order
    Utterance.objects.filter(pk=rows[place].pk).update(order=0)
    Utterance.objects.filter(pk=rows[other].pk).update(order=mine)
    Utterance.objects.filter(pk=rows[place].pk).update(order=theirs, version=F("version") + 1)
    record_event(actor=actor, verb="utterance.moved", obj=minutes, now=now, before={"order": mine}, after={"order": theirs})


@transaction.atomic
def redact(*, utterance: Utterance, public_text: str, reason: str, actor: Any, now: dt.datetime) -> None:
    """伏せる: outside stands `public_text` (or 非公開) in place of the words, with the reason. An empty reason takes it back."""
    minutes: Minutes = lock(Minutes.objects.filter(pk=utterance.minutes_id))[0]
    if minutes.status == MinutesStatus.PUBLISHED:
        raise MeetingError("published", _("公表した会議録は変えられません。訂正は新しい版として出してください"))
    current: Utterance = lock(Utterance.objects.filter(pk=utterance.pk))[0]
    before = {"redacted": current.redacted, "reason": current.redaction_reason}
    current.redacted, current.public_text, current.redaction_reason = bool(reason), public_text if reason else "", reason
    current.version += 1
    current.save()
    record_event(actor=actor, verb="utterance.redacted", obj=current, now=now, before=before, after={"redacted": current.redacted, "reason": reason})


@transaction.atomic
def send_to_check(*, minutes: Minutes, due_on: dt.date, actor: Any, now: dt.datetime) -> int:
    """委員の確認へ: every member who was there is asked by mail; returns how many."""
    current: Minutes = lock(Minutes.objects.filter(pk=minutes.pk).select_related("meeting__body__organization"))[0]
    if current.status != MinutesStatus.DRAFT:
        raise MeetingError("state", _("確認に出せるのは、素案のときだけです"))
    if not current.utterances.exists():
        raise MeetingError("empty", _("発言がまだありません"))
    if due_on < localtime(now).date():
        raise MeetingError("past", _("今日より後の日にしてください"), "due_on")
    there = current.meeting.attendances.filter(state__in=AttendanceState.present()).select_related("member__user")
    members = [row.member for row in there]
    MinutesCheck.objects.bulk_create([MinutesCheck(minutes=current, member=member) for member in members], ignore_conflicts=True)
    _set(current, {"status": MinutesStatus.CHECKING, "check_due_on": due_on}, "minutes.sent_to_check", actor, now)
    for member in members:
        words = {"title": title_of(current.meeting), "day": format_date(due_on)}
        text = _("%(title)sの会議録(案)を御確認ください。直すところは、%(day)sまでにお知らせください。委員のページか、電話で回答できます。") % words
        tell_member(member, subject=_("会議録の確認 %(title)s") % words, body=text, actor=actor, now=now)
    return len(members)


@transaction.atomic
def answer_check(*, check: MinutesCheck, state: str, comment: str, actor: Any, now: dt.datetime) -> None:
    """A member's answer to the draft. Raises MeetingError for changes without words, or once the minutes are final."""
    minutes: Minutes = lock(Minutes.objects.filter(pk=check.minutes_id))[0]
    if minutes.status != MinutesStatus.CHECKING:
        raise MeetingError("state", _("会議録の確認は終わっています。事務局へ電話でお知らせください"))
    if state == CheckState.CHANGES and not comment.strip():
        raise MeetingError("no_comment", _("どこをどう直すか、書いてください"), "comment")
    current: MinutesCheck = lock(MinutesCheck.objects.filter(pk=check.pk))[0]
    current.state, current.comment, current.answered_at = state, comment.strip() if state == CheckState.CHANGES else "", now
    current.version += 1
    current.save()
    record_event(actor=actor, verb="minutes.checked", obj=current, now=now, after={"state": state})


@transaction.atomic
def settle_check(*, check: MinutesCheck, note: str, actor: Any, now: dt.datetime) -> None:
    """What the office did about a member's wish."""
    current: MinutesCheck = lock(MinutesCheck.objects.filter(pk=check.pk))[0]
    if current.state != CheckState.CHANGES or not note.strip():
        raise MeetingError("no_note", _("どう対応したかを書いてください"), "note")
    current.settled_note = note.strip()
    current.version += 1
    current.save()
    record_event(actor=actor, verb="minutes.check_settled", obj=current, now=now, after={"note": current.settled_note})


@transaction.atomic
def make_final(*, minutes: Minutes, actor: Any, today: dt.date, now: dt.datetime) -> None:
    """確定. Raises MeetingError while wishes are unsettled, or before the due day while answers are out."""
    current: Minutes = lock(Minutes.objects.filter(pk=minutes.pk))[0]
    if current.status != MinutesStatus.CHECKING:
        raise MeetingError("state", _("確定できるのは、委員の確認に出した会議録です"))
    unsettled = current.checks.filter(state=CheckState.CHANGES, settled_note="").count()
    if unsettled:
        raise MeetingError("unsettled", _("対応していない修正の希望が%(count)d件あります。対応を書いてから確定してください") % {"count": unsettled})
    waiting = current.checks.filter(state=CheckState.WAITING).count()
    if waiting and current.check_due_on is not None and today <= current.check_due_on:
        day = format_date(current.check_due_on)
        raise MeetingError("waiting", _("まだ%(count)d人の回答を待っています。期限(%(day)s)の翌日から確定できます") % {"count": waiting, "day": day})
    _set(current, {"status": MinutesStatus.FINAL, "final_at": now, "final_by": _person(actor)}, "minutes.final", actor, now)


@transaction.atomic
def back_to_draft(*, minutes: Minutes, actor: Any, now: dt.datetime) -> None:
    """Take the minutes back before they are final; the members' answers stay."""
    current: Minutes = lock(Minutes.objects.filter(pk=minutes.pk))[0]
    if current.status != MinutesStatus.CHECKING:
        raise MeetingError("state", _("素案に戻せるのは、確認中の会議録です"))
    _set(current, {"status": MinutesStatus.DRAFT}, "minutes.back_to_draft", actor, now)


@transaction.atomic
def publish_minutes(*, minutes: Minutes, actor: Any, now: dt.datetime) -> Minutes:
    """公表. Raises MeetingError for a closed body or meeting, or before the minutes are final."""
    current: Minutes = lock(Minutes.objects.filter(pk=minutes.pk).select_related("meeting__body"))[0]
    if current.status != MinutesStatus.FINAL:
        raise MeetingError("state", _("公表できるのは、確定した会議録です"))
    if not current.meeting.body.is_public or current.meeting.openness == Openness.CLOSED:
        raise MeetingError("closed", _("非公開の会議の会議録は公表できません"))
    values = {"status": MinutesStatus.PUBLISHED, "published_at": now, "published_by": _person(actor)}
    _set(current, values, "minutes.published", actor, now)
    return current


def _person(actor: Any) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None


def _writable(minutes: Minutes) -> Minutes:
    current: Minutes = lock(Minutes.objects.filter(pk=minutes.pk).select_related("meeting__body"))[0]
    if current.status not in WRITABLE:
        raise MeetingError("final", _("確定した会議録は直せません"))
    return current


def _set(current: Minutes, values: dict[str, Any], verb: str, actor: Any, now: dt.datetime) -> None:
    before = {name: getattr(current, name) for name in values}
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record_event(actor=actor, verb=verb, obj=current, now=now, before=before, after=values)
