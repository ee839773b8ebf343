"""`musubi setup`: make the database, collect static files, load the city's plan. Safe to run again."""

from __future__ import annotations

import click

from musubi.cli.__main__ import prepare_django

CITY = "tokorozawa"


@click.command(help="データベースを用意し、計画とデモを読み込みます。何度実行しても同じ結果になります。")
def command() -> None:
    """Set everything up on an empty data folder; on a used one, bring it up to date."""
    prepare_django()
    prepare_data()


def prepare_data() -> None:
    """Migrate, collect static files, load the pack where no plan is, and the demo where it is wanted."""
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from musubi.blocks.accounts.domain.demo import load_demo_people  # noqa: PLC0415 - as above
    from musubi.blocks.indicators.domain.scales import load_scales  # noqa: PLC0415 - as above
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above
    from musubi.blocks.notifications.domain.demo import load_demo_tasks  # noqa: PLC0415 - as above
    from musubi.packs.loading import load_city  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    load_scales(actor=None, now=clock.now())
    vision = load_city(name=CITY, now=clock.now())
    if vision is not None:
        click.echo(f"計画を読み込みました: {vision.title}")
    if settings.DEMO:
        made = load_demo_people(now=clock.now())
        if made:
            click.echo(f"デモの人物(架空)を{made}人作りました")
            load_demo_tasks(today=clock.today(), now=clock.now())
