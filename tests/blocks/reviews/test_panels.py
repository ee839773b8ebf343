"""Panels are set for open calls, opened once whole, and closed with a reason where sheets are missing."""

import pytest
from django.db import IntegrityError, transaction
from tests.factories import applications, reviews

from musubi.blocks.applications.domain import calls
from musubi.blocks.applications.domain.terms import TermsError, read_terms
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.models import Task
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.models import Panel, PanelEntry


def test_call_in_preparation_takes_no_panel(item):
    made = applications.call(item, terms=reviews.TERMS)
    body = reviews.panel(applications.open_call(item, terms=reviews.TERMS)).body
    with pytest.raises(ReviewError) as error:
        panels.prepare_panel(panel=Panel(body=body, call=made, name="審査"), actor=None, now=reviews.NOW)
    assert error.value.code == "call"


def test_call_without_criteria_takes_no_panel(item):
    made = applications.open_call(item)
    body = reviews.panel(made).body
    with pytest.raises(ReviewError) as error:
        panels.prepare_panel(panel=Panel(body=body, call=made, name="審査", round=2), actor=None, now=reviews.NOW)
    assert error.value.code == "criteria"


def test_members_of_the_body_become_reviewers_and_those_without_an_account_score_on_paper(panel, reviewers):
    assert [(row.member.name, row.on_paper) for row in reviewers] == [
        ("審査 1郎（架空）", False),
        ("審査 2郎（架空）", False),
        ("審査 3郎（架空）", False),
        ("審査 4郎（架空）", True),
    ]


def test_candidates_stand_in_the_order_of_receipt_also_after_the_ninth(call, panel):
    late = [applications.accept(applications.submitted(call)) for _ in range(8)]  # with the panel's three: 1 to 11
    assert [row.pk for row in panels.candidates_of(panel)] == [row.pk for row in late]


def test_panel_keeps_its_score_sheet_when_the_call_is_corrected(panel, call):
    changed = {**reviews.TERMS, "criteria": [{**reviews.CRITERIA[0], "weight": 9}]}
    calls.correct_terms(call=call, content=changed, reason="試験（架空）", actor=None, now=reviews.NOW)
    assert [(row.key, row.weight) for row in panels.criteria_of(Panel.objects.get(pk=panel.pk))] == [("novelty", 3), ("market", 2), ("ripple", 1)]


@pytest.mark.parametrize(
    ("criteria", "place"),
    [
        ([{"key": "a", "label": "あ", "anchors": ["一つだけ"]}], "a"),
        ([{"key": "a", "label": "あ", "anchors": ["低い", " "]}], "a"),
        ([{"key": "a", "label": "あ", "anchors": ["低い", "高い"], "weight": 0}], "a"),
        ([{"key": "a", "label": "あ", "anchors": ["低い", "高い"], "independent": True}], "a"),
        ([{"key": "a", "label": "あ", "anchors": ["低い", "高い"]}, {"key": "a", "label": "い", "anchors": ["低い", "高い"]}], "a"),
        ([{"key": "a", "label": "あ", "anchors": ["低い", "高い"], "lane": "no"}], "a"),
    ],
)
def test_wrong_criteria_are_told_at_their_row(criteria, place):
    with pytest.raises(TermsError) as error:
        read_terms({**applications.TERMS, "criteria": criteria})
    assert (error.value.faults[0].section, error.value.faults[0].key) == ("criteria", place)


def test_opening_asks_every_reviewer_with_an_account_to_declare(panel, users):
    tasks = Task.objects.filter(object_type="reviews.InterestDeclaration")
    assert {task.assignee for task in tasks} == set(users)
    assert {task.due_on for task in tasks} == {panel.declare_until}
    assert Event.objects.filter(verb="panel.opened").count() == 1


def test_panel_opens_only_with_reviewers_applications_and_days(call):
    made = reviews.prepared(call, users=[], applications_in=0, declare_until=None)
    assert [code for code, _message in panels.missing_of(made)] == ["reviewers", "entries", "days"]
    with pytest.raises(ReviewError):
        panels.open_panel(panel=made, actor=None, now=reviews.NOW)


def test_an_application_comes_before_a_panel_once(panel, entries):
    with pytest.raises(ReviewError) as error:
        panels.add_entries(panel=panel, applications=[entries[0].application], actor=None, now=reviews.NOW)
    assert error.value.code == "twice"
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelEntry.objects.create(panel=panel, application=entries[0].application, number=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelEntry.objects.create(panel=panel, application=applications.submitted(panel.call), number=entries[0].number)


def test_an_application_of_another_call_or_not_received_is_refused(panel, item):
    other = applications.submitted(applications.open_call(item, terms=reviews.TERMS))
    for application, code in ((other, "other_call"), (applications.submitted(panel.call), "state")):
        with pytest.raises(ReviewError) as error:
            panels.add_entries(panel=panel, applications=[application], actor=None, now=reviews.NOW)
        assert error.value.code == code


def test_closing_with_missing_sheets_needs_a_reason(panel, ready):
    with pytest.raises(ReviewError) as error:
        panels.close_panel(panel=panel, reason="", actor=None, now=reviews.NOW)
    assert error.value.field == "reason"
    closed = panels.close_panel(panel=panel, reason="委員の入院（架空）", actor=None, now=reviews.NOW)
    assert (closed.status, closed.closed_reason) == ("closed", "委員の入院（架空）")
    assert not Task.objects.filter(object_type="reviews.ScoreSheet", status="open").exists()


def test_only_the_head_reopens(panel, ready, office, head):
    panels.close_panel(panel=panel, reason="試験（架空）", actor=None, now=reviews.NOW)
    with pytest.raises(ReviewError) as error:
        panels.reopen_panel(panel=panel, reason="誤り（架空）", actor=office, now=reviews.NOW)
    assert error.value.code == "head"
    assert panels.reopen_panel(panel=panel, reason="誤り（架空）", actor=head, now=reviews.NOW).status == "open"


def test_who_leaves_keeps_handed_in_sheets_and_loses_the_rest(panel, ready, reviewers):
    own = [row for row in ready if row.reviewer == reviewers[0]]
    reviews.scored(own[0])
    panels.leave_panel(reviewer=reviewers[0], reason="転勤（架空）", actor=None, now=reviews.NOW)
    assert [row.ended_at is None for row in reviewers[0].assignments.order_by("entry__number")] == [True, False, False]
    assert panels.add_reviewer(panel=panel, member=reviewers[0].member, actor=None, now=reviews.NOW).left_on is None
