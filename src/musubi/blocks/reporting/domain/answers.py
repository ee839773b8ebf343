"""Answer a call: keep what is typed, send it, choose between two answers, accept or return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import has_role, memberships_on
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.indicators.domain.entering import EntryError, enter_actual
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.reporting.domain.calls import OWN_UNITS, end_task
from musubi.blocks.reporting.domain.reports import ReasonMissingError, ReportRightError, fill_report
from musubi.blocks.reporting.enums import AnswerChannel, AnswerKind, CallStatus, Progress, ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.models import Reply, ReplyEntry, ReplyValue, Submission

HELD_FOR_HEAD = frozenset({AnswerChannel.SIGN_IN, AnswerChannel.WORKBOOK})  # ways by which a 課 itself answers


class ReplyStateError(Exception):
    """The reply is not in a state that allows this."""

    code = "reply_state"


class NotCollectorError(ReplyStateError):
    """Another person of the 課 sends the answer to the head; what was typed can be kept as a draft."""

    code = "not_collector"


class IncompleteError(Exception):
    """Something is missing; `fields` maps the entry's uid and field to what to do."""

    code = "incomplete"

    def __init__(self, fields: Mapping[tuple[str, str], str]) -> None:
        super().__init__(_("未入力のところが%(count)d件あります") % {"count": len(fields)})
        self.fields = fields


@dataclass(frozen=True)
class EntryAnswer:
    """What is answered for one item; `values` by the indicator's code, None for unknown."""

    kind: str = AnswerKind.ANSWER
    progress: str = ""
    done: str = ""
    problems: str = ""
    direction: str = ""
    values: Mapping[str, Decimal | None] = field(default_factory=dict)


Answer = Mapping[str, EntryAnswer]  # by the item's code


def entries_of(reply: Reply) -> list[ReplyEntry]:
    """The reply's entries with items, values and evidence, in the plan's order; three queries."""
    found = reply.entries.select_related("item__level", "item__parent__parent").prefetch_related("values__indicator", "evidence")
    return list(found.order_by("item__order", "item__code", "pk"))


def answer_of(reply: Reply) -> dict[str, EntryAnswer]:
    """What the reply says now."""
    return {
        entry.item.code: EntryAnswer(
            entry.kind,
            entry.progress,
            entry.done,
            entry.problems,
            entry.direction,
            {value.indicator.code: value.value for value in entry.values.all()},
        )
        for entry in entries_of(reply)
    }


def missing(answer: Answer) -> dict[tuple[str, str], str]:
    """What an answer still lacks, by item code and field."""
    found = {}
    for code, entry in answer.items():
        if entry.kind == AnswerKind.BLANK:
            found[(code, "kind")] = _("回答するか、「該当なし」「前年同」を選んでください")
        elif entry.kind == AnswerKind.ANSWER and not entry.progress:
            found[(code, "progress")] = _("進捗を選んでください")
    return found


@transaction.atomic
def save_answer(*, reply: Reply, answer: Answer, actor: Any, now: dt.datetime) -> Reply:
    """Keep what is typed without sending it. Raises ReplyStateError once the call is closed or the reply is accepted."""
    current = _open_reply(reply)
    changed = _write(current, answer)
    if changed and current.status in {ReplyStatus.WAITING, ReplyStatus.RETURNED}:
        current.status = ReplyStatus.DRAFT
    if changed:
        current.version += 1
        current.save()
        record_event(actor=actor, verb="reply.changed", obj=current, now=now, after={"entries": changed})
    return current


def _open_reply(reply: Reply) -> Reply:
    current: Reply = lock(Reply.objects.filter(pk=reply.pk))[0]
    if current.call.status != CallStatus.SENT:
        raise ReplyStateError(_("この照会は締め切りました。変わったことがあるときは、事務局に連絡してください"))
    if current.status == ReplyStatus.ACCEPTED:
        raise ReplyStateError(_("この回答は受理されました。変わったことがあるときは、事務局に連絡してください"))
    return current


