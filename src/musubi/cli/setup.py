"""`musubi setup`: make the database, collect static files, load the city's plan. Safe to run again."""

from __future__ import annotations

import click

from musubi.cli.__main__ import prepare_django
from musubi.cli.progress import Bar

CITY = "tokorozawa"
REFERENCE_ROWS = 6055


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
    from musubi.blocks.reporting.domain.templates import load_built_in  # noqa: PLC0415 - as above
    from musubi.cli.migrating import migrate  # noqa: PLC0415 - as above
    from musubi.packs.demo.visitors.buses import prepare_buses  # noqa: PLC0415 - as above
    from musubi.packs.demo.years import BEGINS, STEPS, load_demo_years  # noqa: PLC0415 - as above
    from musubi.packs.loading import load_city  # noqa: PLC0415 - as above

    migrate()
    call_command("collectstatic", verbosity=0, interactive=False)
    opened = BEGINS if settings.DEMO else clock.now()
    prepare_reference()
    load_scales(actor=None, now=opened)
    load_built_in(actor=None, now=opened)
    vision = load_city(name=CITY, now=opened)
    if vision is not None:
        click.echo(f"計画を読み込みました: {vision.title}")
    if settings.DEMO:
        made = load_demo_people(now=opened)
        if made:
            click.echo(f"デモの人物(架空)を{made}人作りました")
            load_demo_tasks(today=clock.today(), now=clock.now())
            click.echo("デモの年度(架空)を作っています …")
            with Bar("デモの年度", STEPS) as step:
                written = load_demo_years(today=clock.today(), progress=step)
            click.echo(f"活動記録を{written}件、2つの年度版と照会を3件作りました")
        if days := prepare_buses(today=clock.today(), now=clock.now()):
            click.echo(f"バスの時刻表(架空)を{days}日分用意しました")


def prepare_reference() -> None:
    """The towns, and the corporations of the tax agency's register that ship with Musubi, where none are known yet."""
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.parties.domain.corporation_files import load_reference  # noqa: PLC0415 - as above
    from musubi.blocks.parties.models import Corporation  # noqa: PLC0415 - as above
    from musubi.blocks.places.domain.importing import import_towns  # noqa: PLC0415 - as above
    from musubi.blocks.places.models import Town  # noqa: PLC0415 - as above

    if not Town.objects.exists():
        import_towns()
    if not Corporation.objects.exists():
        with Bar("法人番号公表データ", REFERENCE_ROWS) as bar:
            found = load_reference(now=clock.real_now(), progress=bar.at)
        click.echo(f"法人番号公表データを読み込みました: {found:,}法人")
