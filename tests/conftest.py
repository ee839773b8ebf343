"""A strict test run on a file database; migrations run once per state of the migration files, each worker copies."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from musubi.cli.migrating import migrate

SOURCE = Path(__file__).resolve().parents[1] / "src" / "musubi"

# No timing assertions in tests; the same examples in every run, fresh ones with MUSUBI_FUZZ=1.
hypothesis_settings.register_profile("musubi", deadline=None, derandomize="MUSUBI_FUZZ" not in os.environ)
hypothesis_settings.load_profile("musubi")


def pytest_configure():
    """English pages need the compiled catalogues."""
    tools = Path(__file__).resolve().parents[1] / "tools"
    with Path(tempfile.gettempdir(), "musubi-translations.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, "compile_translations.py"], cwd=tools, check=True)


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _state() -> str:
    digest = hashlib.sha256()
    for path in sorted([*SOURCE.rglob("migrations/*.py"), SOURCE / "config/settings/base.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _copy_sqlite(template: Path, target: Path) -> None:
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, target)


def _sqlite(worker: str) -> None:
    template = Path(tempfile.gettempdir()) / f"musubi-template-{_state()}.sqlite3"
    with Path(f"{template}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            building = template.with_suffix(".building")
            building.unlink(missing_ok=True)
            connection.settings_dict["NAME"] = str(building)
            migrate()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("PRAGMA journal_mode=DELETE")
            connection.close()
            building.rename(template)
    target = Path(tempfile.mkdtemp(prefix=f"musubi-{worker}-")) / "test.sqlite3"
    _copy_sqlite(template, target)
    connection.settings_dict["NAME"] = str(target)

    def restore(self: TransactionTestCase) -> None:
        connections.close_all()
        _copy_sqlite(template, target)

    # Append-only tables refuse the DELETE with which Django empties SQLite: put the template back instead.
    TransactionTestCase._fixture_teardown = restore


def _postgresql(worker: str) -> str:
    template, target = f"musubi_template_{_state()}", f"musubi_test_{worker}_{_state()}"
    admin = connection.creation._nodb_cursor
    with Path(tempfile.gettempdir(), "musubi-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with admin() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
            exists = cursor.fetchone()
            if not exists:
                cursor.execute(f'CREATE DATABASE "{template}"')
        if not exists:
            connection.settings_dict["NAME"] = template
            migrate()
            connection.close()
        with admin() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = target
    return target


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker, worker_id):
    """Give this worker its own copy of the migrated template database."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            _sqlite(worker_id)
        else:
            _postgresql(worker_id)
    yield
    with django_db_blocker.unblock():
        database = connection.settings_dict["NAME"]
        connections.close_all()
    if connection.vendor == "sqlite":
        shutil.rmtree(Path(database).parent, ignore_errors=True)


@pytest.fixture(scope="module")
def once_a_module(django_db_setup, django_db_blocker):
    """For what all tests of a module begin from: what is built on this is built once, and every test takes back its own changes alone.

    Tests read it anew by its key: a record in memory would carry one test's changes into the next.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _media(tmp_path):
    """Attachments of a test go to a folder of its own."""
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = str(tmp_path / "files")
    yield
    settings.MEDIA_ROOT = before


@pytest.fixture(autouse=True)
def _limits():
    """Rate limits count in the cache: each test starts with none used up."""
    cache.clear()


@pytest.fixture(autouse=True)
def _language():
    """A page in another language leaves that language in force in its thread: start each test in Japanese."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _demo_clock(monkeypatch):
    """The demo's clock is read every two seconds: counted queries must not depend on when a test falls."""
    from musubi.blocks.accounts.domain import office
    from musubi.blocks.kernel import clock

    now = clock.real_now()
    offset = office.DEMO_DAY - timezone.localtime(now).date()
    monkeypatch.setattr(office, "REFRESH", office.dt.timedelta(hours=1))
    monkeypatch.setattr(office, "_demo", [(now, offset)])
