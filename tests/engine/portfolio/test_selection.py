"""The selection against trying everything, its reasons against really changing the question, and bad input."""

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.portfolio.small import all_rules, best, keeps, selections, small_call

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio import (
    Application,
    Call,
    ImpossibleRulesError,
    Limit,
    MissingScoresError,
    RepeatedApplicationError,
    Share,
    after_withdrawal,
    canonical,
    explain,
    rank_until_budget,
    restore,
    robustness,
    solve,
)
from musubi_engine.portfolio.near.changes import UNKNOWN
from musubi_engine.portfolio.program import lines_of
from musubi_engine.portfolio.robustness import noise
from musubi_engine.portfolio.samples import year

SEEDS = st.integers(0, 10**6)
CASES = 1000 if "MUSUBI_FUZZ" in os.environ else 150


def call(*rows, budget=1000, **rules):
    made = tuple(Application(str(k), applicant, asked, score, {"lane": lane}) for k, (applicant, asked, score, lane) in enumerate(rows, 1))
    return Call(made, budget, **rules)


@given(SEEDS)
@settings(max_examples=CASES)
def test_small_cases_reach_the_best_of_all_selections_with_the_stated_tie_break(seed):
    made = small_call(seed)
    expected = best(made)

    if expected is None:
        with pytest.raises(ImpossibleRulesError) as refused:
            solve(made)
        clash = set(refused.value.rules)
        assert best(made, clash) is None
        assert all(best(made, clash - {rule}) is not None for rule in clash)
    else:
        chosen = solve(made).value
        assert (chosen.value, dict(chosen.awards)) == expected
        assert chosen.bound == chosen.value


def test_running_numbers_break_ties_as_numbers_and_stay_in_the_kept_question():
    rows = tuple(Application(name, name, 500, 80) for name in ("R-10", "R-9", "R-11"))

    assert set(solve(Call(rows, 1000, numbered=True)).value.awards) == {"R-9", "R-10"}
    assert set(solve(Call(rows, 1000)).value.awards) == {"R-10", "R-11"}
    assert restore(canonical(Call(rows, 1000, numbered=True))).numbered
    assert "numbered" not in canonical(Call(rows, 1000))  # as questions were kept before


