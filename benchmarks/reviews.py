"""How long the pages and files of a panel take with 300 applications and 7 reviewers, on SQLite and, where it is installed, PostgreSQL.

    python -m benchmarks.reviews

Whole answers by Django's test client in this process, of a call that selects by calibrated scores. Runs on databases of its own,
which it removes.
"""

from __future__ import annotations

import os
import sys
import time
from statistics import median
from typing import Any

from benchmarks.databases import make_database, on_each_database, run, timed

APPLICATIONS, REVIEWERS, ROUNDS = 300, 7, 3
PANEL = {
    "panel": "reviews:panel",
    "applications": "reviews:entries",
    "interests": "reviews:interests",
    "topics": "reviews:topics",
    "results": "reviews:results",
    "results, Excel": "reviews:results-export",
    "severity": "reviews:calibration",
    "ranking": "selection:home",
    "rules of a run": "selection:calculate",
    "beginning a list": "selection:begin",
}


def main() -> None:
    """On each database."""
    on_each_database("benchmarks.reviews")


def measure() -> None:
    """Print a line a page for the database of the settings."""
    make_database()
    pages = timed(f"{APPLICATIONS} applications scored by {REVIEWERS}, a run and a list", _prepare)
    client = _office()
    for title, address in pages.items():
        again, worked, queries = _read(client, address)
        told = f"{again:.0f} ms, {worked:.0f} ms of it in this process, {queries} queries"
        print(f"{os.environ['BENCH_DATABASE']}: {title}: {told}", flush=True)


def _prepare() -> dict[str, str]:
    """Addresses by title; the panel of the assignment has nobody assigned yet and aims at skilled reviewers."""
    from django.urls import reverse  # noqa: PLC0415 - settings first
    from tests.factories import review_years, selections  # noqa: PLC0415 - as above
    from tests.factories.vision import small_plan  # noqa: PLC0415 - as above

    from musubi.blocks.reviews.domain.selection import lists, runs  # noqa: PLC0415 - as above
    from musubi.blocks.reviews.models import Panel, ReviewAssignment  # noqa: PLC0415 - as above

    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    panel = review_years.review_year(item, size=APPLICATIONS, reviewers=REVIEWERS)
    rules = selections.rules(budget=APPLICATIONS * 200_000)
    made = runs.make_run(panel=panel, rules=rules, actor=None, now=selections.NOW, at_once=0)
    begun = lists.begin_list(panel=panel, budget=rules.budget, actor=None, now=selections.NOW)
    fresh = review_years.review_year(item, size=APPLICATIONS, reviewers=REVIEWERS, per_application=3, status="open")
    Panel.objects.filter(pk=fresh.pk).update(covers_topics=True)
    ReviewAssignment.objects.filter(entry__panel=fresh).update(ended_at=selections.NOW, ended_reason="試験（架空）")
    found = {title: reverse(name, args=[panel.uid]) for title, name in PANEL.items()}
    found["assignment, proposed"] = reverse("reviews:assign", args=[fresh.uid])
    found["a reviewer's sheets, Excel"] = reverse("reviews:sheets-out", args=[panel.reviewers.last().uid, "xlsx"])
    found["run"] = reverse("selection:run", args=[made.uid])
    found["list"] = reverse("selection:list", args=[begun.uid])
    for ending in ("xlsx", "docx", "pdf"):
        found[f"run, {ending}"] = reverse("selection:run-file", args=[made.uid, ending])
        found[f"list, {ending}"] = reverse("selection:list-file", args=[begun.uid, ending])
    return found


def _office() -> Any:
    from django.test import Client  # noqa: PLC0415 - settings first
    from tests.factories.accounts import person  # noqa: PLC0415 - as above

    from musubi.blocks.accounts.enums import Role  # noqa: PLC0415 - as above
    from musubi.blocks.accounts.models import Organization  # noqa: PLC0415 - as above

    client = Client(headers={"host": "localhost"})
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _read(client: Any, address: str) -> tuple[float, float, int]:
    """Wall clock and processor time of this process (with SQLite that is everything), medians; queries."""
    from django.db import connection  # noqa: PLC0415 - settings first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    times, worked = [], []
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
    run("benchmarks.reviews", measure)
