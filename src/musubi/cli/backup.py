"""`musubi backup FILE` and `musubi restore FILE`: everything in one file, while people go on working."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Self

import click

from musubi.cli.__main__ import prepare_django


@click.command(help="データベースと添付を1つのファイルに保存します。動かしたまま実行できます。")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
def backup(file: Path, *, force: bool) -> None:
    """Write a backup."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first

    from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above
    from musubi.cli.archive import write_archive  # noqa: PLC0415 - as above

    if file.exists() and not force:
        raise click.UsageError(f"{file} はすでにあります。別の名前にするか --force を付けてください")
    created = clock.real_now().isoformat(timespec="seconds")
    with Steps("保存しています") as step:
        manifest = write_archive(file, media=Path(settings.MEDIA_ROOT), created_at=created, progress=step)
    click.echo(f"{file}: {_rows(manifest)}件の記録と{len(manifest['files'])}件の添付を保存しました")


@click.command(help="バックアップを空のデータベースに戻します。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup back."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from musubi.cli.archive import ArchiveError, read_manifest, restore_archive  # noqa: PLC0415 - as above

    try:
        read_manifest(file)
        call_command("migrate", verbosity=0, interactive=False)
        with Steps("戻しています") as step:
            manifest = restore_archive(file, media=Path(settings.MEDIA_ROOT), progress=step)
    except ArchiveError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    _reindex()
    click.echo(f"{file}: {_rows(manifest)}件の記録と{len(manifest['files'])}件の添付を戻しました。全員がサインインし直します")


class Steps:
    """Names what is being worked on, on one line of the terminal; quiet where there is no terminal."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.shown = sys.stderr.isatty()
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, name: str) -> None:
        """One more step."""
        self.count += 1
        if self.shown:
            click.echo(f"\r\033[K{self.title} {self.count}: {name[:60]}", nl=False, err=True)

    def __exit__(self, *exc: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def _rows(manifest: dict[str, dict[str, dict[str, int]]]) -> int:
    return sum(table["rows"] for table in manifest["tables"].values())


def _reindex() -> None:
    from musubi.blocks.vision.domain.indexing import reindex  # noqa: PLC0415 - Django must be set up first

    reindex()
