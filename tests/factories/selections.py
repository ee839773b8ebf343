"""Closed panels with scores, for selections. Names, works, sums and scores are fictional (架空)."""

from __future__ import annotations

import datetime as dt

from tests.factories import applications, reviews

from musubi.blocks.applications.domain.decisions import record_decision
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.selection.handing_over import hand_over
from musubi.blocks.reviews.domain.selection.plain import Rules
from musubi.blocks.reviews.models import Panel, ReviewAssignment, Score, ScoreSheet, SelectionList, SelectionRow, SelectionRun

NOW = reviews.NOW
POINTS = [{"key": "points", "label": "総合", "anchors": [str(level) for level in range(101)], "lowest": 0}]
RULES = [
    {"key": "rate", "type": "rate", "parameters": {"rate": "1/2"}},
    {"key": "ceiling", "type": "ceiling", "parameters": {"most": 5_000_000}},
]
LANES = [{"key": "product", "name": "新製品開発"}, {"key": "market", "name": "販路開拓"}]


def terms(**changed):
    """Terms with one criterion of 0 to 100 points, two lanes, and the calculation allowed."""
    return {**applications.TERMS, "criteria": POINTS, "rules": RULES, "lanes": LANES, "portfolio": True, **changed}


def scored_panel(item, given, *, budget=1_000_000, reviewers=2, changed=None, **fields):
    """A closed panel: `given` has for each application its lane, yen asked for, and the points of each reviewer (fewer: not all scored)."""
    fields = {"procedure": "split", **fields}
    call = applications.open_call(item, terms=terms(**(changed or {})), initial=budget, **fields)
    made = reviews.panel(call, reviewers=[None] * reviewers, status="closed", opened_at=NOW, closed_at=NOW)
    for lane, asked, points in given:
        application = applications.accept(applications.submitted(call, costs=(2 * asked,)))
        Application.objects.filter(pk=application.pk).update(lane=lane)
        score(made, reviews.entry(made, application), points)
    return panel_of(made.pk)


def panel_of(pk):
    """A panel as its pages and calculations read it."""
    return Panel.objects.select_related("call__item", "call__organization", "terms", "body").get(pk=pk)


def score(panel, entry, points):
    """The sheets of an application: one for each number of points (None: not asked), the other reviewers still owe theirs."""
    for place, reviewer in enumerate(panel.reviewers.order_by("pk")):
        if place < len(points) and points[place] is None:
            continue
        assigned = ReviewAssignment.objects.create(reviewer=reviewer, entry=entry, assigned_at=NOW)
        if place < len(points):
            sheet = ScoreSheet.objects.create(assignment=assigned, saved_at=NOW, status="submitted", submitted_at=NOW, channel="paper", typed_by="係")
            Score.objects.create(sheet=sheet, criterion="points", level=points[place])


def one_of_each(panel):
    """A run, a list and its row of a panel, as records alone."""
    made = SelectionRun.objects.create(
        panel=panel, number=1, made_at=NOW, made_by="係", rules={}, question="{}", inputs_sha256="0" * 64, seed=1, model_version=1, result={}
    )
    begun = SelectionList.objects.create(panel=panel, basis="run", run=made, budget=1)
    SelectionRow.objects.create(list=begun, entry=panel.entries.first(), place=1, proposed_outcome="not_selected", outcome="not_selected")


FOUR = (("product", 600_000, (85, 84)), ("market", 500_000, (80, 80)), ("market", 400_000, (78, 79)), ("product", 300_000, (60, 62)))


# One reviewer is lenient, one strict: by means as they are the third stands first, by calibrated ones the second.
UNEVEN = (
    ("product", 600_000, (85, 55, None)),
    ("market", 500_000, (None, 61, 76)),
    ("market", 400_000, (83, None, 68)),
    ("product", 300_000, (75, 45, 60)),
)
CALIBRATED = {"calibrates": True, "score_used": "calibrated", "score_clause": "要綱（架空）第9条第2項 評点は、採点の甘辛をならした点とする。"}


def rules(**changed):
    """Rules of a run for a million yen."""
    return Rules(**{"budget": 1_000_000, **changed})


def decide(made, *, on=dt.date(2020, 6, 20)):
    """A list that the panel decided is handed over, decided by the city, and told by letters."""
    return take_effect(hand_over(made=made, drafted_on=on, actor=None, now=NOW), on=on)


def take_effect(drafts, *, on=dt.date(2020, 6, 20), now=NOW):
    """Drafts are decided by the city and told by letters."""
    found = []
    for draft in drafts:
        number = f"所産振第{draft.pk}号"
        done = record_decision(decision=draft, decided_on=on, decided_by="市長", document_number=number, actor=None, now=now, today=on)
        issue_letters(decision=done, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=now)
        found.append(done)
    return found
