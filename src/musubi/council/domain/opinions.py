"""Take opinions in: from minutes, forms, letters, hearings, the assembly; never rewritten, withdrawn with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.models import CouncilMember, Meeting, Utterance
from musubi.blocks.vision.models import PlanItem
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.numbering import create_numbered
from musubi.council.enums import AuthorClass, OpinionSource, Publicity
from musubi.council.models import CommentCall, Opinion, OpinionAuthor, Response


@transaction.atomic
def receive_opinion(
    *,
    source: str,
    text: str,
    author_class: str,
    received_on: dt.date,
    actor: Any,
    now: dt.datetime,
    publicity: str = Publicity.ANONYMOUS,
    public_text: str = "",
    author_label: str = "",
    language: str = "ja",
    member: CouncilMember | None = None,
    meeting: Meeting | None = None,
    utterance: Utterance | None = None,
    comment_call: CommentCall | None = None,
    items: Iterable[PlanItem] = (),
    author: Mapping[str, Any] | None = None,
    origin: str = "",
    receipt: str = "",
    channel: str = "",
    sending: str = "",
) -> Opinion:
    """Keep an opinion as it came. `author` holds the sender's personal data, kept apart. Raises CouncilError."""
    _check_received(text, received_on, now)
    opinion = create_numbered(
        Opinion,
        source=source,
        text=text.strip(),
        author_class=author_class,
        author_label=author_label,
        received_on=received_on,
        received_by=actor if getattr(actor, "is_authenticated", False) else None,
        publicity=publicity,
        public_text=public_text,
        language=language,
        member=member,
        meeting=meeting,
        body=meeting.body if meeting is not None else member.seat.body if member is not None else None,
        utterance=utterance,
        comment_call=comment_call,
        origin=origin,
        receipt=receipt,
        channel=channel,
        sending=sending,
    )
    opinion.items.set(items)
    if author and any(author.values()):
        OpinionAuthor.objects.create(opinion=opinion, **author)
    record_event(actor=actor, verb="opinion.received", obj=opinion, now=now, after={"source": source, "publicity": publicity, "text": text.strip()})
    return opinion


@transaction.atomic
def receive_several(*, texts: Iterable[str], actor: Any, now: dt.datetime, **common: Any) -> list[Opinion]:
    """What was said at a hearing, or the points of a supplementary resolution or an audit: one opinion each. Raises CouncilError."""
    wanted = [text.strip() for text in texts if text.strip()]
    if not wanted:
        raise CouncilError("empty", _("意見の文を入力してください"), "texts")
    return [receive_opinion(text=text, actor=actor, now=now, **common) for text in wanted]


def _check_received(text: str, received_on: dt.date, now: dt.datetime) -> None:
    if not text.strip():
        raise CouncilError("empty", _("意見の文を入力してください"), "text")
    if received_on > timezone.localdate(now):
        raise CouncilError("future", _("受け取った日が先の日付です。日付を確かめてください"), "received_on")


def pick_up(*, utterance: Utterance, actor: Any, now: dt.datetime, text: str = "", items: Iterable[PlanItem] = ()) -> Opinion:
    """意見として拾う: take what a member said at a meeting as an opinion; `text` may be a part of it, word for word.

    Raises CouncilError where the words were not said so.
    """
    words = text.strip() or utterance.text.strip()
    if words not in utterance.text:
        raise CouncilError("not_said", _("発言にない言葉です。発言の一部をそのまま選んでください"), "text")
    meeting, member = utterance.minutes.meeting, utterance.member
    if Opinion.objects.filter(utterance=utterance, text=words, withdrawn_at__isnull=True).exists():
        raise CouncilError("picked", _("この言葉は、もう意見として拾ってあります"), "text")
    day = timezone.localdate(meeting.starts_at or now)
    agenda = list(utterance.agenda.items.all()) if utterance.agenda is not None else []
    open_words = not utterance.redacted
    return receive_opinion(
        source=OpinionSource.MINUTES,
        text=words,
        author_class=AuthorClass.MEMBER if member is not None else AuthorClass.OTHER,
        author_label=f"{utterance.speaker}",
        received_on=day,
        actor=actor,
        now=now,
        publicity=Publicity.PUBLIC if open_words else Publicity.WITHHELD,
        member=member,
        meeting=meeting,
        utterance=utterance,
        items=list(items) or agenda,
    )


@transaction.atomic
def classify_opinion(*, opinion: Opinion, publicity: str, public_text: str, items: Iterable[PlanItem], actor: Any, now: dt.datetime) -> Opinion:
    """Set what may stand outside and which items of the plan it touches; the words themselves stay."""
    current: Opinion = lock(Opinion.objects.filter(pk=opinion.pk))[0]
    wanted = list(items)
    before = {"publicity": current.publicity, "public_text": current.public_text, "items": sorted(current.items.values_list("code", flat=True))}
    after = {"publicity": publicity, "public_text": public_text, "items": sorted(item.code for item in wanted)}
    if before == after:
        return current
    current.publicity, current.public_text = publicity, public_text
    current.version += 1
    current.save()
    current.items.set(wanted)
    record_event(actor=actor, verb="opinion.classified", obj=current, now=now, before=before, after=after)
    return current


@transaction.atomic
def withdraw_opinion(*, opinion: Opinion, reason: str, actor: Any, now: dt.datetime) -> Opinion:
    """Take an opinion out (entered twice, asked for by its author); it stays readable to the office. Raises CouncilError."""
    if not reason.strip():
        raise CouncilError("reason", _("取り下げる理由を書いてください"), "reason")
    current: Opinion = lock(Opinion.objects.filter(pk=opinion.pk))[0]
    if current.withdrawn_at is not None:
        raise CouncilError("withdrawn", _("この意見は、もう取り下げられています"))
    current.withdrawn_at, current.withdrawn_reason = now, reason.strip()
    current.version += 1
    current.save()
    record_event(actor=actor, verb="opinion.withdrawn", obj=current, now=now, reason=reason)
    return current


def shown_author(opinion: Opinion) -> str:
    """By whom, as it may stand outside: a name only with consent, else the office, else the class of people."""
    author = getattr(opinion, "author", None)
    if opinion.publicity == Publicity.PUBLIC:
        if author is not None and author.name_may_be_shown and author.name:
            return str(author.name)
        if opinion.author_label:
            return opinion.author_label
    return str(opinion.get_author_class_display())


def own_opinions(user: Any) -> QuerySet[Opinion]:
    """The opinions that a member gave, newest first."""
    return Opinion.objects.filter(member__user=user.pk, withdrawn_at__isnull=True).order_by("-received_on", "-number")


def with_answers(opinions: list[Opinion]) -> list[dict[str, Any]]:
    """Each opinion with the city's last answer to what it became; two queries."""
    under: dict[int, list[int]] = {}
    for opinion, issue in Opinion.objects.filter(pk__in=[each.pk for each in opinions], gatherings__left_at__isnull=True).values_list(
        "pk", "gatherings__issue"
    ):
        if issue is not None:
            under.setdefault(opinion, []).append(issue)
    last: dict[int, Response] = {}
    for answer in Response.objects.filter(issue__in=[issue for issues in under.values() for issue in issues]).order_by("responded_on", "pk"):
        last[answer.issue_id] = answer
    rows = []
    for opinion in opinions:
        answers = [last[issue] for issue in under.get(opinion.pk, []) if issue in last]
        rows.append({"opinion": opinion, "answers": answers, "gathered": bool(under.get(opinion.pk))})
    return rows
