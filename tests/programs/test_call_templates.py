"""Templates of calls: whole but for the city's rates, chosen by a clerk at 「募集を作る」; the programs' measures count what they say."""

import pytest
from django.utils import timezone
from tests.factories import applications as factory
from tests.factories import indicators
from tests.factories.accounts import organization, person
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.calls import missing_of
from musubi.blocks.applications.domain.office.templates import call_template, call_templates, register_call_templates, terms_of_template
from musubi.blocks.applications.models import Call, Certificate, CostLine, Obligation
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.programs import programs
from musubi.blocks.vision.models import Assignment, PlanItem
from musubi.packs.loading import load_city

OF_THE_CITY = {
    "rate",
    "rate_by_year",
    "flat",
    "ceiling",
    "floor",
    "annual_cap",
    "joint_ceiling",
    "round_down",
    "unit_price",
    "requirement",
    "category_cap",
}
each_template = pytest.mark.parametrize("template", call_templates(), ids=lambda template: template.key)


@each_template
def test_template_can_be_read_and_holds_no_rate_of_the_city(template, db):
    terms = terms_of_template(template)
    assert [rule["key"] for rule in terms["rules"] if rule["type"] in OF_THE_CITY] == []
    assert all((template.name, template.name_en, template.note, template.note_en, template.left, template.left_en))
    call = Call(item=PlanItem(pk=1), **template.fields, terms=terms, appeal_notice="教示なし:見本", summary="見本")
    wanted = {"rules"} if call.kind == "subsidy" else set()
    assert {each.place for each in missing_of(call)} - {"opens_at", "line", "budget"} == wanted


def test_five_programs_begin_with_templates():
    assert {template.program.slug for template in call_templates()} == {
        "siting",
        "subsidies",
        "certified-farmers",
        "shopping-streets",
        "new-farmers",
    }
    assert [template.key for template in call_templates(["B-1"])] == ["subsidies-product-development"]
    assert call_template("nowhere") is None


def test_template_with_a_strange_field_is_refused(tmp_path):
    (tmp_path / "x.json").write_text('{"call": {"budget": 1}}', encoding="utf-8")
    with pytest.raises(ValueError, match="budget"):
        register_call_templates(programs()[0], tmp_path)


@pytest.fixture
def vision(db):
    organization("D1")
    return load_city(name="tokorozawa", now=timezone.now())


@pytest.fixture
def office(client, vision, settings):
    settings.DEMO = True  # no second factor
    user = person(Role.SECRETARIAT, body=Organization.objects.get(code="industrial-promotion"))
    client.force_login(user)
    return user


def test_clerk_begins_a_call_with_a_template(client, vision, office):
    item = vision.items.get(code="C-3")
    Assignment.objects.create(vision=vision, item=item, organization=office.memberships.get().organization, role="lead")
    guideline = factory.guideline(item)
    page = client.get("/staff/offers/new/")
    assert "shopping-streets-street-lamps" in page.content.decode()
    path = "/staff/offers/new/?template=shopping-streets-street-lamps"
    form = client.get(path).context["form"]
    assert (form["item"].value(), form["intake"].value()) == (item.pk, "first_come")
    data = {
        "item": item.pk,
        "guideline": guideline.pk,
        "fiscal_year": "令和2年度",
        "name": "街路灯（架空）",
        "kind": "subsidy",
        "intake": "first_come",
    }
    data |= {"round": 1, "procedure": "merged", "grace_minutes": 30, "seal": "omitted", "publicity": "named"}
    data["organization"] = form.fields["organization"].queryset.first().pk
    answer = client.post(path, data)
    call = Call.objects.get()
    assert answer.headers["Location"] == f"/staff/offers/{call.uid}/"
    assert [question["key"] for question in call.terms["questions"]] == ["lamps", "members", "result"]
    assert "補助額の決まり" in client.get(f"/staff/offers/{call.uid}/").content.decode()


def test_program_page_shows_the_years_calls_and_what_waits(client, vision, office):
    item = vision.items.get(code="B-1")
    call = factory.open_call(item, name="ものづくり（架空）")
    factory.submitted(call)
    text = client.get("/staff/programs/subsidies/?year=2020").content.decode()
    assert "ものづくり（架空）" in text
    assert "face=moving&amp;item=B-1,B-P1&amp;year=2020" in text
    assert "ものづくり（架空）" not in client.get("/staff/programs/subsidies/?year=2019").content.decode()
    assert "申請1件" in client.get("/staff/applications/?face=moving&item=B-1,B-P1&year=2020").content.decode()
    few = queries_of(client, "/staff/programs/subsidies/?year=2020")
    for number in range(4):
        factory.submitted(factory.open_call(item, name=f"ものづくり{number}（架空）"))
    assert queries_of(client, "/staff/programs/subsidies/?year=2020") == few


