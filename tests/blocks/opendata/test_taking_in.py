"""Files of municipalities become spots, events and Wi-Fi points: every row accounted for."""

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.places import event, spot, town, wifi
from tests.factories.translations import translation
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.opendata.domain import importing
from musubi.blocks.opendata.domain.errors import OpenDataError
from musubi.blocks.opendata.enums import ImportStatus
from musubi.blocks.opendata.models import DataImport
from musubi.blocks.places.domain.hours import describe, set_hours
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.models import LocalEvent, Spot, WifiPoint
from musubi.blocks.translations.models import Translation

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "municipal"
NOW = timezone.now()
HEAD = "都道府県コード又は市区町村コード,NO,名称,住所,緯度,経度,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,料金（基本）,説明,色\r\n"


def keep(data, code="tourism", owner="11208", **options):
    options = {"licence": "CC BY 4.0", "year": None, "publish": False, **options}
    return importing.keep_file(code=code, data=data, file_name="f.csv", options={"owner_code": owner, **options}, actor=None, now=NOW)


def look(kept):
    return importing.preview(kept, importing.setting_of(kept, owner_name="見本市", now=NOW))


def apply(kept):
    return importing.apply(kept=kept, owner_name="見本市", actor=None, now=NOW)


def rows(*lines):
    return ("\ufeff" + HEAD + "\r\n".join(lines) + "\r\n").encode()


@pytest.mark.parametrize(
    ("name", "code", "owner", "taken", "rejected"),
    [
        ("katsushika_tourism.csv", "tourism", "13122", 3, 0),
        ("hachijo_sightseeing.csv", "tourism", "13401", None, 0),
        ("shimabara_tourism.csv", "tourism", "42203", None, 0),
        ("yanai_tourism_2311.xlsx", "tourism", "35212", 18, 0),
        ("takamatsu_tourist_facilities.xlsx", "tourism", "37201", 52, 0),
        ("yaizu_tourism.csv", "tourism", "22212", None, None),
        ("takamatsu_events.xlsx", "event", "37201", None, None),
    ],
)
def test_published_files_lose_no_row(name, code, owner, taken, rejected):
    kept = keep((FOLDER / name).read_bytes(), code, owner, year=2026)
    found = look(kept)
    assert sum(found.counts.values()) == len(found.table.rows)
    assert all(outcome.problems for outcome in found.outcomes if outcome.state == "rejected")
    assert found.counts["new"] >= len(found.table.rows) * 0.85
    assert (taken or found.counts["new"], rejected if rejected is not None else found.counts["rejected"]) == (
        found.counts["new"],
        found.counts["rejected"],
    )
    kept = apply(kept)
    model = LocalEvent if code == "event" else Spot
    assert (kept.status, model.objects.count(), kept.counts) == (ImportStatus.APPLIED, found.counts["new"], found.counts)
    again = look(keep((FOLDER / name).read_bytes(), code, owner, year=2026))
    assert (again.counts["same"], again.counts["changed"], again.counts["new"]) == (found.counts["new"], 0, 0)


def test_a_row_becomes_a_spot_with_hours_and_the_owners_columns():
    town(key="東所沢2丁目")
    line = "112089,A1,風の丘,埼玉県所沢市東所沢2-1,139.5161,35.7951,火水木金土日,9:00,17:00,年末年始休館。入館は16:30まで。要予約,500円,風の通る丘です。広い。,青"
    found = look(keep(rows(line)))
    assert [(problem.column, problem.fatal) for problem in found.outcomes[0].problems] == [("latitude", False), ("hours_note", False)]
    apply(keep(rows(line), publish=True))
    made = Spot.objects.get()
    assert (made.town.name, made.latitude, made.fee, made.summary, made.extra, made.is_published) == (
        "東所沢二丁目", Decimal("35.7951"), 500, "風の通る丘です。", {"色": "青"}, True,
    )  # fmt: skip
    assert describe(made.opening_rules.all()[0]) == "火水木金土日 9:00〜17:00(最終入場16:30)"
    assert (made.hours_unread, made.source_name, made.licence) == ("要予約", "見本市のオープンデータ", "CC BY 4.0")


