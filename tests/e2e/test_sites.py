"""A clerk adds a photo to a place that the city makes over; the place's pages are sound on a phone and at a desk."""

import datetime as dt

import pytest
from tests.blocks.papers.test_uploads import photo
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.domain.sites import add_phase, begin_site
from musubi.blocks.desks.models import SitePhoto
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_clerk_adds_a_photo_and_looks_at_the_place(settings, open_page, tmp_path):
    settings.DEMO = True  # no second factor
    vision, _document = small_plan()
    place = begin_site(item=vision.items.get(code="A-P1"), values={"name": "跡地（架空）"}, actor=None, now=clock.now())
    days = {"planned_from": dt.date(2020, 4, 1), "planned_until": dt.date(2021, 3, 31)}
    add_phase(project=place, values={"name": "構想", **days}, actor=None, now=clock.now())
    clerk = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    picture = tmp_path / "a.jpg"
    picture.write_bytes(photo())
    base = f"/staff/desk/A-P1/sites/{place.uid}/"
    page = open_page(f"{base}photos/new/", user=clerk, size="phone")
    page.get_by_label("写真").set_input_files(picture)
    page.get_by_label("撮った所・向き").fill("北門から南")
    page.get_by_label("人が写っていない").check()
    page.get_by_role("button", name="この内容を保存する").click()
    page.get_by_role("heading", name="北門から南").wait_for()
    assert SitePhoto.objects.get().viewpoint == "北門から南"
    rows = []
    for size in ("phone", "desk"):
        page = open_page(base, user=clerk, size=size)
        for path in ("", "phases/new/", "actors/new/", "photos/new/", "edit/", "../"):
            page.goto(base + path)
            rows += [f"{path} at {size}: {finding}" for finding in [*overflow(page), *axe_findings(page)]]
    assert rows == []
