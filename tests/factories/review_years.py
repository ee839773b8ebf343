"""Whole years of review written at once, for what has to hold at scale: many applications, several reviewers. All of it is fictional (架空)."""

from __future__ import annotations

import random

from tests.factories import applications, reviews, selections

from musubi.blocks.applications.models import Application
from musubi.blocks.parties.models import Party
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, ReviewAssignment, Reviewer, Score, ScoreSheet

TOPICS = ["技術", "販路", "財務", "農業"]


def review_year(item, *, size, reviewers, status="closed", changed=None, code=None, per_application=None):
    """A panel with `size` applications, all declared, scored and with topics; the first reviewer is kept from the first application."""
    terms = selections.terms(**{**selections.CALIBRATED, **(changed or {})})
    call = applications.open_call(item, terms=terms, initial=size * 1_000_000)
    closed = {"closed_at": reviews.NOW} if status == "closed" else {}
    options = {"topics": TOPICS, "per_application": per_application, "status": status, "opened_at": reviews.NOW, **closed}
    panel = reviews.panel(call, reviewers=[None] * reviewers, code=code, **options)
    rng = random.Random(size)  # noqa: S311 - made-up scores
    people = list(panel.reviewers.order_by("pk"))
    for place, row in enumerate(people):
        row.topics = [TOPICS[place % len(TOPICS)]]
    Reviewer.objects.bulk_update(people, ["topics"])
    entries = _entries(panel, call, size)
    _declared(entries, people)
    _scored(entries, people, rng)
    return Panel.objects.select_related("call__item", "call__organization", "terms", "body").get(pk=panel.pk)


def _entries(panel, call, size):
    names = [f"架空工房{call.pk}-{number:03d}" for number in range(1, size + 1)]
    parties = Party.objects.bulk_create(Party(kind="sole_proprietor", name=name, key=name, kana_key=f"カクウ{name[-3:]}") for name in names)
    made = Application.objects.bulk_create(
        Application(
            call=call,
            terms=call.versions.get(),
            party=party,
            number=f"架空-{call.pk}-{number}",
            title=f"事業{number}（架空）",
            lane=("product", "market")[number % 2],
            status="screening",
            requested=400_000 + 1_000 * (number * 37 % 600),
            started_at=reviews.NOW,
            saved_at=reviews.NOW,
            submitted_at=reviews.NOW,
            received_on=reviews.NOW.date(),
        )
        for number, party in enumerate(parties, start=1)
    )
    return PanelEntry.objects.bulk_create(
        PanelEntry(panel=panel, application=application, number=number, topics=[TOPICS[number % len(TOPICS)]])
        for number, application in enumerate(made, start=1)
    )


def _declared(entries, people):
    InterestDeclaration.objects.bulk_create(
        InterestDeclaration(reviewer=row, entry=entry, answer="none", declared_at=reviews.NOW, channel="paper", typed_by="係")
        for entry in entries
        for row in people
    )
    Exclusion.objects.create(
        reviewer=people[0], entry=entries[0], kind="exclusion", ground="kin", reason="親族（架空）", decided_at=reviews.NOW, decided_by="課長"
    )


def _scored(entries, people, rng):
    assigned = ReviewAssignment.objects.bulk_create(
        ReviewAssignment(entry=entry, reviewer=row, assigned_at=reviews.NOW)
        for entry in entries
        for row in people
        if (entry, row) != (entries[0], people[0])
    )
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(assignment=row, status="submitted", submitted_at=reviews.NOW, saved_at=reviews.NOW, channel="paper", typed_by="係")
        for row in assigned
    )
    quality = {entry.pk: rng.randint(40, 85) for entry in entries}
    severity = {row.pk: rng.randint(-8, 8) for row in people}
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion="points", level=quality[sheet.assignment.entry_id] + severity[sheet.assignment.reviewer_id] + rng.randint(-6, 6))
        for sheet in sheets
    )
