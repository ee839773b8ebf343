"""Every figure of a reason against trying everything, also where the ways to answer it are narrowed so that all of them are taken."""

import os
import random
from dataclasses import replace
from math import gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.portfolio.small import all_rules, best, keeps, selections, small_call

from musubi_engine.portfolio import Application, Call, Limit, exact, explain, solve
from musubi_engine.portfolio.near import changes, tables, trying
from musubi_engine.portfolio.samples import year

SEEDS = st.integers(0, 10**6)
CASES = 1000 if "MUSUBI_FUZZ" in os.environ else 40


def awaited(made, chosen):
    """Code and figures of every application, by trying all selections."""
    every = [(key[0], awards) for key, awards in selections(made)]
    considered = [a for a in made.ranked() if a.id not in made.exclude and (a.score >= made.least_score or a.id in made.include)]
    step = gcd(*(yen for a in considered for yen in a.amounts()))
    found = {}
    for a in considered:
        if a.id in chosen.awards:
            others = [value for value, awards in every if a.id not in awards]
            found[a.id] = ("selected", chosen.value - max(others)) if others else ("selected_needed",)
            continue
        rises = []
        for yen in a.amounts():
            counts = [value for value, awards in every if awards.get(a.id) == yen]
            if counts:
                target = a.worth(yen) + chosen.value - max(counts)
                rises.append(max(0, -(-target * a.asked // yen) - a.score))
        found[a.id] = (
            ("left_out", min(rises), less(made, a, step, chosen.value)) if rises else ("cannot_be_granted", less(made, a, step, chosen.value))
        )
    return found


def less(made, a, step, value):
    """By how much less it would have to ask for at its score, the largest amount first."""
    kept = all_rules(made) - {"include"}
    others = [(key[0], awards) for key, awards in selections(made, {"include"}) if a.id not in awards and key[0] + a.score >= value]
    return next((a.asked - yen for yen in range(a.asked, 0, -step) if any(keeps(made, {**awards, a.id: yen}, kept) for _, awards in others)), 0)


def told(made, chosen):
    names = {"selected": ("units_spare",), "left_out": ("units_short", "yen_less"), "cannot_be_granted": ("yen_less",), "selected_needed": ()}
    of = explain(made, chosen).of
    return {a: (e.code, *(e.values[name] for name in names[e.code])) for a, e in of.items() if e.code in names}


@given(SEEDS)
@settings(max_examples=CASES)
def test_every_figure_equals_the_one_found_by_trying_everything(seed):
    made = small_call(seed, 6)
    if best(made) is None:
        return
    chosen = solve(made).value

    assert told(made, chosen) == awaited(made, chosen)


NARROW = {
    "sums share cells": ((tables, "CELLS", 12),),
    "few ways open": ((changes, "MANY", 2), (trying, "FEW", 1), (trying, "MOST", 3)),
    "equal sums merged": ((trying, "MERGE", 0),),
    "long stretches of amounts": ((changes, "PART", 0.01), (changes, "STRETCHES", 2)),
    "long stretches, equal sums merged": ((changes, "PART", 0.01), (changes, "STRETCHES", 2), (trying, "MERGE", 0)),
    "the solver": ((trying, "OPTIONS", -1), (changes, "OPTIONS", -1)),
    "too many amounts": ((changes, "TOO_MANY", 0),),
}


@pytest.mark.parametrize("way", NARROW)
def test_every_way_to_an_answer_gives_the_same_figures(way, monkeypatch):
    for module, name, value in NARROW[way]:
        monkeypatch.setattr(module, name, value)
    for seed in range(CASES // 4):
        made = small_call(seed, 6)
        if best(made) is not None:
            chosen = solve(made).value
            assert (chosen.value, dict(chosen.awards)) == best(made)
            assert told(made, chosen) == awaited(made, chosen)


def test_small_cases_hold_every_kind_of_rule_and_outcome():
    cases = [small_call(seed) for seed in range(150)]
    possible = [made for made in cases if best(made) is not None]
    tied = sum(bool(solve(made).value.alternatives) for made in possible)

    assert min(len(possible), len(cases) - len(possible), tied) >= 10
    for wanted in (
        lambda made: any(a.least is not None for a in made.applications), lambda made: any(share.of == "awarded" for share in made.shares),
        lambda made: made.include, lambda made: made.exclude, lambda made: made.per_applicant == 1, lambda made: made.per_applicant == 2,
    ):  # fmt: skip
        assert sum(bool(wanted(made)) for made in possible) >= 10


def test_an_amount_is_found_also_where_most_of_it_must_go():
    made = year(50, 4, partial=True)
    chosen = solve(made).value
    a = next(a for a in made.applications if a.id == "002")

    cheaper = explain(made, chosen, names=[a.id]).of[a.id].values["yen_less"]

    assert cheaper == a.asked - 100_000
    for asked, enough in ((100_000, True), (200_000, False)):
        changed = tuple(replace(a, asked=asked) if each.id == a.id else each for each in made.applications)
        assert (solve(replace(made, applications=changed, include=frozenset({a.id}))).value.value >= chosen.value) is enough


def test_figures_of_some_applications_are_those_of_all():
    made = year(50, 3, partial=True)
    chosen = solve(made).value
    every = explain(made, chosen).of
    inside, outside = next(iter(chosen.awards)), next(name for name, e in every.items() if e.code == "left_out")

    assert explain(made, chosen, names=[inside]).of == {inside: every[inside]}
    assert explain(made, chosen, names=[outside]).of == {outside: every[outside]}


def fine_amounts():
    """Eight applications of some eighty amounts each, all nearly alike: what a solver works on without end."""
    rng = random.Random(1)  # noqa: S311 - made-up applications
    rows = []
    for k in range(8):
        asked = rng.randint(300, 990) * 1000
        rows.append(Application(f"{k}", f"架空{k}", asked, rng.randint(5000, 9000), {"lane": rng.choice("AB")}, -(-asked * 4 // 5000) * 1000, 1000))
    budget = sum(a.asked for a in rows) // 2
    return Call(tuple(rows), budget, (Limit("A", "lane", "A", least_count=1, most_yen=budget * 2 // 3),), per_applicant=1)


def test_figure_that_is_not_proven_within_the_nodes_is_told_as_such(monkeypatch):
    monkeypatch.setattr(exact, "NODES", 1)
    made = fine_amounts()
    chosen = solve(made).value
    codes = {name: each.code for name, each in explain(made, chosen, names=chosen.awards).of.items()}
    assert chosen.value == chosen.bound
    assert set(codes.values()) == {"not_proven", "selected"}
