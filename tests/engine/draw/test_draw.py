"""The draw's rules, as properties of random draws, and its fairness."""

import hashlib
import hmac
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from tests.engine.draw.lotteries import broken_rules, random_lottery, with_entry

from musubi_engine.common import InvalidDataError
from musubi_engine.draw import Entry, ImpossibleQuotasError, Lottery, Option, Quota, RepeatedTicketError, reasons, solve
from musubi_engine.draw.allotment import allot
from musubi_engine.draw.order import numbers

SEEDS = st.integers(0, 10**6)


PLACES, ONE = (Option("A", 2),), (Entry("T001", ("A",)),)


def lottery(options=PLACES, entries=ONE, quotas=(), **rest):
    return Lottery("抽選（架空）", tuple(options), tuple(entries), "公表値（架空）", "代わりの値（架空）", tuple(quotas), **rest)


def entries_in_order(drawn, made):
    by_ticket = {e.ticket: e for e in made.entries}
    return [by_ticket[numbered.ticket] for numbered in drawn.order]


@given(SEEDS)
@settings(max_examples=150)
def test_places_quotas_and_one_per_household_hold(seed):
    made = random_lottery(seed)

    drawn = solve(made, value=str(seed)).value

    assert broken_rules(made, drawn.places) == []
    assert {n.ticket for n in drawn.order} | set(drawn.void) == {e.ticket for e in made.entries}


@given(SEEDS)
@settings(max_examples=100)
def test_the_order_of_entry_does_not_matter(seed):
    made = random_lottery(seed)
    shuffled = list(made.entries)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secrets

    assert solve(replace(made, entries=tuple(shuffled)), value="7").value == solve(made, value="7").value


@given(SEEDS)
@settings(max_examples=200)
def test_a_further_lower_wish_never_hurts(seed):
    made = random_lottery(seed, households="one-ticket")
    drawn = solve(made, value="1").value
    order = entries_in_order(drawn, made)
    for k, entry in enumerate(order):
        for more in [o.id for o in made.options if o.id not in entry.wishes]:
            longer = replace(entry, wishes=(*entry.wishes, more))
            after = allot(with_entry(made, longer), [*order[:k], longer, *order[k + 1 :]])
            before = drawn.won.get(entry.ticket)
            assert after.get(entry.ticket) == before or (before is None and after[entry.ticket] == more)


@given(SEEDS)
@settings(max_examples=150)
def test_nobody_is_passed_over_by_a_later_ticket_of_the_same_kind(seed):
    made = random_lottery(seed, households="one-ticket")
    drawn = solve(made, value="2").value
    order = entries_in_order(drawn, made)
    for k, entry in enumerate(order):
        got = drawn.won.get(entry.ticket)
        above = entry.wishes[: entry.wishes.index(got)] if got else entry.wishes
        later = [e for e in order[k + 1 :] if e.label == entry.label and e.places >= entry.places]
        assert [e.ticket for e in later if drawn.won.get(e.ticket) in above] == []


@given(SEEDS)
@settings(max_examples=150)
def test_no_place_stays_empty_that_a_ticket_without_one_could_take(seed):
    made = random_lottery(seed, households="one-ticket")
    drawn = solve(made, value="3").value
    for entry in entries_in_order(drawn, made):
        got = drawn.won.get(entry.ticket)
        for wish in entry.wishes[: entry.wishes.index(got) if got else None]:
            trial = {**drawn.won, entry.ticket: wish}
            assert broken_rules(made, trial) != []


def test_released_places_serve_their_label_first_and_then_the_others():
    ordinary = [Entry(f"T{k:03}", ("A", "B")) for k in range(40)]
    elders = [Entry(f"E{k:03}", ("A",), "E") for k in range(3)]
    made = lottery([Option("A", 10), Option("B", 5)], [*ordinary, *elders], [Quota("q", ("A",), ("E",), 5, None)])

    drawn = solve(made, value="5").value

    assert {ticket for ticket, option in drawn.won.items() if option == "A"} >= {e.ticket for e in elders}
    assert sorted(drawn.won.values()) == ["A"] * 10 + ["B"] * 5
    kept = solve(replace(made, quotas=(replace(made.quotas[0], release=False),)), value="5").value
    assert sorted(kept.won.values()) == ["A"] * 8 + ["B"] * 5


def test_a_group_gets_all_its_places_or_passes():
    made = lottery([Option("A", 3), Option("B", 2)], [Entry("G001", ("A", "B"), places=2), Entry("G002", ("A", "B"), places=2)])

    drawn = solve(made, value="1").value

    assert sorted(drawn.won.values()) == ["A", "B"]


def test_numbers_are_the_smallest_of_the_standard_hmac_values():
    entries = [Entry("K7Q2-M9XD-3FHB", ("A",), weight=w) for w in (1, 2, 5)]
    for seed in ("short", "long" * 40):
        values = [hmac.new(seed.encode(), f"K7Q2-M9XD-3FHB|{i}".encode(), hashlib.sha256).hexdigest() for i in range(5)]
        assert numbers(seed, entries) == [values[0], min(values[:2]), min(values)]


def test_every_position_is_equally_likely():
    entries = [Entry(f"T{k:03}", ("A",)) for k in range(8)]
    draws, counts = 4000, [[0] * 8 for _ in range(8)]
    for d in range(draws):
        order = sorted(zip(numbers(f"{d}", entries), range(8), strict=True))
        for position, (_, k) in enumerate(order):
            counts[k][position] += 1

    statistic = sum((n - draws / 8) ** 2 / (draws / 8) for row in counts for n in row)

    assert statistic < chi2.ppf(0.999, 49)  # rows and columns are fixed sums: 7 x 7 degrees of freedom


