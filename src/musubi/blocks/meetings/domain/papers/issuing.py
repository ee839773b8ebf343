"""会議資料一式を作る: in one action, numbered, kept as bytes; made again without a change it stays the same set."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import foot, members_on
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.plans import label_of
from musubi.blocks.meetings.domain.papers.sources import source_of
from musubi.blocks.meetings.domain.sittings import meeting_day, tell_member, title_of, when
from musubi.blocks.meetings.enums import MeetingStatus, Openness, PaperFormat
from musubi.blocks.meetings.models import Meeting, MeetingPapers, PaperFile, PaperPlan
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.model import Paper
from musubi.blocks.papers.domain.composed.page import to_html
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE, to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.documents import issue_file

SERIES = "meeting-paper"
MOST_DIFFERENCES = 40
WRITERS = {
    PaperFormat.WORD: (to_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    PaperFormat.EXCEL: (to_excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    PaperFormat.PDF: (to_pdf, "application/pdf"),
    PaperFormat.HTML: (to_html, "text/html; charset=utf-8"),
}


@dataclass(frozen=True)
class Composed:
    """A planned paper with its words and their hash."""

    plan: PaperPlan
    paper: Paper
    sha256: str


def compose(meeting: Meeting, *, today: dt.date) -> list[Composed]:
    """The papers of the meeting's plan as they would be made now, in Japanese."""
    made: list[Composed] = []
    numbers: dict[str, int] = defaultdict(int)
    with override("ja"):
        day = meeting_day(meeting, otherwise=meeting.created_at.date())
        for plan in meeting.paper_plans.order_by("order"):
            source = source_of(plan.source)
            if source is None:
                raise MeetingError("source", _("「%(title)s」の作り方が見つかりません。資料の予定から外してください") % {"title": plan.title})
            numbers[plan.kind] += 1
            content = source.build(meeting, today)
            paper = Paper(
                title=plan.title,
                label=label_of(plan.kind, numbers[plan.kind]),
                above=[title_of(meeting), when(meeting)],
                parts=content.parts,
                landscape=content.landscape,
                dated=day,
                foot=foot(meeting.body),
            )
            made.append(Composed(plan, paper, _sha256(paper)))
    return made


def _sha256(paper: Paper) -> str:
    words = json.dumps(dataclasses.asdict(paper), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(words.encode() + TEMPLATE.read_bytes()).hexdigest()


def make_papers(*, meeting: Meeting, reason: str, actor: Any, today: dt.date, now: dt.datetime) -> tuple[MeetingPapers, bool]:
    """The set and whether it is new: without a change the last one is given back. Raises MeetingError, MissingGlyphsError.

    Files are written before the transaction, which stays short. An unchanged paper keeps its document.
    """
    composed = compose(meeting, today=today)
    if not composed:
        raise MeetingError("no_papers", _("資料の予定がありません。先に資料を選んでください"))
    last = meeting.paper_sets.order_by("-number").first()
    if last is not None and _signature(last) == [(each.paper.label, each.paper.title, each.sha256, each.plan.confidential) for each in composed]:
        return last, False
    if last is not None and not reason.strip():
        raise MeetingError("reason", _("内容が変わっています。作り直す理由を入れてください"), "reason")
    kept = {(file.document.input_sha256, file.format): file.document for file in last.files.select_related("document")} if last else {}
    written = {
        (each.sha256, file_format): writer(each.paper)
        for each in composed
        for file_format, (writer, _media_type) in WRITERS.items()
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
            differences=_differences(last, composed) if last is not None else [],
        )
        _keep_files(made, composed, kept, written, actor, now)
        record_event(actor=actor, verb="papers.made", obj=current, now=now, after={"number": number, "papers": len(composed)}, reason=reason)
    return made, True


def _signature(papers: MeetingPapers) -> list[tuple[str, str, str, bool]]:
    rows = papers.files.filter(format=PaperFormat.PDF).select_related("document").defer("document__content").order_by("order")
    return [(row.label, row.title, row.document.input_sha256, row.confidential) for row in rows]


def _keep_files(made: MeetingPapers, composed: list[Composed], kept: Any, written: Any, actor: Any, now: dt.datetime) -> None:
    meeting = made.meeting
    stem = f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}"
    files = []
    for order, each in enumerate(composed, 1):
        for file_format, (_writer, media_type) in WRITERS.items():
            document = kept.get((each.sha256, file_format)) or issue_file(
                series=SERIES,
                subject=f"{meeting.uid}-{made.number}-{order}-{file_format}",
                title=f"{each.paper.label} {each.paper.title}".strip(),
                file_name=f"{stem}-{order:02}.{file_format}",
                media_type=media_type,
                content=written[each.sha256, file_format],
                template="composed",
                template_sha256=hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
                input_sha256=each.sha256,
                dated=each.paper.dated,
                actor=actor,
                now=now,
            )
            files.append(
                PaperFile(
                    papers=made,
                    order=order,
                    kind=each.plan.kind,
                    label=each.paper.label,
                    title=each.paper.title,
                    format=file_format,
                    confidential=each.plan.confidential,
                    agenda=each.plan.agenda,
                    document=document,
                )
            )
    PaperFile.objects.bulk_create(files)


