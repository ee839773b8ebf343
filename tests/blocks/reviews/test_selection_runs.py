"""Runs: what is missing is named, rules hold, the proof is kept, it replays, and nothing is calculated where the guidelines do not say so."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from tests.factories import applications, selections
from tests.factories.vision import small_plan

from musubi.blocks.applications.models import Application
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.domain.jobs import run_next_job
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.selection import runs
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.groups import groups_of
from musubi.blocks.reviews.domain.selection.plain import Beforehand, GroupLimit, GroupShare, read_rules
from musubi.blocks.reviews.domain.selection.standings import standings, usual_noise
from musubi.blocks.reviews.interfaces.selection_page import run_rows
from musubi.blocks.reviews.interfaces.selection_words import points, prices_of, proof_in_words, reason_in_words
from musubi.blocks.reviews.models import Panel, SelectionRun

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parents[2] / "fixtures" / "selection_run.json"


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


def numbers(panel):
    return [row.number for row in standings(panel)]


def make(panel, **rules):
    return runs.make_run(panel=panel, rules=selections.rules(**rules), actor=None, now=selections.NOW)


def test_standings_are_means_of_sheets_in_the_order_of_scores(panel, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        rows = standings(panel)

    assert [(row.place, row.score, row.asked) for row in rows] == [
        (1, 8450, 600_000), (2, 8000, 500_000), (3, 7850, 400_000), (4, 6100, 300_000),
    ]  # fmt: skip
    assert usual_noise(rows) == 61  # √(((½ + 0 + ½ + 2) / 4) / 2 reviewers) points


def test_equal_applications_come_in_the_order_of_their_receipt_also_after_the_ninth(item):
    panel = selections.scored_panel(item, [("product", 500_000, (80, 80))] * 3, budget=1_000_000)
    ninth, tenth, eleventh = (f"A-P1-2020-{number}" for number in (9, 10, 11))
    for entry, number in zip(panel.entries.order_by("number"), (tenth, eleventh, ninth), strict=True):
        Application.objects.filter(pk=entry.application_id).update(number=number)

    run = make(panel)

    assert numbers(panel) == [ninth, tenth, eleventh]
    assert [row.number for row in run_rows(run)] == [ninth, tenth, eleventh]
    assert set(run.result["awards"]) == set(run.result["ranking"]["awards"]) == {ninth, tenth}
    assert runs.replay_run(run) == ()
    assert runs.changed_since(run, []) == [ninth, tenth, eleventh]


def test_a_run_proves_the_best_selection_and_tells_each_reason(panel):
    first, second, third, fourth = numbers(panel)

    run = make(panel)

    assert run.result["ranking"]["awards"] == {first: 600_000}  # down the list until the first that does not fit
    assert run.result["awards"] == {first: 600_000, third: 400_000}
    assert run.result["bound"] == run.result["value"] == 16_300
    assert run.explained_at == selections.NOW
    assert run.reasons["of"][second]["values"] == {"units_short": 450, "yen_less": 100_000, "kept_out_by": "", "score": 8000}
    assert reason_in_words(run.reasons["of"][second], read_rules(run.rules)) == "あと4.5点高いか、100,000円少ないと入る"
    assert runs.reserve_of(run) == [second, fourth]
    assert "どの組合せも、合計は163点を超えません" in proof_in_words(run)[1]
    assert Event.objects.get(verb="selection_run.made").after["sha256"] == run.inputs_sha256


def test_sentences_in_english_write_yen_as_english_does(panel):
    second = numbers(panel)[1]
    run = make(panel)

    with translation.override("en"):
        told = reason_in_words(run.reasons["of"][second], read_rules(run.rules))
        with pytest.raises(SelectionError, match="¥1,000,000"):
            make(panel, budget=1_000_001)

    assert "¥100,000" in told
    assert "円" not in told


def test_a_tie_is_told_and_who_is_in_another_selection_of_the_sum(item):
    panel = selections.scored_panel(item, [("product", 500_000, (80, 80)), ("product", 500_000, (80, 80))], budget=500_000)

    run = make(panel, budget=500_000)

    first, second = numbers(panel)
    assert run.result["tied"] == [first, second]
    assert "同じ合計点になる組合せがほかにもあります" in proof_in_words(run)[2]
    assert reason_in_words(run.reasons["of"][second], read_rules(run.rules)) == "同じ合計点の別の組合せに入る"


def test_names_stand_nowhere_in_what_a_run_keeps(panel):
    run = make(panel)

    kept = json.dumps([run.question, run.rules, run.result, run.reasons], ensure_ascii=False)
    assert not any(str(application.party) in kept for application in Application.objects.select_related("party"))


def test_lanes_shares_one_for_each_applicant_and_partial_grants_hold(panel):
    limits = (GroupLimit("L1", "販路開拓", "lane", "market", least_count=2),)
    shares = (GroupShare("S1", "新製品開発", "lane", "product", at_least=200),)

    run = make(panel, limits=limits, shares=shares, partial_percent=40, step=10_000, per_applicant=1)

    assert run.explained_at is None  # so many amounts are the worker's
    runs.finish_run(run=run, now=selections.NOW)
    awards, lanes = run.result["awards"], dict(Application.objects.values_list("number", "lane"))
    market = [number for number in awards if lanes[number] == "market"]
    assert len(market) == 2
    assert sum(awards.values()) <= 1_000_000
    assert 5 * sum(yen for number, yen in awards.items() if lanes[number] == "product") >= sum(awards.values())
    assert all(yen % 10_000 == 0 for yen in awards.values())
    assert {price.label for price in prices_of(run)} == {"同じ申請者の採択の数", "販路開拓", "新製品開発"}


def test_what_is_decided_beforehand_stays_in_and_out(panel):
    first, second, third, fourth = numbers(panel)
    beforehand = (Beforehand(fourth, True, "国の採択が条件（架空）"), Beforehand(first, False, "別の補助を受ける（架空）"))

    run = make(panel, beforehand=beforehand)

    assert fourth in run.result["awards"]
    assert first not in run.result["awards"]
    assert run.reasons["of"][first]["code"] == "excluded"
    assert run.rules["beforehand"][0]["reason"] == "国の採択が条件（架空）"
    assert {second, third} & set(run.result["awards"])


def test_groups_are_lanes_kinds_and_what_is_known(panel):
    groups = {group.label: group.count for group in groups_of(standings(panel), terms_of(panel))}

    assert groups == {"区分: 新製品開発": 2, "区分: 販路開拓": 2, "申請者: 個人事業主": 4}


def test_missing_scores_name_the_application_and_the_reviewers(item):
    panel = selections.scored_panel(item, [("product", 500_000, (80, 80)), ("product", 400_000, ())])
    unscored = numbers(panel)[1]

    with pytest.raises(SelectionError) as refused:
        make(panel)

    assert refused.value.code == "missing_scores"
    assert refused.value.about == (unscored,)
    assert f"{unscored}(審査 1郎（架空）・審査 2郎（架空） の採点表が未提出)" in str(refused.value)
    assert make(panel, beforehand=(Beforehand(unscored, False, "取下げの見込み（架空）"),)).result["awards"] != {}


def test_rules_that_clash_are_named(panel):
    limits = (GroupLimit("L1", "販路開拓", "lane", "market", least_count=2), GroupLimit("L2", "新製品開発", "lane", "product", least_yen=500_000))

    with pytest.raises(SelectionError) as refused:
        make(panel, limits=limits)

    assert (refused.value.code, set(refused.value.about)) == ("impossible_rules", {"budget", "L1", "L2"})
    assert SelectionRun.objects.count() == 0


HALVES = tuple(GroupShare(f"S{place}", key, "lane", key, at_least=800) for place, key in enumerate(("market", "product"), start=1))


@pytest.mark.parametrize(("rules", "about"), [({"budget": 1_000}, "budget"), ({"least_score": 9_900}, "least_score"), ({"shares": HALVES}, "S1 S2")])
def test_rules_under_which_nobody_can_be_selected_are_named(panel, rules, about):
    with pytest.raises(SelectionError, match="採れる申請が1件もありません") as refused:
        make(panel, **rules)

    assert (refused.value.code, set(refused.value.about)) == ("impossible_rules", set(about.split()))
    assert SelectionRun.objects.count() == 0


@pytest.mark.parametrize(("budget", "words"), [(0, "採択に使える額が0円です"), (1_000_001, "募集の予算額の残り1,000,000円を超えています")])
def test_no_budget_and_more_than_the_call_has_are_refused(panel, budget, words):
    with pytest.raises(SelectionError, match=words):
        make(panel, budget=budget)


def test_too_fine_a_step_of_partial_grants_is_refused_with_one_that_does(panel):
    with pytest.raises(SelectionError, match="刻みが細かすぎます。8,000円以上") as refused:
        make(panel, partial_percent=50, step=1_000)

    assert refused.value.field == "step"
    runs.check_steps(standings(panel), selections.rules(partial_percent=50, step=8_000))


def test_an_unknown_number_is_refused(panel):
    with pytest.raises(SelectionError, match="この審査にない受付番号です: 9"):
        make(panel, beforehand=(Beforehand("9", True, "試験（架空）"),))


def test_an_application_without_an_amount_is_named(panel):
    Application.objects.filter(number=numbers(panel)[0]).update(requested=None)

    with pytest.raises(SelectionError, match="申請額のない申請があります"):
        make(panel)


def test_equal_ids_cannot_come_about_and_would_be_refused(panel):
    rows = standings(panel)
    twice = [*runs.candidates_of(panel, rows), runs.candidates_of(panel, rows)[0]]

    with pytest.raises(SelectionError, match="同じ受付番号の申請が2つあります"):
        runs.portfolio.answer(candidates=twice, rules=selections.rules())


def test_nothing_is_calculated_unless_the_guidelines_say_so(item):
    panel = selections.scored_panel(item, selections.FOUR, changed={"portfolio": False})

    with pytest.raises(SelectionError, match="選定の計算を使うと書かれていません"):
        make(panel)


def test_nothing_is_calculated_before_the_panel_is_closed(panel):
    Panel.objects.filter(pk=panel.pk).update(status="open", closed_at=None)
    panel.refresh_from_db()

    with pytest.raises(SelectionError, match="採点を締めてから選定します"):
        make(panel)


def test_a_run_replays_and_one_that_was_tampered_with_does_not(panel):
    run = make(panel, noise=200)
    assert runs.check_replay(run=run, actor=None, now=selections.NOW) == ()
    assert Event.objects.get(verb="selection_run.replayed").after == {"same": True, "differs": []}

    run.result["awards"] = {}
    assert runs.replay_run(run) == ("awards",)
    run.refresh_from_db()
    run.question = run.question.replace('"score":8450', '"score":8460')
    assert "inputs_sha256" in runs.replay_run(run)
    run.refresh_from_db()
    run.reasons["shaken"]["times"] = {}
    assert runs.replay_run(run) == ()  # without draws there is nothing to compare


def test_a_kept_run_replays_on_every_database_and_machine(panel):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    run = SelectionRun.objects.create(panel=panel, number=7, made_at=selections.NOW, made_by="係", explained_at=selections.NOW, **kept)
    run.refresh_from_db()

    assert runs.replay_run(run) == ()


def test_runs_of_a_panel_are_numbered_and_tell_when_scores_changed_since(panel):
    one, two = make(panel), make(panel, budget=900_000)
    assert (one.number, two.number) == (1, 2)
    assert runs.changed_since(one, standings(panel)) == []

    application = Application.objects.get(number=numbers(panel)[3])
    Application.objects.filter(pk=application.pk).update(requested=200_000)

    assert runs.changed_since(one, standings(panel)) == [application.number]


def test_reasons_of_many_are_worked_out_in_the_background_piece_by_piece(panel):
    run = runs.make_run(panel=panel, rules=selections.rules(noise=100), actor=None, now=selections.NOW, at_once=2)
    assert run.explained_at is None
    assert runs.explain_piece(run=run, most=3)
    assert len(run.reasons["of"]) == 3

    assert run_next_job(worker="試験", now=selections.NOW)

    run.refresh_from_db()
    assert run.explained_at is not None
    assert len(run.reasons["of"]) == 4
    assert sum(run.reasons["shaken"]["times"].values()) > 0


def test_points_are_written_as_people_write_them():
    assert [points(value) for value in (7825, 120, 8000, 0, None)] == ["78.25", "1.2", "80", "0", "—"]


def test_two_sheets_of_different_length_are_made_comparable(item):
    criteria = [{**selections.POINTS[0], "key": "points"}, {**selections.POINTS[0], "key": "more", "lane": "market"}]
    panel = selections.scored_panel(item, [("product", 100_000, (80, 80)), ("market", 100_000, (80, 80))], changed={"criteria": criteria})

    assert [row.score for row in standings(panel)] == [16_000, 8_000]  # of 200: 80/100 of the short sheet, 80/200 of the long one


def test_an_application_taken_off_the_panel_is_not_selected(panel):
    gone = panel.entries.get(application__number=numbers(panel)[0])
    gone.removed_at, gone.removed_reason = applications.NOW, "取下げ（架空）"
    gone.save()

    assert gone.application.number not in make(panel).result["awards"]
