"""The programs' pages, the register of places and the calendar, at both sizes: nothing wrong, and the main walks by keyboard and mouse."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories import applications as factory
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.properties import entered, facility

from musubi.blocks.accounts.enums import Role
from musubi.blocks.places.models import Facility, Land
from musubi.packs.loading import load_city

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(settings):
    settings.DEMO = True
    organization("D1")
    vision = load_city(name="tokorozawa", now=timezone.now())
    for code in ("B-1", "C-3"):
        factory.submitted(factory.open_call(vision.items.get(code=code), name=f"{code}の補助金（架空）"))
    entered(Land(name="東の土地（架空）", facility=facility(zoning="industrial"), area_m2="1200.5", published_as="town"))
    body = meetings.body(organization("D1"), code="council")
    meetings.meeting(body, starts_at=dt.datetime(2020, 11, 5, 5, tzinfo=dt.UTC), ends_at=None)
    return vision


def looked_at(page):
    """Nothing wrong on the page as it stands."""
    assert axe_findings(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_public_pages(city, open_page, size):
    page = open_page("/programs/subsidies/", size=size)
    looked_at(page)
    for path in ("/map/", "/plan/B-1/", "/councils/calendar/?month=2020-11"):
        page = open_page(path, size=size)
        looked_at(page)
    page.get_by_role("link", name="前の月").press("Enter")
    page.wait_for_url("**month=2020-10**")
    looked_at(page)


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_clerk_walks_from_the_program_to_a_call_and_a_place(city, open_page, size):
    user = person(Role.SECRETARIAT)
    page = open_page("/staff/programs/", user=user, size=size)
    looked_at(page)
    page.get_by_role("link", name="商店街の取組の支援").click()
    looked_at(page)
    page.get_by_text("ひな型から募集を作る").click()
    page.get_by_role("link", name="商店街の街路灯の補助").click()
    looked_at(page)
    page = open_page("/staff/places/lands/", user=user, size=size)
    looked_at(page)
    page.get_by_role("link", name="東の土地（架空）").click()
    looked_at(page)
    page.get_by_role("link", name="内容を直す").click()
    looked_at(page)
    page = open_page("/staff/places/facilities/new/", user=user, size=size)
    page.get_by_label("名称必須").fill(f"{size}の館（架空）")
    page.get_by_label("施設の種別").select_option("public")
    page.get_by_label("所在地任意", exact=True).fill("埼玉県所沢市並木1-1")
    follow(page.get_by_role("button", name="この内容で登録する"))
    assert Facility.objects.filter(name=f"{size}の館（架空）").exists()
    for path in ("/staff/places/lands/import/", "/staff/meetings/?month=2020-11"):
        page = open_page(path, user=user, size=size)
        looked_at(page)
