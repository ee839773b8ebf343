"""`musubi serve`: everything a city needs to run, on one machine, with one command."""

from __future__ import annotations

import os
import sys

import click

from musubi.cli.__main__ import prepare_django
from musubi.cli.setup import prepare_data


@click.command(help="必要な準備をして、Musubiを動かします(MUSUBI_DATA, MUSUBI_PORT, DATABASE_URL, MUSUBI_DEMO)。")
@click.option("--workers", default=2, show_default=True, help="ウェブの処理を行うプロセスの数")
def command(workers: int) -> None:
    """Set up an empty data folder, then serve with gunicorn."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first

    prepare_data()
    click.echo(f"Musubi: {settings.PUBLIC_URL}")
    sys.stdout.flush()
    os.execv(  # noqa: S606 - the server takes this process over
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "musubi.config.wsgi:application",
            "--bind",
            f"{settings.BIND}:{settings.PORT}",
            "--workers",
            str(workers),
            "--worker-class",
            "gthread",
            "--threads",
            "4",
        ],
    )