@given(SEEDS)
@settings(max_examples=CASES // 3)
def test_a_tie_is_told_exactly_when_another_selection_counts_as_much(seed):
    made = small_call(seed, 6)
    expected = best(made)
    if expected is None:
        return
    equal = [awards for key, awards in selections(made) if key[0] == expected[0]]

    chosen = solve(made).value

    assert bool(chosen.alternatives) == (len(equal) > 1)


@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_applications_with_eight_rules_are_proven_and_beat_plain_ranking_by_a_tenth(seed):
    made = year(300, seed)

    chosen = solve(made).value
    plain = rank_until_budget(made)

    assert len({line.rule for line in lines_of(made, made.ranked()) if line.rule}) == 8
    assert chosen.bound == chosen.value
    assert keeps(made, dict(chosen.awards), all_rules(made))
    assert plain.broken == ()
    assert keeps(made, plain.awards, all_rules(made))
    assert chosen.value >= 1.1 * plain.value


@given(SEEDS)
@settings(max_examples=40)
def test_plain_ranking_says_truly_which_rules_it_breaks(seed):
    made = small_call(seed)

    plain = rank_until_budget(made)

    assert {rule for rule in all_rules(made) if not keeps(made, plain.awards, {rule})} == set(plain.broken)


def test_plain_ranking_stops_or_skips():
    made = call(("a", 700, 90, "A"), ("b", 500, 80, "A"), ("c", 300, 70, "A"))

    assert rank_until_budget(made).awards == {"1": 700, "3": 300}
    assert rank_until_budget(made, skip=False).awards == {"1": 700}


def changed(made, name, **values):
    return replace(made, applications=tuple(replace(a, **values) if a.id == name else a for a in made.applications))


@given(SEEDS)
@settings(max_examples=30)
def test_a_reason_holds_when_the_application_is_really_changed(seed):
    made = small_call(seed, 6)
    if best(made) is None:
        return
    chosen = solve(made).value
    by_id = {a.id: a for a in made.applications}
    for name, reason in explain(made, chosen).of.items():
        a = by_id[name]
        if reason.code == "left_out":
            short, less = reason.values["units_short"], reason.values["yen_less"]
            assert name in solve(changed(made, name, score=a.score + short + 2 * a.asked // 100)).value.awards
            assert short == 0 or name not in solve(changed(made, name, score=a.score + short - 1)).value.awards
            if less and a.least is None:
                cheaper = changed(made, name, asked=a.asked - less)
                assert best(replace(cheaper, include=made.include | {name}))[0] >= chosen.value
        elif reason.code == "selected" and a.least is None:
            spare = reason.values["units_spare"]
            assert spare >= a.score or name not in solve(changed(made, name, score=a.score - spare - 1)).value.awards or a.score - spare - 1 < 0
        elif reason.code == "selected_needed":
            assert name in made.include or best(replace(made, exclude=made.exclude | {name})) is None
        elif reason.code == "cannot_be_granted":
            assert best(replace(made, include=made.include | {name})) is None


def test_reasons_prices_and_the_order_of_those_who_come_next():
    made = call(
        ("a", 400, 9000, "A"), ("b", 400, 8000, "A"), ("c", 300, 7000, "B"), ("a", 300, 6900, "A"), ("d", 300, 4000, "B"), ("e", 2000, 9900, "A"),
        budget=800, limits=(Limit("B lane", "lane", "B", least_count=1),), per_applicant=1, least_score=5000,
    )  # fmt: skip
    chosen = solve(made).value

    told = explain(made, chosen)

    assert dict(chosen.awards) == {"1": 400, "3": 300}
    assert told.prices == {"per_applicant": 0, "B lane": 1000}
    assert told.of["1"].values["units_spare"] == 1000
    assert told.of["2"].values == {"units_short": 1000, "yen_less": 200, "kept_out_by": "B lane", "score": 8000}
    assert (told.of["3"].code, told.of["3"].values["thanks_to"]) == ("selected_needed", "B lane")
    assert told.of["4"].values == {"units_short": 2100, "yen_less": 200, "kept_out_by": "", "score": 6900}
    assert told.of["5"].code == "below_least_score"
    assert told.of["6"].code == "cannot_be_granted"
    assert told.reserve == ("2", "4")
    assert explain(made, chosen, names=["4"]).of.keys() == {"4"}


def test_what_a_withdrawn_grant_sets_free_goes_to_the_best_of_the_others():
    made = call(("a", 400, 9000, "A"), ("b", 600, 8000, "A"), ("c", 300, 7000, "B"), ("d", 600, 7500, "B"))
    chosen = solve(made).value
    assert dict(chosen.awards) == {"1": 400, "2": 600}

    after = after_withdrawal(made, chosen, {"2"})

    assert dict(after.awards) == {"1": 400, "4": 600}
    assert after_withdrawal(made, chosen, {"1"}).awards == {"2": 600, "3": 300}


def test_partial_grants_count_in_proportion():
    rows = (Application("1", "a", 900, 9000, least=300, step=300), Application("2", "b", 700, 6900))
    chosen = solve(Call(rows, 1000)).value

    assert (dict(chosen.awards), chosen.value) == ({"1": 300, "2": 700}, 9900)


def test_noise_is_whole_centred_and_spread_as_asked():
    drawn = [noise(1, k, "001", 500) for k in range(2000)]

    assert all(isinstance(value, int) for value in drawn)
    assert abs(sum(drawn) / 2000) < 40
    assert 470 < (sum(value**2 for value in drawn) / 2000) ** 0.5 < 530


def test_robustness_where_nobody_reaches_the_least_score_chooses_nobody():
    found = robustness(Call((Application("1", "甲", 500, 90),), 1000, least_score=99), spread=100, draws=5, seed=3)
    assert dict(found.times) == {"1": 0}


def test_robustness_names_always_never_and_borderline_and_repeats():
    made = call(("a", 500, 9000, "A"), ("b", 500, 7000, "A"), ("c", 500, 6990, "A"), ("d", 500, 1000, "A"))

    once, again = (robustness(made, spread=100, draws=20, seed=3) for _ in range(2))

    assert (once.always, once.never, once.borderline) == (("1",), ("4",), ("2", "3"))
    assert once == again


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ({"limits": (Limit("three", "lane", "B", least_count=3),)}, ("three",)),
        ({"limits": (Limit("all A", "lane", "A", least_yen=800),), "shares": (Share("half B", "lane", "B", 500),)}, ("budget", "all A", "half B")),
        ({"include": frozenset({"1", "2"}), "limits": (Limit("one A", "lane", "A", most_count=1),)}, ("one A", "include")),
        ({"include": frozenset({"1", "4"}), "per_applicant": 1}, ("per_applicant", "include")),
    ],
)
def test_impossible_rules_name_the_smallest_set_that_clashes(rules, names):
    made = call(("a", 400, 90, "A"), ("b", 400, 80, "A"), ("c", 900, 70, "B"), ("a", 100, 60, "A"), **rules)

    with pytest.raises(ImpossibleRulesError) as refused:
        solve(made)

    assert set(refused.value.rules) == set(names)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"budget": 0}, "the budget is 0: nothing can be granted"),
        ({"budget": -1}, "the budget is -1"),
        ({"include": frozenset({"9"})}, "unknown applications ['9']"),
        ({"include": frozenset({"1"}), "exclude": frozenset({"1"})}, "are to be included and excluded"),
        ({"limits": (Limit("x", "lane", "Z"),)}, "no application has lane = Z"),
        ({"limits": (Limit("x", "lane", "A"), Limit("x", "lane", "A"))}, "another rule has the same id"),
        ({"shares": (Share("x", "lane", "A", of="all"),)}, "is not awarded or budget"),
        ({"shares": (Share("x", "lane", "A", 1001),)}, "more than all"),
        ({"per_applicant": 0}, "the most grants of one applicant"),
    ],
)
def test_bad_input_says_where_and_what_to_do(change, words):
    with pytest.raises(InvalidDataError) as refused:
        call(("a", 400, 90, "A"), **change)

    assert words in str(refused.value)


