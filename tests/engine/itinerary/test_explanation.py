"""Reasons: why a spot is left out, which must-sees clash, what would help."""

from musubi_engine.common import MaxRounds
from musubi_engine.itinerary import Day, Group, Legs, Spot, Trip, solve

ALL = (((0, 500),),)


def reasons(trip):
    return {(x.code, x.subject): dict(x.values) for x in solve(trip, stop=MaxRounds(30)).explanation}


def line(positions, days, **more):
    """Spots on a line, the station at 0; windows and fees by keyword."""
    spots = tuple(
        Spot(k + 1, more.get("worth", {}).get(k + 1, 5), 10, more.get("hours", {}).get(k + 1, ALL * len(days)),
             more.get("fees", {}).get(k + 1, 0), more.get("kinds", {}).get(k + 1, ()))
        for k in range(len(positions))
    )  # fmt: skip
    xs = [*positions, 0]
    rest = {k: v for k, v in more.items() if k not in {"worth", "hours", "fees", "kinds"}}
    return Trip(spots, days, Legs.constant([[abs(a - b) for b in xs] for a in xs]), **rest)


def test_each_kind_of_reason_has_its_figures():
    found = reasons(
        line(
            [10, 20, 200, 30, 25, 12, 15, 90], (Day(8, 8, 0, 130),),
            hours={2: ((),), 4: (((0, 5),),)}, fees={5: 900}, kinds={6: (0,), 7: (0,)}, worth={6: 50, 1: 40, 8: 1},
            fee_budget=500, category_max=(1,), forbidden=frozenset(),
        )
    )  # fmt: skip

    assert found["closed", 2] == {"days": (0,)}
    assert found["back_too_late", 3] == {"day": 0, "arrives": 410, "ends": 130}
    assert found["arrives_after_closing", 4] == {"day": 0, "arrives": 30, "closes": 5}
    assert found["over_fee_budget", 5] == {"fee": 900, "left": 500}
    assert found["category_full", 7] == {"category": 0, "maximum": 1}
    assert found["back_too_late", 8]["arrives"] == 190


def test_no_time_tells_by_how_little_it_misses():
    found = reasons(line([40, -20], (Day(2, 2, 0, 100),), worth={1: 9}))

    assert found == {("no_time", 2): {"day": 0, "short": 40, "after": -1}}


def test_forbidden_and_group_reasons():
    trip = line([10, 12, 14], (Day(3, 3, 0, 400),), forbidden=frozenset({3}), groups=(Group("lunch", frozenset({1, 2})),))

    found = reasons(trip)

    assert ("asked_to_avoid", 3) in found
    assert {code for code, subject in found if subject in (1, 2)} == {"another_of_group"}


def test_clashing_must_sees_are_named_with_what_to_relax():
    trip = line([40, -40, 5], (Day(3, 3, 0, 150),), mandatory={1: None, 2: None})

    found = reasons(trip)

    (gone,) = [subject for code, subject in found if code == "must_sees_clash"]
    other = 3 - gone
    assert found["must_sees_clash", gone] == {"with": (other,)}
    assert found["relax_return_later", gone] == {"by": 30, "with": (other,)}
    assert found["relax_start_earlier", gone] == {"by": 30, "with": (other,)}
    assert found["relax_drop_one", gone] == {"with": (other,)}


def test_a_must_see_that_is_closed_says_so():
    found = reasons(line([10], (Day(1, 1, 0, 100),), hours={1: ((),)}, mandatory={1: None}))

    assert found["must_see_impossible", 1] == {"reason": "closed", "days": (0,)}


def test_fees_of_must_sees_ask_for_a_larger_budget():
    trip = line([10, 12], (Day(2, 2, 0, 400),), mandatory={1: None, 2: None}, fees={1: 300, 2: 400}, fee_budget=500)

    found = reasons(trip)

    assert {values["needs"] for (code, _), values in found.items() if code == "relax_fee_budget"} == {700}


def test_three_must_sees_that_fit_in_pairs_only():
    trip = line([30, -30, 60], (Day(3, 3, 0, 185),), mandatory={1: None, 2: None, 3: None})
    tight = line([40, -40, 45], (Day(3, 3, 0, 190),), mandatory={1: None, 2: None, 3: None})

    for question in (trip, tight):
        found = reasons(question)
        assert {code for code, _ in found} & {"must_sees_clash", "must_sees_too_many"}


def test_a_group_that_is_closed_is_told():
    trip = line([10, 12], (Day(2, 2, 0, 400),), hours={1: ((),)}, groups=(Group("lunch", frozenset({1})),))

    assert ("group_missing", "lunch") in reasons(trip)
