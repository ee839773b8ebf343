"""The planner as plain pages: no account, no script, four languages, few queries; what cannot be read is told at its place."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from icalendar import Calendar
from tests.factories.accounts import person
from tests.factories.places import wifi
from tests.factories.tours import many_stops, station, stop
from tests.factories.translations import translation

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.models import PlannerSettings

pytestmark = pytest.mark.django_db
PLAN = "/tours/plan/"
QUERIES = 8  # six tell whether anything changed, two are the frame's


def query(**values):
    """A complete address of wishes; None leaves one out."""
    usual = {
        "from": current_atlas().stations[0].number, "to": "", "on": (clock.today() + dt.timedelta(days=3)).isoformat(), "days": 1, "begin": "09:30",
        "end": "17:00", "pace": "normal", "by": "bicycle", "walk": 30,
    }  # fmt: skip
    return urlencode(
        [(name, one) for name, value in {**usual, **values}.items() if value is not None for one in (value if isinstance(value, list) else [value])]
    )


@pytest.fixture
def town():
    station()
    return many_stops(30, spread=3)


def edit_of(page, do):
    """The address that a button of the page's form leads to."""
    return f"{page.context['edit_url']}?{urlencode([*page.context['hidden'], ('do', do)])}"


def test_the_form_opens_without_any_wishes(client, town):
    page = client.get(PLAN)
    assert page.status_code == 200
    assert page.context["form"].errors == {}
    assert "見本駅" in page.content.decode()


def test_without_a_station_the_page_says_so(client):
    assert "出発できる駅がまだ登録されていません" in client.get(PLAN).content.decode()


def test_wishes_give_three_plans_to_choose_from_by_link(client, town):
    page = client.get(f"{PLAN}?{query()}")
    assert [card["number"] for card in page.context["cards"]] == [1, 2, 3]
    second = client.get(page.context["cards"][1]["href"])
    assert second.context["page"].tour.routes == page.context["page"].tours[1].routes
    assert client.cookies == {}


def test_edits_work_as_plain_links(client, town):
    page = client.get(f"{PLAN}?{query()}")
    gone, kept = page.context["page"].tour.routes[0][:2]
    moved = client.get(edit_of(page, f"remove:{gone}"), follow=True)
    assert moved.redirect_chain[0][1] == 302
    assert gone not in moved.context["page"].tour.routes[0]
    assert moved.context["page"].is_own
    pinned = client.get(edit_of(moved, f"pin:{kept}"), follow=True)
    assert [one.is_pinned for one in pinned.context["page"].tour.stops if one.spot.number == kept] == [True]


def test_a_shared_link_shows_the_same_plan(client, town):
    page = client.get(f"{PLAN}?{query()}")
    shared = client.get(page.context["share_link"].partition("://")[2].partition("/")[2].join(["/", ""]))
    assert shared.context["page"].tour.days == page.context["page"].tour.days
    assert not shared.context["page"].has_changed


def test_a_link_whose_spot_is_gone_says_that_it_differs(client, town):
    page = client.get(f"{PLAN}?{query()}")
    town[page.context["page"].tour.routes[0][0] - town[0].pk].delete()
    shown = client.get(page.context["plan_href"])
    assert shown.context["page"].has_changed
    assert "一部が違います" in shown.content.decode()


def test_an_unknown_edit_leaves_the_plan_alone(client, town):
    page = client.get(f"{PLAN}?{query()}")
    after = client.get(edit_of(page, "explode:1"), follow=True)
    assert after.context["page"].tour.routes == page.context["page"].tour.routes


