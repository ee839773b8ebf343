"""What the papers of a meeting's plan would be now: built in, filled into the city's templates, or brought along."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.plans import labels_of
from musubi.blocks.meetings.domain.papers.sources import Content, TemplateFile, Wanted, sources
from musubi.blocks.meetings.domain.papers.templates import common_values, templates_for
from musubi.blocks.meetings.domain.sittings import meeting_day, title_of, when
from musubi.blocks.meetings.enums import Openness, PaperFormat
from musubi.blocks.meetings.models import Meeting, PaperFile, PaperPlan
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.model import Lines, Paper, Part
from musubi.blocks.papers.domain.composed.page import to_html
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE, to_pdf
from musubi.blocks.papers.domain.composed.reading import parts_of
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.filling.files import filled, suffix_of

WRITERS: dict[str, Callable[[Paper], bytes]] = {
    PaperFormat.WORD: to_word,
    PaperFormat.EXCEL: to_excel,
    PaperFormat.PDF: to_pdf,
    PaperFormat.HTML: to_html,
}


@dataclass(frozen=True)
class Composed:
    """A planned paper: its number, the hash of what it is made from, and how each of its formats is written.

    `paper` gives its words; a paper brought along has none, only the one format of its file, and nobody says what it is `about`.
    """

    plan: PaperPlan
    label: str
    title: str
    sha256: str
    writers: Mapping[str, Callable[[], bytes]]
    template: str
    paper: Callable[[], Paper] | None = None
    about: str = PaperFile.UNKNOWN

    @property
    def confidential(self) -> bool:
        """For members only: said of the paper, or of its agenda item."""
        return is_confidential(self.plan)


def is_confidential(plan: PaperPlan) -> bool:
    """For members only: said of the paper, or of its agenda item."""
    return plan.confidential or (plan.agenda is not None and plan.agenda.is_closed)


def compose(meeting: Meeting, *, today: dt.date) -> list[Composed]:
    """The papers of the meeting's plan as they would be made now, in Japanese. Raises MeetingError for a source that is gone."""
    with override("ja"):
        known, templates = sources(), templates_for(meeting.body)
        shared: dict[Any, Any] = {}
        plans = list(meeting.paper_plans.select_related("file", "agenda").defer("file__content").order_by("order"))
        labels = labels_of(plans)
        made = []
        for plan in plans:
            if plan.file is not None:
                made.append(_brought(plan, labels[plan.pk]))
                continue
            source = known.get(plan.source)
            if source is None:
                raise MeetingError("source", _("「%(title)s」の作り方が見つかりません。資料の予定から外してください") % {"title": plan.title})
            files = [source.template] if source.template is not None else templates.get(source.code, [])
            everybody = meeting.body.is_public and meeting.openness != Openness.CLOSED and not is_confidential(plan)
            content = source.build(Wanted(meeting, today, asked_year(meeting, plan), everybody, shared))
            about = " ".join(sorted(content.about))
            made.append(dataclasses.replace(_made(meeting, plan, labels[plan.pk], content, files), about=about))
        return made


def asked_year(meeting: Meeting, plan: PaperPlan) -> int:
    """The fiscal year of which a paper speaks: the meeting's, where the plan names no other."""
    return int(plan.parameters.get("fiscal_year", meeting.fiscal_year))


def _made(meeting: Meeting, plan: PaperPlan, label: str, content: Content, files: Sequence[TemplateFile]) -> Composed:
    draw = functools.partial(_paper, meeting, plan.title, label)
    if not files:
        paper = draw(content.parts, above=[title_of(meeting), when(meeting)], landscape=content.landscape)
        writers = {file_format: functools.partial(write, paper) for file_format, write in WRITERS.items()}
        return Composed(plan, label, plan.title, _sha256(dataclasses.asdict(paper)), writers, "composed", lambda: paper)
    values = {**common_values(meeting, label=label, title=plan.title), **content.values}
    # What surrounds the read words (number, title, foot) counts as well as what fills the tags.
    around = dataclasses.asdict(draw([]))
    sha256 = _sha256({"values": values, "around": around, "templates": [each.sha256 for each in files]})
    return _filled(Composed(plan, label, plan.title, sha256, {}, " ".join(each.sha256 for each in files)[:200]), files, values, draw)


def _filled(made: Composed, files: Sequence[TemplateFile], values: Mapping[str, Any], draw: Callable[..., Paper]) -> Composed:
    """The formats of the templates are filled; the others say what the first one, filled, says."""

    @functools.cache
    def fill(index: int) -> bytes:
        each = files[index]
        return filled(name=each.name, file_name=each.file_name, content=each.read(), values=values)

    @functools.cache
    def paper() -> Paper:
        with override("ja"):
            parts, across = parts_of(files[0].file_name, fill(0))
            return draw(_without_title(parts, made.title), landscape=across)

    own = {suffix_of(each.file_name).removeprefix("."): index for index, each in enumerate(files)}
    writers = {
        file_format: functools.partial(fill, own[file_format]) if file_format in own else functools.partial(lambda by: by(paper()), write)
        for file_format, write in WRITERS.items()
    }
    return dataclasses.replace(made, writers=writers, paper=paper)


def _brought(plan: PaperPlan, label: str) -> Composed:
    document = plan.file
    if document is None:
        raise MeetingError("no_file", _("ファイルがありません"))
    file_format = suffix_of(document.file_name).removeprefix(".")
    return Composed(plan, label, plan.title, document.sha256, {file_format: lambda: bytes(document.content)}, "")


def _without_title(parts: Sequence[Part], title: str) -> list[Part]:
    """A template begins with the title, which a paper has already."""
    found = list(parts)
    if found and isinstance(found[0], Lines):
        first = found[0]
        if first.title == title:
            found[0] = dataclasses.replace(first, title="")
        elif not first.title and first.lines and first.lines[0] == title:
            found[0] = dataclasses.replace(first, lines=first.lines[1:])
        if found[0] == Lines("", []):
            found.pop(0)
    return found


def _paper(meeting: Meeting, title: str, label: str, parts: Sequence[Part], *, above: Sequence[str] = (), landscape: bool = False) -> Paper:
    day = meeting_day(meeting, otherwise=timezone.localdate(meeting.created_at))
    return Paper(title=title, label=label, above=above, parts=parts, landscape=landscape, dated=day, foot=foot(meeting.body))


def _sha256(words: Any) -> str:
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode() + TEMPLATE.read_bytes()).hexdigest()
