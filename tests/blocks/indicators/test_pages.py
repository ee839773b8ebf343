"""The desk's tab 指標: what it shows, entering an actual, revising a target, who may."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator, target
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.models import Event
from musubi.blocks.indicators.domain import measures as registry
from musubi.blocks.indicators.domain.defining import NewIndicator, add_indicators
from musubi.blocks.indicators.domain.entering import EntryError, enter_actual, revise_target
from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.document import InvalidPlanError
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import Assignment, ScheduleMark

pytestmark = pytest.mark.django_db
PAGE = "/staff/desk/A-P1/indicators/"


def _marks(item_ids, fiscal_years):
    rows = ScheduleMark.objects.filter(item__in=item_ids, fiscal_year__in=fiscal_years).values_list("item", "fiscal_year")
    return {pair: Decimal(number) for pair, number in Counter(rows).items()}


@pytest.fixture
def marks(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})
    behind = lambda item, year: ScheduleMark.objects.filter(item=item, fiscal_year=year)  # noqa: E731 - a measure's two lines
    register_measure(Measure("plan.marks", "工程の印", "個", _marks, behind, lambda item, year: f"/marks/{item.code}/{year}/"))


@pytest.fixture
def vision(settings):
    settings.DEMO = True
    return small_plan(programs=2)[0]


@pytest.fixture
def one(vision):
    found = indicator(vision.items.get(code="A-P1"), "K1", name="架空の立地件数", unit="社", baseline_fiscal_year=2017, baseline_value=2)
    target(found, 2019, 6)
    return found


def sign_in(client, *roles, **options):
    user = person(*roles, **options)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def form(**values):
    return {"value": "", "note": "", "shown": "{}", **values}


def test_tab_shows_targets_old_and_new_and_both_rates(client, one):
    sign_in(client, Role.SECRETARIAT)
    target(one, 2019, 5, revision=1, reason="開設が半年遅れた", revised_on=dt.date(2019, 10, 1))
    actual(one, 2019, 4)
    page = client.get(f"{PAGE}?year=2019").content.decode()
    for words in ("<del", "開設が半年遅れた", "令和元年10月1日", "66.7%", "(実績−基準)÷(目標−基準)", "実績÷目標 80%", '<svg class="ind-chart"'):
        assert words in page, words


def test_tab_costs_the_same_for_any_number_of_indicators(client, vision, marks, django_assert_max_num_queries):
    sign_in(client, Role.SECRETARIAT)
    client.get(PAGE)
    item = vision.items.get(code="A-P1")
    counts = []
    for batch in range(2):
        for number in range(1 if batch == 0 else 20):
            actual(indicator(item, f"N{batch}-{number}", measure="plan.marks" if number % 2 else ""), 2018, 3)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            client.get(PAGE)
        counts.append(len(caught))
    assert counts[1] - counts[0] <= 1  # the measure that the first batch does not name


def test_computed_figure_opens_to_its_records_and_is_not_typed(client, vision, marks):
    sign_in(client, Role.SECRETARIAT)
    counted = indicator(vision.items.get(code="A-P1"), "K2", measure="plan.marks")
    page = client.get(f"{PAGE}?year=2018").content.decode()
    assert 'href="/marks/A-P1/2018/"' in page
    assert f'{PAGE}{counted.uid}/2018/"' not in page
    answer = client.get(f"{PAGE}{counted.uid}/2018/", follow=True)
    assert "もとの記録を直してください" in answer.content.decode()


def test_measure_that_is_gone_is_told(client, vision, marks):
    sign_in(client, Role.SECRETARIAT)
    indicator(vision.items.get(code="A-P1"), "K2", measure="old.figure")
    assert "登録されていない計測項目" in client.get(PAGE).content.decode()


def test_division_enters_an_actual_with_its_event(client, one):
    sign_in(client, Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    page = client.get(f"{PAGE}{one.uid}/2019/").content.decode()
    assert "6社" in page
    answer = client.post(f"{PAGE}{one.uid}/2019/", form(value="１，２３４．５", provisional="on", note="速報"))
    assert answer.headers["Location"] == f"{PAGE}?year=2019"
    kept = IndicatorActual.objects.get(indicator=one, fiscal_year=2019)
    assert (kept.value, kept.provisional, kept.note) == (Decimal("1234.5"), True, "速報")
    assert Event.objects.filter(verb="indicatoractual.created").count() == 1
    history = client.get(f"{PAGE}{one.uid}/2019/").content.decode()
    for words in ("登録", "実績値", "1234.5", "K1 架空の立地件数"):
        assert words in history


@pytest.mark.parametrize("text", ["十", "3社", "NaN", "Infinity", "0.1234567", "1e30", "9" * 20])
def test_what_is_no_number_stays_in_its_field_with_an_error(client, one, text):
    sign_in(client, Role.SECRETARIAT)
    answer = client.post(f"{PAGE}{one.uid}/2019/", form(value=text))
    assert answer.status_code == 200
    assert f'value="{text}"' in answer.content.decode()
    assert "has-error" in answer.content.decode()
    assert not IndicatorActual.objects.exists()


def test_two_clerks_see_both_versions(client, one):
    sign_in(client, Role.SECRETARIAT)
    address = f"{PAGE}{one.uid}/2019/"
    shown = client.get(address).context["form"].fields["shown"].initial
    client.post(address, form(value="3", shown=shown))
    answer = client.post(address, form(value="4", shown=shown))
    assert answer.status_code == 409
    assert IndicatorActual.objects.get().value == 3
    choice = answer.context["form"].conflicts[0]
    assert (choice.theirs, choice.mine) == ("3", "4")
    client.post(address, form(value="4", shown=shown, **{choice.keep_name: "mine", choice.now_name: "3"}))
    assert IndicatorActual.objects.get().value == 4
    assert Event.objects.filter(verb="indicatoractual.changed").count() == 1


def test_year_that_has_not_begun_takes_no_actual(one):
    with pytest.raises(EntryError, match="まだ始まっていない年度") as caught:
        enter_actual(
            indicator=one,
            fiscal_year=clock.today().year + 5,
            values={"value": Decimal(1)},
            unchanged=lambda _name, _value: True,
            actor=None,
            now=clock.now(),
            today=clock.today(),
        )
    assert caught.value.code == "not_begun"


def test_revised_target_is_a_revision_of_the_plan(client, one, vision):
    sign_in(client, Role.SECRETARIAT)
    before = vision.revisions.count()
    address = f"{PAGE}{one.uid}/2019/target/"
    assert "6社" in client.get(address).content.decode()
    client.post(address, {"value": "5", "reason": "見直し", "revised_on": "令和元年10月1日"})
    kept = list(IndicatorTarget.objects.filter(indicator=one, fiscal_year=2019).order_by("revision").values_list("value", "reason", "revised_on"))
    assert kept == [(6, "", None), (5, "見直し", dt.date(2019, 10, 1))]
    revision = vision.revisions.get(number=before + 1)
    assert (revision.reason, revision.effective_on) == ("見直し", dt.date(2019, 10, 1))
    client.post(f"{PAGE}{one.uid}/2021/target/", {"value": "9", "reason": "追加", "revised_on": "R2.4.1"})
    assert IndicatorTarget.objects.get(indicator=one, fiscal_year=2021).revision == 0


def test_target_without_reason_is_asked_for(client, one):
    sign_in(client, Role.SECRETARIAT)
    answer = client.post(f"{PAGE}{one.uid}/2019/target/", {"value": "5", "reason": "", "revised_on": "2019-10-01"})
    assert answer.status_code == 200
    assert 'value="5"' in answer.content.decode()
    assert IndicatorTarget.objects.count() == 1


def test_target_that_cannot_be_kept_is_refused_by_the_plan(one):
    with pytest.raises(InvalidPlanError):
        revise_target(
            indicator=one, fiscal_year=2019, value=Decimal("0.12345678"), reason="r", revised_on=dt.date(2019, 10, 1), actor=None, now=clock.now()
        )


def test_who_may_do_what(client, one):
    entry, revise = f"{PAGE}{one.uid}/2019/", f"{PAGE}{one.uid}/2019/target/"
    expected = {
        "secretariat": (200, 200, 200),
        "own division": (200, 200, 403),
        "other division": (200, 403, 403),
        "auditor": (200, 403, 403),
        "partner elsewhere": (403, 403, 403),
        "council": (403, 403, 403),
    }
    people = {
        "secretariat": (Role.SECRETARIAT, None),
        "own division": (Role.DIVISION_STAFF, Organization.objects.get(code="D1")),
        "other division": (Role.DIVISION_STAFF, organization("D9", "農業振興課")),
        "auditor": (Role.AUDITOR, None),
        "partner elsewhere": (Role.PARTNER, organization("P9", "団体")),
        "council": (Role.COUNCIL_MEMBER, None),
    }
    found = {}
    for name, (role, body) in people.items():
        sign_in(client, role, **({"body": body} if body else {}))
        found[name] = tuple(client.get(address).status_code for address in (PAGE, entry, revise))
    assert found == expected


@pytest.mark.parametrize("address", ["/staff/desk/Z-9/indicators/", f"{PAGE}nothing/2019/", f"{PAGE}nothing/2019/target/"])
def test_what_is_not_there_is_told(client, one, address):
    sign_in(client, Role.SECRETARIAT)
    assert client.get(address).status_code == 404


def test_indicator_of_another_desk_is_not_found_here(client, one):
    sign_in(client, Role.SECRETARIAT)
    assert client.get(f"/staff/desk/A-P2/indicators/{one.uid}/2019/").status_code == 404
    assert client.get(f"{PAGE}{one.uid}/999999/").status_code == 404


def test_desk_above_shows_the_indicators_below_it(client, one):
    sign_in(client, Role.SECRETARIAT)
    page = client.get("/staff/desk/A/indicators/").content.decode()
    assert "架空の立地件数" in page
    assert "実績を入力" not in page


def test_desk_page_tells_what_waits(client, one):
    sign_in(client, Role.SECRETARIAT)
    page = client.get("/staff/desk/A-P1/?year=2019").content.decode()
    assert "1件が未入力" in page
    actual(one, 2019, 4)
    page = client.get("/staff/desk/A-P1/?year=2019").content.decode()
    assert "件が未入力" not in page
    assert "<b>4</b>社" in page
    assert 'id="h-desk-indicators"' not in client.get("/staff/desk/A-P2/").content.decode()


def test_figures_can_be_rated_by_a_mechanical_scale(client, one):
    sign_in(client, Role.SECRETARIAT)
    load_scales(actor=None, now=clock.now())
    actual(one, 2019, 7)
    plain = client.get(f"{PAGE}?year=2019").content.decode()
    assert "目標値を超えています" not in plain
    assert "丸亀市" not in plain
    rated = client.get(f"{PAGE}?year=2019&scale=nagayo-indicator").content.decode()
    assert "<b>S</b>" in rated
    assert "目標値を超えています(実績 7社、目標 6社、基準 2社)" in rated
    assert client.get(f"{PAGE}?scale=unknown").status_code == 200


def test_indicators_are_added_in_one_revision(vision):
    before = vision.revisions.count()
    new = [
        NewIndicator("A-P1", "N1", "架空の件数", {"unit": "件", "measure": "a.b", "baseline_fiscal_year": 2017, "baseline_value": Decimal("1.50")}),
        NewIndicator("A-P2", "N2", "架空の人数", targets={2019: Decimal(5), 2020: Decimal("7.5")}),
    ]
    add_indicators(vision=vision, indicators=new, actor=None, now=clock.now(), title="指標を加える", reason="年度の始め")
    assert vision.revisions.count() == before + 1
    one, two = Indicator.objects.filter(vision=vision).order_by("code")
    assert (one.item.code, one.unit, one.measure, one.baseline_value) == ("A-P1", "件", "a.b", Decimal("1.5"))
    assert list(two.targets.values_list("fiscal_year", "value")) == [(2019, 5), (2020, Decimal("7.5"))]
    with pytest.raises(InvalidPlanError):
        add_indicators(vision=vision, indicators=[NewIndicator("A-P1", "N1", "同じ番号")], actor=None, now=clock.now(), title="t")
    with pytest.raises(KeyError, match="wrong"):
        add_indicators(vision=vision, indicators=[NewIndicator("A-P1", "N3", "架空", {"wrong": 1})], actor=None, now=clock.now(), title="t")
    assert Indicator.objects.count() == 2


def test_list_counts_equal_what_they_show(client, vision):
    sign_in(client, Role.SECRETARIAT)
    item = vision.items.get(code="A-P1")
    for number, (value, aim) in enumerate([(None, 5), (3, 5), (5, 5), (6, None), (None, None)]):
        each = indicator(item, f"L{number}")
        if aim is not None:
            target(each, 2019, aim)
        if value is not None:
            actual(each, 2019, value)
    context = client.get("/staff/indicators/?year=2019").context
    assert {name: count for name, _label, count in context["shows"]} == {"missing": 2, "short": 1, "reached": 1, "counted": 0, "untargeted": 2}
    for name, _label, count in context["shows"]:
        page = client.get(f"/staff/indicators/?year=2019&show={name}")
        assert page.context["page"].paginator.count == count
    assert "条件を変えると" in client.get("/staff/indicators/?year=2019&show=counted").content.decode()
    assert client.get("/staff/indicators/?year=x&show=y&page=z").status_code == 200


def test_list_holds_the_desks_that_one_may_read_at_a_constant_cost(client, vision, django_assert_max_num_queries):
    own, other = vision.items.get(code="A-P1"), vision.items.get(code="A-P2")
    partner = organization("P9", "団体")
    Assignment.objects.create(vision=vision, item=own, organization=partner, role=AssignmentRole.PARTNER)
    for number in range(60):
        actual(indicator(own if number % 2 else other, f"L{number:02}"), 2019, number)
    sign_in(client, Role.PARTNER, body=partner)
    with django_assert_max_num_queries(20):
        context = client.get("/staff/indicators/?year=2019").context
    assert {each.item.code for each, _figure in context["page"].object_list} == {"A-P1"}
    assert context["total"] == 30
    sign_in(client, Role.SECRETARIAT)
    assert client.get("/staff/indicators/?year=2019").context["total"] == 60
