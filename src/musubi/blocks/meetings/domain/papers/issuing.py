"""会議資料一式を作る: in one action, numbered, kept as bytes; made again without a change it stays the same set."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.composing import Composed, compose
from musubi.blocks.meetings.domain.papers.differences import differences
from musubi.blocks.meetings.domain.sittings import meeting_day, tell_member, title_of
from musubi.blocks.meetings.enums import MeetingStatus, Openness, PaperFormat
from musubi.blocks.meetings.models import Meeting, MeetingPapers, PaperFile
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE
from musubi.blocks.papers.domain.documents import MadeFile, issue_files

SERIES = "meeting-paper"
MEDIA_TYPES = {PaperFormat.WORD: DOCX, PaperFormat.EXCEL: XLSX, PaperFormat.PDF: PDF, PaperFormat.HTML: "text/html; charset=utf-8"}


def make_papers(*, meeting: Meeting, reason: str, actor: Any, today: dt.date, now: dt.datetime) -> tuple[MeetingPapers, bool]:
    """The set and whether it is new: without a change the last one is given back. Raises MeetingError, MissingGlyphsError.

    Files are written before the transaction, which stays short. An unchanged paper keeps its document, a paper brought along
    always has the one that was kept when it came. Raises FillError where a template cannot take the values.
    """
    composed = compose(meeting, today=today)
    if not composed:
        raise MeetingError("no_papers", _("資料の予定がありません。先に資料を選んでください"))
    last = meeting.paper_sets.order_by("-number").first()
    if last is not None and _signature(last) == _wanted(composed):
        return last, False
    if last is not None and not reason.strip():
        raise MeetingError("reason", _("内容が変わっています。作り直す理由を入れてください"), "reason")
    kept = (
        {(file.document.input_sha256, file.format): file.document for file in last.files.select_related("document").defer("document__content")}
        if last
        else {}
    )
    written = {
        (each.sha256, file_format): write()
        for each in composed
        if each.plan.file is None
        for file_format, write in each.writers.items()
        if (each.sha256, file_format) not in kept
    }
    with transaction.atomic():
        current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
        number = current.paper_sets.count() + 1
        if last is not None and last.number != number - 1:
            raise MeetingError("meanwhile", _("ほかの人が先に資料を作りました。画面を開き直して、その資料を確かめてください"))
        made = MeetingPapers.objects.create(
            meeting=current,
            number=number,
            issued_at=now,
            issued_by=actor if getattr(actor, "is_authenticated", False) else None,
            reason=reason.strip(),
            differences=differences(last, composed) if last is not None else [],
        )
        _keep_files(made, composed, kept, written, actor, now)
        record_event(actor=actor, verb="papers.made", obj=current, now=now, after={"edition": number, "papers": len(composed)}, reason=reason)
    return made, True


Row = tuple[int, str, str, str, str, bool, int | None]


def _signature(papers: MeetingPapers) -> list[Row]:
    rows = papers.files.select_related("document").defer("document__content")
    found = [(row.order, str(row.format), row.label, row.title, row.document.input_sha256, row.confidential, row.agenda_id) for row in rows]
    return sorted(found, key=lambda row: row[:2])


def _wanted(composed: list[Composed]) -> list[Row]:
    rows = [
        (order, str(file_format), each.label, each.title, each.sha256, each.confidential, each.plan.agenda_id)
        for order, each in enumerate(composed, 1)
        for file_format in each.writers
    ]
    return sorted(rows, key=lambda row: row[:2])


def _keep_files(made: MeetingPapers, composed: list[Composed], kept: Any, written: Any, actor: Any, now: dt.datetime) -> None:
    rows = [(order, each, file_format) for order, each in enumerate(composed, 1) for file_format in each.writers]
    new = [row for row in rows if row[1].plan.file is None and (row[1].sha256, row[2]) not in kept]
    files = [_file(made, each, order, file_format, written[each.sha256, file_format]) for order, each, file_format in new]
    issued = {
        (order, file_format): each for (order, _each, file_format), each in zip(new, issue_files(files=files, actor=actor, now=now), strict=True)
    }
    PaperFile.objects.bulk_create(
        PaperFile(
            papers=made,
            order=order,
            kind=each.plan.kind,
            label=each.label,
            title=each.title,
            format=file_format,
            confidential=each.confidential,
            agenda=each.plan.agenda,
            about=each.about,
            document=each.plan.file or issued.get((order, file_format)) or kept[each.sha256, file_format],
        )
        for order, each, file_format in rows
    )


def _file(made: MeetingPapers, each: Composed, order: int, file_format: str, content: bytes) -> MadeFile:
    meeting = made.meeting
    return MadeFile(
        series=SERIES,
        subject=f"{meeting.uid}-{made.number}-{order}-{file_format}",
        title=f"{each.label} {each.title}".strip(),
        file_name=f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}-{order:02}.{file_format}",
        media_type=MEDIA_TYPES[PaperFormat(file_format)],
        content=content,
        template=each.template,
        template_sha256=hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
        input_sha256=each.sha256,
        dated=meeting_day(meeting, otherwise=timezone.localdate(meeting.created_at)),
    )


@transaction.atomic
def send_papers(*, papers: MeetingPapers, actor: Any, now: dt.datetime) -> int:
    """Tell every member that the papers are there; returns how many. Raises MeetingError for an older or sent set."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=papers.meeting_id).select_related("body__organization"))[0]
    current = _latest(meeting, papers)
    if current.sent_at is not None:
        raise MeetingError("sent", _("この資料は、もう委員に送りました"))
    if meeting.status not in MeetingStatus.told():
        raise MeetingError("not_told", _("先に、委員に開催を通知してください"))
    current.sent_at = now
    current.version += 1
    current.save()
    members = list(members_on(meeting.body, meeting_day(meeting, otherwise=timezone.localdate(now))).select_related("user"))
    for member in members:
        again = _("差し替えた理由: %(reason)s") % {"reason": current.reason} if current.reason else ""
        text = _("%(title)sの資料ができました。委員のページで読めます。\n%(again)s") % {"title": title_of(meeting), "again": again}
        tell_member(member, subject=_("会議資料 %(title)s") % {"title": title_of(meeting)}, body=text.strip(), actor=actor, now=now)
    record_event(actor=actor, verb="papers.sent", obj=meeting, now=now, after={"edition": current.number, "members": len(members)})
    return len(members)


@transaction.atomic
def publish_papers(*, papers: MeetingPapers, actor: Any, now: dt.datetime) -> None:
    """公表: the papers that are not confidential. Raises MeetingError for a closed body or meeting, or an older set."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=papers.meeting_id).select_related("body"))[0]
    current = _latest(meeting, papers)
    if not meeting.body.is_public or meeting.openness == Openness.CLOSED:
        raise MeetingError("closed", _("非公開の会議の資料は公表できません"))
    if meeting.status not in MeetingStatus.told():
        raise MeetingError("not_told", _("先に、委員に開催を通知してください"))
    if current.published_at is not None:
        raise MeetingError("published", _("この資料は、もう公表しています"))
    current.published_at, current.published_by = now, actor if getattr(actor, "is_authenticated", False) else None
    current.version += 1
    current.save()
    record_event(actor=actor, verb="papers.published", obj=meeting, now=now, after={"edition": current.number})


def _latest(meeting: Meeting, papers: MeetingPapers) -> MeetingPapers:
    current: MeetingPapers = lock(MeetingPapers.objects.filter(pk=papers.pk))[0]
    if meeting.paper_sets.filter(number__gt=current.number).exists():
        raise MeetingError("older", _("新しい版があります。新しい版を使ってください"))
    return current
