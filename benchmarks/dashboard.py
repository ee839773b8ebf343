"""How long the public dashboard takes at 18, 202 and 1,000 programs, on SQLite and, where it is installed, PostgreSQL.

    python -m benchmarks.dashboard

Each program has an owner, a mark of the roadmap and an indicator with a goal and five yearly values; two years are
confirmed. Pages are rendered whole (HTML) by Django's test client in this process, without the network. "first" is the
first reading after the process started, when an edition is read and the tree is built; "again" the median of five more.
Runs on databases of its own, which it removes.
"""

from __future__ import annotations

import os
import sys
import time
from statistics import median
from typing import Any

from benchmarks.databases import make_database, on_each_database, run

SIZES = (18, 202, 1000)
PAGES = {"page": "/dashboard/", "late ones": "/dashboard/?progress=late", "search": "/dashboard/?q=事業1", "JSON": "/dashboard.json"}
ROUNDS = 5


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.dashboard")


def measure() -> None:
    """Print a line a size and page for the database of the settings."""
    make_database()
    for size in SIZES:
        _prepare(size)
        for title, address in PAGES.items():
            first, again, queries, size_kib = _read(address)
            print(
                f"{os.environ['BENCH_DATABASE']}: {size} programs, {title}: "
                f"first {first:.0f} ms, again {again:.0f} ms, {queries} queries, {size_kib:.0f} KiB",
                flush=True,
            )


def _prepare(size: int) -> None:
    """One plan in force of that size with two confirmed years; nothing of it in memory yet."""
    from tests.factories.plans import random_document  # noqa: PLC0415 - settings first
    from tests.factories.published import publish_document, publish_year, random_year  # noqa: PLC0415 - as above
    from tests.factories.vision import full_row  # noqa: PLC0415 - as above

    from musubi.blocks.vision.domain.document import PlanDocument  # noqa: PLC0415 - as above
    from musubi.blocks.vision.enums import VisionStatus  # noqa: PLC0415 - as above
    from musubi.blocks.vision.models import Vision  # noqa: PLC0415 - as above

    Vision.objects.filter(status=VisionStatus.IN_FORCE).update(status=VisionStatus.SUPERSEDED)
    document = random_document(size)
    actuals: dict[str, Any] = {}
    for number, row in enumerate(document.rows("indicators").values()):
        for year in range(2017, 2022):
            actuals[f"v{number}-{year}"] = full_row("actuals", indicator=row["code"], fiscal_year=year, value=str(number % 50 + year - 2017))
    document = PlanDocument({**document.tables, "actuals": actuals})
    vision = publish_document(document)
    for year in (2018, 2019):
        publish_year(vision, random_year(document, year))


def _read(address: str) -> tuple[float, float, int, float]:
    from django.db import connection  # noqa: PLC0415 - settings first
    from django.test import Client  # noqa: PLC0415 - as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    client, times = Client(headers={"host": "localhost"}), []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{address} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return times[0], median(times[1:]), len(caught), len(answer.content) / 1024


if __name__ == "__main__":
    run("benchmarks.dashboard", measure)
