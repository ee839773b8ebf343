"""Calibrated scores in whole units: exact, the same as the page's model, refused where nobody can compare, kept with the question."""

import json
import random
from dataclasses import replace

import pytest

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio import Application, Call, Mark, NotComparableError, Sheets, calibrated_scores, canonical, exact_severities
from musubi_engine.portfolio.calibration import severities
from musubi_engine.portfolio.record import miscalibrated, record, restore
from musubi_engine.portfolio.solving import solve

ROWS = (("1", "甲", 8500), ("1", "乙", 5500), ("2", "乙", 6100), ("2", "丙", 7600), ("3", "甲", 8300), ("3", "丙", 6800))


def sheets(seed, *, applications=30, reviewers=7, each=3):
    rng = random.Random(seed)  # noqa: S311 - made-up scores, no secrets
    return Sheets(
        tuple((f"{a:03}", f"{r}", rng.randint(0, 10_000)) for a in range(applications) for r in rng.sample(range(reviewers), each)), strength=2
    )


@pytest.mark.parametrize("seed", range(5))
def test_exact_severities_are_those_of_the_pages_model(seed):
    found = sheets(seed)
    near = severities([Mark(*row) for row in found.rows], 2.0)

    exact = exact_severities(found)

    assert sum(exact.values()) == 0
    assert {name: round(float(value), 6) for name, value in exact.items()} == {name: round(value, 6) for name, value in near.items()}


def test_scores_do_not_depend_on_the_order_of_sheets():
    found = sheets(9)
    assert calibrated_scores(replace(found, rows=tuple(reversed(found.rows)))) == calibrated_scores(found)


def test_where_all_score_all_the_order_stays():
    rows = tuple((a, r, quality + level) for a, quality in (("1", 60), ("2", 80), ("3", 70)) for r, level in (("甲", 10), ("乙", -10)))
    assert calibrated_scores(Sheets(rows)) == {"1": 60, "2": 80, "3": 70}


def test_no_score_falls_below_zero():
    rows = (("1", "甲", 9000), ("1", "乙", 0), ("2", "甲", 0), ("3", "乙", 9000), ("3", "甲", 9000))
    assert min(calibrated_scores(Sheets(rows)).values()) == 0


@pytest.mark.parametrize(
    ("rows", "strength", "words"),
    [
        ((), 2, "there are no scores"),
        (ROWS, 0, "is not one or more"),
        ((*ROWS, ROWS[0]), 2, "two scores of one reviewer"),
    ],
)
def test_bad_sheets_are_refused(rows, strength, words):
    with pytest.raises(InvalidDataError, match=words):
        calibrated_scores(Sheets(rows, strength))


def test_groups_that_no_reviewer_connects_are_named():
    with pytest.raises(NotComparableError) as refused:
        calibrated_scores(Sheets((*ROWS, ("4", "丁", 5000), ("5", "丁", 6000))))

    assert refused.value.groups == [("1", "2", "3"), ("4", "5")]


def call(**changed):
    given = Sheets(ROWS)
    scores = calibrated_scores(given)
    return Call(tuple(Application(name, name, 100, scores[name]) for name in scores), budget=200, **{"sheets": given, **changed})


def test_sheets_belong_to_the_kept_question_and_its_hash():
    asked = call()
    other = call(sheets=Sheets((("1", "甲", 8400), *ROWS[1:])))

    assert restore(canonical(asked)) == replace(asked, sheets=Sheets(tuple(sorted(ROWS))))
    assert json.loads(canonical(asked))["sheets"]["strength"] == 2
    hashes = {record(each, solve(each).value).inputs_sha256 for each in (asked, other, call(sheets=None))}
    assert len(hashes) == 3
    assert "sheets" not in json.loads(canonical(call(sheets=None)))


def test_scores_that_do_not_come_of_the_sheets_are_found():
    assert miscalibrated(call()) == ()
    assert miscalibrated(call(sheets=None)) == ()
    assert "1" in miscalibrated(call(sheets=Sheets((("1", "甲", 9500), *ROWS[1:]))))
