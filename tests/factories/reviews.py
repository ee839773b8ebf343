"""Panels, reviewers, declarations and score sheets for tests. Names, works and scores are fictional (架空)."""

from __future__ import annotations

import datetime as dt
import itertools

from tests.factories import applications, meetings
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.meetings.enums import BodyKind
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


def reviewer_user():
    """A person with an account and the role of a reviewer."""
    return person(Role.REVIEWER)
