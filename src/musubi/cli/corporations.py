"""`musubi corporations`: take in the tax agency's full or difference files of corporations."""

from __future__ import annotations

import zipfile
from pathlib import Path

import click

from musubi.cli.__main__ import prepare_django
from musubi.cli.progress import Bar

HELP = "国税庁の法人番号公表データ(CSVかZIP、UTF-8かCP932)を取り込みます。何度取り込んでも同じ結果になります。差分は古い順に並べます。"


@click.command(help=HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--full", "is_full", is_flag=True, help="全件データとして記録します(指定しなければ差分データ)")
@click.option("--municipality", "codes", multiple=True, metavar="CODE", help="残す市区町村コード(5桁)。省くと、町丁目を取り込んである市区町村")
@click.option("--all", "everything", is_flag=True, help="すべての市区町村の法人を残します")
def command(files: tuple[Path, ...], codes: tuple[str, ...], *, is_full: bool, everything: bool) -> None:
    """Take each file in, with a bar, and account for every row."""
    prepare_django()
    from musubi.blocks.parties.domain.corporation_files import known_municipalities  # noqa: PLC0415 - Django must be set up first

    kept = None if everything else frozenset(codes or known_municipalities())
    for path in files:
        _take(path, "full" if is_full else "difference", kept)


def _take(path: Path, kind: str, kept: frozenset[str] | None) -> None:
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.parties.domain.corporation_files import counted, take_file  # noqa: PLC0415 - as above
    from musubi.blocks.parties.domain.corporation_rows import open_file  # noqa: PLC0415 - as above
    from musubi.blocks.parties.domain.errors import PartyError  # noqa: PLC0415 - as above

    try:
        with open_file(path) as stream:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
        with Bar(path.name, lines) as bar:
            record = take_file(path=path, kind=kind, actor=None, now=clock.now(), municipalities=kept, progress=bar.at)
    except (PartyError, zipfile.BadZipFile) as error:
        raise click.ClickException(f"{path.name}: {error}") from error
    for line in record.problems:
        click.echo(line, err=True)
    click.echo(f"{path.name} ({record.encoding}): " + "、".join(f"{title}{count:,}" for title, count in counted(record)))