def test_names_typed_in_become_must_sees(client, town):
    name = town[4].name
    page = client.get(f"{PLAN}?{query(add_must=name, add_never=town[5].name)}", follow=True)
    assert page.context["wishes"].must == {town[4].pk: None}
    assert page.context["wishes"].never == {town[5].pk}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"from": "999"}, "from", "一覧から選んでください"),
        ({"from": "43.0,141.3"}, "from", "地図の外です。一覧から選んでください"),
        ({"from": "139.47,35.78"}, "from", "緯度と経度が逆です。一覧から選んでください"),
        ({"end": "09:40"}, "end", "帰りの時刻を、出発より1時間以上後にしてください(夜中は5:00まで)"),
        ({"on": "1990-01-01"}, "on", "1年先までの日付を選んでください"),
        ({"add_must": "どこにもない"}, "add_must", "この名前のところは見つかりません"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(client, town, wrong, field, words):
    page = client.get(f"{PLAN}?{query(**wrong)}")
    assert (page.status_code, page.context["form"].errors) == (200, {field: [words]})
    assert client.get(f"/tours/plan/print/?{query(**wrong)}").status_code == 404


def test_a_name_that_several_hold_is_asked_back(client, town):
    page = client.get(f"{PLAN}?{query(add_must='見本00')}")
    assert page.context["form"].errors["add_must"][0].startswith("どれかを選んで入れてください: 見本0001")


def test_a_point_on_the_map_can_be_the_start(client, town):
    page = client.get(f"{PLAN}?{query(**{'from': '35.78,139.47'})}")
    assert page.context["wishes"].start.number is None
    assert page.context["page"].tour.stops


@pytest.mark.parametrize("garbage", ["must=x&never=y&order=z&r=q", "must=9999999&never=8888888&r=7777777", "p=99", "days=9", "r=1-1_2"])
def test_garbage_in_the_address_breaks_nothing(client, town, garbage):
    assert client.get(f"{PLAN}?{query()}&{garbage}").status_code == 200
    assert client.get(f"{PLAN}?{garbage}").status_code == 200


def test_every_spot_left_out_has_its_reason_in_pages(client, town):
    page = client.get(f"{PLAN}?{query()}")
    rows = client.get(page.context["left_out_href"])
    assert len(rows.context["page"].left_out) + len(page.context["page"].tour.stops) == len(town)
    assert all(told.text for told in rows.context["page"].left_out)


def test_calendar_print_and_map(client, town):
    wifi(latitude=35.787, longitude=139.474, accuracy="exact")
    page = client.get(f"{PLAN}?{query()}")
    stops = page.context["page"].tour.stops
    entries = Calendar.from_ical(client.get(page.context["calendar_href"]).content).walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == [f"{one.number} {one.spot.name}" for one in stops]
    first = entries[0]["dtstart"].dt
    assert (first.hour * 60 + first.minute, first.utcoffset()) == (stops[0].begins, dt.timedelta(hours=9))
    sheet = client.get(page.context["print_href"]).content.decode()
    assert all(one.spot.name in sheet for one in stops)
    assert "<svg" in sheet
    layers = {feature["properties"]["layer"] for feature in client.get(reverse("guide:map")).json()["features"]}
    assert layers == {"outline", "spot", "station", "wifi"}


@pytest.mark.parametrize(("prefix", "title"), [("/en", "Plan your day"), ("/zh-hans", "规划一日行程"), ("/ko", "하루 코스 짜기")])
def test_visitors_read_it_in_their_language(client, town, prefix, title):
    page = client.get(f"{prefix}{PLAN}").content.decode()
    assert f"<h1>{title}</h1>" in page
    assert re.findall(r'hreflang="([\w-]+)"', page[: page.index("</head>")]) == ["ja", "en", "zh-hans", "ko"]
    assert client.get(f"{prefix}{PLAN}?{query()}").status_code == 200


def test_a_spots_name_is_told_in_the_language_where_it_is_translated(client):
    station()
    there = stop("狭山湖（架空）", 0.5)
    translation(there, language="ko", text="사야마호(가상)")
    page = client.get(f"/ko{PLAN}?{query(by='walk')}").content.decode()
    assert ">사야마호(가상)</a></b>" in page
    assert '><span lang="ja">狭山湖（架空）</span></a></b>' in client.get(f"/zh-hans{PLAN}?{query(by='walk')}").content.decode()


def test_queries_do_not_grow_with_spots(client, town, django_assert_num_queries):
    one_day, three_days = f"{PLAN}?{query()}", f"{PLAN}?{query(days=3)}"
    client.get(one_day)
    with django_assert_num_queries(QUERIES):
        client.get(one_day)
    many_stops(200, seed=2)
    client.get(one_day)
    with django_assert_num_queries(QUERIES):
        client.get(three_days)


def test_a_change_of_hours_is_seen_at_once(client, town):
    page = client.get(f"{PLAN}?{query()}")
    one = next(row for row in town if row.pk == page.context["page"].tour.routes[0][0])
    one.opening_rules.all().delete()
    after = client.get(f"{PLAN}?{query()}")
    assert one.pk not in after.context["page"].tour.routes[0]


def test_staff_set_the_weight_and_it_is_kept_in_the_history(client, town, settings):
    settings.DEMO = True
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("tours:planner-settings"))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert client.post(reverse("tours:planner-settings"), {**data, "spread_percent": 50}).status_code == 302
    assert PlannerSettings.objects.get().spread_percent == 50
    assert [event.verb for event in Event.objects.filter(verb="planner.changed")] == ["planner.changed"]
    assert client.post(reverse("tours:planner-settings"), {**data, "spread_percent": 900}).status_code == 200
    assert PlannerSettings.objects.get().spread_percent == 50


def test_tiles_are_asked_for_only_where_the_office_names_them(client, town, settings):
    assert 'data-tiles=""' in client.get(PLAN).content.decode()
    settings.MAP_TILES_URL, settings.MAP_TILES_ATTRIBUTION = "https://tiles.example.jp/{z}/{x}/{y}.png", "地図院"
    assert 'data-tiles="https://tiles.example.jp/{z}/{x}/{y}.png" data-tiles-attribution="地図院"' in client.get(PLAN).content.decode()


@pytest.mark.parametrize(("tiles", "hosts"), [("", []), ("https://tiles.example.jp/{z}/{x}/{y}.png", ["https://tiles.example.jp"])])
def test_a_tile_setting_adds_exactly_its_host_to_the_policy(tiles, hosts):
    """Settings are read once a process, so ask a process of its own."""
    words = "from musubi.config.settings import test as s; d = s.CONTENT_SECURITY_POLICY['DIRECTIVES']; print(d['img-src'][2:], d['connect-src'][1:], d['default-src'])"
    told = subprocess.run([sys.executable, "-c", words], env={**os.environ, "MUSUBI_TILES_URL": tiles}, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == f"""{hosts} {hosts} ["'self'"]"""
