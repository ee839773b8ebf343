"""Moves, stays and visitors of a year; the measures; the pages."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.translations import translation
from tests.factories.vision import small_plan
from tests.factories.visits import NOON, quarter, rally, site, survey
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.translations.models import Translation
from musubi.blocks.vision.models import PlanItem
from musubi.blocks.visits.domain.circulation import circulation, counter_sums, visitors_of
from musubi.blocks.visits.domain.rallies import say_hint
from musubi.blocks.visits.domain.stamping import press
from musubi.blocks.visits.interfaces.flow_picture import MOST_SITES, picture
from musubi.blocks.visits.models import CounterDay, CountSite, MoveTotal, Rally, RallyPoint

pytestmark = pytest.mark.django_db


def test_flows_add_stamps_and_answers_and_bases_see_both_directions():
    base, tea, lake = site("駅前（架空）", is_base=True), site("茶園（架空）"), site("湖畔（架空）")
    survey(base, "1", people=3, goes_to=tea, came_from=lake, stay_minutes=100, stays_overnight=True)
    survey(tea, "2", people=2, came_from=base, stay_minutes=50, stays_overnight=False)
    survey(base, "3", day=dt.date(2020, 10, 4))
    made = rally(goal=1, places=("駅前", "茶園"))
    first, second = made.points.all()
    token = press(point=first, token="", language="ja", now=NOON).token
    press(point=second, token=token, language="ja", now=NOON)
    found = circulation(2020)
    flows = {(flow.origin.name[:2], flow.destination.name[:2]): (flow.stamped, flow.told) for flow in found.flows}
    assert flows == {("駅前", "茶園"): (1, 5), ("湖畔", "駅前"): (0, 3)}
    (seen,) = found.bases
    assert (seen.site, seen.out, seen.into, len(seen.partners)) == (base, 6, 3, 2)
    stay = found.stay
    assert (stay.groups, stay.people, stay.mean_minutes, stay.overnight, stay.answered) == (3, 6, 75, 3, 5)
    assert circulation(2019).flows == ()


def test_visitors_of_a_calendar_year_stand_beside_the_counters():
    one, gone = site("駅前（架空）", passes_per_visit=2), site("閉じた館（架空）", retired_on=dt.date(2020, 5, 1))
    quarter(one, 100, quarter=2)
    quarter(one, 70, year=2021, quarter=1)
    quarter(gone, 30, quarter=1)
    CounterDay.objects.create(site=one, day=dt.date(2020, 4, 1), passes=131)
    CounterDay.objects.create(site=one, day=dt.date(2020, 6, 30), passes=80)
    rows = {row.site.name[:3]: (row.quarters, row.total) for row in visitors_of(2020)}
    assert rows == {"駅前（": ((None, 100, None, None), 100), "閉じた": ((30, None, None, None), 30)}
    assert counter_sums(2020) == {(one.pk, 2): 105}


def test_measures_count_by_fiscal_year_with_their_records():
    plan = small_plan()
    items = list(PlanItem.objects.filter(vision=plan[0]).order_by("pk")[:2])
    one, two = site("駅前（架空）", item=items[0]), site("茶園（架空）", item=items[1])
    quarter(one, 10, year=2020, quarter=2)
    quarter(one, 5, year=2021, quarter=1)
    quarter(two, 3, year=2020, quarter=1)
    made = rally(item=items[0])
    token = ""
    for point in made.points.all():
        token = press(point=point, token=token, language="ja", now=NOON).token
    ids = [item.pk for item in items]
    for key in ("visits.visitors", "visits.moves", "visits.rally_books", "visits.rally_finished"):
        assert disagreements(measure(key), item_ids=ids, fiscal_years=[2019, 2020, 2021]) == []
    assert measure("visits.visitors").compute(ids, [2019, 2020]) == {(ids[0], 2020): 15, (ids[1], 2019): 3}
    assert measure("visits.moves").compute(ids, [2020]) == {(ids[0], 2020): 2}


def test_picture_draws_the_strongest_pairs_and_says_how_many_are_left():
    sites = [site(f"地点{n:02}（架空）") for n in range(20)]
    made = rally(places=("駅前", "茶園"))
    for number, (one, two) in enumerate(itertools.pairwise(sites)):
        MoveTotal.objects.create(rally=made, fiscal_year=2020, origin=one, destination=two, moves=100 - number)
    drawn = picture(circulation(2020).flows)
    assert (len(drawn.dots), len(drawn.arcs) + drawn.left_out) == (MOST_SITES, 19)
    assert max(arc.width for arc in drawn.arcs) == 14.0
    assert picture(()).arcs == ()


def test_pages_cost_the_same_at_any_size(client):
    client.force_login(person(Role.DIVISION_STAFF))
    made = rally(places=("駅前", "茶園"))

    def grow():
        number = CountSite.objects.count()
        more = [site(f"地点{number + n}（架空）", is_base=True) for n in range(8)]
        for one, two in itertools.pairwise(more):
            MoveTotal.objects.create(rally=made, fiscal_year=2020, origin=one, destination=two, moves=5)
            quarter(one)
            survey(one, goes_to=two)

    grow()
    for path in ("/staff/visits/?year=2020", "/staff/visits/visitors/?year=2020", "/staff/visits/sites/", "/staff/visits/rallies/"):
        before = queries_of(client, path)
        grow()
        assert queries_of(client, path) == before


def test_staff_make_a_rally_from_start_to_claim(client):
    client.force_login(person(Role.DIVISION_STAFF))
    one, two = site("駅前（架空）"), site("茶園（架空）")
    typed = {"title": "お茶めぐり（架空）", "starts_on": "R2.10.1", "ends_on": "R2.9.1", "goal": "2", "keep_days": "30"}
    wrong = client.post("/staff/visits/rallies/new/", typed)
    assert (wrong.status_code, "始まる日以後" in wrong.content.decode()) == (422, True)
    page = client.post("/staff/visits/rallies/new/", {**typed, "ends_on": "R2.10.31"})["Location"]
    for place in (one, two):
        assert client.post(f"{page}points/new/", {"site": place.pk, "hint": "入口"}).status_code == 302
    assert client.post(f"{page}publish/").status_code == 302
    assert client.post(f"{page}points/1/hint/", {"hint": "休止中"}).status_code == 302
    assert [point.hint for point in Rally.objects.get().points.all()] == ["休止中", "入口"]
    posters = client.get(f"{page}posters/").content.decode()
    assert posters.count("<svg") >= 2
    made = Rally.objects.get()
    token = ""
    for point in made.points.all():
        token = press(point=point, token=token, language="ja", now=NOON).token
    code = made.books.get().claim_code
    assert client.post(f"{page}claim/", {"code": code})["Location"] == f"{page}claim/"
    again = client.post(f"{page}claim/", {"code": code})
    assert (again.status_code, "もう引き換え済み" in again.content.decode()) == (422, True)
    assert client.post(f"{page}end/").status_code == 302


def test_two_clerks_see_both_versions_of_a_site(client):
    client.force_login(person(Role.DIVISION_STAFF))
    made = site("駅前（架空）")
    form = client.get(f"/staff/visits/sites/{made.uid}/edit/").context["form"]
    shown = form.fields["shown"].initial
    CountSite.objects.filter(pk=made.pk).update(note="先に直した", version=2)
    typed = {"shown": shown, "name": made.name, "kind": "place", "method": "counter", "passes_per_visit": "1", "note": "後で直した"}
    answer = client.post(f"/staff/visits/sites/{made.uid}/edit/", typed)
    assert (answer.status_code, "先に直した" in answer.content.decode()) == (409, True)


def test_visitors_press_a_stamp_in_their_language_and_hold_a_cookie(client, settings):
    made = rally(starts_on=timezone.localdate() - dt.timedelta(days=1), ends_on=timezone.localdate() + dt.timedelta(days=1))
    first, second, _third = made.points.all()
    RallyPoint.objects.filter(pk=second.pk).update(hint="受付の柱")
    second.refresh_from_db()
    translation(second, "hint", "ko", "접수처 기둥")
    assert "접수처 기둥" in client.get(f"/ko/rallies/{made.uid}/").content.decode()
    assert '<span lang="ja">受付の柱</span>' in client.get(f"/en/rallies/{made.uid}/").content.decode()
    say_hint(point=second, hint="受付の左", actor=None, now=NOON)
    assert Translation.objects.get().status == "stale"
    for prefix, word in (("", "スタンプを押す"), ("/en", "Collect"), ("/zh-hans", "盖章"), ("/ko", "스탬프")):
        page = client.get(f"{prefix}/stamp/{first.code}/")
        assert (page.status_code, word in page.content.decode()) == (200, True)
    assert not client.cookies.get(f"stamps-{made.uid}")
    answer = client.post(f"/ko/stamp/{first.code}/")
    assert answer["Location"] == f"/ko/rallies/{made.uid}/?stamped=1"
    cookie = client.cookies[f"stamps-{made.uid}"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client.post(f"/stamp/{second.code}/")
    page = client.get(f"/rallies/{made.uid}/").content.decode()
    assert made.books.get().claim_code in page
    assert client.get("/stamp/unknown-code/").status_code == 404
    assert client.get(f"/rallies/{rally('準備中', published=False).uid}/").status_code == 404
    assert made.title in client.get("/rallies/").content.decode()
