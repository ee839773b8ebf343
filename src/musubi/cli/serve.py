"""`musubi serve`: everything a city needs to run, on one machine, with one command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import click

from musubi.cli import supervisor
from musubi.cli.__main__ import prepare_django
from musubi.cli.setup import prepare_data


@click.command(help="必要な準備をして、Musubiを動かします(MUSUBI_DATA, MUSUBI_PORT, DATABASE_URL, MUSUBI_DEMO)。")
@click.option("--workers", default=2, show_default=True, help="ウェブの処理を行うプロセスの数")
def command(workers: int) -> None:
    """Set up an empty data folder, then run web server and worker."""
    prepare_django()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first

    _refuse_port_in_use(settings.BIND, settings.PORT)
    os.environ["MUSUBI_DATA"] = str(settings.DATA)  # for the processes started here: all keep compiled code in one place
    compiling = _compile_engine()
    prepare_data()
    _wait_for(compiling)
    click.echo(f"Musubi: {settings.PUBLIC_URL}")
    if settings.DEMO_SIGN_IN:
        _tell_demo_sign_ins(settings.PUBLIC_URL)
    elif settings.DEMO:
        click.echo("デモの人物でのサインインは、このパソコンの中だけで動かすとき(MUSUBI_BIND=127.0.0.1)に使えます")
    sys.stdout.flush()
    web = [
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
        "--no-control-socket",
    ]
    worker = [sys.executable, "-m", "musubi.cli", "worker"]
    supervisor.run([supervisor.Child("web", web), supervisor.Child("worker", worker)])


def _compile_engine() -> subprocess.Popen[bytes]:
    """Compile the tours' kernels beside the set-up, so that no visitor waits for it; the cache is in MUSUBI_DATA."""
    return subprocess.Popen([sys.executable, "-c", "from musubi_engine.itinerary import warm_up; warm_up()"])


def _wait_for(compiling: subprocess.Popen[bytes]) -> None:
    """The first start on a data folder takes most of a minute of one core, later ones half a second."""
    if compiling.poll() is None:
        click.echo("回遊プランの計算を準備しています(初回だけ1分ほど) …")
        sys.stdout.flush()
    if compiling.wait() != 0:
        click.echo("回遊プランの計算を前もって準備できませんでした。最初の利用で準備します", err=True)


def _refuse_port_in_use(host: str, port: int) -> None:
    """Say so at once, instead of starting a web server again and again that cannot listen."""
    family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            message = f"{host}の{port}番では動かせません({error.strerror})。MUSUBI_PORT に空いている番号を指定してください"
            raise click.ClickException(message) from error


def _tell_demo_sign_ins(address: str) -> None:
    from musubi.blocks.accounts.domain.demo import PEOPLE  # noqa: PLC0415 - Django must be set up first

    click.echo(f"デモの人物(架空)でのサインイン: {address}/account/demo/")
    for person in PEOPLE:
        click.echo(f"  {person.role.label}: {person.name}")
