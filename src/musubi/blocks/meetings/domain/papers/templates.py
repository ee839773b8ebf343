"""会議資料の様式: the city's own Word and Excel files for a kind of paper; checked, kept in editions, chosen for a body."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.sources import PaperSource, TemplateFile, own_sources
from musubi.blocks.meetings.domain.sittings import title_of, when
from musubi.blocks.meetings.enums import PaperFormat
from musubi.blocks.meetings.models import Body, Meeting, PaperTemplate
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Paper, Part
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.filling.files import TemplateFaultsError, faults, suffix_of
from musubi.blocks.papers.domain.filling.tags import Vocabulary

MOST_STARTER_COLUMNS = 8
STARTER_DAY = dt.date(2018, 4, 1)  # starters are the same file every day


def common_tags() -> dict[str, Any]:
    """Tags that every paper knows."""
    return {
        "paper": {"label": _("資料の番号"), "title": _("資料の件名")},
        "meeting": {
            "title": _("会議の名称(年度と回)"),
            "body": _("会議体の名称"),
            "year": _("年度(西暦の数字)"),
            "number": _("回"),
            "when": _("日時"),
            "place": _("場所"),
            "openness": _("公開・非公開の別"),
        },
        "office": {"name": _("庶務を担当する課"), "phone": _("電話")},
    }


def common_values(meeting: Meeting, *, label: str, title: str) -> dict[str, Any]:
    """The values of `common_tags`."""
    office = meeting.body.organization
    return {
        "paper": {"label": label, "title": title},
        "meeting": {
            "title": title_of(meeting),
            "body": str(meeting.body),
            "year": meeting.fiscal_year,
            "number": meeting.number,
            "when": when(meeting),
            "place": meeting.place or meeting.get_format_display(),
            "openness": meeting.get_openness_display(),
        },
        "office": {"name": office.name, "phone": office.phone},
    }


def own_source(code: str) -> PaperSource:
    """The source whose papers a template shapes. Raises MeetingError."""
    found = next((source for source in own_sources() if source.code == code), None)
    if found is None:
        raise MeetingError("source", _("どの資料の様式かを選んでください"), "source")
    return found


def vocabulary_of(source: PaperSource) -> dict[str, Any]:
    """Every tag that a template of the source may use."""
    return {**common_tags(), **source.tags()}


@transaction.atomic
def keep_template(*, source: str, body: Body | None, name: str, file_name: str, content: bytes, actor: Any, now: dt.datetime) -> PaperTemplate:
    """A further edition for a kind of paper, used from now on. Raises MeetingError, TemplateFaultsError."""
    findings = faults(file_name, content, vocabulary_of(own_source(source)))
    if findings:
        raise TemplateFaultsError(findings)
    file_format = suffix_of(file_name).removeprefix(".")
    earlier: list[PaperTemplate] = lock(PaperTemplate.objects.filter(source=source, body=body, format=file_format).defer("content"))
    _take_out(earlier)
    made = PaperTemplate.objects.create(
        source=source,
        body=body,
        format=file_format,
        edition=max((row.edition for row in earlier), default=0) + 1,
        name=name,
        file_name=Path(file_name).name[-120:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=now,
        uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    after = {"source": source, "edition": made.edition, "sha256": made.sha256}
    record_event(actor=actor, verb="paper_template.added", obj=made, now=now, after=after)
    return made


@transaction.atomic
def set_in_use(*, template: PaperTemplate, in_use: bool, actor: Any, now: dt.datetime) -> None:
    """Go back to this edition, or use none: papers are then made in the built-in form."""
    _take_out(lock(PaperTemplate.objects.filter(source=template.source, body=template.body, format=template.format).defer("content")))
    if in_use:
        PaperTemplate.objects.filter(pk=template.pk).update(in_use=True, version=F("version") + 1)
    record_event(actor=actor, verb="paper_template.applied", obj=template, now=now, after={"edition": template.edition, "in_use": in_use})


def _take_out(rows: list[PaperTemplate]) -> None:
    PaperTemplate.objects.filter(pk__in=[row.pk for row in rows], in_use=True).update(in_use=False, version=F("version") + 1)


def templates_for(body: Body) -> dict[str, list[TemplateFile]]:
    """By source the files in use at a body, Word first; the body's own go before those for all bodies. One query."""
    found: dict[tuple[str, str], PaperTemplate] = {}
    rows = PaperTemplate.objects.filter(in_use=True).defer("content")
    for row in sorted((row for row in rows if row.body_id in (None, body.pk)), key=lambda row: row.body_id is not None):
        found[row.source, row.format] = row
    made: dict[str, list[TemplateFile]] = defaultdict(list)
    for (source, _format), row in sorted(found.items(), key=lambda entry: (entry[0][0], entry[0][1] != PaperFormat.WORD)):
        made[source].append(TemplateFile(row.name, row.file_name, row.sha256, partial(_content, row.pk)))
    return made


def _content(key: int) -> bytes:
    return bytes(PaperTemplate.objects.values_list("content", flat=True).get(pk=key))


def starter(source: PaperSource, file_format: str) -> bytes:
    """A file to begin with: every tag of the source, to be shaped in an office program and uploaded again."""
    parts: list[Part] = []
    for name, meaning in vocabulary_of(source).items():
        if isinstance(meaning, list):
            parts.append(_loop(name, meaning[0]))
        elif isinstance(meaning, dict):
            parts.append(Facts("", [(str(words), f"{{{{ {name}.{key} }}}}") for key, words in meaning.items()]))
        else:
            parts.append(Facts("", [(str(meaning), f"{{{{ {name} }}}}")]))
    paper = Paper(title=str(source.title), parts=parts, dated=STARTER_DAY, foot="", landscape=False)
    return to_word(paper) if file_format == PaperFormat.WORD else to_excel(paper)


def _loop(name: str, row: Vocabulary) -> Grid:
    """A table whose middle row repeats."""
    columns = [(key, str(words)) for key, words in row.items() if not isinstance(words, dict | list)][:MOST_STARTER_COLUMNS]
    each = name[0] if name[0] not in "lo" else f"{name[0]}1"
    blank = [""] * (len(columns) - 1)
    rows = [[f"{{%tr for {each} in {name} %}}", *blank], [f"{{{{ {each}.{key} }}}}" for key, _words in columns], ["{%tr endfor %}", *blank]]
    return Grid("", [words for _key, words in columns], [1] * len(columns), rows, "")
