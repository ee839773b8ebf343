"""Take opinions on a call: sent on the site, or typed in by the office from letters, FAX and telephone. Each has a receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.council.domain.comments.calls import is_open
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import receive_opinion, withdraw_opinion
from musubi.council.enums import CommentCallStatus, OpinionChannel, OpinionSource, Publicity
from musubi.council.models import CommentCall, Opinion

LONGEST = 10_000


@dataclass(frozen=True)
class Sender:
    """Who sent an opinion; personal, kept apart from it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    name_may_be_shown: bool = False


@dataclass(frozen=True)
class Comment:
    """An opinion as it came. `part` says to which part of the draft it belongs."""

    text: str
    author_class: str
    channel: str
    received_on: dt.date
    part: str = ""
    sender: Sender = Sender()
    language: str = "ja"
    late_reason: str = ""


@transaction.atomic
def send_comment(*, call: CommentCall, comment: Comment, sending: str, now: dt.datetime, today: dt.date) -> Opinion:
    """An opinion sent on the site; pressing twice gives the same receipt. Raises CouncilError."""
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    found = Opinion.objects.filter(sending=sending).first()
    if found is not None:
        return found
    if not is_open(current, today):
        raise CouncilError("closed", _("この募集は、いま意見を受け付けていません。書いた文は、このページから写せます"))
    for name in ("name", "address") if current.name_required else ():
        if not getattr(comment.sender, name).strip():
            raise CouncilError(name, _("この募集では、氏名と住所(所在地)が要ります。名前は、同意がなければ公開しません"), name)
    opinion = _keep(current, comment, None, now, sending)
    if comment.sender.email:
        words = {"title": current.title, "receipt": opinion.receipt, "day": format_date(current.ends_on), "text": opinion.text}
        body = _(
            "「%(title)s」へのご意見をお受けしました。\n\n受付番号: %(receipt)s\n募集の締切: %(day)s\n\n"
            "ひとつずつの返事はしませんが、市の考え方をまとめて公表します。\n\n%(text)s"
        )
        subject = _("ご意見をお受けしました(%(receipt)s)") % words
        queue_mail(to=comment.sender.email, subject=subject, body=body % words, purpose="comment_receipt", now=now, language=comment.language)
    return opinion


@transaction.atomic
def type_in(*, call: CommentCall, comments: Iterable[Comment], actor: Any, now: dt.datetime) -> list[Opinion]:
    """What came by letter, FAX, mail, telephone or at the counter, typed in by the office. All or none. Raises CouncilError."""
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    made = []
    for comment in comments:
        check_typed(current, comment)
        made.append(_keep(current, comment, actor, now))
    return made


def check_typed(call: CommentCall, comment: Comment) -> None:
    """Raise CouncilError where the office may not take the opinion in so."""
    if call.status == CommentCallStatus.DRAFT:
        raise CouncilError("draft", _("公表する前の募集には、意見を入れられません"))
    if comment.channel == OpinionChannel.WEB:
        raise CouncilError("channel", _("このサイトで送られた意見は、ここでは入れません"), "channel")
    if comment.received_on < call.starts_on:
        raise CouncilError("early", _("募集が始まる前の日です。受け取った日を確かめてください"), "received_on")
    if comment.received_on > call.ends_on and not comment.late_reason.strip():
        raise CouncilError("late", _("締切の後に届いています。受け付けるときは、理由を書いてください(例: 消印が締切日)"), "late_reason")


def _keep(call: CommentCall, comment: Comment, actor: Any, now: dt.datetime, sending: str = "") -> Opinion:
    """The caller holds the call's lock, so that receipts run without a gap."""
    if len(comment.text) > LONGEST:
        raise CouncilError("long", _("%(limit)d字までにしてください") % {"limit": LONGEST}, "text")
    late = _("締切後に受付: %(reason)s") % {"reason": comment.late_reason.strip()} if comment.late_reason.strip() else ""
    return receive_opinion(
        source=OpinionSource.PUBLIC_COMMENT,
        text=comment.text,
        author_class=comment.author_class,
        received_on=comment.received_on,
        actor=actor,
        now=now,
        publicity=Publicity.PUBLIC if comment.sender.name_may_be_shown else Publicity.ANONYMOUS,
        language=comment.language,
        comment_call=call,
        items=list(call.items.all()),
        author=asdict(comment.sender) if any((comment.sender.name, comment.sender.email, comment.sender.phone, comment.sender.address)) else None,
        origin=" / ".join(part for part in (comment.part.strip(), late) if part)[:200],
        receipt=f"{call.slug}-{call.opinions.count() + 1:04d}",
        channel=comment.channel,
        sending=sending,
    )


@transaction.atomic
def take_out(*, call: CommentCall, opinions: Iterable[Opinion], reason: str, actor: Any, now: dt.datetime) -> int:
    """Opinions that are none (advertising, sent twice) no longer count; they stay readable to the office. Raises CouncilError."""
    count = 0
    for opinion in opinions:
        withdraw_opinion(opinion=opinion, reason=reason, actor=actor, now=now)
        for group in opinion.groups.filter(call=call):
            group.opinions.remove(opinion)
        count += 1
    return count
