"""How long the visitors' planner takes over HTTP: 300 spots and three days, four visitors at once, on a production server of its own.

    python -m benchmarks.planner [--spots 300] [--days 3] [--users 4] [--requests 40]

An empty database with generated spots; gunicorn with two processes and the engine warm. Every request asks for other wishes, so
that nothing kept helps; edits begin from a plan that was shown. Wall clock of the whole page as a browser would wait for it, and
CPU seconds of the server per page. Runs in a folder of its own, which it removes.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
THEMES = ("nature", "history", "art", "tea", "food", "hands_on", "family", "view")
FILL = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("collectstatic", verbosity=0, interactive=False)
from tests.factories.tours import many_stops, station
print(station().pk); many_stops({spots})
"""


def main(arguments: list[str] | None = None) -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("spots", 300), ("days", 3), ("users", 4), ("requests", 40)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        environment = {
            **os.environ, "MUSUBI_DATA": folder, "MUSUBI_PORT": str(port), "MUSUBI_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", folder),
        }  # fmt: skip
        environment.pop("DATABASE_URL", None)
        filled = subprocess.run([sys.executable, "-c", FILL.format(spots=asked.spots)], env=environment, check=True, capture_output=True, text=True)
        command = [sys.executable, "-m", "gunicorn", "musubi.config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        server = subprocess.Popen(
            [*command, "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"], env=environment
        )
        try:
            _measure(f"http://127.0.0.1:{port}", filled.stdout.split()[-1], asked, server.pid)
        finally:
            server.terminate()
            server.wait()


def _measure(address: str, station: str, asked: argparse.Namespace, server: int) -> None:
    wishes = [_wishes(station, asked.days, themes) for themes in itertools.islice(itertools.combinations(THEMES, 3), asked.requests + 8)]
    _wait(address)
    for query in wishes[asked.requests :]:  # both processes have read the spots and loaded the kernels
        _page(f"{address}/tours/plan/?{query}")
    cpu = _cpu_seconds(server)
    with ThreadPoolExecutor(asked.users) as users:
        shown = list(users.map(lambda query: _page(f"{address}/tours/plan/?{query}"), wishes[: asked.requests]))
    spent = (_cpu_seconds(server) - cpu) / asked.requests
    _tell(f"three plans, {asked.spots} spots, {asked.days} days, {asked.users} visitors at once", [seconds for seconds, _text in shown], spent)
    edits = [_edit(address, text) for _seconds, text in shown]
    cpu = _cpu_seconds(server)
    alone = [_page(edit)[0] for edit in edits]
    _tell("one edit, planned anew and shown, one visitor", alone, (_cpu_seconds(server) - cpu) / len(edits))


def _wishes(station: str, days: int, themes: tuple[str, ...]) -> str:
    usual = {
        "from": station,
        "on": time.strftime("%Y-%m-%d", time.localtime(time.time() + 3 * 86400)),
        "days": days,
        "begin": "09:30",
        "end": "17:30",
    }
    rest = {"pace": "normal", "by": "bicycle", "walk": 30, "lunch": 1}
    return urllib.parse.urlencode([*usual.items(), *rest.items(), *(("theme", theme) for theme in themes)])


def _edit(address: str, page: str) -> str:
    """The address of the edit that leaves out the second stop of a page."""
    form = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page[page.index('<form id="edit"') :])
    second = re.findall(r'data-spot="(\d+)"', page)[1]
    return f"{address}/tours/plan/edit/?{urllib.parse.urlencode([*form, ('do', f'remove:{second}')])}"


def _wait(address: str) -> None:
    """Until the server answers."""
    for _try in range(300):
        with contextlib.suppress(OSError):
            _page(f"{address}/healthz")
            return
        time.sleep(0.2)
    sys.exit("the server does not answer")


def _page(address: str) -> tuple[float, str]:
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - our own server
        text = answer.read().decode()
    return time.perf_counter() - began, text


def _cpu_seconds(parent: int) -> float:
    """CPU seconds of the server's processes so far."""
    ticks = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and (process / "stat").exists():
            fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if parent in {int(fields[1]), int(process.name)} else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _tell(what: str, seconds: list[float], cpu: float) -> None:
    late = sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]
    print(f"{what}: median {median(seconds):.2f} s, p95 {late:.2f} s, {cpu:.2f} CPU seconds a page; load {os.getloadavg()[0]:.1f}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
