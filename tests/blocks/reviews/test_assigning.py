"""Assignments are balanced, keep exclusions, limits and skills, and tell what nobody covers."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reviews

from musubi.blocks.reviews.domain.assigning import assign_all, assign_by_hand, propose
from musubi.blocks.reviews.domain.balancing import Load, Wish, balance
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude
from musubi.blocks.reviews.domain.progress import progress_of
from musubi.blocks.reviews.models import ReviewerTie


def test_everybody_scores_everything_where_no_number_is_set(ready):
    assert Counter(row.entry.number for row in ready) == {1: 4, 2: 4, 3: 4}


def test_excluded_waiting_and_hinted_pairs_are_left_out(panel, reviewers, entries):
    exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=None, now=reviews.NOW)
    declare(reviewer=reviewers[1], rows=[Declared(entries[1], "interest", "kin")], channel="paper", actor=None, now=reviews.NOW)
    ReviewerTie.objects.create(reviewer=reviewers[2], kind="kin", name=entries[2].application.party.name)
    pairs = set(propose(panel).pairs)
    away = {(entries[0].pk, reviewers[0].pk), (entries[1].pk, reviewers[1].pk), (entries[2].pk, reviewers[2].pk)}
    others = [row for row in hinted(panel, reviewers, entries) if row not in away]
    assert pairs.isdisjoint(away | set(others))


def hinted(panel, reviewers, entries):
    """Applicants of the factory share a name, so the tie concerns every application."""
    return [(entry.pk, reviewers[2].pk) for entry in entries]


def test_two_of_four_are_asked_and_loads_are_even(panel):
    panel.per_application = 2
    panel.save()
    assign_all(panel=panel, actor=None, now=reviews.NOW)
    loads = Counter(row.reviewer_id for entry in panel.entries.all() for row in entry.assignments.all())
    assert sorted(loads.values()) == [1, 1, 2, 2]


def test_a_second_run_adds_nothing(ready, panel):
    assert assign_all(panel=panel, actor=None, now=reviews.NOW).pairs == ()


def test_by_hand_needs_a_reason_to_take_off_and_never_takes_a_handed_in_sheet(panel, ready, reviewers, entries):
    reviews.scored(ready[0])
    rest = [row for row in reviewers if row != ready[1].reviewer]
    with pytest.raises(ReviewError) as error:
        assign_by_hand(entry=entries[0], reviewers=rest, reason="", actor=None, now=reviews.NOW)
    assert error.value.field == "reason"
    assign_by_hand(entry=entries[0], reviewers=rest, reason="出張（架空）", actor=None, now=reviews.NOW)
    with pytest.raises(ReviewError) as error:
        assign_by_hand(entry=entries[0], reviewers=rest[1:], reason="出張（架空）", actor=None, now=reviews.NOW)
    assert error.value.code == "scored"


def test_by_hand_refuses_the_excluded(panel, reviewers, entries):
    exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=None, now=reviews.NOW)
    with pytest.raises(ReviewError) as error:
        assign_by_hand(entry=entries[0], reviewers=reviewers[:1], reason="", actor=None, now=reviews.NOW)
    assert error.value.code == "excluded"


def test_what_is_uncovered_shows(panel, reviewers, entries):
    panel.per_application = 4
    panel.save()
    exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=None, now=reviews.NOW)
    assert assign_all(panel=panel, actor=None, now=reviews.NOW).uncovered == {entries[0].pk: 1}
    assert progress_of(panel).uncovered == 1


def test_skill_decides_between_equal_loads():
    wishes = [Wish(1, 1, frozenset({"農業"})), Wish(2, 1, frozenset({"商業"}))]
    loads = [Load(7, topics=frozenset({"商業"})), Load(8, topics=frozenset({"農業"}))]
    assert balance(wishes, loads).pairs == ((1, 8), (2, 7))


def test_limits_hold_and_what_is_left_over_is_told():
    found = balance([Wish(number, 1) for number in range(5)], [Load(7, most=1), Load(8, most=2)])
    assert (len(found.pairs), sum(found.uncovered.values())) == (3, 2)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_random_panels_keep_the_rules_and_even_loads(seed):
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    loads = [Load(100 + number) for number in range(dice.randint(1, 6))]
    keys = [load.key for load in loads]
    wishes = [Wish(number, dice.randint(1, 3), barred=frozenset(key for key in keys if dice.random() < 0.2)) for number in range(dice.randint(1, 12))]
    found = balance(wishes, loads)
    assert found == balance(wishes, loads)
    by_wish = {wish.key: {reviewer for entry, reviewer in found.pairs if entry == wish.key} for wish in wishes}
    for wish in wishes:
        able = len(keys) - len(wish.barred)
        assert by_wish[wish.key].isdisjoint(wish.barred)
        assert len(by_wish[wish.key]) == min(wish.wanted, able)
        assert found.uncovered.get(wish.key, 0) == max(0, wish.wanted - able)
    loaded = Counter(reviewer for _entry, reviewer in found.pairs)
    for wish in wishes:  # nobody could hand an application to somebody with two fewer
        for one in by_wish[wish.key]:
            assert all(loaded[one] - loaded[other] < 2 for other in set(keys) - wish.barred - by_wish[wish.key])
