"""The roadmap's geometry and words."""

import datetime as dt

import pytest
from django.utils.translation import override
from tests.factories.vision import full_row, small_document

from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.roadmap import Band, build_roadmap, today_position
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.interfaces.roadmap_words import cell, describe, remark

TODAY = dt.date(2020, 10, 14)


def roadmap_of(*marks, today=TODAY, programs=1):
    document = small_document(programs=programs)
    rows = {f"m{n}": full_row("marks", item="A-P1", **mark) for n, mark in enumerate(marks)}
    return build_roadmap(build_tree(PlanDocument({**document.tables, "marks": rows})), today=today)


def only_lane(*marks, **options):
    return roadmap_of(*marks, **options).lanes[0]


def test_existing_program_has_both_arrow_heads_over_the_whole_period():
    line = only_lane({"kind": "continue", "fiscal_year": 2018, "last_fiscal_year": 2022}).lines[0]
    assert (line.x1, line.x2, line.open_left, line.open_right) == (1.2, 98.8, True, True)


def test_new_program_begins_at_its_start_sign():
    lane = only_lane(
        {"kind": "continue", "fiscal_year": 2019, "last_fiscal_year": 2022},
        {"kind": "start", "fiscal_year": 2019, "certain": False},
    )
    assert (lane.lines[0].x1, lane.lines[0].open_left) == (23.0, False)
    assert (lane.signs[0].x, lane.signs[0].certain) == (23.0, False)
    assert lane.unsure is True


def test_sign_without_a_year_is_nowhere_on_the_line():
    lane = only_lane({"kind": "upgrade", "fiscal_year": None, "certain": False})
    assert [sign.x for sign in lane.signs] == [None]
    assert remark(lane) == "◆の年度を確認中"


def test_actual_band_ends_today():
    lane = only_lane({"kind": "continue", "track": "actual", "fiscal_year": 2018, "last_fiscal_year": 2022})
    assert [(line.x1, line.x2) for line in lane.lines] == [(0.0, today_position(range(2018, 2023), TODAY))]


def test_actual_band_of_a_year_to_come_is_not_drawn():
    assert only_lane({"kind": "continue", "track": "actual", "fiscal_year": 2021, "last_fiscal_year": 2022}).lines == ()


def banded(*marks):
    document = small_document(programs=1)
    rows = {f"m{n}": full_row("marks", item="A-P1", **mark) for n, mark in enumerate(marks)}
    bands = {"A-P1": [Band(2018), Band(2019), Band(2020, "slow"), Band(2021, "none")]}
    return build_roadmap(build_tree(PlanDocument({**document.tables, "marks": rows})), today=TODAY, bands=bands)


def test_confirmed_years_are_bands_that_end_today():
    roadmap = banded()
    lane = roadmap.lanes[0]
    assert [(line.x1, line.x2, line.look) for line in lane.lines] == [
        (0.0, 40.0, ""),
        (40.0, today_position(range(2018, 2023), TODAY), "slow"),
    ]
    assert "2018年度から2019年度まで、2020年度のみ(遅れ)" in describe(lane)
    assert roadmap.has_bands


def test_what_the_plan_says_of_the_past_goes_before_the_reports():
    lane = banded({"kind": "continue", "track": "actual", "fiscal_year": 2019, "last_fiscal_year": 2020}).lanes[0]
    assert [(line.first, line.look) for line in lane.lines] == [(2019, "")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2018, 3, 31), None),
        (dt.date(2018, 4, 1), 0.0),
        (dt.date(2019, 4, 1), 20.0),
        (dt.date(2020, 10, 1), 50.03),
        (dt.date(2023, 3, 31), 99.95),
        (dt.date(2023, 4, 1), None),
    ],
)
def test_today_stands_in_its_fiscal_year(day, expected):
    assert today_position(range(2018, 2023), day) == (expected if expected is None else pytest.approx(expected, abs=0.02))


def test_lines_outside_of_the_period_are_cut_or_left_out():
    lane = only_lane(
        {"kind": "continue", "fiscal_year": 2015, "last_fiscal_year": 2018},
        {"kind": "continue", "fiscal_year": 2024, "last_fiscal_year": 2026},
    )
    assert [(line.x1, line.x2) for line in lane.lines] == [(1.2, 18.8)]


def test_plan_without_periods_draws_no_rows():
    document = small_document()
    roadmap = build_roadmap(build_tree(PlanDocument({**document.tables, "periods": {}, "marks": {}})), today=TODAY)
    assert (roadmap.years, roadmap.lanes, roadmap.today_x) == ((), (), None)


def test_rows_are_paged_in_the_plans_order():
    tree = build_tree(small_document(programs=5))
    roadmap = build_roadmap(tree, today=TODAY, first=2, limit=2)
    assert [lane.node.code for lane in roadmap.lanes] == ["A-P3", "A-P4"]
    assert roadmap.total == 5


def test_a_lane_is_told_in_words():
    lane = only_lane(
        {"kind": "continue", "fiscal_year": 2018, "last_fiscal_year": 2022},
        {"kind": "start", "fiscal_year": 2018, "certain": False},
    )
    assert describe(lane) == "計画: 2018年度から2022年度まで、2018年度にスタート(年度を確認中)。 実績の登録はまだありません。"
    with override("en"):
        assert describe(lane) == "Plan: FY2018 to FY2022, Start in FY2018 (year to be confirmed). No results have been recorded yet."


def test_cells_hold_the_brochures_signs():
    lane = only_lane(
        {"kind": "continue", "fiscal_year": 2018, "last_fiscal_year": 2022},
        {"kind": "upgrade", "fiscal_year": 2020},
    )
    assert [cell(lane, year, "planned") for year in range(2018, 2023)] == ["←─", "─", "◆─", "─", "─→"]
