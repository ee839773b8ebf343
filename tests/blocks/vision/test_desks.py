"""The desk's foundation: which item, which year, who works there and who reads it."""

import pytest
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.vision.domain.desks import DeskNotFoundError, desks_seen_by, desks_worked_by, may_see_desk, may_work_desk, open_desk
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import Assignment

pytestmark = pytest.mark.django_db


def test_desk_tells_its_year_and_ancestors(django_assert_max_num_queries):
    small_plan()
    secretary = person(Role.SECRETARIAT)
    with django_assert_max_num_queries(6):
        desk = open_desk(user=secretary, code="A-P1", year="2019")
    assert (desk.code, desk.fiscal_year, desk.may_work, desk.letter) == ("A-P1", 2019, True, "a")
    assert [above.code for above in desk.ancestors] == ["A"]
    assert 2018 in desk.years


@pytest.mark.parametrize("year", ["", "x", "99999", "一年"])
def test_unreadable_year_is_the_running_one(year):
    small_plan()
    desk = open_desk(user=person(Role.SECRETARIAT), code="A-P1", year=year)
    assert desk.fiscal_year == open_desk(user=person(Role.SECRETARIAT), code="A-P1").fiscal_year


def test_unknown_code_is_told():
    with pytest.raises(DeskNotFoundError, match="Z-9"):
        open_desk(user=person(Role.SECRETARIAT), code="Z-9")


def test_those_assigned_work_and_partners_read_only_theirs():
    vision, _document = small_plan(programs=3)
    one, two = vision.items.get(code="A-P1"), vision.items.get(code="A-P2")
    division = Organization.objects.get(code="D1")
    section = organization("S1", "商工係", parent=division)
    partner = organization("P1", "商工団体")
    Assignment.objects.create(vision=vision, item=two, organization=partner, role=AssignmentRole.PARTNER)
    people = {
        "section": person(Role.DIVISION_STAFF, body=section),
        "other": person(Role.DIVISION_STAFF, body=organization("D2", "農業振興課")),
        "partner": person(Role.PARTNER, body=partner),
        "member": person(Role.COUNCIL_MEMBER),
        "auditor": person(Role.AUDITOR),
        "secretariat": person(Role.SECRETARIAT),
    }
    works = {name: {item.code for item in (one, two) if may_work_desk(user, item)} for name, user in people.items()}
    sees = {name: {item.code for item in (one, two) if may_see_desk(user, item)} for name, user in people.items()}
    both = {"A-P1", "A-P2"}
    assert works == {"section": {"A-P1"}, "other": set(), "partner": {"A-P2"}, "member": set(), "auditor": set(), "secretariat": both}
    assert sees == {"section": both, "other": both, "partner": {"A-P2"}, "member": set(), "auditor": both, "secretariat": both}
    for name, user in people.items():
        assert set(desks_worked_by(user).filter(pk__in=[one.pk, two.pk]).values_list("code", flat=True)) == works[name]
        assert set(desks_seen_by(user).filter(pk__in=[one.pk, two.pk]).values_list("code", flat=True)) == sees[name]


def test_desk_page_shows_its_tabs_and_years(client, settings):
    settings.DEMO = True
    small_plan()
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/staff/desk/A-P1/?year=2019").content.decode()
    assert 'value="2019" selected' in page
    assert "概況" in page