class _Words(HTMLParser):
    """The words of a stored page, one line a row, paragraph or heading."""

    ENDS = frozenset({"tr", "p", "h1", "h2", "li", "dd"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._now: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect."""
        if data.strip():
            self._now.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        """A line ends."""
        if tag in self.ENDS and self._now:
            self.lines.append(" | ".join(self._now))
            self._now = []


def _lines(page: bytes) -> list[str]:
    words = _Words()
    words.feed(page.decode())
    return words.lines


def _differences(last: MeetingPapers, composed: list[Composed]) -> list[dict[str, Any]]:
    """Per paper what was taken out (-) and put in (+), line by line; papers are known by their titles."""
    old = {file.title: _lines(bytes(file.document.content)) for file in last.files.filter(format=PaperFormat.HTML).select_related("document")}
    new = {each.paper.title: _lines(to_html(each.paper)) for each in composed}
    found = []
    for title in [*new, *(title for title in old if title not in new)]:
        if title not in old or title not in new:
            found.append({"title": title, "kind": "added" if title in new else "removed", "lines": []})
            continue
        changed = [line for line in difflib.unified_diff(old[title], new[title], n=0, lineterm="") if line[:2] not in {"--", "++", "@@"}]
        if changed:
            found.append({"title": title, "kind": "changed", "lines": changed[:MOST_DIFFERENCES], "more": max(0, len(changed) - MOST_DIFFERENCES)})
    return found


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
    members = list(members_on(meeting.body, meeting_day(meeting, otherwise=now.date())).select_related("user"))
    for member in members:
        again = _("差し替えた理由: %(reason)s") % {"reason": current.reason} if current.reason else ""
        text = _("%(title)sの資料ができました。委員のページで読めます。\n%(again)s") % {"title": title_of(meeting), "again": again}
        tell_member(member, subject=_("会議資料 %(title)s") % {"title": title_of(meeting)}, body=text.strip(), actor=actor, now=now)
    record_event(actor=actor, verb="papers.sent", obj=meeting, now=now, after={"number": current.number, "members": len(members)})
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
    record_event(actor=actor, verb="papers.published", obj=meeting, now=now, after={"number": current.number})


def _latest(meeting: Meeting, papers: MeetingPapers) -> MeetingPapers:
    current: MeetingPapers = lock(MeetingPapers.objects.filter(pk=papers.pk))[0]
    if meeting.paper_sets.filter(number__gt=current.number).exists():
        raise MeetingError("older", _("新しい版があります。新しい版を使ってください"))
    return current


def by_paper(files: Any) -> list[dict[str, Any]]:
    """One entry a paper, with its formats."""
    papers: dict[int, dict[str, Any]] = {}
    for file in files:
        entry = papers.setdefault(file.order, {"label": file.label, "title": file.title, "confidential": file.confidential, "files": []})
        entry["files"].append(file)
    return [papers[order] for order in sorted(papers)]
