"""`musubi selections`: calculate kept selections again and say whether the same comes out."""

from __future__ import annotations

import click

from musubi.cli.__main__ import prepare_django

HELP = (
    "残した選定の計算を、残した入力でやり直して確かめます。IDを省くと、すべての計算を確かめます。終了コード: 0 同じ、1 違うものがある、2 IDがない。"
)


@click.command(help=HELP)
@click.argument("uids", nargs=-1, metavar="[ID]...")
def command(uids: tuple[str, ...]) -> None:
    """Replay runs one by one; exit code 1 where one differs, 2 where one is not known."""
    prepare_django()
    from musubi.blocks.reviews.domain.selection.runs import replay_run  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.reviews.models import SelectionRun  # noqa: PLC0415 - as above

    runs = list(SelectionRun.objects.filter(uid__in=uids) if uids else SelectionRun.objects.all())
    unknown = sorted(set(uids) - {run.uid for run in runs})
    if unknown:
        click.echo(f"この計算はありません: {'、'.join(unknown)}", err=True)
        raise SystemExit(2)
    wrong = 0
    for run in runs:
        differ = replay_run(run)
        wrong += bool(differ)
        told = f"違います({'、'.join(differ)})" if differ else "同じ結果になりました"
        click.echo(f"{run.uid} {run.panel_id}-{run.number} SHA-256 {run.inputs_sha256}: {told}")
    click.echo(f"{len(runs)}件のうち、違うもの{wrong}件")
    raise SystemExit(1 if wrong else 0)