def test_every_reason_is_told_with_line_and_column():
    town()
    lines = [
        "112089,1,丘,所沢市並木1,,,,,,,,,",
        "112089,2,,所沢市並木2,,,,,,,,,",
        "132136,3,よその丘,東村山市,,,,,,,,,",
        "112089,4,遠い丘,,43.06,141.35,,,,,,,",
        "112089,5,海の丘,,51.5,0.1,,,,,,,",
        "112089,6,料金の丘,,,,,10時,,,大人100円ほか,,",
        "112089,1,もう一つの丘,,,,,,,,,,",
        *(f"112089,{number},丘{number},,,,,,,,,," for number in range(7, 14)),
    ]
    found = look(keep(rows(*lines)))
    told = [(outcome.line, str(outcome.state.value), [problem.column for problem in outcome.problems]) for outcome in found.outcomes[:7]]
    assert told == [
        (2, "new", []),
        (3, "rejected", ["name"]),
        (4, "rejected", ["code"]),
        (5, "new", ["latitude"]),
        (6, "new", ["latitude"]),
        (7, "new", ["fee"]),
        (8, "rejected", ["id"]),
    ]


def test_ids_that_a_spreadsheet_made_all_one_are_not_believed():
    lines = [f"112089,1.12E+11,丘{number},,,,,,,,,," for number in range(5)]
    found = look(keep(rows(*lines, "112089,7,別の丘,,,,,,,,,,")))
    assert found.counts["new"] == 6
    told = [[(problem.column, problem.reason) for problem in outcome.problems] for outcome in found.outcomes]
    same = "ID「1.12E+11」は5行にあります(2、3、4、5、6行目)。IDは使わず、名称と所在地で見分けます"
    other = "このファイルは1個のIDが重なっているので、この行のID「7」も使わず、名称と所在地で見分けます"
    assert told == [[("id", same)]] * 5 + [[("id", other)]]
    apply(keep(rows(*lines)))
    assert set(Spot.objects.values_list("dataset_id", flat=True)) == {""}
    assert look(keep(rows(*lines))).counts["same"] == 5


def test_an_import_again_updates_by_id_and_marks_translations_stale():
    town()
    apply(keep(rows("112089,A1,風の丘,所沢市並木1,,,,,,,500,丘です。,")))
    made = Spot.objects.get()
    row = translation(made)
    found = look(keep(rows("112089,A1,空の丘,所沢市並木1,,,,,,,500,丘です。,")))
    assert set(found.outcomes[0].changes) == {"名称"}
    apply(keep(rows("112089,A1,空の丘,所沢市並木1,,,,,,,500,丘です。,")))
    made.refresh_from_db()
    row.refresh_from_db()
    assert (made.name, made.version, row.status, Event.objects.filter(verb="spot.imported").count()) == ("空の丘", 2, "stale", 2)


def test_a_file_is_written_once_and_a_file_without_a_name_column_asks_for_it():
    kept = apply(keep(rows("112089,A1,丘,,,,,,,,,,")))
    with pytest.raises(OpenDataError, match="もう取り込みました"):
        apply(kept)
    kept = keep('ID,"緯\n度",よびな\n1,"35\n",丘\n2,,\n'.encode())
    found = look(kept)
    assert [(one.line, one.state, found.table.sheet_rows[one.line]) for one in found.outcomes] == [(3, "rejected", 2), (5, "rejected", 3)]
    with pytest.raises(OpenDataError, match="名称"):
        apply(kept)
    kept = importing.match_again(kept=kept, columns={"id": 0, "name": 2}, options={}, actor=None, now=NOW)
    assert apply(kept).left_out == [{"line": 5, "row": 3, "label": "", "problems": [["よびな(C列)", "名称がありません"]]}]


def test_fifteen_hundred_rows_are_written_in_batches(django_assert_max_num_queries):
    town()
    kept = keep(rows(*(f"112089,{number},丘{number},所沢市並木{number},35.80,139.47,月火,9:00,17:00,,100,丘。," for number in range(1500))))
    with django_assert_max_num_queries(160):
        apply(kept)
    assert Spot.objects.count() == 1500


