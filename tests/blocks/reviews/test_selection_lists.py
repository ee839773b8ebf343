"""The panel's list: begun from ranking or run, exceptions with reasons, decided, handed over, letters and publication by the call's rule."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from tests.factories import meetings, selections
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain.decisions import cancel_decision
from musubi.blocks.applications.enums import ApplicationStatus, AwardPublicity, Outcome
from musubi.blocks.applications.interfaces.notices import letter_data
from musubi.blocks.applications.models import Application, Call, DecisionItem
from musubi.blocks.audit.domain.trail import history_of, record_event
from musubi.blocks.audit.models import Event
from musubi.blocks.audit.templatetags.history import history_rows
from musubi.blocks.meetings.domain.papers.sources import Wanted, sources
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.panels import reopen_panel
from musubi.blocks.reviews.domain.selection import lists, runs
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.handing_over import hand_over, take_back
from musubi.blocks.reviews.domain.selection.published import published_selection
from musubi.blocks.reviews.domain.selection.standings import standings
from musubi.blocks.reviews.interfaces.selection_papers import list_paper
from musubi.blocks.reviews.models import Exclusion, Panel, ScoreSheet, SelectionList, SelectionRow

pytestmark = pytest.mark.django_db
NOW, DAY = selections.NOW, dt.date(2020, 6, 20)


@pytest.fixture(scope="module")
def built(once_a_module):
    vision, _document = small_plan()
    return selections.scored_panel(vision.items.get(code="A-P1"), selections.FOUR).pk


@pytest.fixture
def panel(built):
    return selections.panel_of(built)


@pytest.fixture
def item(panel):
    return panel.call.item


@pytest.fixture
def made(panel):
    return lists.begin_list(panel=panel, budget=1_000_000, least_score=6500, actor=None, now=NOW)


def row_at(made, place):
    return made.rows.select_related("list", "entry__application").get(place=place)


def change(row, outcome, **fields):
    return lists.change_row(row=row, outcome=outcome, actor=None, now=NOW, **fields)


def outcomes(made):
    return list(made.rows.order_by("place").values_list("outcome", "amount", "reserve_order"))


def test_the_list_begins_with_the_ranking_down_to_the_budget_and_the_rest_in_reserve(made):
    assert outcomes(made) == [("selected", 600_000, None), ("reserve", None, 1), ("reserve", None, 2), ("not_selected", None, None)]
    assert lists.sums_of(list(made.rows.all()), made.budget) == lists.Sums(1, 2, 1, 600_000, 400_000, 0)


def test_the_number_of_reserves_can_be_limited(panel):
    made = lists.begin_list(panel=panel, budget=1_000_000, most_reserves=1, actor=None, now=NOW)

    assert [outcome for outcome, _amount, _order in outcomes(made)] == ["selected", "reserve", "not_selected", "not_selected"]


def test_a_list_from_a_run_follows_its_grants_and_its_order_of_reserves(panel):
    run = runs.make_run(panel=panel, rules=selections.rules(), actor=None, now=NOW)

    made = lists.begin_list(panel=panel, run=run, actor=None, now=NOW)

    assert outcomes(made) == [("selected", 600_000, None), ("reserve", None, 1), ("selected", 400_000, None), ("reserve", None, 2)]
    assert (made.basis, made.run, made.budget) == ("run", run, 1_000_000)


def test_a_run_whose_scores_changed_since_is_not_taken(panel):
    run = runs.make_run(panel=panel, rules=selections.rules(), actor=None, now=NOW)
    number = standings(panel)[0].number
    Application.objects.filter(number=number).update(requested=500_000)

    with pytest.raises(SelectionError, match=f"評点か申請額が変わりました\\({number}\\)"):
        lists.begin_list(panel=panel, run=run, actor=None, now=NOW)


def test_one_list_at_a_time_and_another_after_the_first_was_given_up(panel, made):
    with pytest.raises(SelectionError, match="選定案がもうあります"):
        lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)
    with pytest.raises(SelectionError, match="取りやめる理由"):
        lists.discard_list(made=made, reason=" ", actor=None, now=NOW)

    lists.discard_list(made=made, reason="予算が変わった（架空）", actor=None, now=NOW)
    lists.begin_list(panel=panel, budget=900_000, actor=None, now=NOW)

    assert SelectionList.objects.filter(panel=panel, discarded_at__isnull=True).get().budget == 900_000


def test_missing_scores_are_named_before_a_list_begins(item):
    panel = selections.scored_panel(item, [("product", 500_000, (80, 80)), ("product", 400_000, ())])

    with pytest.raises(SelectionError, match="評点のない申請があります"):
        lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)


def test_an_exception_needs_a_reason_and_keeps_it(made):
    third = row_at(made, 3)
    with pytest.raises(SelectionError, match="案と違う決定には、理由が必要です"):
        change(third, Outcome.SELECTED, amount=400_000)

    change(third, Outcome.SELECTED, amount=400_000, reason="地域に同じ店がない（架空）")

    third.refresh_from_db()
    assert (third.outcome, third.amount, third.is_exception) == ("selected", 400_000, True)
    event = Event.objects.get(verb="selection_row.changed")
    assert (event.before["outcome"], event.after["outcome"]) == ("reserve", "selected")

    change(third, Outcome.RESERVE)
    third.refresh_from_db()
    assert (third.is_exception, third.reason) == (False, "")


def test_the_database_refuses_an_exception_without_a_reason(made):
    for changed in (
        {"outcome": "not_selected", "reserve_order": None},
        {"reserve_order": 9},
        {"outcome": "selected", "reserve_order": None, "amount": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SelectionRow.objects.filter(list=made, place=2).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelectionRow.objects.filter(list=made, place=1).update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelectionRow.objects.filter(list=made, place=1).update(amount=None)


@pytest.mark.parametrize(("amount", "words"), [(None, "採択の額を1円以上"), (400_001, "申請額400,000円を超えています")])
def test_amounts_stay_between_one_yen_and_what_was_asked_for(made, amount, words):
    with pytest.raises(SelectionError, match=words):
        change(row_at(made, 3), Outcome.SELECTED, amount=amount, reason="試験（架空）")


def test_more_than_the_budget_is_not_decided_and_nothing_changes_after_the_decision(made, panel):
    change(row_at(made, 2), Outcome.SELECTED, amount=500_000, reason="試験（架空）")
    with pytest.raises(SelectionError, match="合計1,100,000円が、採択に使える額1,000,000円を超えています"):
        lists.fix_list(made=made, meeting=None, actor=None, now=NOW)
    other = meetings.meeting(meetings.body(panel.body.organization, code="other"))
    change(row_at(made, 2), Outcome.SELECTED, amount=400_000, reason="一部を採択する（架空）")
    with pytest.raises(SelectionError, match="この審査会の会議"):
        lists.fix_list(made=made, meeting=other, actor=None, now=NOW)

    lists.fix_list(made=made, meeting=meetings.meeting(panel.body), actor=None, now=NOW)

    with pytest.raises(SelectionError, match="もう決まったか"):
        change(row_at(made, 3), Outcome.NOT_SELECTED, reason="試験（架空）")
    assert Event.objects.get(verb="selection_list.fixed").after["exceptions"] == 1
    with pytest.raises(ReviewError, match="選定案を取りやめてから"):
        reopen_panel(panel=Panel.objects.get(pk=panel.pk), reason="採点の誤り（架空）", actor=None, now=NOW)
    lists.discard_list(made=made, reason="採点の誤り（架空）", actor=None, now=NOW)
    assert reopen_panel(panel=Panel.objects.get(pk=panel.pk), reason="採点の誤り（架空）", actor=None, now=NOW).status == "open"


def test_a_list_whose_scores_changed_since_is_not_decided(made, panel):
    sheet = ScoreSheet.objects.filter(assignment__entry=row_at(made, 2).entry).first()
    sheet.scores.update(level=10)

    with pytest.raises(SelectionError, match=f"評点か審査の対象が変わりました\\({row_at(made, 2).entry.application.number}\\)"):
        lists.fix_list(made=made, meeting=None, actor=None, now=NOW)

    sheet.scores.update(level=80)
    Panel.objects.filter(pk=panel.pk).update(status="open", closed_at=None)
    with pytest.raises(SelectionError, match="採点を締めてから"):
        lists.fix_list(made=made, meeting=None, actor=None, now=NOW)


def with_an_exception(made):
    change(row_at(made, 3), Outcome.SELECTED, amount=400_000, reason="地域に同じ店がない（架空）")
    return lists.fix_list(made=made, meeting=None, actor=None, now=NOW)


def handed_over(made):
    (decision,) = hand_over(made=with_an_exception(made), drafted_on=DAY, actor=None, now=NOW)
    made.refresh_from_db()
    return decision


def decided(made):
    return selections.decide(with_an_exception(made))


def test_the_list_becomes_one_draft_with_ranks_amounts_and_reasons_for_letters(made):
    decision = handed_over(made)

    rows = [(each.outcome, each.rank, each.amount) for each in decision.items.order_by("application__panel_entries__number")]
    assert rows == [("selected", 1, 600_000), ("reserve", 1, None), ("selected", 2, 400_000), ("not_selected", None, None)]
    letters = {each.outcome: str(letter_data(each)) for each in decision.items.all()}
    assert "補欠の順位', '1'" in letters["reserve"]
    assert "採択額', '400,000円'" in str(letter_data(decision.items.get(rank=2)))
    assert "採択に至らなかったため" in letters["not_selected"]
    assert not any("地域に同じ店がない" in text for text in letters.values())
    assert "案と違う決定1件" in decision.note
    assert (made.status, made.decision) == ("handed_over", decision)


def test_once_decided_applications_are_selected_in_reserve_or_not(made):
    decided(made)

    found = {(each.status, each.rank) for each in Application.objects.all()}
    assert found == {("selected", 1), ("selected", 2), ("reserve", 1), ("not_selected", None)}


def test_where_application_and_grant_are_one_the_selected_go_into_their_grant_at_once(item):
    panel = selections.scored_panel(item, selections.FOUR, procedure="merged", changed={"score_publicity": "public"})
    made = lists.begin_list(panel=panel, budget=1_000_000, least_score=6500, actor=None, now=NOW)

    others, grants = decided(made)

    assert [(each.outcome, each.amount) for each in grants.items.order_by("rank")] == [("granted", 600_000), ("granted", 400_000)]
    assert {each.outcome for each in others.items.all()} == {"reserve", "not_selected"}
    assert set(Application.objects.filter(call=panel.call).values_list("status", "decided")) == {
        ("granted", 600_000), ("granted", 400_000), ("reserve", None), ("not_selected", None),
    }  # fmt: skip
    assert {row.score for row in of(made, publicity=AwardPublicity.UNNAMED).rows} == {8450, 7850}


def test_a_list_is_handed_over_once(made):
    handed_over(made)
    with pytest.raises(SelectionError, match="もう起案してあります"):
        hand_over(made=made, drafted_on=DAY, actor=None, now=NOW)


def test_nothing_is_handed_over_before_the_panel_decided(made):
    with pytest.raises(SelectionError, match="審査会が決めたことを記録してから"):
        hand_over(made=made, drafted_on=DAY, actor=None, now=NOW)


def test_a_cancelled_draft_gives_the_list_back(made):
    decision = handed_over(made)
    with pytest.raises(SelectionError, match="起案を取りやめてから"):
        take_back(made=made, actor=None, now=NOW)

    cancel_decision(decision=decision, actor=None, now=NOW, reason="額の誤り（架空）")
    back = take_back(made=made, actor=None, now=NOW)

    assert (back.status, back.decision) == ("draft", None)
    change(row_at(back, 3), Outcome.SELECTED, amount=300_000, reason="額を直した（架空）")


def test_who_withdrew_is_left_out_of_the_draft_and_the_next_in_reserve_is_told(made):
    lists.fix_list(made=made, meeting=None, actor=None, now=NOW)
    first = row_at(made, 1).entry.application
    Application.objects.filter(pk=first.pk).update(status=ApplicationStatus.WITHDRAWN)

    rows = list(made.rows.select_related("entry__application"))
    told = [(application.requested, fits) for application, _asked, fits in lists.next_in_reserve(rows)]
    (decision,) = hand_over(made=made, drafted_on=DAY, actor=None, now=NOW)

    assert told == [(500_000, True), (400_000, False)]  # 600,000 came free
    assert first.pk not in decision.items.values_list("application", flat=True)


def test_the_sheet_has_recommendation_budget_scores_and_reasons(made):
    change(row_at(made, 3), Outcome.SELECTED, amount=400_000, reason="地域に同じ店がない（架空）")

    paper = list_paper(made)

    facts, grid = paper.parts
    assert ("採択に使える額", "1,000,000円") in facts.rows
    assert ("採択の額の合計", "1,000,000円(残り0円)") in facts.rows
    assert [row[-3:] for row in grid.rows][2] == ["採択", 400_000, "地域に同じ店がない（架空）"]
    assert [row[5] for row in grid.rows] == ["84.5", "80", "78.5", "61"]


def test_where_applicants_are_hidden_from_reviewers_papers_tell_no_names(item):
    panel = selections.scored_panel(item, selections.FOUR, changed={"blind": "double"})
    made = lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)

    told = str(list_paper(made).parts)
    assert not any(str(application.party) in told for application in Application.objects.select_related("party"))


def meeting_paper(panel, *, for_public=False):
    wanted = Wanted(meetings.meeting(panel.body), DAY, 2020, for_public)
    return str(sources()["selection"].build(wanted).parts)


def test_the_meeting_paper_tells_members_nothing_of_files_from_which_one_is_kept(made, panel):
    hidden, shown = row_at(made, 1), row_at(made, 2)
    Exclusion.objects.create(
        reviewer=panel.reviewers.first(), entry=hidden.entry, kind="exclusion", reason="役員（架空）", decided_at=NOW, decided_by="課長"
    )

    told = meeting_paper(panel)

    assert shown.entry.application.number in told
    application = hidden.entry.application
    assert not any(text in told for text in (application.number, str(application.party), "84.5", "600,000円', '"))
    assert "除斥・回避の委員がいるため、別紙" in told
    paper = sources()["selection"].build(Wanted(meetings.meeting(panel.body, number=2), DAY, 2020, False))
    facts, grid = paper.parts[1], paper.parts[-1]
    assert [row[:2] for row in grid.rows] == [["", str(number)] for number in (2, 3, 4, 1)]  # no place, the hidden one at the end
    assert dict(facts.rows)["採択の額の合計"] == "0円(別紙の申請を除く)"


def test_the_public_reads_nothing_of_the_meeting_paper(made, panel):
    assert row_at(made, 1).entry.application.number not in meeting_paper(panel, for_public=True)


def test_the_history_tells_sums_as_money(made):
    record_event(
        actor=None, verb="selection_list.fixed", obj=made, now=NOW, before={"budget": 900_000}, after={"budget": 5_900_000, "yen": 0, "selected": 2}
    )

    (newest, *_earlier) = history_rows(history_of(made))
    told = {change["field"]: (change["before"], change["after"]) for change in newest["changes"]}
    assert told == {"採択に使える額": ("900,000円", "5,900,000円"), "採択の額の合計": ("", "0円"), "採択の件数": ("", "2")}
    with override("en"):
        assert "¥5,900,000" in [change["after"] for change in history_rows(history_of(made))[0]["changes"]]


def of(made, **changed):
    Call.objects.filter(pk=made.panel.call_id).update(**changed)
    return published_selection(Call.objects.select_related("item").get(pk=made.panel.call_id))


def test_the_result_is_public_after_the_letters_by_the_calls_own_rule(made):
    assert of(made) is None
    decided(made)

    named = of(made, publicity=AwardPublicity.NAMED)
    assert [(row.amount, row.recipient, row.score) for row in named.rows] == [(400_000, None, None), (600_000, None, None)]  # persons, not agreed
    Application.objects.update(consents_publication=True)
    assert all(row.recipient is not None for row in of(made, publicity=AwardPublicity.NAMED).rows)
    assert all(row.recipient is None for row in of(made, publicity=AwardPublicity.UNNAMED).rows)
    totals = of(made, publicity=AwardPublicity.TOTALS)
    assert (totals.rows, totals.count, totals.yen) == ((), None, None)  # two are fewer than may be told


def test_scores_are_public_only_where_the_terms_say_so(item):
    panel = selections.scored_panel(item, selections.FOUR, changed={"score_publicity": "public"})
    made = lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)
    decided(made)

    assert {row.score for row in of(made, publicity=AwardPublicity.UNNAMED).rows} == {8450, 7850}


def test_letters_and_draft_items_are_of_this_decision_only(made):
    (decision,) = decided(made)

    assert DecisionItem.objects.filter(notices__isnull=False).count() == decision.items.count() == 4
