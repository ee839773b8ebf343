"""The year's progress as meeting papers: 進捗状況一覧, 指標, 工程表."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.meetings.domain.papers.sources import (
    COUNCILS,
    NEVER,
    Content,
    PaperSource,
    TemplateFile,
    Wanted,
    register_provider,
    register_source,
)
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Grid, Lines
from musubi.blocks.papers.domain.filling.tags import number_text
from musubi.blocks.reporting.domain.figures import late_first, year_rows
from musubi.blocks.reporting.domain.rows import ProgramRow, YearRows
from musubi.blocks.reporting.domain.suppression import public_rows, thresholds
from musubi.blocks.reporting.domain.vocabulary import tags, vocabulary
from musubi.blocks.reporting.enums import Progress, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, ReportTemplate
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.published import published_in_force
from musubi.blocks.vision.domain.roadmap import build_roadmap
from musubi.blocks.vision.interfaces.roadmap_words import describe

HANDED_IN = (ReportStatus.SUBMITTED, ReportStatus.CONFIRMED)


def _rows(wanted: Wanted) -> YearRows | None:
    """The asked year, gathered once for all papers of a set; what everybody may read hides small counts."""
    key = ("reporting.year", wanted.fiscal_year, wanted.for_public)
    if key not in wanted.shared:
        wanted.shared[key] = _gathered(wanted)
    found: YearRows | None = wanted.shared[key]
    return found


def _last_reported(meeting: Meeting) -> int:
    """The last year with reports up to the meeting's: a council in summer speaks of the year before."""
    told = ProgressReport.objects.filter(fiscal_year__lte=meeting.fiscal_year, status__in=HANDED_IN)
    last: int | None = told.aggregate(last=Max("fiscal_year"))["last"]
    return meeting.fiscal_year if last is None else last


def _handed_in(row: ProgramRow) -> ProgramRow:
    """What is still written or was sent back is not told to a council."""
    return row if row.status in HANDED_IN else replace(row, progress=Progress.UNREPORTED, done="", problems="", direction="")


def _gathered(wanted: Wanted) -> YearRows | None:
    plan = plan_in_force()
    if plan is None:
        return None
    rows = year_rows(vision=plan, fiscal_year=wanted.fiscal_year, today=wanted.today)
    rows = replace(rows, programs=tuple(_handed_in(row) for row in rows.programs))
    return public_rows(rows, thresholds(plan)) if wanted.for_public else rows


def _programs(rows: YearRows | None) -> list[ProgramRow]:
    return [] if rows is None else list(rows.programs)


def _values(rows: YearRows | None, fiscal_year: int) -> dict[str, Any]:
    return tags(rows if rows is not None else YearRows("", "", fiscal_year, ()), stamp="")


def _label(value: str) -> str:
    return str(Progress(value).label) if value in Progress.values else _("報告待ち")


def _year(wanted: Wanted) -> Lines:
    return Lines("", [format_fiscal_year(wanted.fiscal_year)])


def _progress(wanted: Wanted) -> Content:
    found = _rows(wanted)
    rows = [
        [f"{row.code} {row.name}", row.owner or "—", _label(row.progress), row.done or _("該当なし"), row.problems or _("該当なし")]
        for row in late_first(_programs(found))
    ]
    head = [_("取組・事業"), _("所管課"), _("進捗"), _("実施内容"), _("課題と対応")]
    grid = Grid("", head, [4, 2, 2, 5, 5], rows, _("該当なし"))
    return Content([_year(wanted), grid], landscape=True, values=_values(found, wanted.fiscal_year))


def _number(value: Decimal | None) -> str:
    return "—" if value is None else number_text(value)


def _indicators(wanted: Wanted) -> Content:
    found = _rows(wanted)
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
        for program in _programs(found)
        for row in program.indicators
    ]
    head = [_("取組・事業"), _("指標名"), _("単位"), _("基準値"), _("目標値"), _("実績値"), _("達成率"), _("値の状態")]
    grid = Grid("", head, [4, 4, 1, 2, 2, 2, 2, 2], rows, _("該当なし"))
    return Content([_year(wanted), grid], landscape=True, values=_values(found, wanted.fiscal_year))


def _lane_tags() -> dict[str, Any]:
    return {"lanes": [{"code": _("番号"), "name": _("名称"), "words": _("工程")}]}


def _roadmap(wanted: Wanted) -> Content:
    found = published_in_force()
    lanes = build_roadmap(found.tree, today=wanted.today).lanes if found is not None else ()
    values = [{"code": lane.node.code, "name": lane.node.display_name, "words": describe(lane)} for lane in lanes]
    rows = [[f"{row['code']} {row['name']}", row["words"]] for row in values]
    return Content([Grid("", [_("取組・事業"), _("工程")], [4, 8], rows, _("該当なし"))], values={"lanes": values})


def _filled_form(wanted: Wanted) -> Content:
    return Content(values=_values(_rows(wanted), wanted.fiscal_year))


def _report_templates() -> list[PaperSource]:
    """Every report template in use, as a paper of its own: one query."""
    found = ReportTemplate.objects.filter(in_use=True).defer("content").order_by("name", "key")
    return [
        PaperSource(
            f"report:{row.key}",
            row.name,
            PaperKind.NUMBERED,
            _filled_form,
            300,
            usual=NEVER,
            year=_last_reported,
            template=TemplateFile(row.name, row.file_name, row.sha256, partial(_content, row.pk)),
        )
        for row in found
    ]


def _content(key: int) -> bytes:
    return bytes(ReportTemplate.objects.values_list("content", flat=True).get(pk=key))


def register_sources() -> None:
    """Called once when apps are ready."""
    shared: dict[str, Any] = {"kind": PaperKind.NUMBERED, "tags": vocabulary, "year": _last_reported, "usual": COUNCILS}
    register_source(PaperSource("progress", _l("進捗状況一覧"), build=_progress, order=200, **shared))
    register_source(PaperSource("indicators", _l("指標の推移"), build=_indicators, order=210, **shared))
    register_source(PaperSource("roadmap", _l("工程表"), PaperKind.NUMBERED, _roadmap, 220, usual=COUNCILS, tags=_lane_tags))
    register_provider(_report_templates)
