"""What leaves the panel: papers to all members without the excluded, and to applicants what the call's terms say."""

import datetime as dt

import pytest
from tests.factories import applications, meetings, reviews

from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.meetings.domain.papers.sources import Wanted, sources
from musubi.blocks.papers.domain.composed.model import Grid
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.disclosure import told_to_applicant
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude
from musubi.blocks.reviews.domain.results import results_of
from musubi.blocks.reviews.interfaces.paper_sources import apart_paper


def text_of(parts):
    return "\n".join(str(cell) for part in parts if isinstance(part, Grid) for row in part.rows for cell in row)


def built(panel, code, *, for_public=False):
    meeting = panel.body.meetings.first() or meetings.meeting(panel.body, fiscal_year=2020)
    return sources()[code].build(Wanted(meeting, dt.date(2020, 7, 1), 2020, for_public, {})).parts


def test_papers_name_an_excluded_application_by_its_number_only(panel, ready, reviewers, entries):
    for entry, title in zip(entries, ("一番（架空）", "二番（架空）", "三番（架空）"), strict=True):
        type(entry.application).objects.filter(pk=entry.application_id).update(title=title)
    exclude(reviewer=reviewers[0], entry=entries[1], ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)
    text = text_of(built(panel, "review-list"))
    assert ("一番" in text, "二番" in text, "別紙" in text) == (True, False, True)
    apart = text_of(apart_paper(panel, results_of(panel), dt.date(2020, 7, 1)).parts)
    assert ("一番" in apart, "二番" in apart) == (False, True)


def test_scores_stand_in_papers_only_after_the_close(panel, ready):
    reviews.scored(ready[0], novelty=4, market=4)
    assert "20" not in text_of(built(panel, "review-scores"))
    panels.close_panel(panel=panel, reason="試験（架空）", actor=None, now=reviews.NOW)
    assert "20.0" in text_of(built(panel, "review-scores"))


@pytest.mark.parametrize("code", ["review-list", "review-scores"])
def test_the_public_reads_none_of_it(panel, ready, entries, code):
    panels.close_panel(panel=panel, reason="試験（架空）", actor=None, now=reviews.NOW)
    assert text_of(built(panel, code, for_public=True)) == ""


def test_blind_papers_carry_no_names(item):
    call = applications.open_call(item, terms={**reviews.TERMS, "blind": "double"})
    panel = panels.open_panel(panel=reviews.prepared(call, users=[None], applications_in=1), actor=None, now=reviews.NOW)
    assert str(panel.entries.get().application.party) not in text_of(built(panel, "review-list"))


def decided(item, **terms):
    """A scored application with a decision."""
    call = applications.open_call(item, terms={**reviews.TERMS, **terms})
    panel = panels.open_panel(panel=reviews.prepared(call, users=[None, None], applications_in=1), actor=None, now=reviews.NOW)
    for reviewer in panel.reviewers.all():
        declare(reviewer=reviewer, rows=[Declared(panel.entries.get(), "none")], channel="paper", actor=None, now=reviews.NOW)
    for number, row in enumerate(reviews.assigned(panel)):
        reviews.scored(row, novelty=2 + number, applicant_comment=f"意見{number}（架空）", internal_comment="内部（架空）")
    application = panel.entries.get().application
    assert told_to_applicant(application) == []
    panels.close_panel(panel=panel, reason="", actor=None, now=reviews.NOW)
    assert told_to_applicant(application) == []
    applications.decide(call, DecisionKind.GRANT, [Proposed(application, Outcome.GRANTED, amount=application.requested)])
    return application


def test_applicants_learn_nothing_where_scores_stay_inside(item):
    assert told_to_applicant(decided(item)) == []


def test_applicants_learn_the_mean_and_the_comments_for_them_without_names(item, sign_in):
    application = decided(item, score_publicity="applicant")
    (told,) = told_to_applicant(application)
    assert (told.mean_text, told.full, told.comments) == ("11.5", 20, [("", "意見0（架空）"), ("", "意見1（架空）")])
    page = sign_in(application.applicant).get(f"/my/applications/{application.uid}/").content.decode()
    assert page.index("審査委員からの意見") < page.index("意見0（架空）")
    assert "内部（架空）" not in page
    assert "審査 1郎" not in page


def test_names_are_told_where_nothing_is_blind(item):
    (told,) = told_to_applicant(decided(item, score_publicity="public", blind="none"))
    assert [name for name, _comment in told.comments] == ["審査 1郎（架空）", "審査 2郎（架空）"]
