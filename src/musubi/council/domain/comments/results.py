"""意見募集の結果: counted, confirmed by the head, kept as plain values and as papers; afterwards personal data can go."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.council.domain.comments import result_paper
from musubi.council.domain.comments.sorting import loose, standing_opinions
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import shown_author
from musubi.council.enums import CommentCallStatus, Publicity, Stance
from musubi.council.models import CommentCall, Opinion, OpinionAuthor


def result_of(call: CommentCall, result_text: str) -> dict[str, Any]:
    """What everybody sees of the result, as plain JSON; three queries whatever the number of opinions.

    `senders` counts letters, `points` what was said in them: a letter in three groups holds three points.
    """
    counted = list(call.opinions.filter(withdrawn_at__isnull=True).values_list("channel", "author_class"))
    standing = Opinion.objects.filter(withdrawn_at__isnull=True).select_related("author").order_by("number")
    groups = list(call.groups.prefetch_related(Prefetch("opinions", standing, "standing")).order_by("number"))
    filled: list[Any] = [group for group in groups if group.standing]  # type: ignore[attr-defined]
    stances = Counter(group.stance for group in filled for _opinion in group.standing)
    return {
        "title": call.title,
        "title_en": call.title_en,
        "starts_on": call.starts_on.isoformat(),
        "ends_on": call.ends_on.isoformat(),
        "result_text": result_text.strip(),
        "senders": len(counted),
        "points": sum(len(group.standing) for group in filled),
        "channels": dict(sorted(Counter(channel for channel, _class in counted).items())),
        "classes": dict(sorted(Counter(author_class for _channel, author_class in counted).items())),
        "stances": {stance: stances[stance] for stance in Stance.values},
        "groups": [
            {
                "number": group.number,
                "summary": group.summary,
                "stance": group.stance,
                "answer": group.answer,
                "count": len(group.standing),
                "opinions": [_shown(opinion) for opinion in group.standing if opinion.publicity in Publicity.shown()],
            }
            for group in filled
        ],
    }


def _shown(opinion: Opinion) -> dict[str, str]:
    return {"text": opinion.shown_text, "said_by": shown_author(opinion), "language": opinion.language}


def missing_of(call: CommentCall) -> list[str]:
    """What still keeps the result from being published, in words."""
    told = []
    left = loose(standing_opinions(call)).count()
    if left:
        told.append(_("まとまりに入っていない意見が%(count)d件あります") % {"count": left})
    unanswered = call.groups.filter(stance="", opinions__withdrawn_at__isnull=True, opinions__isnull=False).distinct().count()
    if unanswered:
        told.append(_("市の考え方がないまとまりが%(count)d件あります") % {"count": unanswered})
    return told


def publish_result(*, call: CommentCall, result_text: str, actor: Any, now: dt.datetime, today: dt.date, reason: str = "") -> CommentCall:
    """課長が結果を公表する, with its papers; a further edition needs a reason and a difference. Raises CouncilError."""
    _check(call, today)
    content = result_of(call, result_text)
    files = result_paper.rendered(
        result_paper.compose(content, division=str(call.organization), dated=today)
    )  # before the transaction: it takes a second
    with transaction.atomic():
        current = _publish(call, content, actor, now, today, reason)
        result_paper.keep(current, files, content=content, dated=today, actor=actor, now=now)
    return current


def _check(call: CommentCall, today: dt.date) -> None:
    if call.status == CommentCallStatus.DRAFT or today <= call.ends_on:
        raise CouncilError("running", _("募集が終わってから、結果を公表してください"))
    missing = missing_of(call)
    if missing:
        raise CouncilError("missing", "。".join(missing))


def _publish(call: CommentCall, content: dict[str, Any], actor: Any, now: dt.datetime, today: dt.date, reason: str) -> CommentCall:
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    _check(current, today)
    if content != result_of(current, content["result_text"]):
        raise CouncilError("changed", _("確かめている間に、意見か市の考え方が変わりました。もう一度確かめてください"))
    again = current.status == CommentCallStatus.RESULT
    if again and content == current.result_content:
        raise CouncilError("same", _("公表している結果と同じです。変わったことがありません"))
    if again and not reason.strip():
        raise CouncilError("reason", _("結果を直して公表する理由を書いてください"), "reason")
    before = {"status": current.status, "result_number": current.result_number}
    current.status, current.result_at = CommentCallStatus.RESULT, now
    current.result_by = actor if getattr(actor, "is_authenticated", False) else None
    current.result_text, current.result_content, current.result_number = content["result_text"], content, current.result_number + 1
    current.version += 1
    current.save()
    after = {"status": current.status, "result_number": current.result_number, "senders": content["senders"], "stances": content["stances"]}
    record_event(actor=actor, verb="comment_call.result", obj=current, now=now, before=before, after=after, reason=reason)
    for task in Task.objects.filter(object_type=type_of(current), object_id=current.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now)
    return current


@transaction.atomic
def erase_authors(*, call: CommentCall, actor: Any, now: dt.datetime) -> int:
    """保存期間満了: the senders' names and addresses go, the opinions stay. Raises CouncilError before the result is out."""
    if call.status != CommentCallStatus.RESULT:
        raise CouncilError("running", _("結果を公表してから消せます"))
    count, _by_model = OpinionAuthor.objects.filter(opinion__comment_call=call).delete()
    if not count:
        raise CouncilError("none", _("消す個人情報は残っていません"))
    record_event(actor=actor, verb="comment_call.authors_erased", obj=call, now=now, after={"count": count})
    return count