def _write(reply: Reply, answer: Answer) -> list[str]:
    changed = []
    for entry in entries_of(reply):
        new = answer.get(entry.item.code)
        if new is None:
            continue
        texts = {name: getattr(new, name) for name in ("kind", "progress", "done", "problems", "direction")}
        touched = any(getattr(entry, name) != value for name, value in texts.items())
        for name, value in texts.items():
            setattr(entry, name, value)
        if touched:
            entry.version += 1
            entry.save()
        for value in entry.values.all():
            if value.indicator.code in new.values and value.value != new.values[value.indicator.code]:
                ReplyValue.objects.filter(pk=value.pk).update(value=new.values[value.indicator.code])
                touched = True
        if touched:
            changed.append(entry.item.code)
    return changed


def as_content(answer: Answer) -> dict[str, Any]:
    """An answer as JSON keeps it."""
    return {
        code: {
            "kind": entry.kind,
            "progress": entry.progress,
            "done": entry.done,
            "problems": entry.problems,
            "direction": entry.direction,
            "values": {name: None if value is None else format(value.normalize() + 0, "f") for name, value in entry.values.items()},
        }
        for code, entry in answer.items()
    }


def from_content(content: Mapping[str, Any]) -> dict[str, EntryAnswer]:
    """An answer from its JSON."""
    return {
        code: EntryAnswer(**{**row, "values": {name: None if value is None else Decimal(value) for name, value in row["values"].items()}})
        for code, row in content.items()
    }


@transaction.atomic
def submit_answer(
    *,
    reply: Reply,
    answer: Answer,
    channel: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    answerer: str = "",
    contact: str = "",
    received_on: dt.date | None = None,
) -> Submission:
    """Send an answer. A second one by another way waits for staff to choose. Raises IncompleteError, ReplyStateError, NotCollectorError.

    From a 課 of the city an answer leaves after its head's confirmation; from elsewhere at once.
    """
    current = _open_reply(reply)
    lacking = missing(answer)
    if lacking:
        raise IncompleteError(lacking)
    others = collectors(current, today) if actor is not None and _is_held(current, channel, actor, today) else []
    if others and not may_send(actor, current, today):
        names = "、".join(str(post.user) for post in others)
        raise NotCollectorError(_("課長の確認へ出すのは、取りまとめ担当(%(names)s)です") % {"names": names})
    earlier = current.submissions.filter(status=SubmissionStatus.CURRENT).first()
    answered = current.status == ReplyStatus.ANSWERED
    doubled = answered and earlier is not None and earlier.channel != channel
    if earlier is not None and not doubled:
        Submission.objects.filter(pk=earlier.pk).update(status=SubmissionStatus.SET_ASIDE)
    submission = Submission.objects.create(
        reply=current,
        channel=channel,
        status=SubmissionStatus.WAITING if doubled else SubmissionStatus.CURRENT,
        submitted_at=now,
        submitted_by=actor,
        answerer=answerer,
        answerer_contact=contact,
        received_on=received_on,
        late=(received_on or today) > current.call.due_on,
        content=as_content(answer),
    )
    record_event(
        actor=actor, verb="reply.submitted", obj=submission, now=now, after={"channel": channel, "late": submission.late, "answerer": answerer}
    )
    if not doubled:
        _write(current, answer)
        held = _is_held(current, channel, actor, today)
        _take(current, channel=channel, actor=actor, now=now, received_on=received_on, held=held)
    return submission


def _is_held(reply: Reply, channel: str, actor: Any, today: dt.date) -> bool:
    """Whether the answer waits for the head of a 課 of the city."""
    inside = reply.organization.kind in OWN_UNITS
    return inside and (channel == AnswerChannel.SIGN_IN or (channel in HELD_FOR_HEAD and not _sent_by_office(actor, today)))


