"""Draws and certified products in the site search: what everybody finds, what the office finds, what nobody finds by name."""

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import draws
from tests.factories import local_brands as brands
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.draws.domain.indexing import reindex as reindex_draws
from musubi.blocks.draws.models import Draw
from musubi.blocks.search.domain.queries import find
from musubi.blocks.search.models import Entry
from musubi.programs.brand.local_brands.domain.indexing import reindex as reindex_brands
from musubi.programs.brand.local_brands.models import BrandProduct

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


def addresses(query, user=None):
    return [entry.address for entry in find(user=user or AnonymousUser(), query=query).entries]


def test_draw_is_found_by_everybody_once_its_list_is_fixed_and_by_staff_before(item):
    made = draws.draw(item, organization("D1"), title="架空の梅園の抽選", title_en="Fictional plum garden")
    draws.enter(made, 2)
    staff, partner = person(Role.DIVISION_STAFF), person(Role.PARTNER)
    office = f"/staff/draws/{made.uid}/"

    assert (addresses("梅園"), addresses("梅園", partner), addresses("梅園", staff)) == ([], [], [office])
    draws.closed(made)

    assert addresses("plum garden") == addresses("梅園") == [f"/draws/{made.uid}/"]
    assert addresses("梅園", staff) == [f"/draws/{made.uid}/", office]
    assert addresses(Draw.objects.get(pk=made.pk).list_sha256) == [f"/draws/{made.uid}/"]


def test_no_entrant_is_found_by_name_address_or_ticket(item):
    made = draws.draw(item, organization("D1"))
    draws.elders(made)
    draws.enter(made, 1, name="梨本 柿乃", address="林檎町七番", reference="ZX-9876", phone="04-2998-0000")
    draws.closed(made)
    entry, staff = made.entries.get(), person(Role.SECRETARIAT)

    for query in (entry.name, entry.address, entry.ticket, "ZX-9876", "04-2998-0000", "架空の高齢者"):
        assert addresses(query, staff) == []


def test_product_is_found_in_both_languages_once_it_is_published_and_its_maker_only_if_agreed(item):
    of = brands.call(item)
    application = brands.filed(of)
    brands.passed(brands.stage(of, 1), application)
    made = brands.product(brands.certificate(application), public=False, name="架空の焙じ茶", name_en="Fictional roasted tea")
    maker, staff = str(application.party), person(Role.SECRETARIAT)
    page, office = f"/brands/{made.uid}/", f"/staff/brands/{made.uid}/"

    assert addresses("焙じ茶") == []
    assert office in addresses("焙じ茶", staff)
    made.published_at = brands.NOW
    made.save()
    assert addresses("roasted tea") == addresses("焙じ茶") == [page]
    assert page not in addresses(maker)
    assert office in addresses(maker, staff)
    made.maker_agreed_on = brands.TODAY
    made.save()

    assert page in addresses(maker)


def test_index_is_rebuilt_to_the_same(item):
    draws.draw(item, organization("D1"))
    of = brands.call(item)
    application = brands.filed(of)
    brands.passed(brands.stage(of, 1), application)
    brands.product(brands.certificate(application))
    kinds = ("draw", "draw-office", "brand-product", "brand-product-office")
    before = sorted(Entry.objects.filter(source__in=kinds).values_list("source", "object_uid", "key", "address"))
    assert len(before) == 4
    Entry.objects.filter(source__in=kinds).delete()

    reindex_draws()
    reindex_brands()

    assert sorted(Entry.objects.filter(source__in=kinds).values_list("source", "object_uid", "key", "address")) == before
    assert BrandProduct.objects.count() == Draw.objects.count() == 1
