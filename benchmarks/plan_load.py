"""How long plans take: an empty database, the city's pack, plans kept, read, written out and taken in as a workbook.

    python -m benchmarks.plan_load

On SQLite and, where it is installed, PostgreSQL. A peer, Kausal Watch, took 200 s to make its empty database on a machine
of this kind (docs/benchmarks.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable
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
        print(f"{size} programs: {len(data) / 1024:.0f} KiB, {len(differences(plan, read.document, specs()))} cells differ")


if __name__ == "__main__":
    run("benchmarks.plan_load", measure)
