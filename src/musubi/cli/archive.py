"""A backup is one zip file: a manifest, every table as JSON lines, every attachment. It fits both databases.

Written from one database snapshot, so people may go on working meanwhile; read back only into an empty database of the
same program version. Sign-in sessions stay out: after a restore everyone signs in again.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORMAT = "musubi-backup/1"
LEFT_OUT = {"sessions.Session", "contenttypes.ContentType", "auth.Permission", "search.Entry"}
Progress = Callable[[str], None]


class ArchiveError(Exception):
    """The backup cannot be made or read; the message says what to do."""


def _models() -> list[Any]:
    from django.apps import apps  # noqa: PLC0415 - Django must be set up first

    found = [model for model in apps.get_models() if not model._meta.proxy and model._meta.managed]
    return [model for model in found if model._meta.label not in LEFT_OUT]


def _migrations() -> list[str]:
    from django.db import connection  # noqa: PLC0415 - Django must be set up first
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415 - as above

    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def require_current() -> None:
    """Raises ArchiveError where the database is not that of this program: nothing could be read from it, or not all."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up first
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - as above

    loader = MigrationLoader(connection)
    wanted, applied = set(loader.graph.nodes), {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
    if not applied:
        raise ArchiveError("データベースがまだありません。MUSUBI_DATA か DATABASE_URL を確かめてください")
    if applied - wanted:
        raise ArchiveError("データベースは、この版より新しい Musubi のものです。動かしている版の musubi backup で保存してください")
    if wanted - applied:
        raise ArchiveError(
            "データベースは、この版より前の Musubi のものです。前の版の musubi backup で保存するか、musubi setup で更新してから保存してください"
        )


@contextmanager
def _snapshot() -> Iterator[None]:
    """One consistent view of the database that keeps no writer waiting."""
    from django.db import connection, transaction  # noqa: PLC0415 - Django must be set up first

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def parts_of(media: Path) -> int:
    """How many parts a backup will have: tables and attachments."""
    return len(_models()) + (sum(path.is_file() for path in media.rglob("*")) if media.is_dir() else 0)


def write_archive(target: Path, *, media: Path, created_at: str, progress: Progress) -> dict[str, Any]:
    """Write the backup beside `target` and move it into place when it is whole; returns its manifest."""
    from django.core import serializers  # noqa: PLC0415 - Django must be set up first

    building = target.with_name(target.name + ".part")
    manifest: dict[str, Any] = {"format": FORMAT, "created_at": created_at, "tables": {}, "files": {}}
    require_current()
    with zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        with _snapshot():
            manifest["migrations"] = _migrations()
            for model in _models():
                progress(model._meta.label)
                digest, count = hashlib.sha256(), 0
                with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as file:
                    rows = model._base_manager.order_by("pk").iterator(chunk_size=500)
                    for row in rows:
                        line = serializers.serialize("jsonl", [row], ensure_ascii=False).encode()
                        digest.update(line)
                        file.write(line)
                        count += 1
                manifest["tables"][model._meta.label] = {"rows": count, "sha256": digest.hexdigest()}
        for path in sorted(media.rglob("*")) if media.is_dir() else []:
            if path.is_file():
                name = path.relative_to(media).as_posix()
                progress(name)
                archive.write(path, f"files/{name}")
                manifest["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    building.replace(target)
    return manifest


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest of a backup; raises ArchiveError for anything else."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ArchiveError(f"{source} はMusubiのバックアップとして読めません。ファイルを確かめてください") from error
    if manifest.get("format") != FORMAT:
        raise ArchiveError(f"{source} の形式({manifest.get('format')})は、この版では読めません")
    return manifest


def restore_archive(source: Path, *, media: Path, progress: Progress) -> dict[str, Any]:
    """Put a backup into an empty, migrated database and an empty attachments folder; all or nothing in the database.

    Raises ArchiveError when the database is in use, the program version differs, or a part was altered.
    """
    from django.db import transaction  # noqa: PLC0415 - Django must be set up first

    manifest = read_manifest(source)
    missing = sorted(set(manifest["migrations"]) ^ set(_migrations()))
    if missing:
        raise ArchiveError(f"バックアップを取った版とこの版が違います({missing[0]} など)。同じ版のMusubiで戻してください")
    used = [model._meta.verbose_name for model in _models() if model._base_manager.exists()]
    if used:
        raise ArchiveError(f"データベースが空ではありません({used[0]})。空の MUSUBI_DATA か、空のデータベースを指定してください")
    with zipfile.ZipFile(source) as archive:
        with transaction.atomic():
            for model in _models():
                progress(model._meta.label)
                _restore_table(archive, model, manifest["tables"].get(model._meta.label))
            _reset_sequences()
        for name, digest in manifest["files"].items():
            progress(name)
            _restore_file(archive, name, digest, media)
    return manifest


def _restore_table(archive: zipfile.ZipFile, model: Any, expected: dict[str, Any] | None) -> None:
    from django.core import serializers  # noqa: PLC0415 - Django must be set up first

    if expected is None:
        return
    digest = hashlib.sha256()
    count = 0
    with archive.open(f"tables/{model._meta.label}.jsonl") as file:
        for line in file:
            digest.update(line)
            for row in serializers.deserialize("jsonl", io.StringIO(line.decode())):
                row.save(force_insert=True)
                count += 1
    if digest.hexdigest() != expected["sha256"] or count != expected["rows"]:
        raise ArchiveError(f"{model._meta.label} の内容が、記録された要約値と合いません。別のバックアップを使ってください")


def _restore_file(archive: zipfile.ZipFile, name: str, digest: str, media: Path) -> None:
    target = (media / name).resolve()
    if not target.is_relative_to(media.resolve()):
        raise ArchiveError(f"{name} は添付の場所の外を指しています")
    content = archive.read(f"files/{name}")
    if hashlib.sha256(content).hexdigest() != digest:
        raise ArchiveError(f"{name} の内容が、記録された要約値と合いません")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _reset_sequences() -> None:
    from django.core.management.color import no_style  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
