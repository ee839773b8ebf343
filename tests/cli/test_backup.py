"""What was backed up comes back, table by table and file by file."""

import datetime as dt
import io
import json
import threading
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from tests.factories.vision import small_plan

from musubi.blocks.accounts.models import NumberSeries, OfficeHoliday, User
from musubi.blocks.audit.models import Event
from musubi.blocks.search.domain.queries import find
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.indexing import reindex
from musubi.blocks.vision.models import Vision
from musubi.cli.archive import ArchiveError, _models, restore_archive, write_archive

pytestmark = pytest.mark.django_db(transaction=True)


def contents():
    return {model._meta.label: serializers.serialize("jsonl", model._base_manager.order_by("pk")) for model in _models()}


def empty():
    """An empty database of the same version, as a new installation has."""
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if t != "django_migrations" and not t.startswith("search_terms")]
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " CASCADE")
        else:
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'")
            triggers = cursor.fetchall()
            for name, _sql, _table in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA foreign_keys=OFF")
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names come from the database itself
            cursor.execute("PRAGMA foreign_keys=ON")
            for _name, sql, _table in triggers:
                cursor.execute(sql)
    call_command("migrate", verbosity=0)


@pytest.fixture
def city(tmp_path):
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    User.objects.create_user("clerk@example.jp", name="佐藤\u2028改行\n後")
    media = Path(settings.MEDIA_ROOT)
    (media / "a").mkdir(parents=True)
    (media / "a" / "図.png").write_bytes(bytes(range(256)))
    return media


def write(tmp_path, media):
    target = tmp_path / "backup.zip"
    write_archive(target, media=media, created_at="2026-01-01T00:00:00+09:00", progress=lambda _name: None)
    return target


def test_restored_database_and_files_equal_the_saved(city, tmp_path):
    before = contents()
    target = write(tmp_path, city)
    empty()
    restored = tmp_path / "restored"
    restore_archive(target, media=restored, progress=lambda _name: None)
    assert contents() == before
    assert (restored / "a" / "図.png").read_bytes() == bytes(range(256))
    reindex()
    assert find(user=None, query="企業誘致", source="plan").total == 1
    Vision.objects.create(slug="next", title="次の計画")  # sequences go on after the restored rows
    assert Event.objects.count() > 0


def test_database_in_use_is_refused_and_left_alone(city, tmp_path):
    target = write(tmp_path, city)
    before = contents()
    with pytest.raises(ArchiveError, match="空ではありません"):
        restore_archive(target, media=tmp_path / "r", progress=lambda _name: None)
    assert contents() == before


def altered(source, name, change):
    target = source.with_name("altered.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content) if info.filename == name else content)
    return target


@pytest.mark.parametrize("name", ["tables/accounts.User.jsonl", "files/a/図.png"])
def test_altered_part_is_found(city, tmp_path, name):
    target = altered(
        write(tmp_path, city), name, lambda content: content.replace(b"\x01", b"\x02").replace("佐藤".encode(), "加藤".encode()) or content
    )
    empty()
    with pytest.raises(ArchiveError, match="要約値"):
        restore_archive(target, media=tmp_path / "r", progress=lambda _name: None)


def test_other_version_is_refused(city, tmp_path):
    def older(content):
        manifest = json.loads(content)
        manifest["migrations"].remove("vision.0001_initial")
        return json.dumps(manifest).encode()

    target = altered(write(tmp_path, city), "manifest.json", older)
    empty()
    with pytest.raises(ArchiveError, match=r"vision\.0001_initial"):
        restore_archive(target, media=tmp_path / "r", progress=lambda _name: None)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_other_files_are_no_backup(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="読めません"):
        restore_archive(path, media=tmp_path, progress=lambda _name: None)


def test_zip_without_manifest_is_no_backup(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    path = tmp_path / "x.zip"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(ArchiveError, match="読めません"):
        restore_archive(path, media=tmp_path, progress=lambda _name: None)


@pytest.mark.parametrize(("name", "said"), [("0009_from_a_later_program", "新しい Musubi"), ("", "前の Musubi")])
def test_database_of_another_version_is_told_before_anything_is_written(city, tmp_path, name, said):
    rows = MigrationRecorder(connection).migration_qs.filter(app="accounts")
    last = rows.order_by("-name").first().name
    try:
        if name:
            MigrationRecorder(connection).record_applied("accounts", name)
        else:
            MigrationRecorder(connection).record_unapplied("accounts", last)
        with pytest.raises(ArchiveError, match=said):
            write(tmp_path, city)
    finally:
        MigrationRecorder(connection).record_unapplied("accounts", name)
        rows.filter(name=last).exists() or MigrationRecorder(connection).record_applied("accounts", last)
    assert list(tmp_path.glob("backup*")) == []


def test_what_is_written_together_meanwhile_is_saved_together_or_not_at_all(city, tmp_path):
    stop, written = threading.Event(), []

    def work():
        try:
            while not stop.is_set():
                number = len(written) + 1
                with transaction.atomic():
                    OfficeHoliday.objects.create(day=dt.date(2100, 1, 1) + dt.timedelta(days=number), name="間")
                    NumberSeries.objects.create(name=f"系列{number}", pattern="{number}", fiscal_year=2100)
                written.append(number)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()

    def step(_name):
        before, patience = len(written), time.monotonic() + 5
        while len(written) == before and time.monotonic() < patience:
            time.sleep(0.001)

    try:
        target = tmp_path / "backup.zip"
        manifest = write_archive(target, media=city, created_at="2026-01-01T00:00:00+09:00", progress=step)
    finally:
        stop.set()
        writer.join()
    assert manifest["tables"]["accounts.OfficeHoliday"]["rows"] == manifest["tables"]["accounts.NumberSeries"]["rows"]
    assert len(written) >= len(manifest["tables"])  # nobody waited for the backup
