"""資料の予定: which papers a meeting has, in which order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.sources import PaperSource, own_sources, sources
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import AgendaItem, Meeting, PaperPlan
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file, clean_name
from musubi.blocks.papers.models import Document

BROUGHT = frozenset({PDF, DOCX, XLSX})
INSIDE = frozenset({PaperKind.MINUTES_FORM})  # for the office to write on
APART = 1000  # orders are moved there and back, since (meeting, order) is unique at every moment


@dataclass(frozen=True)
class Placing:
    """How a paper stands in the set; no title is the source's or the file's own, no kind the source's."""

    title: str = ""
    kind: str = ""
    agenda: AgendaItem | None = None
    confidential: bool = False


@transaction.atomic
def usual_plan(*, meeting: Meeting, actor: Any, now: dt.datetime) -> list[PaperPlan]:
    """The meeting's plan; the usual papers where there is none yet."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body"))[0]
    found = list(current.paper_plans.order_by("order"))
    if found:
        return found
    made = [
        PaperPlan(
            meeting=current,
            order=order,
            kind=source.kind,
            title=str(source.title),
            source=source.code,
            confidential=source.kind in INSIDE,
            parameters=_year(source, current, None),
        )
        for order, source in enumerate((source for source in own_sources() if current.body.kind in source.usual), 1)
    ]
    PaperPlan.objects.bulk_create(made)
    record_event(actor=actor, verb="papers.planned", obj=current, now=now, after={"papers": [plan.title for plan in made]})
    return made


@transaction.atomic
def add_paper(*, meeting: Meeting, source: str, placing: Placing, fiscal_year: int | None = None, actor: Any, now: dt.datetime) -> PaperPlan:
    """A further paper at the end. Raises MeetingError for an unknown source."""
    known = sources().get(source)
    if known is None:
        raise MeetingError("source", _("資料の作り方を選んでください"), "source")
    made_from = {"source": source, "parameters": _year(known, meeting, fiscal_year)}
    return _append(meeting, placing, str(known.title), known.kind, made_from, actor, now)


@transaction.atomic
def bring_paper(*, meeting: Meeting, file_name: str, content: bytes, placing: Placing, actor: Any, now: dt.datetime) -> PaperPlan:
    """A paper that was made elsewhere, kept as it is. Raises MeetingError for what is not PDF, Word or Excel."""
    document, name = _kept(meeting, file_name, content, actor, now)
    return _append(meeting, placing, name, PaperKind.NUMBERED, {"file": document}, actor, now)


@transaction.atomic
def change_paper(
    *,
    plan: PaperPlan,
    placing: Placing,
    fiscal_year: int | None = None,
    file_name: str = "",
    content: bytes = b"",
    actor: Any,
    now: dt.datetime,
) -> None:
    """Another title, number, agenda item or year; another file in place of the one brought along. Raises MeetingError."""
    current: PaperPlan = lock(PaperPlan.objects.filter(pk=plan.pk).select_related("meeting"))[0]
    before = {"title": current.title, "kind": current.kind, "confidential": current.confidential}
    if content:
        current.file, _name = _kept(current.meeting, file_name, content, actor, now)
    known = sources().get(current.source)
    if known is not None and fiscal_year is not None:
        current.parameters = {**current.parameters, **_year(known, current.meeting, fiscal_year)}
    current.title = placing.title.strip() or current.title
    current.kind = placing.kind or current.kind
    current.agenda, current.confidential = placing.agenda, placing.confidential
    current.version += 1
    current.save()
    after = {"title": current.title, "kind": current.kind, "confidential": current.confidential, "file": file_name, **current.parameters}
    record_event(actor=actor, verb="papers.changed", obj=current.meeting, now=now, before=before, after=after)


def _year(source: PaperSource, meeting: Meeting, asked: int | None) -> dict[str, int]:
    """The year of which a paper speaks, as it is kept with the plan; nothing where it speaks of none."""
    if source.year is None:
        return {}
    return {"fiscal_year": asked if asked is not None else source.year(meeting)}


def _append(meeting: Meeting, placing: Placing, title: str, kind: str, made_from: dict[str, Any], actor: Any, now: dt.datetime) -> PaperPlan:
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
    last = current.paper_plans.aggregate(last=Max("order"))["last"] or 0
    made = PaperPlan.objects.create(
        meeting=current,
        order=last + 1,
        title=placing.title.strip() or title,
        kind=placing.kind or kind,
        agenda=placing.agenda,
        confidential=placing.confidential,
        **made_from,
    )
    record_event(actor=actor, verb="papers.added", obj=current, now=now, after={"title": made.title, "source": made.source})
    return made


def _kept(meeting: Meeting, file_name: str, content: bytes, actor: Any, now: dt.datetime) -> tuple[Document, str]:
    """The file as a document, once for equal content at a meeting, and its name without the ending."""
    try:
        checked = check_file(content, file_name)
    except FileRefusedError as error:
        raise MeetingError(error.code, str(error), "file") from error
    if checked.media_type not in BROUGHT:
        raise MeetingError("kind", _("会議資料にできるのは、PDF・Word・Excelのファイルです。PDFで保存し直してから選んでください"), "file")
    sha256 = hashlib.sha256(checked.content).hexdigest()
    document = issue_file(
        series="meeting-brought",
        subject=f"{meeting.uid[:20]}-{sha256[:40]}",
        title=checked.name[:200],
        file_name=clean_name(checked.name, PurePath(checked.name).suffix)[-120:],
        media_type=checked.media_type,
        content=checked.content,
        template="",
        template_sha256="",
        input_sha256=sha256,
        dated=localtime(now).date(),
        actor=actor,
        now=now,
    )
    return document, PurePath(checked.name).stem


@transaction.atomic
def move_paper(*, plan: PaperPlan, up: bool, actor: Any, now: dt.datetime) -> None:
    """One place up or down."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=plan.meeting_id))[0]
    rows = list(meeting.paper_plans.order_by("order"))
    place = next(index for index, row in enumerate(rows) if row.pk == plan.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _order(rows)
        record_event(actor=actor, verb="papers.moved", obj=meeting, now=now, after={"title": plan.title, "order": other + 1})


@transaction.atomic
def remove_paper(*, plan: PaperPlan, actor: Any, now: dt.datetime) -> None:
    """Take a paper out of the plan; issued sets keep it."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=plan.meeting_id))[0]
    record_event(actor=actor, verb="papers.removed", obj=meeting, now=now, before={"title": plan.title})
    plan.delete()
    _order(list(meeting.paper_plans.order_by("order")))


def labels_of(plans: Iterable[PaperPlan]) -> dict[int, str]:
    """The number of each planned paper, by its key; the plans come in their order."""
    numbers: Counter[str] = Counter()
    made = {}
    for plan in plans:
        numbers[plan.kind] += 1
        made[plan.pk] = label_of(plan.kind, numbers[plan.kind])
    return made


def label_of(kind: str, number: int) -> str:
    """資料1, 参考資料1; agenda, roster and blank minutes carry no number."""
    if kind == PaperKind.NUMBERED:
        return _("資料%(number)d") % {"number": number}
    return _("参考資料%(number)d") % {"number": number} if kind == PaperKind.REFERENCE else ""


def _order(rows: list[PaperPlan]) -> None:
    for shift in (APART, 0):
        for order, row in enumerate(rows, 1):
            PaperPlan.objects.filter(pk=row.pk).update(order=order + shift)
