"""The places of a desk: found in the register, named once, taken off; never told to a partner."""

import pytest
from django.db import IntegrityError, transaction
from tests.factories.accounts import organization, person
from tests.factories.properties import entered, facility
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event, PersonalDataView
from musubi.blocks.desks.models import DeskPlace
from musubi.blocks.places.models import Building, Facility, Land
from musubi.blocks.vision.enums import AssignmentRole

pytestmark = pytest.mark.django_db
PAGE = "/staff/desk/A-P1/places/"


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_STAFF, body=organization("D1"))
    client.force_login(user)
    return user


def test_clerk_finds_a_place_names_it_and_takes_it_off(client, clerk, item):
    land = entered(Land(name="東の土地（架空）", zoning="industrial"))
    page = client.get(PAGE, {"q": "東 並木"})
    assert "東の土地（架空）" in page.content.decode()
    assert "見つかりません" in client.get(PAGE, {"q": "西"}).content.decode()
    data = {"kind": "lands", "place": land.uid, "note": "候補地"}
    assert client.post(f"{PAGE}add/", data).status_code == 302
    assert "もう加えて" in client.post(f"{PAGE}add/", data, follow=True).content.decode()
    named = DeskPlace.objects.get()
    text = client.get(PAGE).content.decode()
    assert [word in text for word in ("候補地", "工業地域", f"/staff/places/lands/{land.uid}/")] == [True] * 3
    assert PersonalDataView.objects.filter(page=PAGE, actor_id=clerk.uid).exists()
    assert client.post(f"{PAGE}{named.uid}/remove/").status_code == 302
    assert (DeskPlace.objects.count(), Land.objects.count()) == (0, 1)
    verbs = Event.objects.filter(object_id=named.uid).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["deskplace.added", "deskplace.removed"]


def test_place_of_the_register_that_is_kept_elsewhere_or_nowhere_is_refused(client, clerk, item):
    assert client.post(f"{PAGE}add/", {"kind": "rivers", "place": "x"}).status_code == 404
    assert client.post(f"{PAGE}add/", {"kind": "lands", "place": facility().uid}).status_code == 404


def test_database_holds_exactly_one_place_a_row(item):
    hall = facility()
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskPlace.objects.create(item=item)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskPlace.objects.create(item=item, facility=hall, building=entered(Building(name="棟（架空）")))
    DeskPlace.objects.create(item=item, facility=hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskPlace.objects.create(item=item, facility=hall)


def test_partner_at_the_desk_sees_no_places(client, item):
    body = organization("P1", "協力団体")
    item.assignments.create(vision=item.vision, organization=body, role=AssignmentRole.PARTNER)
    DeskPlace.objects.create(item=item, facility=facility())
    client.force_login(person(Role.PARTNER, body=body))
    assert (client.get(PAGE).status_code, PAGE in client.get("/staff/desk/A-P1/").content.decode()) == (403, False)


def test_page_costs_the_same_for_one_and_for_six(client, clerk, item):
    DeskPlace.objects.create(item=item, facility=facility())
    few = queries_of(client, f"{PAGE}?q=並木")
    for number in range(5):
        DeskPlace.objects.create(item=item, facility=facility(f"館{number}（架空）"))
    assert queries_of(client, f"{PAGE}?q=並木") == few
    assert Facility.objects.count() == 6
