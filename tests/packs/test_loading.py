"""The city's pack becomes the plan in force, once."""

import pytest
from django.utils import timezone

from musubi.blocks.search.domain.queries import find
from musubi.blocks.vision.domain.document import differences
from musubi.blocks.vision.domain.editions import edition_document, public_edition
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.models import Initiative, LeadProject, Program, Revision, Vision
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db


def test_tokorozawa_is_loaded_once_and_confirmed():
    vision = load_city(name="tokorozawa", now=timezone.now())
    assert load_city(name="tokorozawa", now=timezone.now()) is None
    assert (LeadProject.objects.count(), Initiative.objects.count(), Program.objects.count()) == (4, 18, 14)
    assert Program.objects.filter(origin="new").count() == 6
    assert differences(edition_document(public_edition(vision)), load_document(vision), specs()) == []
    assert Revision.objects.count() == 1
    assert Vision.objects.get().publisher.name == "産業振興課"


def test_public_page_of_each_code_shows_its_name(client):
    vision = load_city(name="tokorozawa", now=timezone.now())
    for item in vision.items.all():
        for prefix in ("", "/en"):
            page = client.get(f"{prefix}/plan/{item.code}/")
            assert page.status_code == 200
        assert item.name in "".join(client.get(f"/plan/{item.code}/").content.decode().split("<wbr>"))


def test_a_name_is_found_by_two_characters():
    load_city(name="tokorozawa", now=timezone.now())
    assert [entry.code for entry in find(user=None, query="承継").entries] == ["D-3"]
