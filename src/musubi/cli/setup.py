"""`musubi setup`: make the database, collect static files, load the city's plan. Safe to run again."""

from __future__ import annotations

import click

from musubi.cli.__main__ import prepare_django


@click.command(help="データベースを用意し、計画を読み込みます。何度実行しても同じ結果になります。")
def command() -> None:
    """Set everything up on an empty data folder; on a used one, bring it up to date."""
    prepare_django()
    prepare_data()


def prepare_data() -> None:
    """Migrate, collect static files, load the pack where no plan is."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