def _sent_by_office(actor: Any, today: dt.date) -> bool:
    """Whether the secretariat takes an answer in that came to it; its own 課 answers signed in like any other."""
    return actor is not None and has_role(actor, Role.SECRETARIAT, day=today)


def _take(reply: Reply, *, channel: str, actor: Any, now: dt.datetime, received_on: dt.date | None, held: bool) -> None:
    reply.channel, reply.return_reason = channel, ""
    if channel in AnswerChannel.typed_by_staff():
        reply.received_on, reply.received_by = received_on, actor
    if held:
        reply.status, reply.collected_at, reply.collected_by = ReplyStatus.COLLECTED, now, actor
    else:
        reply.status, reply.answered_at = ReplyStatus.ANSWERED, now
        end_task(reply, actor=actor, now=now)
    reply.version += 1
    reply.save()


def may_collect(user: Any, reply: Reply, today: dt.date) -> bool:
    """Those who work for the organisation write its answer and send it to their head; partners' people send theirs at once."""
    return _holds(user, reply, today, Role.COORDINATOR, Role.DIVISION_HEAD, Role.DIVISION_STAFF, Role.PARTNER)


def collectors(reply: Reply, today: dt.date) -> list[Membership]:
    """取りまとめ担当: who sends the organisation's answer to its head; [] where it has nobody of that role."""
    posts = Membership.objects.active_on(today).filter(role=Role.COORDINATOR, user__is_active=True)
    here = Q(organization=reply.organization_id) | Q(organization__parent=reply.organization_id)
    return list(posts.filter(here).select_related("user").order_by("pk"))


def may_send(user: Any, reply: Reply, today: dt.date) -> bool:
    """The 取りまとめ担当 and the head; everyone who writes it where the organisation has no 取りまとめ担当."""
    if _holds(user, reply, today, Role.COORDINATOR, Role.DIVISION_HEAD):
        return True
    return may_collect(user, reply, today) and not collectors(reply, today)


def may_confirm(user: Any, reply: Reply, today: dt.date) -> bool:
    """The organisation's head."""
    return _holds(user, reply, today, Role.DIVISION_HEAD)


def _holds(user: Any, reply: Reply, today: dt.date, *roles: str) -> bool:
    posts = memberships_on(user=user, day=today)
    return any(post.role in roles and reply.organization_id in {post.organization_id, post.organization.parent_id} for post in posts)


@transaction.atomic
def confirm_reply(*, reply: Reply, actor: Any, now: dt.datetime, today: dt.date) -> Reply:
    """課長確認: the answer leaves the 課. Raises ReplyStateError, ReportRightError."""
    current = _open_reply(reply)
    if current.status != ReplyStatus.COLLECTED:
        raise ReplyStateError(_("取りまとめの済んだ回答だけを確認できます"))
    if actor is not None and not may_confirm(actor, current, today):
        raise ReportRightError(_("回答を確認するのは、その課の課長です"))
    current.status, current.confirmed_at, current.confirmed_by, current.answered_at = ReplyStatus.ANSWERED, now, actor, now
    current.version += 1
    current.save()
    end_task(current, actor=actor, now=now)
    record_event(actor=actor, verb="reply.confirmed", obj=current, now=now)
    return current


@transaction.atomic
def return_reply(*, reply: Reply, reason: str, actor: Any, now: dt.datetime) -> Reply:
    """Ask for a correction: by the head to the 課, or by the secretariat. Raises ReasonMissingError, ReplyStateError."""
    if not reason.strip():
        raise ReasonMissingError(_("直してほしいところを書いてください。相手の画面に出ます"))
    current = _open_reply(reply)
    if current.status not in {ReplyStatus.COLLECTED, ReplyStatus.ANSWERED}:
        raise ReplyStateError(_("届いた回答だけを差し戻せます"))
    current.status, current.return_reason = ReplyStatus.RETURNED, reason
    current.confirmed_at, current.confirmed_by = None, None
    current.version += 1
    current.save()
    record_event(actor=actor, verb="reply.returned", obj=current, now=now, reason=reason)
    if current.organization.mailbox:
        body = f"{current.organization.name} 様\n\n次のところを直して、もう一度送ってください。\n\n{reason}\n\n前にお送りしたページから直せます。"
        queue_mail(to=current.organization.mailbox, subject=f"【差戻し】{current.call.title}", body=body, purpose="data_call", now=now)
    return current


