"""How long plans take: kept, read, written out and taken in as a workbook; the city's pack into an empty database.

    python benchmarks/plan_load.py

Runs on a database of its own in a temporary folder (SQLite), which it removes. A peer, Kausal Watch, took 200 s to make
its empty database on a machine of this kind (docs/benchmarks.md).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = (18, 202, 1000)


def main() -> None:
    """Print a line a step and size."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(MUSUBI_DATA=folder, DJANGO_SETTINGS_MODULE="musubi.config.settings.production")
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
        import django  # noqa: PLC0415 - settings first

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - settings first
    from django.utils import timezone  # noqa: PLC0415 - as above
    from tests.factories.plans import random_document  # noqa: PLC0415 - as above

    from musubi.blocks.vision.domain.document import PlanDocument, differences  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.interchange import copied  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.plans import keep_draft  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.store import load_document  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.tables import specs  # noqa: PLC0415 - as above
    from musubi.blocks.vision.interfaces.workbook import read_workbook, write_workbook  # noqa: PLC0415 - as above
    from musubi.packs.loading import load_city  # noqa: PLC0415 - as above

    _timed("empty database", lambda: call_command("migrate", verbosity=0, interactive=False))
    _timed("the city's pack", lambda: load_city(name="tokorozawa", now=timezone.now()))
    for size in SIZES:
        slug = f"plan-{size}"
        document = copied(random_document(size), slug=slug)
        keep: Callable[[], Any] = lambda document=document, slug=slug: keep_draft(  # noqa: E731 - timed below
            document=document, slug=slug, actor=None, now=timezone.now(), title="bench"
        )
        vision = _timed(f"{size} programs: keep", keep)
        plan: PlanDocument = _timed(f"{size} programs: load", lambda vision=vision: load_document(vision))
        data = _timed(f"{size} programs: write workbook", lambda plan=plan: write_workbook(plan, revision=1, title="bench"))
        read = _timed(f"{size} programs: read workbook", lambda data=data, plan=plan: read_workbook(data, known=plan))
        print(f"{size} programs: {len(data) / 1024:.0f} KiB, {len(differences(plan, read.document, specs()))} cells differ")


def _timed(title: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = work()
    print(f"{title}: {time.perf_counter() - began:.2f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
