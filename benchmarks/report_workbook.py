"""How long a year's full report takes at 18, 202 and 1,000 programs: gathered from live records, filled into Excel.

    python -m benchmarks.report_workbook

Each program has an owner, a report, a rating and an indicator with target and actual. The template is the one that the
product ships (every program a row, every indicator a row below it). A peer, Kausal Watch, needed 92 queries and 826 ms at
18 actions, 828 queries and 4,987 ms at 202 for two fields of each.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from statistics import median
from typing import Any

from benchmarks.databases import NAME, make_database, on_each_database, run

SIZES = (18, 202, 1000)
ROUNDS = 5
YEAR = 2019


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.report_workbook")


def measure() -> None:
    """Print a line a size for the database of the settings."""
    make_database()
    for size in SIZES:
        gathered, filled, queries, length = _time(_prepare(size))
        line = f"gathered {gathered:.0f} ms, with the workbook {filled:.0f} ms, {queries} queries, {length / 1024:.0f} KiB"
        print(f"{os.environ[NAME]}: {size} programs: {line}", flush=True)


def _prepare(size: int) -> Any:
    from django.utils import timezone  # noqa: PLC0415 - settings first
    from tests.factories.plans import random_document  # noqa: PLC0415 - as above

    from musubi.blocks.indicators.domain.scales import load_scales  # noqa: PLC0415 - as above
    from musubi.blocks.indicators.models import Indicator, IndicatorActual  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.domain.figures import reported_items  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.domain.templates import load_built_in  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.enums import Progress, RatingTier, ReportStatus  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.models import ProgressReport, Rating  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.interchange import copied  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.plans import keep_draft  # noqa: PLC0415 - as above

    now = timezone.now()
    load_scales(actor=None, now=now)
    load_built_in(actor=None, now=now)
    slug = f"report-{size}"
    vision = keep_draft(document=copied(random_document(size), slug=slug), slug=slug, actor=None, now=now, title="bench")
    indicators = Indicator.objects.filter(vision=vision)
    actuals = [IndicatorActual(vision=vision, indicator=each, fiscal_year=YEAR, value=5) for each in indicators]
    IndicatorActual.objects.bulk_create(actuals, ignore_conflicts=True)
    given = {"fiscal_year": YEAR, "status": ReportStatus.SUBMITTED, "progress": Progress.ON_TRACK, "done": "実施した内容" * 10}
    reports = ProgressReport.objects.bulk_create(ProgressReport(item=item, **given) for item in reported_items(vision))
    rated = {"tier": RatingTier.DIVISION, "scale": "marugame", "step": "A", "reason": "計画を上回った", "rated_at": now}
    Rating.objects.bulk_create(Rating(report=report, **rated) for report in reports)
    return vision


def _time(vision: Any) -> tuple[float, float, int, int]:
    from django.db import connection  # noqa: PLC0415 - settings first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    from musubi.blocks.reporting.domain.figures import year_rows  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.domain.templates import fill  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.models import ReportTemplate  # noqa: PLC0415 - as above

    gathered, whole, content = [], [], b""
    with CaptureQueriesContext(connection) as caught:
        for _round in range(ROUNDS):
            began = time.perf_counter()
            rows = year_rows(vision=vision, fiscal_year=YEAR, today=dt.date(2020, 10, 14))
            gathered.append((time.perf_counter() - began) * 1000)
            content = fill(ReportTemplate.objects.get(key="progress-sheet", in_use=True), rows, stamp="案")
            whole.append((time.perf_counter() - began) * 1000)
    return median(gathered), median(whole), len(caught) // ROUNDS, len(content)


if __name__ == "__main__":
    run("benchmarks.report_workbook", measure)
