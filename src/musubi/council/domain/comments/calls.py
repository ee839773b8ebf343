"""意見募集: prepare a call, put its materials in, publish it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import CommentCallStatus
from musubi.council.models import CommentCall

MATERIALS = "comment-material"
TRIES = 5


def prepare_call(*, values: Mapping[str, Any], items: Iterable[PlanItem], actor: Any, now: dt.datetime) -> CommentCall:
    """A call in preparation; its sign is the fiscal year and a running number (2020-1). Raises CouncilError."""
    for attempt in range(TRIES):
        try:
            return _prepare(values, list(items), actor, now)
        except IntegrityError:
            if attempt == TRIES - 1:  # somebody prepared one at the same moment
                raise
    raise AssertionError


@transaction.atomic
def _prepare(values: Mapping[str, Any], items: list[PlanItem], actor: Any, now: dt.datetime) -> CommentCall:
    year = fiscal_year_of(values["starts_on"])
    number = CommentCall.objects.filter(slug__startswith=f"{year}-").count() + 1
    call = CommentCall(slug=f"{year}-{number}", **values)
    check_days(call)
    call.save()
    call.items.set(items)
    record_event(actor=actor, verb="comment_call.prepared", obj=call, now=now, after={"title": call.title, "ends_on": call.ends_on})
    return call


def check_days(call: CommentCall) -> None:
    """Raise CouncilError where the days do not follow one another."""
    if call.ends_on < call.starts_on:
        raise CouncilError("ends_on", _("締切日は、募集の始め以後にしてください"), "ends_on")
    if call.result_due_on is not None and call.result_due_on < call.ends_on:
        raise CouncilError("result_due_on", _("結果を公表する予定日は、締切日以後にしてください"), "result_due_on")


@transaction.atomic
def choose_items(*, call: CommentCall, items: Iterable[PlanItem], actor: Any, now: dt.datetime) -> CommentCall:
    """What of the plan the call is about."""
    before, after = sorted(call.items.values_list("code", flat=True)), sorted(item.code for item in items)
    if before != after:
        call.items.set(items)
        record_event(actor=actor, verb="comment_call.items", obj=call, now=now, before={"items": before}, after={"items": after})
    return call


def add_material(*, call: CommentCall, data: bytes, file_name: str, title: str, actor: Any, now: dt.datetime, today: dt.date) -> Document:
    """A file of the draft, kept as its bytes for good. Raises CouncilError for a file that cannot be taken."""
    try:
        checked = check_file(data, file_name)
    except FileRefusedError as error:
        raise CouncilError(error.code, str(error), "file") from error
    digest = hashlib.sha256(checked.content).hexdigest()
    with transaction.atomic():
        current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
        if current.documents.filter(sha256=digest).exists():
            raise CouncilError("same_file", _("同じ内容のファイルが、もう資料にあります"), "file")
        document = issue_file(
            series=MATERIALS,
            subject=new_uid(),
            title=(title.strip() or checked.name)[:200],
            file_name=checked.name[:120],
            media_type=checked.media_type,
            content=checked.content,
            template="",
            template_sha256="",
            input_sha256=digest,
            dated=today,
            actor=actor,
            now=now,
        )
        current.documents.add(document)
        record_event(actor=actor, verb="comment_call.material_added", obj=current, now=now, after={"title": document.title, "sha256": digest})
    return document


@transaction.atomic
def remove_material(*, call: CommentCall, document: Document, actor: Any, now: dt.datetime) -> None:
    """Take a file off the call; what was issued stays kept."""
    call.documents.remove(document)
    told = {"title": document.title, "sha256": document.sha256}
    record_event(actor=actor, verb="comment_call.material_removed", obj=call, now=now, before=told)


@transaction.atomic
def publish_call(*, call: CommentCall, actor: Any, now: dt.datetime, today: dt.date) -> CommentCall:
    """課長が募集を公表する: everybody sees it, and from its first day on the form is open. Raises CouncilError."""
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    if current.status != CommentCallStatus.DRAFT:
        raise CouncilError("published", _("この募集は、もう公表されています"))
    if current.ends_on < today:
        raise CouncilError("over", _("締切日が過ぎています。締切日を直してから公表してください"))
    if not current.documents.exists():
        raise CouncilError("no_material", _("資料がありません。意見を聞く案を、資料に入れてから公表してください"))
    current.status, current.published_at = CommentCallStatus.PUBLISHED, now
    current.version += 1
    current.save()
    record_event(actor=actor, verb="comment_call.published", obj=current, now=now, before={"status": "draft"}, after={"status": current.status})
    if current.result_due_on is not None:
        open_task(
            title=_("意見募集の結果をまとめる: %(title)s") % {"title": current.title[:80]},
            due_on=current.result_due_on,
            today=today,
            now=now,
            actor=actor,
            organization=current.organization,
            address=reverse("council:comment-call", args=[current.uid]),
            object_type=type_of(current),
            object_id=current.uid,
        )
    return current


def is_open(call: CommentCall, today: dt.date) -> bool:
    """Whether opinions are taken on the day."""
    return call.status == CommentCallStatus.PUBLISHED and call.starts_on <= today <= call.ends_on


def counted_calls(user: Any) -> QuerySet[CommentCall]:
    """The calls that the reader may see with how many opinions each has, the latest deadline first."""
    standing = Q(opinions__withdrawn_at__isnull=True)
    return visible_to(user, CommentCall).annotate(received=Count("opinions", filter=standing)).order_by("-ends_on", "-pk")


def open_calls(today: dt.date) -> list[CommentCall]:
    """The calls on which everybody can send an opinion today, the nearest deadline first."""
    found = CommentCall.objects.filter(status=CommentCallStatus.PUBLISHED, starts_on__lte=today, ends_on__gte=today)
    return list(found.defer("text", "result_content").order_by("ends_on", "pk"))
