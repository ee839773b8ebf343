"""Run a benchmark once on SQLite and, where it is installed, once on PostgreSQL: settings are read once a process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAME = "BENCH_DATABASE"


def on_each_database(module: str) -> None:
    """Start `module` again in a process of its own for each database, with a data folder and database of its own."""
    sys.path.insert(0, str(ROOT / "tools"))
    import postgresql  # noqa: PLC0415 - from the folder just added

    _child(module, "SQLite", "")
    if postgresql.programs() is None:
        print("PostgreSQL: skipped, not installed")
        return
    with postgresql.server() as url:
        _child(module, "PostgreSQL", url)


def _child(module: str, name: str, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MUSUBI_DATA": folder, "DJANGO_SETTINGS_MODULE": "musubi.config.settings.test", NAME: name}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=environment, check=True)


def make_database() -> float:
    """Set Django up and make the child's empty database; returns the seconds that the migrations took."""
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from django.db import connection  # noqa: PLC0415 - as above

    from musubi.cli.migrating import migrate  # noqa: PLC0415 - as above

    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(Path(os.environ["MUSUBI_DATA"]) / "bench.sqlite3")
    began = time.perf_counter()
    migrate()
    return time.perf_counter() - began


def timed(title: str, work: Callable[[], Any]) -> Any:
    """Print how long a step took; returns its result."""
    began = time.perf_counter()
    result = work()
    print(f"{os.environ[NAME]}: {title}: {time.perf_counter() - began:.2f} s", flush=True)
    return result


def run(module: str, measure: Callable[[], None]) -> None:
    """What a benchmark's module does when it is started: the parent starts the children, a child measures."""
    measure() if NAME in os.environ else on_each_database(module)