def test_public_page_shows_open_calls_to_everyone(client, vision):
    factory.open_call(vision.items.get(code="B-1"), name="ものづくり（架空）")
    assert "ものづくり（架空）" in client.get("/programs/subsidies/").content.decode()
    assert "ものづくり（架空）" not in client.get("/programs/siting/").content.decode()


def test_both_pages_show_the_indicators_of_the_programs_items(client, vision, office):
    indicator = indicators.indicator(vision.items.get(code="B-P1"), name="新製品の数（架空）", unit="件")
    indicators.actual(indicator, 2019, 7)
    indicators.target(indicator, 2020, 9)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="指標のある版")
    assert "新製品の数（架空）" in client.get("/programs/subsidies/").content.decode()
    assert "新製品の数（架空）" in client.get("/plan/B-P1/").content.decode()
    assert "新製品の数（架空）" in client.get("/staff/programs/subsidies/?year=2020").content.decode()


def test_partner_sees_no_money_and_no_applications(client, vision):
    factory.submitted(factory.open_call(vision.items.get(code="B-1"), name="ものづくり（架空）"))
    client.force_login(person(Role.PARTNER))
    text = client.get("/staff/programs/subsidies/?year=2020").content.decode()
    assert [word in text for word in ("ものづくり（架空）", "申請者の番", "予算・執行", "記録から数えた")] == [False] * 4


def test_measures_of_the_programs_agree_with_their_records(vision):
    codes = ("A-1", "B-1", "B-3", "C-3", "D-2")
    items = [vision.items.get(code=code) for code in codes]
    terms = {**factory.TERMS, "lanes": [{"key": "product", "name": "製品"}, {"key": "event", "name": "催し"}]}
    for item in items:
        for year in (2019, 2020):
            call = factory.open_call(item, fiscal_year=year, terms=terms)
            one = factory.granted(call, amount=100_000)
            two = factory.granted(call, amount=100_000)
            type(one).objects.filter(pk=one.pk).update(lane="product")
            type(two).objects.filter(pk=two.pk).update(lane="event", party=one.party)
            CostLine.objects.create(application=one, category="lamp", label="灯", amount=1, quantity=12)
            CostLine.objects.create(application=two, category="lamp", label="灯", amount=1, quantity=3, stage="report")
            rights = factory.open_call(item, fiscal_year=year, kind="designation", terms={**terms, "rules": []}, certificate_days=30)
            new, again, old = (factory.submitted(rights) for _number in range(3))
            first = Certificate.objects.create(application=new, number=f"{item.code}-{year}-1", valid_from=factory.TODAY)
            Certificate.objects.create(application=again, number=f"{item.code}-{year}-2", valid_from=factory.TODAY, renews=first)
            Certificate.objects.create(application=old, number=f"{item.code}-{year}-3", valid_from=factory.TODAY, valid_until=factory.TODAY)
            Obligation.objects.create(application=new, kind="start", key="start", label="操業", due_on=factory.TODAY, done_on=factory.TODAY)
    ids = [item.pk for item in items]
    keys = sorted({key for program in programs() for key in program.measures} | {"applications.grantees", "applications.in_force"})
    assert [key for key in keys if disagreements(measure(key), item_ids=ids, fiscal_years=[2018, 2019, 2020])] == []
    found = {key: measure(key).compute([items[0].pk], [2020]).get((items[0].pk, 2020)) for key in keys}
    assert found | {"applications.granted_yen": 200_000, "applications.received": 5, "applications.paid_yen": None} == found | {
        "subsidies.products": 1,
        "subsidies.markets": None,
        "shopping_streets.lamps": 12,
        "shopping_streets.projects": 1,
        "certified_farmers.new": 2,
        "certified_farmers.renewed": 1,
        "siting.designated": 3,
        "siting.operating": 1,
        "new_farmers.certified": None,
        "new_farmers.funded": 2,
        "applications.grantees": 1,
        "applications.in_force": 2,  # the one that was renewed counts once, by its renewal
    }
