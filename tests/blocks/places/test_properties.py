"""The register of facilities, lands and buildings: what may be kept, what may be published, who keeps it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.properties import entered, facility
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event, PersonalDataView
from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.properties import Whereabouts, move_property, published_place
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.interfaces.property_forms import form_of
from musubi.blocks.places.models import PROPERTIES, Building, Facility, Land

pytestmark = pytest.mark.django_db
POINT = {"latitude": Decimal("35.799111"), "longitude": Decimal("139.469222")}


def test_entry_finds_the_town_and_leaves_one_event():
    hall = facility()
    assert (hall.address.town.name, hall.address.accuracy, hall.address.postcode) == ("並木一丁目", PositionAccuracy.TOWN, "3590042")
    assert list(Event.objects.filter(object_id=hall.uid).values_list("verb", flat=True)) == ["property.entered"]


@pytest.mark.parametrize(
    ("fields", "accuracy"),
    [
        ({"published_as": ""}, None),
        ({"published_as": "town"}, "town"),
        ({"published_as": "block", "consented_on": dt.date(2020, 4, 1)}, "town"),
        ({"published_as": "exact", "consented_on": dt.date(2020, 4, 1)}, "exact"),
        ({"published_as": "exact", "ownership": "city"}, "exact"),
        ({"published_as": "exact", "ownership": "city", "retired_on": dt.date(2020, 4, 1)}, None),
    ],
)
def test_published_point_is_never_finer_than_agreed(fields, accuracy):
    shown = published_place(entered(Land(name="予定地（架空）", **fields), **POINT))
    assert (shown and shown.point.accuracy) == accuracy
    if accuracy == "town":
        assert (shown.town, shown.point.latitude) == ("並木一丁目", Decimal("35.800000"))


def test_finer_point_without_consent_is_refused_by_form_and_database():
    with pytest.raises(PlaceError, match="同意") as told:
        entered(Land(name="予定地（架空）", published_as="exact", ownership="private"))
    assert told.value.field == "consented_on"
    land = entered(Land(name="予定地（架空）"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Land.objects.filter(pk=land.pk).update(published_as="exact")
    form = form_of("lands")({"name": "予定地（架空）", "published_as": "exact"}, instance=Land())
    assert "consented_on" in form.errors


def test_hazard_names_its_source():
    with pytest.raises(PlaceError, match="出典") as told:
        facility(flood_depth="below_half")
    assert told.value.field == "hazard_source"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Land(name="a", area_m2=0), "area_m2"),
        (Land(name="a", building_coverage=120), "building_coverage"),
        (Building(name="a", completed_year=62), "completed_year"),
    ],
)
def test_numbers_that_cannot_be(record, field):
    with pytest.raises(PlaceError) as told:
        entered(record)
    assert told.value.field == field


def test_new_address_never_keeps_the_old_point():
    hall = entered(Facility(name="館（架空）", kind="public"), **POINT)
    moved = move_property(record=hall, where=Whereabouts(AddressText("埼玉県所沢市どこか9")), shown_version=1, actor=None, now=timezone.now())
    assert (moved.address.accuracy, moved.address.latitude, moved.version) == ("", None, 2)
    with pytest.raises(PlaceError, match="別の人"):
        move_property(record=hall, where=Whereabouts(AddressText("所沢市")), shown_version=1, actor=None, now=timezone.now())
    with pytest.raises(PlaceError, match="両方"):
        move_property(record=hall, where=Whereabouts(AddressText("所沢市"), Decimal(35)), shown_version=2, actor=None, now=timezone.now())


def staff(client, role=Role.DIVISION_STAFF):
    user = person(role)
    client.force_login(user)
    return user


def test_entry_edit_and_conflict_by_hand(client):
    user = staff(client)
    data = {"name": "東の倉庫（架空）", "kind": "industrial", "text": "埼玉県所沢市並木1-2-3", "published_as": ""}
    assert client.post("/staff/places/facilities/new/", {**data, "latitude": "35.8"}).status_code == 422
    answer = client.post("/staff/places/facilities/new/", data)
    hall = Facility.objects.get()
    assert answer.headers["Location"] == f"/staff/places/facilities/{hall.uid}/"
    assert Event.objects.get(object_id=hall.uid).actor_label == user.name
    page = client.get(f"/staff/places/facilities/{hall.uid}/edit/")
    shown = page.context["form"].fields["shown"].initial
    Facility.objects.filter(pk=hall.pk).update(operator="先の人", version=2)
    edited = {"name": hall.name, "kind": "industrial", "operator": "わたし", "shown": shown}
    answer = client.post(f"/staff/places/facilities/{hall.uid}/edit/", edited)
    assert (answer.status_code, "先の人" in answer.content.decode()) == (409, True)
    chosen = {**edited, "keep-operator": "mine", "now-operator": "先の人"}
    assert client.post(f"/staff/places/facilities/{hall.uid}/edit/", chosen).status_code == 302
    hall.refresh_from_db()
    assert hall.operator == "わたし"


@pytest.mark.parametrize("kind", PROPERTIES)
def test_list_finds_sorts_exports_and_costs_the_same(client, kind):
    user = staff(client)
    model = PROPERTIES[kind]
    extra = {"kind": "public"} if kind == "facilities" else {}
    entered(model(name="あ（架空）", zoning="commercial", **extra))
    path = f"/staff/places/{kind}/"
    few = queries_of(client, path)
    for number in range(5):
        entered(model(name=f"い{number}（架空）", **extra))
    assert queries_of(client, path) == few
    text = client.get(f"{path}?q=並木+あ&zoning=commercial&sort=town").content.decode()
    assert ("あ（架空）" in text, "い1（架空）" in text) == (True, False)
    assert client.get(f"{path}export/?q=い").headers["Content-Type"].endswith("sheet")
    assert PersonalDataView.objects.filter(actor_id=user.uid, page=f"{path}export/").exists()
    one = model.objects.first()
    assert [client.get(f"{path}{one.uid}/{page}").status_code for page in ("", "edit/", "move/")] == [200, 200, 200]


def test_auditor_reads_and_changes_nothing(client):
    hall = facility()
    staff(client, Role.AUDITOR)
    assert [client.get(f"/staff/places/facilities/{hall.uid}/{page}").status_code for page in ("", "edit/", "move/")] == [200, 403, 403]
    staff(client, Role.PARTNER)
    assert client.get(f"/staff/places/facilities/{hall.uid}/").status_code == 403