def test_what_is_given_out_comes_back_unchanged():
    town(key="東所沢2丁目")
    apply(keep((FOLDER / "katsushika_tourism.csv").read_bytes(), owner="13122", publish=True))
    hill = spot(
        address="埼玉県所沢市東所沢二丁目1",
        dataset="tourism",
        dataset_id="Z9",
        town=town(),
        latitude=Decimal("35.7956"),
        longitude=Decimal("139.5156"),
        accuracy="exact",
    )
    translation(hill, "name", "en", "Windy hill")
    lines = [
        HoursDraft(weekdays="0123", opens_minute=540, closes_minute=720, last_admission_minute=690),
        HoursDraft(season_from=1201, season_to=215, opens_minute=1080, closes_minute=1500, note="冬"),
        HoursDraft(starts_on=NOW.date(), ends_before=NOW.date() + dt.timedelta(days=2), opens_minute=0, closes_minute=1440),
        HoursDraft(kind="closed", weekdays="0", weeks="24", holidays="next_weekday"),
        HoursDraft(kind="closed", holidays="only"),
    ]
    set_hours(spot=hill, lines=lines, shown_version=hill.version, actor=None, now=NOW)
    from musubi.blocks.opendata.domain.datasets import dataset
    from musubi.blocks.opendata.domain.exporting import utf8, write_csv

    for generation in ("earlier", "current"):
        text = write_csv(dataset("tourism").spec.columns[generation], dataset("tourism").rows(generation))
        listed = list(csv.DictReader(io.StringIO(text)))
        own = next(row for row in listed if row["名称"] == hill.name)
        assert (own["名称_英語"], own["利用可能曜日"], own["開始時間"], own["緯度"]) == ("Windy hill", "月火水木", "", "35.795600")
        again = look(keep(utf8(text), owner="13122"))
        told = {outcome.label: (str(outcome.state.value), set(outcome.changes)) for outcome in again.outcomes}
        assert told["葛飾柴又寅さん記念館"][1] <= {"データセットのID", "そのほかの項目", "営業時間", "利用できる日時の説明", "郵便番号"}
        assert Translation.objects.filter(field="name", language="en").count() >= 4
        own = look(keep(utf8(write_csv(dataset("tourism").spec.columns[generation], [own]))))
        assert set(own.outcomes[0].changes) <= {"出典", "利用条件"}


def test_events_and_wifi_are_taken_in():
    town()
    data = "イベント名,開始日,終了日,開始時間,終了時間,場所名称,料金(基本)\n市,2020-10-18,2020-10-19,10:00,15:00,広場,無料\n会,未定,,,,,\n".encode()
    kept = apply(keep(data, "event"))
    assert ([row["line"] for row in kept.left_out], LocalEvent.objects.get().ends_minute) == ([3], 900)
    data = "名称,SSID,設置者,緯度,経度\n広場,City_Wi-Fi,市,35.80,139.51\n".encode("cp932")
    apply(keep(data, "public_wireless_lan", publish=True))
    assert (WifiPoint.objects.get().ssid, WifiPoint.objects.get().is_published) == ("City_Wi-Fi", True)


def test_days_of_events_are_read_from_the_words_of_the_list():
    head = "イベント名,開始日,終了日,開始日時特記事項"
    lines = [
        "朝市,2020-10-01,2020-12-31,毎週土曜日",
        "会,2020-10-01,2020-12-31,毎月第2日曜日",
        '講座,"2020年10月18日、25日",,',
        "展示,2020-10-01,2020-12-31,小雨決行",
    ]
    data = "\n".join([head, *lines, ""]).encode()
    apply(keep(data, "event"))
    read = {one.name: (one.weekdays, one.weeks, one.only_on, one.starts_on.isoformat(), one.days_text) for one in LocalEvent.objects.all()}
    assert read == {
        "朝市": ("5", "", (), "2020-10-01", "毎週土曜日"),
        "会": ("6", "2", (), "2020-10-01", "毎月第2日曜日"),
        "講座": ("", "", ("2020-10-18", "2020-10-25"), "2020-10-18", ""),
        "展示": ("", "", (), "2020-10-01", "小雨決行"),
    }
    assert look(keep(data, "event")).counts["same"] == 4
    LocalEvent.objects.filter(name="展示").update(weekdays="2")  # set by hand: a list that says nothing of weekdays leaves it
    assert look(keep(data, "event")).counts["same"] == 4