def test_missing_scores_equal_ids_and_impossible_amounts():
    one = Application("1", "a", 100, 90)
    with pytest.raises(MissingScoresError, match="applications 2, 3: no score yet"):
        Call((one, replace(one, id="2", score=None), replace(one, id="3", score=None)), 100)
    with pytest.raises(RepeatedApplicationError, match="application 1: the id stands there twice"):
        Call((one, one), 100)
    with pytest.raises(InvalidDataError, match="take a larger step"):
        Call((replace(one, asked=10_000, least=1, step=1),), 100)
    with pytest.raises(InvalidDataError, match="the least amount 200 is more than the 100 asked for"):
        Call((replace(one, least=200, step=1),), 100)
    assert solve(Call((one, replace(one, id="2", score=None)), 100, exclude=frozenset({"2"}))).value.awards == {"1": 100}


def test_no_applications_and_nothing_affordable_give_an_empty_selection():
    assert solve(Call((), 100)).value.awards == {}
    assert solve(call(("a", 2000, 90, "A"))).value.awards == {}


@pytest.mark.parametrize("seed", range(3))
def test_trying_everything_near_the_bound_and_the_solver_give_the_same(seed, monkeypatch):
    made = year(40, seed, partial=seed == 0)
    names = [a.id for a in made.applications[:2]]
    quick = solve(made).value
    told = explain(made, quick, names=names)

    monkeypatch.setattr("musubi_engine.portfolio.exact.all_best", lambda *_args, **_options: None)
    monkeypatch.setattr("musubi_engine.portfolio.figures.best_values", lambda _groups, changes: [UNKNOWN] * len(changes))
    monkeypatch.setattr("musubi_engine.portfolio.figures.Amounts.found", lambda self: [UNKNOWN] * len(self.largest))
    slow = solve(made).value

    assert (slow.awards, slow.value, bool(slow.alternatives)) == (quick.awards, quick.value, bool(quick.alternatives))
    assert explain(made, slow, names=names) == told
