"""`musubi backup FILE` and `musubi restore FILE`: everything in one file, while people go on working."""

from __future__ import annotations

from pathlib import Path

import click

from musubi.cli.__main__ import prepare_django
from musubi.cli.progress import Bar


@click.command(help="データベースと添付を1つのファイルに保存します。動かしたまま実行できます。")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
def backup(file: Path, *, force: bool) -> None:
    """Write a backup."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first

    from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above
    from musubi.cli.archive import ArchiveError, parts_of, write_archive  # noqa: PLC0415 - as above

    if file.exists() and not force:
        raise click.UsageError(f"{file} はすでにあります。別の名前にするか --force を付けてください")
    created = clock.real_now().isoformat(timespec="seconds")
    media = Path(settings.MEDIA_ROOT)
    try:
        with Bar("保存しています", parts_of(media)) as step:
            manifest = write_archive(file, media=media, created_at=created, progress=step)
    except ArchiveError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    except OSError as error:
        click.echo(f"{file} に書けません({error.strerror})。場所と空き容量を確かめてください", err=True)
        raise SystemExit(1) from error
    click.echo(f"{file}: {_rows(manifest)}件の記録と{len(manifest['files'])}件の添付を保存しました")


@click.command(help="バックアップを空のデータベースに戻します。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup back."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first

    from musubi.cli.archive import ArchiveError, read_manifest, restore_archive  # noqa: PLC0415 - as above
    from musubi.cli.migrating import migrate  # noqa: PLC0415 - as above

    try:
        kept = read_manifest(file)
        migrate()
        with Bar("戻しています", len(kept["tables"]) + len(kept["files"])) as step:
            manifest = restore_archive(file, media=Path(settings.MEDIA_ROOT), progress=step)
    except ArchiveError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    _reindex()
    click.echo(f"{file}: {_rows(manifest)}件の記録と{len(manifest['files'])}件の添付を戻しました。全員がサインインし直します")


def _rows(manifest: dict[str, dict[str, dict[str, int]]]) -> int:
    return sum(table["rows"] for table in manifest["tables"].values())


def _reindex() -> None:
    from musubi.blocks.applications.domain.office.indexing import reindex as reindex_applications  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.draws.domain.indexing import reindex as reindex_draws  # noqa: PLC0415 - as above
    from musubi.blocks.parties.domain.indexing import reindex as reindex_parties  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.indexing import reindex  # noqa: PLC0415 - as above
    from musubi.council.domain.indexing import reindex as reindex_council  # noqa: PLC0415 - as above
    from musubi.programs.brand.local_brands.domain.indexing import reindex as reindex_brands  # noqa: PLC0415 - as above

    reindex()
    reindex_council()
    reindex_parties()
    reindex_applications()
    reindex_draws()
    reindex_brands()
