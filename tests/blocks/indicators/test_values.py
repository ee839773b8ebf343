"""Figures from the database and from editions: measures, constant queries, the plan's document."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories.indicators import actual, indicator, target
from tests.factories.vision import small_plan

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.domain import measures as registry
from musubi.blocks.indicators.domain.figures import ValueState
from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.indicators.domain.values import document_points, edition_points, live_points, values, years_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.vision.domain.document import PlanDocument, differences
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.models import ScheduleMark

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 14)


def _marks(item_ids, fiscal_years):
    rows = ScheduleMark.objects.filter(item__in=item_ids, fiscal_year__in=fiscal_years).values_list("item", "fiscal_year")
    return {pair: Decimal(number) for pair, number in Counter(rows).items()}


@pytest.fixture
def marks(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})
    register_measure(
        Measure(
            "plan.marks", "工程の印", "個", _marks, lambda item, year: ScheduleMark.objects.filter(item=item, fiscal_year=year), lambda _i, _y: None
        )
    )


def test_live_values_in_a_constant_number_of_queries(marks, django_assert_num_queries):
    vision, _document = small_plan(programs=30)
    items = list(vision.items.filter(code__startswith="A-P"))
    made = []
    for number, item in enumerate(items):
        one = indicator(item, f"K{number}", measure="plan.marks" if number % 2 else "")
        target(one, 2018, 5)
        actual(one, 2017, number)
        made.append(one)
    for shown in (made[:2], made):
        with django_assert_num_queries(4):
            found = values(indicators=shown, fiscal_years=[2018, 2019], today=DAY)
        assert len(found) == 2 * len(shown)
        assert found[made[1].uid, 2018].actual == 1
        assert found[made[1].uid, 2019].actual == 0
        assert found[made[0].uid, 2018].state is ValueState.MISSING


def test_previous_value_is_counted_or_typed(marks):
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    one, two = indicator(item, "K1", measure="plan.marks"), indicator(item, "K2")
    actual(two, 2018, 7)
    found = values(indicators=[one, two], fiscal_years=[2019], today=DAY)
    assert [found[each.uid, 2019].previous for each in (one, two)] == [1, 7]


def test_edition_holds_what_was_confirmed(marks, django_assert_num_queries):
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    owner = Organization.objects.get(code="D1")
    one = indicator(item, "K1", owner=owner, basis="as_of", as_of_month=10, as_of_day=1, suppress_below=3, source_owner="国")
    target(one, 2020, 10)
    target(one, 2020, 8, revision=1, reason="見直し", revised_on=dt.date(2019, 4, 1))
    actual(one, 2019, "7.5", provisional=True, note="速報")
    indicator(item, "K2", measure="plan.marks")
    edition = confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    live = live_points(indicators=Indicator.objects.order_by("order", "code"), fiscal_years=[2019])
    actual(one, 2018, 1)
    frozen = edition_points(edition)
    assert [each.subject for each in frozen] == [each.subject for each in live]
    assert set(frozen[0].targets) == set(live[0].targets)
    assert frozen[0].actuals == live[0].actuals
    assert [each.is_live for each in frozen] == [False, False]
    assert years_of(frozen) == [2019, 2020]
    with django_assert_num_queries(0):
        assert edition_points(edition) is frozen


def test_edition_from_before_the_columns_reads_with_defaults():
    row = {"code": "K1", "item": "A-P1", "name": "古い指標", "baseline_value": "0.5", "baseline_fiscal_year": 2015, "order": 0}
    old = PlanDocument(
        {"indicators": {"i": row}, "targets": {"t": {"indicator": "K1", "fiscal_year": 2020, "value": "1", "revision": 0, "reason": ""}}}
    )
    (found,) = document_points(old)
    assert (found.subject.rate, found.subject.baseline_value, found.subject.measure) == ("from_baseline", Decimal("0.5"), "")
    assert found.targets[0].revised_on is None
    vision, _document = small_plan()
    indicator(vision.items.get(code="A-P1"), "K1", name="古い指標", unit="", baseline_value="0.5", baseline_fiscal_year=2015)
    new = PlanDocument({"indicators": load_document(vision).rows("indicators")})
    uid = next(iter(new.rows("indicators")))
    assert differences(PlanDocument({"indicators": {uid: row}}), new, [spec for spec in specs() if spec.name == "indicators"]) == []


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"basis": "as_of"}, "as_of_month"),
        ({"basis": "as_of", "as_of_month": 13}, "as_of_month"),
        ({"basis": "as_of", "as_of_month": 4, "as_of_day": 31}, "as_of_day"),
        ({"basis": "year_end", "as_of_month": 4}, "as_of_month"),
        ({"as_of_day": 4}, "as_of_month"),
    ],
)
def test_wrong_day_of_an_indicator_is_told_at_its_cell(values, column):
    from tests.factories.vision import full_row, small_document

    document = small_document()
    row = full_row("indicators", code="K1", item="A-P1", name="架空指標", **values)
    problems = problems_of(PlanDocument({**document.tables, "indicators": {"i": row}}), specs())
    assert [(problem.table, problem.column) for problem in problems] == [("indicators", column)]


def test_wrong_day_of_a_revision_is_told_at_its_cell():
    from tests.factories.vision import full_row, small_document

    document = small_document()
    row = full_row("indicators", code="K1", item="A-P1", name="架空指標")
    wrong = full_row("targets", indicator="K1", fiscal_year=2020, value="1", revised_on="2020-02-30")
    problems = problems_of(PlanDocument({**document.tables, "indicators": {"i": row}, "targets": {"t": wrong}}), specs())
    assert [(problem.table, problem.column) for problem in problems] == [("targets", "revised_on")]
