"""The year's progress as meeting papers: 進捗状況一覧, 指標, 工程表."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.meetings.domain.papers.sources import Content, PaperSource, register_source
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Grid, Lines
from musubi.blocks.papers.domain.filling.tags import number_text
from musubi.blocks.reporting.domain.figures import late_first, year_rows
from musubi.blocks.reporting.domain.rows import ProgramRow
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.published import published_in_force
from musubi.blocks.vision.domain.roadmap import build_roadmap
from musubi.blocks.vision.interfaces.roadmap_words import describe


def _programs(meeting: Meeting, today: dt.date) -> list[ProgramRow]:
    plan = plan_in_force()
    return list(year_rows(vision=plan, fiscal_year=meeting.fiscal_year, today=today).programs) if plan is not None else []


def _label(value: str) -> str:
    return str(Progress(value).label) if value in Progress.values else _("報告待ち")


def _year(meeting: Meeting) -> Lines:
    return Lines("", [format_fiscal_year(meeting.fiscal_year)])


def _progress(meeting: Meeting, today: dt.date) -> Content:
    programs = _programs(meeting, today)
    rows = [
        [f"{row.code} {row.name}", row.owner, _label(row.progress), row.done or _("該当なし"), row.problems or _("該当なし")]
        for row in late_first(programs)
    ]
    head = [_("取組・事業"), _("所管課"), _("進捗"), _("実施内容"), _("課題と対応")]
    return Content([_year(meeting), Grid("", head, [4, 2, 2, 5, 5], rows, _("該当なし"))], landscape=True)


def _number(value: Decimal | None) -> str:
    return "—" if value is None else number_text(value)


def _indicators(meeting: Meeting, today: dt.date) -> Content:
    rows = [
        [
            f"{program.code} {program.name}",
            row.name,
            row.unit,
            _number(row.baseline),
            _number(row.target),
            _number(row.actual),
            "—" if row.rate is None else f"{row.rate * 100:.1f}%",
            row.state or "",
        ]
        for program in _programs(meeting, today)
        for row in program.indicators
    ]
    head = [_("取組・事業"), _("指標名"), _("単位"), _("基準値"), _("目標値"), _("実績値"), _("達成率"), _("値の状態")]
    return Content([_year(meeting), Grid("", head, [4, 4, 1, 2, 2, 2, 2, 2], rows, _("該当なし"))], landscape=True)


def _roadmap(_meeting: Meeting, today: dt.date) -> Content:
    found = published_in_force()
    lanes = build_roadmap(found.tree, today=today).lanes if found is not None else ()
    rows = [[f"{lane.node.code} {lane.node.display_name}", describe(lane)] for lane in lanes]
    return Content([Grid("", [_("取組・事業"), _("工程")], [4, 8], rows, _("該当なし"))])


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(PaperSource("progress", _l("進捗状況一覧"), PaperKind.NUMBERED, _progress, 200))
    register_source(PaperSource("indicators", _l("指標の推移"), PaperKind.NUMBERED, _indicators, 210))
    register_source(PaperSource("roadmap", _l("工程表"), PaperKind.NUMBERED, _roadmap, 220))
