"""How long the papers of a meeting take: 14 programs, 30 indicators, 60 opinions, each paper in four formats.

    python -m benchmarks.meeting_papers

The bar: at most 5 s and 60 queries for the whole set, kept as issued documents; made again without a change it is the
same set. No peer makes meeting papers.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import Any

from benchmarks.databases import NAME, make_database, on_each_database, run

INDICATORS, OPINIONS, YEAR = 30, 60, 2020
DAY = dt.date(2020, 10, 14)


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.meeting_papers")


def measure() -> None:
    """Print what the database of the settings needs."""
    make_database()
    meeting = _prepare()
    for title, reason in (("made", ""), ("again, nothing changed", ""), ("again, the agenda changed", "議題の変更")):
        if reason:
            meeting.agenda.update(title="変わった議題")
        seconds, queries, made, new = _make(meeting, reason)
        files = made.files.count()
        print(f"{os.environ[NAME]}: {title}: {seconds:.2f} s, {queries} queries, set {made.number}, {files} files, new: {new}", flush=True)


def _prepare() -> Any:
    from django.utils import timezone  # noqa: PLC0415 - settings first
    from tests.factories import meetings  # noqa: PLC0415 - as above
    from tests.factories.accounts import organization  # noqa: PLC0415 - as above
    from tests.factories.council import opinion  # noqa: PLC0415 - as above

    from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget  # noqa: PLC0415 - as above
    from musubi.blocks.meetings.domain.papers.plans import usual_plan  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.domain.figures import reported_items  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.enums import Progress, ReportStatus  # noqa: PLC0415 - as above
    from musubi.blocks.reporting.models import ProgressReport  # noqa: PLC0415 - as above
    from musubi.council.domain.issues import open_issue  # noqa: PLC0415 - as above
    from musubi.packs.loading import load_city  # noqa: PLC0415 - as above

    now = timezone.now()
    vision = load_city(name="tokorozawa", now=now)
    if vision is None:
        raise RuntimeError("the city's pack is not there")
    items = reported_items(vision)
    for number in range(INDICATORS):
        made = Indicator.objects.create(vision=vision, item=items[number % len(items)], code=f"K{number}", name=f"指標{number}", unit="件")
        IndicatorTarget.objects.create(vision=vision, indicator=made, fiscal_year=YEAR, value=100)
        IndicatorActual.objects.create(vision=vision, indicator=made, fiscal_year=YEAR, value=80 + number)
    given = {
        "fiscal_year": YEAR,
        "status": ReportStatus.SUBMITTED,
        "progress": Progress.ON_TRACK,
        "done": "実施した内容" * 10,
        "problems": "課題" * 10,
    }
    ProgressReport.objects.bulk_create(ProgressReport(item=item, **given) for item in items)
    council = meetings.body(organization("K", "産業振興課"))
    for number in range(12):
        meetings.member(council, name=f"委員 {number}")
    before = meetings.meeting(council, fiscal_year=YEAR - 1, number=2, status="held")
    for number in range(OPINIONS):
        said = opinion(f"意見{number} " + "書類が多すぎる。" * 6, meeting=before, body=council, publicity="anonymous")
        if number % 3 == 0:
            open_issue(title=f"課題{number}", opinions=[said], actor=None, now=now, today=DAY)
    meeting = meetings.meeting(council, place="市役所")
    usual_plan(meeting=meeting, actor=None, now=now)
    return meeting


def _make(meeting: Any, reason: str) -> tuple[float, int, Any, bool]:
    from django.db import connection  # noqa: PLC0415 - settings first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above
    from django.utils import timezone  # noqa: PLC0415 - as above

    from musubi.blocks.meetings.domain.papers.issuing import make_papers  # noqa: PLC0415 - as above

    with CaptureQueriesContext(connection) as caught:
        began = time.perf_counter()
        made, new = make_papers(meeting=meeting, reason=reason, actor=None, today=DAY, now=timezone.now())
        seconds = time.perf_counter() - began
    return seconds, len(caught), made, new


if __name__ == "__main__":
    run("benchmarks.meeting_papers", measure)
