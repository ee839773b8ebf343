"""Towns of written addresses, postcodes, points no finer than allowed, and files of towns."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from musubi.blocks.places.domain.addresses import AddressText, new_address, published_point
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.importing import REFERENCE, import_towns
from musubi.blocks.places.domain.locating import Locator, place_key, towns_at
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models import Address, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    import_towns()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("埼玉県所沢市東所沢２丁目３１－１６", "東所沢二丁目"),
        ("所沢市東所沢2-31-16", "東所沢二丁目"),
        ("所沢市花園一丁目2400", "花園一丁目"),
        ("埼玉県 所沢市 大字亀ヶ谷50番地1", "大字亀ケ谷"),
        ("所沢市亀ケ谷５０番地１", "大字亀ケ谷"),
        ("所沢市喜多町１０－４", "喜多町"),
        ("所沢市並木1-1-1", "並木一丁目"),
        ("所沢市どこにもない町1", None),
        ("札幌市中央区北1条", None),
        ("", None),
    ],
)
def test_town_of_a_written_address(towns, text, name):
    found = Locator().locate(text)
    assert (found.name if found else None) == name


def test_reference_counts_every_row_and_a_second_run_changes_nothing(towns):
    rows = len(list(csv.DictReader(REFERENCE.read_text(encoding="utf-8").splitlines())))
    again = import_towns()
    assert (Town.objects.count(), again.same, again.new, again.changed, again.refused) == (rows, rows, 0, 0, [])
    assert Town.objects.filter(municipality_code="11208").count() == 160


def test_postcode_in_any_width_gives_its_towns(towns):
    assert [town.name for town in towns_at("〒３５９－００３５")] == ["西新井町"]
    assert not towns_at("123")


def test_point_is_never_finer_than_allowed(towns):
    address = new_address(typed=AddressText("所沢市並木1-1-1", building="市役所"))
    assert address.postcode == address.town.postcode
    address.latitude, address.longitude, address.accuracy = Decimal("35.799440"), Decimal("139.468890"), PositionAccuracy.EXACT
    address.save()
    public = published_point(address)
    assert (public.latitude, public.accuracy) == (address.town.latitude, PositionAccuracy.TOWN)
    assert published_point(address, finest=PositionAccuracy.BLOCK).latitude == address.town.latitude
    assert published_point(address, finest=PositionAccuracy.EXACT).latitude == Decimal("35.799440")


def test_half_a_point_and_a_short_postcode_are_refused_by_the_database(db):
    for wrong in ({"latitude": Decimal("35.8")}, {"latitude": 139, "longitude": 35, "accuracy": "exact"}, {"postcode": "35900"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Address.objects.create(**wrong)
    with pytest.raises(PlaceError) as told:
        new_address(typed=AddressText("所沢市並木1-1-1", postcode="359-850"))
    assert told.value.field == "postcode"


def test_broken_rows_are_told_by_line_and_the_rest_is_kept(tmp_path, capsys):
    head = "municipality_code,prefecture,city,name,name_kana,postcode,latitude,longitude\n"
    rows = [
        "11208,埼玉県,所沢市,並木一丁目,ナミキ1チョウメ,359-0042,35.80,139.46",
        "11208,埼玉県,所沢市,入替町,,3590001,139.46,35.80",
        "11208,埼玉県,所沢市,文字町,,3590001,北緯,139.4",
        "208,埼玉県,所沢市,短い町,,3590001,35.8,139.4",
        "11208,埼玉県,所沢市,並木一丁目,,,35.80,139.46",
    ]
    file = tmp_path / "towns.csv"
    file.write_text(head + "\n".join(rows), encoding="utf-8")
    call_command("import_towns", str(file))
    told = capsys.readouterr()
    assert "5行のうち 新規1、変更0、同じ0、取り込めない行4" in told.out
    assert "3行目: 緯度・経度が日本の外です。列が入れ替わっていないか" in told.err
    assert Town.objects.get().postcode == "3590042"


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "名,称\n".encode("cp932"), None])
def test_unusable_file_is_refused_whole(tmp_path, content):
    file = tmp_path / "towns.csv"
    if content is not None:
        Path(file).write_bytes(content)
    with pytest.raises(CommandError, match=r"towns\.csv"):
        call_command("import_towns", str(file))


def test_keys_of_places_fold_width_numerals_and_kana():
    assert place_key("大字亀ヶ谷") == place_key("亀ケ谷") == place_key("字亀が谷")
    assert place_key("東所沢二十一丁目") == place_key("東所沢２１丁目")
