"""How long plans take: an empty database, the city's pack, plans kept, read, written out and taken in as a workbook.

    python -m benchmarks.plan_load

On SQLite and, where it is installed, PostgreSQL. A peer, Kausal Watch, took 200 s to make its empty database on a machine
of this kind (docs/benchmarks.md).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from benchmarks.databases import NAME, make_database, on_each_database, run, timed

SIZES = (18, 202, 1000)


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.plan_load")


def measure() -> None:
    """Print a line a step and size for the database of the settings."""
    print(f"{os.environ[NAME]}: empty database: {make_database():.2f} s", flush=True)
    from django.utils import timezone  # noqa: PLC0415 - settings first
    from tests.factories.plans import random_document  # noqa: PLC0415 - as above

    from musubi.blocks.vision.domain.document import PlanDocument, differences  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.interchange import copied  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.plans import keep_draft  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.store import load_document  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.tables import specs  # noqa: PLC0415 - as above
    from musubi.blocks.vision.interfaces.workbook import read_workbook, write_workbook  # noqa: PLC0415 - as above
    from musubi.packs.loading import load_city  # noqa: PLC0415 - as above

    timed("the city's pack", lambda: load_city(name="tokorozawa", now=timezone.now()))
    for size in SIZES:
        slug = f"plan-{size}"
        document = copied(random_document(size), slug=slug)
        keep: Callable[[], Any] = lambda document=document, slug=slug: keep_draft(  # noqa: E731 - timed below
            document=document, slug=slug, actor=None, now=timezone.now(), title="bench"
        )
        vision = timed(f"{size} programs: keep", keep)
        plan: PlanDocument = timed(f"{size} programs: load", lambda vision=vision: load_document(vision))
        data = timed(f"{size} programs: write workbook", lambda plan=plan: write_workbook(plan, revision=1, title="bench"))
        read = timed(f"{size} programs: read workbook", lambda data=data, plan=plan: read_workbook(data, known=plan))
        _bundles(vision, size)
        print(f"{size} programs: {len(data) / 1024:.0f} KiB, {len(differences(plan, read.document, specs()))} cells differ")


def _bundles(vision: Any, size: int) -> None:
    """What a peer's test factories load: each program with three tasks, an indicator, its target and five yearly values."""
    from django.utils import timezone  # noqa: PLC0415 - settings first

    from musubi.blocks.accounts.models import Organization  # noqa: PLC0415 - settings first
    from musubi.blocks.indicators.domain.defining import NewIndicator, add_indicators  # noqa: PLC0415 - as above
    from musubi.blocks.indicators.models import Indicator, IndicatorActual  # noqa: PLC0415 - as above
    from musubi.blocks.notifications.domain.tasks import open_task  # noqa: PLC0415 - as above

    now, today = timezone.now(), dt.date(2020, 10, 14)
    division = Organization.objects.order_by("pk").first()
    codes = [item.code for item in vision.items.select_related("level").order_by("pk") if item.level.kind == "program"]

    def load() -> None:
        new = [NewIndicator(item=code, code=f"B-{code}", name="指標", columns={"unit": "件"}, targets={2022: Decimal(10)}) for code in codes]
        add_indicators(vision=vision, indicators=new, actor=None, now=now, title="bench")
        made = Indicator.objects.filter(vision=vision, code__startswith="B-")
        IndicatorActual.objects.bulk_create(
            IndicatorActual(vision=vision, indicator=each, fiscal_year=year, value=5) for each in made for year in range(2015, 2020)
        )
        for code in codes:
            for number in range(3):
                open_task(title=f"仕事{number}", organization=division, due_on=dt.date(2030, 3, 31), today=today, now=now, program_code=code)

    timed(f"{size} programs: {len(codes)} with three tasks and an indicator of five values each", load)


if __name__ == "__main__":
    run("benchmarks.plan_load", measure)
