"""Sums are exact, missing scores are told, independent criteria stay beside the total, severity only where the guidelines say so."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import applications, meetings, reviews

from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.meetings.domain.papers.plans import usual_plan
from musubi.blocks.meetings.domain.sittings import plan_meeting
from musubi.blocks.meetings.enums import BodyKind
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.engine.calibration import levels_of
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude
from musubi.blocks.reviews.domain.progress import progress_of
from musubi.blocks.reviews.domain.results import results_of, tenths
from musubi.blocks.reviews.interfaces.charts import severity_chart
from musubi.blocks.reviews.models import ReviewAssignment, Score, ScoreSheet


def test_a_panels_meeting_plans_the_reviews_own_papers_and_a_councils_none_of_them(panel):
    council = meetings.body(panel.body.organization, code="council", kind=BodyKind.PROMOTION_COUNCIL)
    own, other = (plan_meeting(body=body, fiscal_year=2020, actor=None, now=reviews.NOW) for body in (panel.body, council))

    planned = [[row.source for row in usual_plan(meeting=made, actor=None, now=reviews.NOW)] for made in (own, other)]

    assert planned[0] == ["agenda", "roster", "review-list", "review-scores", "selection", "minutes-form"]
    assert not {"review-list", "review-scores", "selection"} & set(planned[1])
    assert [item.title for item in own.agenda.order_by("number")] == ["応募の状況", "採点の結果", "選定", "その他"]


def test_points_are_level_times_weight_and_the_mean_is_exact(panel, ready):
    for row, novelty in zip(ready[:3], (4, 3, 3), strict=True):
        reviews.scored(row, novelty=novelty, market=2, ripple=3)
    first, second, _third = results_of(panel)
    assert [sheet.points for sheet in first.sheets] == [16, 13, 13]
    assert (first.mean, first.full, first.beside, first.place) == (Fraction(14), 20, {"ripple": Fraction(3)}, 1)
    assert [row.member.name[3] for row in first.waiting] == ["4"]
    assert (second.mean, second.place, second.mean_text) == (None, None, "—")


def test_equal_means_share_a_place_and_order_stays_by_number(panel, ready):
    for row in ready:
        reviews.scored(row, novelty=2 if row.entry.number == 1 else 3)
    found = results_of(panel)
    assert [(row.entry.number, row.place) for row in found] == [(1, 3), (2, 1), (3, 1)]


def test_the_excluded_do_not_count_and_do_not_see(panel, ready, reviewers, entries, users):
    reviews.scored(ready[0], novelty=1)
    reviews.scored(ready[1], novelty=4)
    exclude(reviewer=reviewers[0], entry=entries[0], ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)
    (first, *_rest) = results_of(panel)
    assert ([sheet.points for sheet in first.sheets], [row.pk for row in first.excluded]) == ([16], [reviewers[0].pk])
    assert [row.entry.number for row in results_of(panel, viewer=users[0])] == [2, 3]


def test_a_panel_of_three_hundred_and_seven_costs_the_same_queries(call):
    made = reviews.prepared(call, users=[None] * 7, applications_in=1)
    small = queries(made)
    application = made.entries.get().application
    copies = []
    for number in range(2, 301):
        application.pk, application.uid, application.number = None, f"bulk{number}", f"架空-{number}"
        application._state.adding = True
        copies.append(type(application)(**{each.attname: getattr(application, each.attname) for each in application._meta.concrete_fields}))
    type(application).objects.bulk_create(copies)
    entries = reviews.bulk_entries(made, copies)
    assigned = ReviewAssignment.objects.bulk_create(
        ReviewAssignment(reviewer=reviewer, entry=entry, assigned_at=reviews.NOW) for entry in entries for reviewer in made.reviewers.all()
    )
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(assignment=row, status="submitted", submitted_at=reviews.NOW, saved_at=reviews.NOW) for row in assigned
    )
    Score.objects.bulk_create(Score(sheet=sheet, criterion="novelty", level=1 + sheet.pk % 4) for sheet in sheets)
    assert queries(made) == small
    assert len([row for row in results_of(made) if row.mean is not None]) == 299


def queries(panel):
    with CaptureQueriesContext(connection) as captured:
        results_of(panel)
        progress_of(panel)
    return len(captured)


def calibrating(item):
    made = applications.open_call(item, terms={**reviews.TERMS, "calibrates": True})
    panel = panels.open_panel(panel=reviews.prepared(made, users=[None] * 3), actor=None, now=reviews.NOW)
    for reviewer in panel.reviewers.all():
        rows = [Declared(entry, "none") for entry in panel.entries.all()]
        declare(reviewer=reviewer, rows=rows, channel="paper", actor=None, now=reviews.NOW)
    return panel


def test_severity_is_estimated_only_where_the_guidelines_ask(panel, ready):
    reviews.scored(ready[0])
    with pytest.raises(ReviewError) as error:
        levels_of(panel, results_of(panel))
    assert error.value.code == "not_asked"


def test_severity_without_a_sheet_says_so(item):
    panel = calibrating(item)
    with pytest.raises(ReviewError) as error:
        levels_of(panel, results_of(panel))
    assert error.value.code == "nothing"


def test_a_strict_reviewer_is_told_beside_raw_means_that_stay(item):
    panel = calibrating(item)
    for row in reviews.assigned(panel):
        strict = row.reviewer.member.name[3] == "1"
        reviews.scored(row, novelty=1 if strict else 3, market=2 if strict else 4)
    results = results_of(panel)
    levels = levels_of(panel, results)
    assert [row.reviewer.member.name[3] for row in levels.reviewers if row.severity < -5] == ["1"]
    assert [round(row.raw, 6) for row in levels.entries] == [round(float(100 * row.mean / row.full), 6) for row in results]
    assert [row.result.entry.number for row in levels.entries] == [1, 2, 3]
    assert {bar.side for bar in severity_chart(levels).bars} == {"strict", "lenient"}
    assert len(levels.without) == 3


def test_tenths_round_halves_up():
    assert [tenths(Fraction(value)) for value in ("14", "61/4", "1/3", "2/3")] == ["14.0", "15.3", "0.3", "0.7"]


def test_the_measure_and_its_records_agree(item, panel, ready):
    panels.close_panel(panel=panel, reason="試験（架空）", actor=None, now=reviews.NOW)
    panels.remove_entry(entry=panel.entries.first(), reason="取下げ（架空）", actor=None, now=reviews.NOW)
    reviews.prepared(panel.call, users=[None], applications_in=1, round=2)
    ids = list(item.vision.items.values_list("pk", flat=True))
    assert disagreements(measure("reviews.reviewed"), item_ids=ids, fiscal_years=[2019, 2020]) == []
    assert measure("reviews.reviewed").compute(ids, [2020]) == {(item.pk, 2020): 2}
