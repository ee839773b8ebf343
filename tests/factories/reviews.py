"""Panels, reviewers, declarations and score sheets for tests. Names, works and scores are fictional (架空)."""

from __future__ import annotations

import datetime as dt
import itertools

from tests.factories import applications, meetings
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.meetings.enums import BodyKind
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.assigning import assign_all
from musubi.blocks.reviews.domain.sheets import SheetContent, submit_sheet
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, ReviewAssignment, Reviewer, ReviewerTie, Score, ScoreSheet

NOW = dt.datetime(2020, 6, 10, 9, tzinfo=applications.ZONE)
_numbers = itertools.count(1)

CRITERIA = [
    {"key": "novelty", "label": "新しさ", "anchors": ["ない", "少しある", "ある", "とてもある"], "weight": 3},
    {"key": "market", "label": "売れる見込み", "anchors": ["ない", "少しある", "ある", "とてもある"], "weight": 2},
    {"key": "ripple", "label": "波及効果", "anchors": ["市外が主", "半々", "市内が主"], "independent": True},
]
TERMS = {**applications.TERMS, "criteria": CRITERIA}


def panel(call, *, reviewers=(), code=None, **fields):
    """A panel of a new body for a call, with a reviewer for each user given (None: one without an account)."""
    office = Organization.objects.get(code="D1")
    body = meetings.body(office, code=code or f"panel{next(_numbers)}", is_public=False, kind=BodyKind.SELECTION_PANEL)
    terms = call.versions.order_by("-number").first()
    made = Panel.objects.create(body=body, call=call, terms=terms, **{"name": "書類審査（架空）", **fields})
    for number, user in enumerate(reviewers, start=1):
        Reviewer.objects.create(panel=made, member=meetings.member(body, name=f"審査 {number}郎（架空）", user=user))
    return made


def entry(of, application):
    """An application before the panel."""
    return PanelEntry.objects.create(panel=of, application=application, number=of.entries.count() + 1)


def one_of_each(item, users):
    """One record of every kind: a panel open to `users`, who scored, are kept from the file, and wait for a ruling."""
    call = applications.open_call(item, terms=TERMS)
    made = panel(call, reviewers=[*users, None], status="open", opened_at=NOW)
    first, second, third = (entry(made, applications.accept(applications.submitted(call))) for _ in range(3))
    reviewers = list(made.reviewers.order_by("pk"))
    ReviewerTie.objects.create(reviewer=reviewers[0], kind="officer", name="架空製作所（架空）")
    for number, reviewer in enumerate(reviewers):
        typed = {} if reviewer.member.user else {"channel": "paper", "typed_by": "係"}
        InterestDeclaration.objects.create(reviewer=reviewer, entry=first, answer="none", declared_at=NOW, **typed)
        assigned = ReviewAssignment.objects.create(reviewer=reviewer, entry=first, assigned_at=NOW)
        handed_in = {"status": "submitted", "submitted_at": NOW} if number != 1 else {}
        sheet = ScoreSheet.objects.create(assignment=assigned, saved_at=NOW, **handed_in, **typed)
        Score.objects.create(sheet=sheet, criterion="novelty", level=number + 1)
    Exclusion.objects.create(
        reviewer=reviewers[0], entry=second, kind="exclusion", ground="officer", reason="役員（架空）", decided_at=NOW, decided_by="課長"
    )
    InterestDeclaration.objects.create(reviewer=reviewers[1], entry=third, answer="interest", kind="kin", declared_at=NOW)
    return made


def prepared(call, *, users, applications_in=3, **fields):
    """A panel in preparation by the domain's functions: members of a body review, so many received applications stand before it."""
    office = Organization.objects.get(code="D1")
    body = meetings.body(office, code=f"panel{next(_numbers)}", is_public=False, kind=BodyKind.SELECTION_PANEL, name="審査会（架空）")
    for number, user in enumerate(users, start=1):
        meetings.member(body, name=f"審査 {number}郎（架空）", user=user)
    days = {"declare_until": dt.date(2020, 6, 15), "score_until": dt.date(2020, 6, 30)}
    made = panels.prepare_panel(panel=Panel(body=body, call=call, name="書類審査（架空）", **{**days, **fields}), actor=None, now=NOW)
    received = [applications.accept(applications.submitted(call)) for _ in range(applications_in)]
    if received:
        panels.add_entries(panel=made, applications=received, actor=None, now=NOW)
    return made


def bulk_entries(of, applications_of):
    """Many applications before a panel at once."""
    last = of.entries.count()
    return PanelEntry.objects.bulk_create(
        PanelEntry(panel=of, application=application, number=last + place) for place, application in enumerate(applications_of, start=1)
    )


def assigned(of):
    """Assignments as proposed, in the order of numbers and reviewers."""
    assign_all(panel=of, actor=None, now=NOW)
    return list(ReviewAssignment.objects.filter(entry__panel=of).select_related("reviewer", "entry").order_by("entry__number", "reviewer__pk"))


def content(novelty=3, market=2, ripple=1, **fields):
    """A whole sheet."""
    return SheetContent({"novelty": novelty, "market": market, "ripple": ripple}, **fields)


def scored(assignment, *, actor=None, **written):
    """A sheet that was handed in on the screen: levels by criterion, comments."""
    return submit_sheet(assignment=assignment, content=content(**written), actor=actor, now=NOW)


def reviewer_user():
    """A person with an account and the role of a reviewer."""
    return person(Role.REVIEWER)
