"""How long the office's queue and money pages take with 10,000 applications, on SQLite and, where it is installed, PostgreSQL.

    python -m benchmarks.applications

Whole HTML pages by Django's test client in this process: the queue, one call's queue, the audit sheet, the list of payments.
Runs on databases of its own, which it removes.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from statistics import median

from benchmarks.databases import make_database, on_each_database, run, timed

SIZE = 10_000
ROUNDS = 5


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.applications")


def measure() -> None:
    """Print a line a page for the database of the settings."""
    make_database()
    call = timed(f"{SIZE} applications kept", _prepare)
    pages = {
        "queue": "/staff/applications/",
        "queue of a call": f"/staff/applications/?call={call}&face=all",
        "search in the queue": "/staff/applications/?face=all&q=架空商店77",
        "calls with their sums": "/staff/offers/",
        "audit sheet": "/staff/applications/audit/?year=2020",
        "payments": "/staff/applications/payments/",
    }
    for title, address in pages.items():
        again, worked, queries = _read(address)
        told = f"{again:.0f} ms, {worked:.0f} ms of it in this process, {queries} queries"
        print(f"{os.environ['BENCH_DATABASE']}: {SIZE} applications, {title}: {told}", flush=True)


def _prepare() -> str:
    """One call with SIZE applications, a tenth of them granted."""
    from tests.factories import applications as factory  # noqa: PLC0415 - settings first
    from tests.factories.vision import small_plan  # noqa: PLC0415 - as above

    from musubi.blocks.applications.models import Application  # noqa: PLC0415 - as above
    from musubi.blocks.parties.models import Party  # noqa: PLC0415 - as above

    vision, _document = small_plan()
    call = factory.open_call(vision.items.get(code="A-P1"), initial=10**9)
    parties = Party.objects.bulk_create(
        Party(kind="sole_proprietor", name=f"架空商店{number}", key=f"架空商店{number}", kana_key=f"カクウ{number:05d}") for number in range(SIZE)
    )
    terms, moment = call.versions.get(), factory.NOW
    Application.objects.bulk_create(
        Application(
            call=call,
            terms=terms,
            party=party,
            number=f"A-P1-2020-{number}",
            title=f"事業{number}（架空）",
            status="granted" if number % 10 == 0 else ("screening", "submitted", "correction")[number % 3],
            decided=50_000 if number % 10 == 0 else None,
            decided_on=dt.date(2020, 6, 20) if number % 10 == 0 else None,
            requested=100_000 + number,
            started_at=moment,
            saved_at=moment,
            submitted_at=moment,
            received_on=moment.date(),
        )
        for number, party in enumerate(parties)
    )
    return str(call.uid)


def _read(address: str) -> tuple[float, float, int]:
    """Wall clock and processor time of this process (with SQLite that is everything), medians; queries."""
    from django.db import connection  # noqa: PLC0415 - settings first
    from django.test import Client  # noqa: PLC0415 - as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above
    from tests.factories.accounts import person  # noqa: PLC0415 - as above

    from musubi.blocks.accounts.enums import Role  # noqa: PLC0415 - as above
    from musubi.blocks.accounts.models import Organization  # noqa: PLC0415 - as above

    client, times, worked = Client(headers={"host": "localhost"}), [], []
    client.force_login(
        person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for _round in range(ROUNDS + 1):
        began, began_work = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - began_work) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{address} answers {answer.status_code} {answer.headers.get('Location', '')}")
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return median(times[1:]), median(worked[1:]), len(caught)


if __name__ == "__main__":
    run("benchmarks.applications", measure)
