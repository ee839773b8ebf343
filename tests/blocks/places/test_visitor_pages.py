"""Pages of spots, events and Wi-Fi points: for those who keep them and for visitors."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.factories.accounts import person
from tests.factories.places import closed, event, spot, town, wifi
from tests.factories.translations import translation
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.places.domain.hours import describe
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import LocalEvent, Spot

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client, settings):
    settings.DEMO = True  # no second factor
    someone = person(Role.SECRETARIAT)
    client.force_login(someone)
    return someone


def hours_data(*rows, **buttons):
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0, **buttons}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in ({"kind": "open", "holidays": "any"} | row).items()}
    return data


def test_lists_ask_the_same_at_any_number(client, keeper):
    made = [[spot(town=town()), event(), wifi()]]
    before = [queries_of(client, reverse("visitors:list", args=[kind])) for kind in ("spots", "events", "wifi")]
    public = [queries_of(client, reverse(name)) for name in ("guide:spots", "guide:events", "guide:wifi", "guide:map")]
    made += [[spot(f"丘{n}", town=town()), event(f"市{n}", spot=made[0][0]), wifi(f"場{n}")] for n in range(4)]
    assert [queries_of(client, reverse("visitors:list", args=[kind])) for kind in ("spots", "events", "wifi")] == before
    assert [queries_of(client, reverse(name)) for name in ("guide:spots", "guide:events", "guide:wifi", "guide:map")] == public


def test_enter_correct_and_publish_a_spot(client, keeper):
    town(key="東所沢2丁目")
    spot()  # brings the city's code
    base = {"kind": "park", "shelter": "outdoor", "stay_minutes": "40", "interest": "4", "promotion_weight": "120", "owner_code": "11208"}
    page = client.post(reverse("visitors:new", args=["spots"]), base | {"name": "", "fee": "ただ"})
    assert (page.status_code, {"name", "fee"} <= page.context["form"].errors.keys()) == (422, True)
    typed = base | {"name": "風の丘", "fee": "無料", "address": "所沢市東所沢2-1", "themes": ["nature", "view"], "summary": "風の通る丘"}
    client.post(reverse("visitors:new", args=["spots"]), typed | {"fee": "1,200円"})
    made = Spot.objects.get(name="風の丘")
    assert (made.themes, made.fee, made.town.name, made.status) == (("nature", "view"), 1200, "東所沢二丁目", "draft")
    client.post(reverse("visitors:publish", args=["spots", made.uid]), {"to": "published"})
    made.refresh_from_db()
    assert made.is_published
    edit = reverse("visitors:edit", args=["spots", made.uid])
    form = client.get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(edit, values | {"summary": "空の近い丘"})
    made.refresh_from_db()
    assert (made.summary, made.themes, made.version) == ("空の近い丘", ("nature", "view"), 3)


def test_swapped_coordinates_are_told_at_the_field(client, keeper):
    town()
    typed = {
        "name": "丘",
        "kind": "park",
        "shelter": "outdoor",
        "stay_minutes": "4",
        "interest": "9",
        "promotion_weight": "100",
        "owner_code": "11208",
    }
    page = client.post(reverse("visitors:new", args=["spots"]), typed | {"latitude": "139.4", "longitude": "35.8"})
    assert set(page.context["form"].errors) == {"latitude", "longitude", "stay_minutes", "interest"}


def test_events_run_until_their_last_day(client, keeper):
    town()
    typed = {
        "name": "秋の市",
        "owner_code": "11208",
        "starts_on": "R2.10.18",
        "ends_before": "2020-10-19",
        "starts_minute": "10時",
        "ends_minute": "15:30",
    }
    client.post(reverse("visitors:new", args=["events"]), typed)
    made = LocalEvent.objects.get()
    assert (str(made.ends_before), made.starts_minute, made.ends_minute) == ("2020-10-20", 600, 930)


def test_single_days_alone_make_an_events_period(client, keeper):
    town()
    typed = {"name": "とびとびの市（架空）", "owner_code": "11208", "only_on": "2020/11/7、2020/11/21"}
    client.post(reverse("visitors:new", args=["events"]), typed)
    made = LocalEvent.objects.get()
    assert (str(made.starts_on), str(made.ends_before)) == ("2020-11-07", "2020-11-22")
    page = client.post(reverse("visitors:new", args=["events"]), typed | {"only_on": ""})
    assert set(page.context["form"].errors) == {"starts_on", "ends_before"}


def test_hours_row_by_row_with_a_look_ahead(client, keeper):
    hill = spot()
    page = reverse("visitors:hours", args=[hill.uid])
    assert len(client.get(page).context["formset"].forms) == 2
    rows = (
        {"opens_minute": "10:00", "closes_minute": "16:00", "weekdays": ["5", "6"]},
        {"kind": "closed", "season_from": "12/29", "season_to": "1/3"},
        {},
    )
    looked = client.post(page, hours_data(*rows, preview=1, shown_version=hill.version))
    assert (looked.status_code, len(looked.context["days"]), hill.opening_rules.count()) == (200, 14, 1)
    assert len(client.post(page, hours_data(*rows, add=1)).context["formset"].forms) == 4
    wrong = client.post(page, hours_data({"opens_minute": "10:00", "closes_minute": "9:00"}, save=1, shown_version=hill.version))
    assert (wrong.status_code, list(wrong.context["formset"].errors[0])) == (422, ["closes_minute"])
    assert client.post(page, hours_data(*rows, save=1, shown_version=hill.version)).status_code == 302
    assert [describe(rule) for rule in hill.opening_rules.all()] == ["土日 10:00〜16:00", "12/29〜1/3 休み"]
    late = client.post(page, hours_data(rows[0], save=1, shown_version=hill.version))
    assert (late.status_code, hill.opening_rules.count()) == (409, 2)


def test_the_workbook_holds_every_field_and_the_hours(client, keeper):
    closed(spot(fee=0, themes=("tea", "view")), weekdays="0")
    answer = client.get(reverse("visitors:export", args=["spots"]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    row = dict(zip(*rows, strict=True))
    assert (row["名称"], row["テーマ"], row["料金(基本)"], row["営業時間"]) == ("見本の丘（架空）", "お茶、景色・花", 0, "毎日 9:00〜17:00\n月 休み")


def test_others_read_but_do_not_write(client):
    hill = spot(status=PublicationState.DRAFT)
    client.force_login(person(Role.AUDITOR))
    assert client.get(reverse("visitors:record", args=["spots", hill.uid])).status_code == 200
    pages = [reverse("visitors:edit", args=["spots", hill.uid]), reverse("visitors:hours", args=[hill.uid]), reverse("visitors:new", args=["wifi"])]
    assert [client.get(page).status_code for page in pages] == [403] * 3


def test_visitors_read_published_spots_in_four_languages(client):
    town()
    hill = spot(summary="風の通る丘", fee=300)
    closed(hill, weekdays="0")
    draft = spot("下書きの丘", status=PublicationState.DRAFT)
    for language, text in (("en", "Windy hill"), ("zh-hans", "风之丘"), ("ko", "바람 언덕")):
        translation(hill, "name", language, text)
    titles = {"": "見本の丘（架空）", "/en": "Windy hill", "/zh-hans": "风之丘", "/ko": "바람 언덕"}
    for prefix, title in titles.items():
        listed, page = client.get(f"{prefix}/spots/"), client.get(f"{prefix}/spots/{hill.uid}/")
        assert (listed.status_code, page.status_code) == (200, 200)
        assert title in listed.content.decode()
        assert f"<h1>{title}</h1>" in page.content.decode()
        assert ('<span lang="ja">風の通る丘</span>' in page.content.decode()) == bool(prefix)
    assert client.get(f"/spots/{draft.uid}/").status_code == 404
    assert "下書きの丘" not in client.get("/spots/").content.decode()


def test_visitors_search_in_their_language(client):
    translation(spot(), "name", "en", "Windy hill")
    spot("茶の店", name_kana="チャノミセ", themes=("tea",), shelter="indoor")
    found = [
        len(client.get(path).context["rows"])
        for path in ("/en/spots/?q=windy", "/spots/?q=ちゃのみせ", "/spots/?rain=on", "/spots/?theme=tea", "/spots/?q=zzz")
    ]
    assert found == [1, 1, 1, 1, 0]


def test_visitors_read_coming_events(client, monkeypatch):
    hill = spot()
    market = event(spot=hill, starts_minute=600, ends_minute=900)
    page = client.get(f"/ko/events/{market.uid}/")
    assert (page.status_code, "10:00–15:00" in page.content.decode()) == (200, True)
    assert client.get("/zh-hans/events/").status_code == 200


def test_what_the_map_shows_stands_in_lists_with_the_same_numbers(client):
    here = spot(latitude=35.79, longitude=139.47, accuracy="exact")
    wifi("駅前（架空）", latitude=35.787, longitude=139.474, accuracy="exact")
    page = client.get(reverse("guide:wifi"))
    assert 'id="stop-1"' in page.content.decode()
    assert [(pin.number, pin.name) for pin in page.context["sketch"].pins] == [(1, "駅前（架空）")]
    own = client.get(reverse("guide:spot", args=[here.uid]))
    assert [stop["at"] for stop in own.context["map_plan"]["stops"]] == [[139.47, 35.79]]
    assert f"must={here.pk}" in own.content.decode()
