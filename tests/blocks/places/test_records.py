"""Registering, changing, publishing; hours; photos."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.factories.accounts import person
from tests.factories.places import sign, spot, town
from tests.factories.translations import translation

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel.locking import StaleRecordError
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.hours import describe, set_hours
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.domain.photos import add_photo, remove_photo
from musubi.blocks.places.domain.records import change, register, set_status
from musubi.blocks.places.domain.taking_in import Incoming, take_in
from musubi.blocks.places.enums import OpeningRuleKind, PositionAccuracy, PublicationState, SignKind
from musubi.blocks.places.models import Sign, Spot, SpotPhoto
from musubi.blocks.translations.enums import TranslationState

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def yes(_name, _current):
    return True


def draft(**values):
    return register(model=Spot, values={"owner_code": "11208", "name": "新しい丘", **values}, actor=None, now=NOW)


def test_an_address_brings_town_and_point():
    town(key="東所沢2丁目")
    made = draft(address="所沢市東所沢２丁目１－１", name_kana="アタラシイオカ")
    assert (made.town.name, made.latitude, made.accuracy, made.status) == ("東所沢二丁目", Decimal("35.7956"), PositionAccuracy.TOWN, "draft")
    assert (made.key, [event.verb for event in history_of(made)]) == ("新しい丘 あたらしいおか", ["spot.registered"])


def test_a_typed_point_stays_and_a_new_address_moves_the_towns_point():
    town(key="東所沢2丁目")
    town("並木一丁目", key="並木1丁目", latitude=35.8, longitude=139.47)
    made = change(record=draft(address="所沢市東所沢2-1"), values={"address": "所沢市並木1-1"}, unchanged=yes, actor=None, now=NOW)
    assert (made.town.name, made.latitude) == ("並木一丁目", Decimal("35.8"))
    made = change(record=made, values={"latitude": Decimal("35.81"), "longitude": Decimal("139.5")}, unchanged=yes, actor=None, now=NOW)
    made = change(record=made, values={"address": "所沢市東所沢2-1"}, unchanged=yes, actor=None, now=NOW)
    assert (made.town.name, made.latitude, made.accuracy) == ("東所沢二丁目", Decimal("35.81"), PositionAccuracy.EXACT)


def test_two_people_saving_one_field():
    made = draft()
    change(record=made, values={"summary": "風の丘"}, unchanged=yes, actor=None, now=NOW)
    with pytest.raises(FieldConflictError):
        change(record=made, values={"summary": "空の丘"}, unchanged=lambda _name, current: current == "", actor=None, now=NOW)


def test_a_changed_name_makes_its_translations_stale():
    hill = spot()
    row = translation(hill)
    change(record=hill, values={"name": "見本の山（架空）"}, unchanged=yes, actor=None, now=NOW)
    row.refresh_from_db()
    assert row.status == TranslationState.STALE


def test_publishing_asks_for_what_visitors_need():
    made = draft()
    with pytest.raises(PlaceError, match="緯度、ひとこと紹介"):
        set_status(record=made, status=PublicationState.PUBLISHED, actor=None, now=NOW)
    made = change(
        record=made, values={"latitude": Decimal("35.8"), "longitude": Decimal("139.4"), "summary": "丘"}, unchanged=yes, actor=None, now=NOW
    )
    made = set_status(record=made, status=PublicationState.PUBLISHED, actor=None, now=NOW)
    assert (made.is_published, made.published_on) == (True, timezone.localtime(NOW).date())
    assert [event.verb for event in history_of(made)].count("spot.status_changed") == 1


def test_hours_are_replaced_whole_and_two_writers_see_each_other():
    hill = spot()
    shown = hill.version
    lines = [
        HoursDraft(weekdays="56", opens_minute=600, closes_minute=960, last_admission_minute=930),
        HoursDraft(kind=OpeningRuleKind.CLOSED, weekdays="0"),
    ]
    set_hours(spot=hill, lines=lines, shown_version=shown, actor=None, now=NOW)
    assert [describe(rule) for rule in hill.opening_rules.all()] == ["土日 10:00〜16:00(最終入場15:30)", "月 休み"]
    with pytest.raises(StaleRecordError):
        set_hours(spot=hill, lines=lines[:1], shown_version=shown, actor=None, now=NOW)
    assert hill.opening_rules.count() == 2


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (HoursDraft(), "opens_minute"),
        (HoursDraft(opens_minute=600), "closes_minute"),
        (HoursDraft(opens_minute=600, closes_minute=540), "closes_minute"),
        (HoursDraft(opens_minute=600, closes_minute=660, last_admission_minute=670), "last_admission_minute"),
        (HoursDraft(opens_minute=600, closes_minute=660, holidays="next_day"), "holidays"),
        (HoursDraft(kind="closed", opens_minute=600), "opens_minute"),
        (HoursDraft(kind="closed", season_from=1229), "season_to"),
        (HoursDraft(kind="closed", starts_on=dt.date(2020, 1, 2), ends_before=dt.date(2020, 1, 2)), "ends_before"),
    ],
)
def test_a_line_that_cannot_be_names_its_field(line, field):
    hill = spot()
    with pytest.raises(PlaceError) as refused:
        set_hours(spot=hill, lines=[line], shown_version=hill.version, actor=None, now=NOW)
    assert refused.value.field == field


def test_a_photo_needs_its_rights_and_loses_where_it_was_taken():
    hill, buffer = spot(), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (40, 30)).save(buffer, "JPEG", exif=exif)
    given = {"of": hill, "data": buffer.getvalue(), "name": "丘.jpg", "caption": "丘から", "actor": None, "now": NOW}
    with pytest.raises(PlaceError) as refused:
        add_photo(**given)
    given |= {"rights_holder": "見本市", "licence": "CC BY 4.0"}
    with pytest.raises(PlaceError, match="同意を得た写真だけ"):
        add_photo(**given)
    photo = add_photo(**given, people="nobody")
    assert (refused.value.field, dict(Image.open(io.BytesIO(photo.file.read())).getexif())) == ("rights_holder", {})
    photo.file.close()
    remove_photo(photo=photo, actor=None, now=NOW)
    assert [event.verb for event in history_of(hill)] == ["photo.removed", "photo.added"]


def test_signs_know_their_gaps_and_keep_their_number():
    board = register(model=Sign, values={"number": "S-1", "name": "案内", "kind": SignKind.MAP, "text_ja": "公園"}, actor=None, now=NOW)
    assert board.gaps == ("en", "zh", "ko")
    with pytest.raises(PlaceError, match="番号"):
        register(model=Sign, values={"number": "S-1", "name": "別", "kind": SignKind.MAP}, actor=None, now=NOW)
    with pytest.raises(PlaceError, match="番号"):
        change(record=sign("S-2"), values={"number": "S-1"}, unchanged=yes, actor=None, now=NOW)


def test_taking_in_again_changes_only_what_differs():
    values = {"owner_code": "11225", "dataset": "tourism", "dataset_id": "7", "name": "茶の丘", "summary": "茶"}
    hours = [HoursDraft(opens_minute=540, closes_minute=1020)]

    def again(**more):
        record = Spot.objects.filter(dataset_id="7").first() or Spot(**values)
        return take_in(model=Spot, rows=[Incoming(record, values | more, hours)], supplied_by="", actor=None, now=NOW)

    assert (len(again().new), again().same, len(again(summary="茶畑").changed)) == (1, 1, 1)
    made = Spot.objects.get()
    assert ([event.verb for event in history_of(made)], made.version, made.opening_rules.count()) == (["spot.imported"] * 2, 2, 1)


def test_a_photo_of_which_nobody_said_who_is_on_it_waits_for_the_office(client, settings):
    settings.DEMO = True  # no second factor
    hill = spot()
    photo = SpotPhoto.objects.create(spot=hill, file="a.jpg", media_type="image/jpeg", caption="丘", rights_holder="見本市", licence="CC BY 4.0")
    page = reverse("guide:spot", args=[hill.uid])
    assert photo.uid not in client.get(page).content.decode()
    assert client.get(reverse("guide:photo", args=[photo.uid])).status_code == 404
    client.force_login(person(Role.SECRETARIAT))
    assert "写っている人は未確認" in client.get(reverse("visitors:record", args=["spots", hill.uid])).content.decode()
    for said, shown in (("maybe", False), ("consented", True)):
        client.post(reverse("visitors:photo-people", args=[photo.uid]), {"people": said})
        assert (photo.uid in client.get(page).content.decode()) is shown
    assert history_of(hill)[0].verb == "photo.people_said"