@transaction.atomic
def choose_submission(*, submission: Submission, actor: Any, now: dt.datetime, reason: str = "") -> Reply:
    """Of two answers let this one hold; the other is set aside and stays readable."""
    current = _open_reply(submission.reply)
    _still_waiting(submission)
    Submission.objects.filter(reply=current).exclude(pk=submission.pk).exclude(status=SubmissionStatus.SET_ASIDE).update(
        status=SubmissionStatus.SET_ASIDE
    )
    Submission.objects.filter(pk=submission.pk).update(status=SubmissionStatus.CURRENT)
    _write(current, from_content(submission.content))
    current.channel = submission.channel
    current.version += 1
    if submission.channel in AnswerChannel.typed_by_staff():
        current.received_on, current.received_by = submission.received_on, submission.submitted_by
    current.save()
    record_event(actor=actor, verb="reply.chosen", obj=submission, now=now, after={"channel": submission.channel}, reason=reason)
    return current


def _still_waiting(submission: Submission) -> None:
    if not Submission.objects.filter(pk=submission.pk, status=SubmissionStatus.WAITING).exists():
        raise ReplyStateError(_("どちらを採るかは、もう決まっています。画面を開き直してください"))


@transaction.atomic
def set_aside(*, submission: Submission, actor: Any, now: dt.datetime) -> None:
    """The waiting second answer does not hold. Raises ReplyStateError."""
    _open_reply(submission.reply)
    _still_waiting(submission)
    Submission.objects.filter(pk=submission.pk).update(status=SubmissionStatus.SET_ASIDE)
    record_event(actor=actor, verb="reply.set_aside", obj=submission, now=now)


@transaction.atomic
def accept_reply(*, reply: Reply, actor: Any, now: dt.datetime, today: dt.date) -> Reply:
    """Take the answer into the progress reports and the indicators' actuals.

    Raises ReplyStateError (not answered, or two answers to choose from) and ReportStateError for a confirmed report.
    """
    current: Reply = lock(Reply.objects.filter(pk=reply.pk))[0]
    if current.status != ReplyStatus.ANSWERED:
        raise ReplyStateError(_("届いた回答だけを受理できます"))
    if current.submissions.filter(status=SubmissionStatus.WAITING).exists():
        raise ReplyStateError(_("2つの回答が届いています。どちらを採るか、先に選んでください"))
    for entry in entries_of(current):
        if entry.kind != AnswerKind.BLANK:
            fill_report(entry=entry, actor=actor, now=now)
            _take_values(entry, actor, now, today)
    current.status, current.accepted_at, current.accepted_by = ReplyStatus.ACCEPTED, now, actor
    current.version += 1
    current.save()
    record_event(actor=actor, verb="reply.accepted", obj=current, now=now)
    return current


def _take_values(entry: ReplyEntry, actor: Any, now: dt.datetime, today: dt.date) -> None:
    year = entry.reply.call.fiscal_year
    for value in entry.values.all():
        if value.value is None or entry.kind != AnswerKind.ANSWER:
            continue
        try:
            enter_actual(
                indicator=value.indicator,
                fiscal_year=year,
                values={"value": value.value, "note": value.note},
                unchanged=lambda _name, _current: True,
                actor=actor,
                now=now,
                today=today,
            )
        except EntryError as error:
            raise ReplyStateError(f"{value.indicator.code}: {error.render(_)}") from error


def progress_choices() -> list[tuple[str, str]]:
    """What an organisation may answer."""
    return Progress.reportable()