def test_a_weight_of_three_wins_three_times_as_often():
    entries = [Entry("T001", ("A",), weight=3), Entry("T002", ("A",))]
    draws = 4000
    first = sum(a < b for a, b in (numbers(f"{d}", entries) for d in range(draws)))

    statistic = (first - draws * 0.75) ** 2 / (draws * 0.75 * 0.25)

    assert statistic < chi2.ppf(0.999, 1)


def test_households_are_void_or_take_part_once_or_win_once():
    entries = [Entry("T001", ("A",), household="HOME"), Entry("T002", ("A",), household="HOME"), Entry("T003", ("A",))]

    void = solve(lottery(entries=entries, households="void"), value="1").value
    one = solve(lottery(entries=entries, households="one-ticket"), value="1").value
    win = solve(lottery(entries=entries, households="one-win"), value="1").value

    assert (void.void, set(void.won)) == ({"T001": "household_void", "T002": "household_void"}, {"T003"})
    assert (one.void, set(one.won)) == ({"T002": "household_other_ticket"}, {"T001", "T003"})
    assert (len(win.won), "T003" in win.won, win.void) == (2, True, {})


def test_the_reasons_of_a_ticket():
    made = lottery(
        [Option("A", 1), Option("B", 2)],
        [Entry("T001", ("A",)), Entry("T002", ("A",)), Entry("T003", ("B", "A"), places=3), Entry("T004", ("B",), "N")],
        [Quota("none", ("B",), ("N",), 0, 0)],
    )
    drawn = solve(made, value="1").value
    loser = next(t for t in ("T001", "T002") if t not in drawn.won)

    assert [r.code for r in reasons(made, drawn, loser)] == ["option_full", "lost"]
    assert [r.code for r in reasons(made, drawn, "T003")] == ["too_few_left", "option_full", "lost"]
    assert [r.code for r in reasons(made, drawn, "T004")] == ["quota_keeps_out", "lost"]
    assert [r.code for r in reasons(made, drawn, next(iter(drawn.won)))] == ["won"]


@pytest.mark.parametrize(
    ("quotas", "names"),
    [
        ([Quota("elder", ("A",), ("E",), 3), Quota("new", ("A",), ("N",), 1)], ("elder",)),
        ([Quota("elder", ("A",), ("E",), 2), Quota("new", ("A",), ("N",), 1), Quota("x", ("B",), ("E",), 1)], ("elder", "new")),
        ([Quota("elder", ("A",), ("E",), 2, 1)], ("elder",)),
        ([Quota("a", ("A",), ("E",), 2), Quota("b", ("B",), ("E",), 2), Quota("cap", ("A", "B"), ("E",), 0, 3)], ("a", "b", "cap")),
        ([Quota("old", ("A",), ("E", "N"), 1), Quota("new", ("A",), ("N",), 1)], ("old", "new")),
        ([Quota("cap", ("A", "B"), ("D",), 0, 1), Quota("lent", ("A",), ("E",), 1)], ("cap", "lent")),
    ],
)
def test_impossible_quotas_name_those_that_clash(quotas, names):
    with pytest.raises(ImpossibleQuotasError) as refused:
        lottery([Option("A", 2), Option("B", 9)], quotas=quotas)

    assert refused.value.quotas == names
    assert refused.value.code == "impossible_quotas"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"entries": [Entry("T001", ())]}, "entry T001: it wishes for nothing"),
        ({"entries": [Entry("T001", ("A", "A"))]}, "entry T001: it names an option twice"),
        ({"entries": [Entry("T001", ("Z",))]}, "unknown options ['Z']"),
        ({"entries": [Entry("t1", ("A",))]}, "entries: ticket 't1': use 4 to 40 of 0-9 A-Z -"),
        ({"entries": [Entry("T001", ("A",), weight=0)]}, "weight is 0: give a whole number from 1 to 1000"),
        ({"entries": [Entry("T001", ("A",), commitment="x")]}, "64 hexadecimal digits"),
        ({"options": []}, "name at least one thing to draw for"),
        ({"options": [Option("A", 1), Option("A", 2)]}, "option 'A' stands there twice"),
        ({"options": [Option("A", -1)]}, "places is -1"),
        ({"households": "x"}, "choose void, one-ticket or one-win"),
        ({"quotas": [Quota("q", ("A",), ("E",))]}, "quota q: give at least, at most, or both"),
        ({"quotas": [Quota("q", ("A",), ("E",), 1)], "entries": [Entry("T001", ("A",), places=2)]}, "a group needs all its places at once"),
    ],
)
def test_bad_input_says_where_and_what_to_do(change, words):
    with pytest.raises(InvalidDataError) as refused:
        lottery(**change)

    assert words in str(refused.value)


def test_equal_tickets_are_refused():
    with pytest.raises(RepeatedTicketError, match="entry T001: the ticket stands there twice"):
        lottery(entries=[Entry("T001", ("A",)), Entry("T001", ("A",))])


@pytest.mark.parametrize("value", ["", "２３６２６", "1 2", "1,234"])
def test_a_value_that_two_people_may_write_differently_is_refused(value):
    with pytest.raises(InvalidDataError, match="public value"):
        solve(lottery(), value=value)
