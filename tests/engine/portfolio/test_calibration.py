"""Severity by the stated model, beside raw scores."""

import pytest

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio import Mark, calibrate
from musubi_engine.portfolio.calibration import severities

QUALITY = {"1": 80, "2": 70, "3": 75, "4": 60, "5": 65, "6": 85}
SEVERITY = {"甲": 8, "乙": -8, "丙": 0}


def marks(pairs):
    return [Mark(a, r, QUALITY[a] + SEVERITY[r]) for a, r in pairs]


FULL = marks((a, r) for a in QUALITY for r in SEVERITY)
PARTS = marks(
    [
        ("1", "乙"),
        ("1", "丙"),
        ("2", "甲"),
        ("2", "丙"),
        ("3", "甲"),
        ("3", "乙"),
        ("4", "甲"),
        ("4", "丙"),
        ("5", "乙"),
        ("5", "丙"),
        ("6", "甲"),
        ("6", "乙"),
    ]
)


def test_without_shrinkage_severities_are_recovered_exactly_from_partial_reviews():
    found = severities(PARTS, 0.0)

    assert {name: round(value, 6) for name, value in found.items()} == SEVERITY
    page = calibrate(PARTS, strength=0.0)
    assert {row.application: round(row.calibrated, 6) for row in page.applications} == QUALITY


def test_a_strict_reviewer_no_longer_decides_the_order():
    page = calibrate(PARTS)
    rows = {row.application: row for row in page.applications}

    assert [row.raw_rank for row in (rows["1"], rows["2"])] == [2, 4]
    assert rows["2"].raw - rows["3"].raw == -1
    assert abs(rows["2"].calibrated - rows["3"].calibrated + 5) < abs(rows["2"].raw - rows["3"].raw + 5)
    for row in rows.values():
        assert row.calibrated == pytest.approx(sum(score - severity for _, score, severity in row.parts) / len(row.parts))


def test_where_everybody_scores_everything_the_order_stays():
    page = calibrate(FULL)

    assert all(row.raw_rank == row.calibrated_rank for row in page.applications)
    assert {row.reviewer: round(row.severity, 6) for row in page.reviewers} == {"丙": 0, "乙": -6, "甲": 6}
    assert page.remarks == ()


def test_far_scores_single_reviews_and_groups_without_a_bridge_are_remarked():
    far = [Mark(m.application, m.reviewer, 10.0) if (m.application, m.reviewer) == ("4", "丙") else m for m in FULL]
    apart = [*marks([("1", "甲"), ("2", "甲")]), *marks([("3", "乙"), ("4", "乙")])]

    assert ("far_score", "4", "丙") in {(e.code, e.subject, e.values.get("reviewer")) for e in calibrate(far).remarks}
    assert [(e.code, e.subject) for e in calibrate(apart).remarks] == [
        ("not_comparable", ""), *[("one_reviewer_only", name) for name in "1234"],
    ]  # fmt: skip


def test_leaving_one_reviewer_out_tells_whose_rank_moves_and_who_is_left_unscored():
    tilted = [*FULL, Mark("7", "甲", 99.0), Mark("7", "乙", 40.0)]
    page = calibrate(tilted)
    without = {row.reviewer: row for row in page.without}

    assert "7" in without["乙"].moved
    assert without["丙"].ranks.keys() == {*QUALITY, "7"}
    assert calibrate(marks([("1", "甲"), ("2", "乙")])).without[0].unscored == ("2",)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "there are no scores"),
        ([Mark("1", "甲", float("nan"))], "application 1, reviewer 甲: nan is not a number"),
        ([Mark("1", "甲", 1), Mark("1", "甲", 2)], "two scores for the same application"),
    ],
)
def test_bad_scores_are_refused(given, words):
    with pytest.raises(InvalidDataError, match=words):
        calibrate(given)


def test_applications_nobody_scored_and_a_negative_strength():
    with pytest.raises(InvalidDataError, match="applications 8, 9: nobody has scored them yet"):
        calibrate(FULL, applications=["1", "9", "8"])
    with pytest.raises(InvalidDataError, match="strength"):
        calibrate(FULL, strength=-1)