def test_pages_walk_from_file_to_records(client, settings):
    settings.DEMO = True
    town()
    client.force_login(person(Role.SECRETARIAT))
    data = io.BytesIO(rows("112089,A1,風の丘,所沢市並木1,,,,,,,ただ,丘です。,青", "112089,A2,,,,,,,,,,,"))
    data.name = "所沢.csv"
    page = client.post(reverse("opendata:new", args=["tourism"]), {"file": data, "owner_code": "11208", "licence": "CC BY 4.0"})
    kept = DataImport.objects.get()
    assert page.url == reverse("opendata:import", args=[kept.uid])
    shown = client.get(page.url)
    assert [total for _value, _label, total in shown.context["counts"]] == [1, 0, 0, 1]
    assert [row.line for row in client.get(page.url + "?show=rejected").context["page"]] == [3]
    form = shown.context["form"]
    columns = {field.name: field.value() or "" for field in form} | {"owner_code": "11208", "column-description": "", "publish": ""}
    assert client.post(page.url, columns).status_code == 302
    client.post(reverse("opendata:apply", args=[kept.uid]))
    done = client.get(page.url)
    assert (Spot.objects.get().description, done.context["left_out"][0][:3]) == ("", (3, None, ""))
    assert (Spot.objects.get().extra, client.get(reverse("opendata:imports")).status_code) == ({"色": "青", "説明": "丘です。"}, 200)


def test_only_those_who_keep_the_list_take_it_in(client):
    client.force_login(person(Role.DIVISION_STAFF))
    assert [client.get(reverse(*page)).status_code for page in (("opendata:imports",), ("opendata:new", None, ["tourism"]))] == [200, 403]


def test_the_public_takes_the_lists_in_both_encodings(client):
    hill = spot("丘🌸")
    event()
    wifi()
    assert client.get("/open-data/").status_code == 200
    for code in ("tourism", "event", "public_wireless_lan", "cultural_property"):
        answer = client.get(f"/open-data/{code}/current.csv")
        assert (answer.status_code, answer.content[:3]) == (200, b"\xef\xbb\xbf")
    old = client.get("/open-data/tourism/earlier.csv?encoding=cp932")
    assert (hill.name.replace("🌸", "〓") in old.content.decode("cp932"), old["X-Characters-Left-Out"]) == (True, "%F0%9F%8C%B8")
    assert client.get("/open-data/tourism/next.csv").status_code == 404


def test_a_download_asks_the_same_at_any_number(client):
    spot(town=town())
    before = queries_of(client, "/open-data/tourism/current.csv")
    for number in range(4):
        spot(f"丘{number}", town=town())
    assert queries_of(client, "/open-data/tourism/current.csv") == before


def test_cultural_properties_keep_their_own_columns_as_fields_and_give_them_out():
    town()
    data = (
        "名称,名称_通称,文化財分類,種類,場所名称,員数（数）,員数（単位）,所有者等,文化財指定日,法人番号,概要,説明,概要_英語\n"
        "石の塔,塔,市指定文化財,建造物,見本寺,1,基,見本寺,昭和36年4月1日,123,古い塔。,ながい話。つづき。,Old tower\n"
        "鐘,,,工芸品,,,,,不詳,,,,\n"
    ).encode()
    found = look(keep(data, "cultural_property"))
    assert [(one.line, [problem.column for problem in one.problems]) for one in found.outcomes] == [(2, []), (3, ["designated_on"])]
    apply(keep(data, "cultural_property"))
    tower, bell = Spot.objects.order_by("pk")
    assert (tower.heritage_class, tower.heritage_type, tower.heritage_owner, tower.designated_on, tower.quantity + tower.quantity_unit) == (
        "市指定文化財", "建造物", "見本寺", dt.date(1961, 4, 1), "1基",
    )  # fmt: skip
    assert (tower.summary, tower.description, tower.extra, bell.remarks) == (
        "古い塔。",
        "ながい話。つづき。",
        {"法人番号": "123"},
        "文化財指定日: 不詳",
    )
    Spot.objects.update(status="published", published_on=NOW.date())
    from musubi.blocks.opendata.domain.datasets import dataset
    from musubi.blocks.opendata.domain.exporting import utf8, write_csv

    given = next(iter(dataset("cultural_property").rows("current")))
    assert (given["文化財指定日"], given["員数（単位）"], given["概要"], given["概要_英語"], given["場所名称"]) == (
        "1961-04-01", "基", "古い塔。", "Old tower", "見本寺",
    )  # fmt: skip
    again = look(keep(utf8(write_csv(dataset("cultural_property").spec.columns["current"], [given])), "cultural_property"))
    assert set(again.outcomes[0].changes) == {"データセットのID"}
