"""Gather a fiscal year's rows from the live records, in a number of queries that does not grow with the plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count
from django.utils import translation

from musubi.blocks.desks.enums import ActivityKind
from musubi.blocks.desks.models import Activity
from musubi.blocks.indicators.domain.figures import Figure, ValueState
from musubi.blocks.indicators.domain.scales import scales
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.money.domain.breakdown import ItemMoney, money_of
from musubi.blocks.money.enums import FundingKind
from musubi.blocks.reporting.domain.rows import CountRow, IndicatorRow, LineRow, MoneyRow, ProgramRow, RatingRow, YearRows
from musubi.blocks.reporting.enums import Progress, RatingTier
from musubi.blocks.reporting.models import ProgressReport, Rating
from musubi.blocks.vision.enums import AssignmentRole, ItemStatus, LevelKind
from musubi.blocks.vision.models import Assignment, PlanItem, Vision

REPORTED = (LevelKind.INITIATIVE, LevelKind.PROGRAM)


def reported_items(vision: Vision) -> list[PlanItem]:
    """The items that report: initiatives and programs; the lowest level where a plan has neither."""
    items = list(vision.items.select_related("level", "parent__parent__parent__parent").order_by("order", "code"))
    kept = [item for item in items if item.level.kind in REPORTED and item.status == ItemStatus.ACTIVE]
    if not kept:
        parents = {item.parent_id for item in items}
        kept = [item for item in items if item.pk not in parents and item.status == ItemStatus.ACTIVE]
    return sorted(kept, key=lambda item: (project_of(item).order, project_of(item).code, item.level.number, item.order, item.code))


def project_of(item: PlanItem) -> PlanItem:
    """The item at the top of the tree above."""
    while item.parent is not None:
        item = item.parent
    return item


@translation.override("ja")  # what is kept and printed does not depend on who presses the button
def year_rows(*, vision: Vision, fiscal_year: int, today: dt.date, items: Collection[PlanItem] | None = None) -> YearRows:
    """The year as it stands now."""
    chosen = reported_items(vision) if items is None else list(items)
    ids = [item.pk for item in chosen]
    owners, partners = _owners(ids)
    reports = {
        (report.item_id, report.fiscal_year): report
        for report in ProgressReport.objects.filter(item__in=ids, fiscal_year__in=(fiscal_year, fiscal_year - 1))
    }
    ratings = _ratings([report.pk for report in reports.values() if report.fiscal_year == fiscal_year])
    figures = _figures(ids, fiscal_year, today)
    counts = _activities(ids, fiscal_year)
    money = money_of(item_ids=ids, fiscal_years=[fiscal_year - 1, fiscal_year])
    programs = []
    for item in chosen:
        report = reports.get((item.pk, fiscal_year)) or ProgressReport(item=item, fiscal_year=fiscal_year)
        before = reports.get((item.pk, fiscal_year - 1))
        project = project_of(item)
        programs.append(
            ProgramRow(
                code=item.code,
                name=item.display_name,
                name_en=item.name_en,
                kind=item.level.kind,
                level=item.level.name,
                project=project.code,
                project_name=project.display_name,
                owner="・".join(owners[item.pk]),
                partners="・".join(partners[item.pk]),
                status=report.status,
                progress=report.progress,
                done=report.done,
                problems=report.problems,
                direction=report.direction,
                previous_progress=before.progress if before else "",
                ratings=tuple(ratings[report.pk]) if report.pk else (),
                indicators=tuple(figures[item.pk]),
                activities=tuple(counts[item.pk]),
                money=_money(money.get((item.pk, fiscal_year)), money.get((item.pk, fiscal_year - 1))),
                lines=_lines(money.get((item.pk, fiscal_year))),
            )
        )
    return YearRows(plan=vision.title, plan_slug=vision.slug, fiscal_year=fiscal_year, programs=tuple(programs))


def _owners(ids: Collection[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    owners: dict[int, list[str]] = defaultdict(list)
    partners: dict[int, list[str]] = defaultdict(list)
    rows = Assignment.objects.filter(item__in=ids).order_by("-primary", "organization__order", "organization__code", "pk")
    for item, role, name in rows.values_list("item", "role", "organization__name"):
        (owners if role == AssignmentRole.LEAD else partners)[item].append(name)
    return owners, partners


def _activities(ids: Collection[int], fiscal_year: int) -> dict[int, list[CountRow]]:
    found: dict[int, list[CountRow]] = defaultdict(list)
    rows = Activity.objects.filter(item__in=ids, fiscal_year=fiscal_year, withdrawn_at__isnull=True)
    for item, kind, count in rows.values_list("item", "kind").annotate(count=Count("pk")).order_by("item", "kind"):
        found[item].append(CountRow(kind, str(ActivityKind(kind).label), count))
    return found


def _money(known: ItemMoney | None, before: ItemMoney | None) -> MoneyRow:
    if known is None:
        return MoneyRow()
    found = known.totals
    return MoneyRow(
        initial=found.initial,
        current=found.current,
        committed=found.committed,
        spent=found.spent,
        remaining=found.remaining,
        execution_rate=found.execution_rate,
        supplementary=found.supplementary,
        moved=found.moved,
        carried_in=found.carried_over,
        carried_out=found.carried_out,
        unused=found.unused,
        previous_current=before.totals.current if before else None,
        previous_spent=before.totals.spent if before else None,
        national=known.funding.get(FundingKind.NATIONAL),
        prefecture=known.funding.get(FundingKind.PREFECTURE),
        local_bond=known.funding.get(FundingKind.LOCAL_BOND),
        other=known.funding.get(FundingKind.OTHER),
        general=known.funding.get(FundingKind.GENERAL),
    )


def _lines(known: ItemMoney | None) -> tuple[LineRow, ...]:
    if known is None:
        return ()
    return tuple(
        LineRow(line.key, line.name, line.totals.initial, line.totals.current, line.totals.committed, line.totals.spent) for line in known.lines
    )


def _ratings(reports: Collection[int]) -> dict[int, list[RatingRow]]:
    found: dict[int, list[RatingRow]] = defaultdict(list)
    given = sorted(Rating.objects.filter(report__in=reports), key=lambda rating: (rating.report_id, RatingTier.values.index(rating.tier)))
    labels = {(scale.code, step.mark): step.label for scale in (scales() if given else ()) for step in scale.steps}
    for rating in given:
        label = labels.get((rating.scale, rating.step), "")
        found[rating.report_id].append(RatingRow(rating.tier, rating.scale, rating.step, label, rating.reason, rating.computed_step))
    return found


def _figures(ids: Collection[int], fiscal_year: int, today: dt.date) -> dict[int, list[IndicatorRow]]:
    found: dict[int, list[IndicatorRow]] = defaultdict(list)
    indicators = list(Indicator.objects.filter(item__in=ids).order_by("order", "code"))
    known = values(indicators=indicators, fiscal_years=[fiscal_year], today=today)
    for indicator in indicators:
        found[indicator.item_id].append(_indicator(known[(indicator.uid, fiscal_year)], indicator))
    return found


def _indicator(figure: Figure, indicator: Indicator) -> IndicatorRow:
    achieved = figure.achievement
    first = figure.superseded[-1].value if figure.superseded else None
    return IndicatorRow(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        kind=indicator.get_kind_display(),
        direction=indicator.direction,
        basis=indicator.get_basis_display(),
        state=state_words(figure.state),
        actual=figure.actual,
        target=figure.target.value if figure.target else None,
        first_target=first,
        target_reason=figure.target.reason if figure.target else "",
        baseline=figure.baseline,
        baseline_year=indicator.baseline_fiscal_year,
        previous=figure.previous,
        rate=achieved.value if achieved else None,
        rate_definition=str(achieved.definition.label) if achieved else "",
        source=indicator.source,
        note=figure.note,
        name_en=indicator.name_en,
    )


def state_words(state: ValueState) -> str:
    """The state of a value in Japanese, as papers print it; nothing for an ordinary value."""
    words = {
        ValueState.PROVISIONAL: "速報値",
        ValueState.RUNNING: "年度途中",
        ValueState.HELD: "前回値",
        ValueState.NOT_MEASURABLE: "測定不可",
        ValueState.NOT_YET: "年度途中",
        ValueState.UNPUBLISHED: "未公表",
        ValueState.MISSING: "未入力",
        ValueState.UNKNOWN_MEASURE: "集計できません",
        ValueState.SUPPRESSED: "非公表",
    }
    return words.get(state, "")


def late_first(rows: Iterable[ProgramRow]) -> list[ProgramRow]:
    """遅れ, やや遅れ, 報告待ち, then the others, each in the plan's order."""
    order = {Progress.LATE: 0, Progress.SLIGHTLY_LATE: 1, Progress.UNREPORTED: 2}
    return sorted(rows, key=lambda row: order.get(Progress(row.progress), 3))


def desk_figures(*, item: PlanItem, fiscal_year: int, today: dt.date) -> ProgramRow:
    """One item's row of the year."""
    return year_rows(vision=item.vision, fiscal_year=fiscal_year, today=today, items=[item]).programs[0]
