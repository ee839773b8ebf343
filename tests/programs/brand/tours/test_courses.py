"""Model courses: kept in order, published only when whole, read by visitors in four languages."""

import pytest
from tests.factories.accounts import person
from tests.factories.places import PUBLISHED
from tests.factories.tours import course, stop
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.upkeep import supply
from musubi.programs.brand.tours.domain.courses import CourseError, add_stop, make_course, move_stop, remove_stop, set_status
from musubi.programs.brand.tours.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(settings, client):
    settings.DEMO = True  # no second factor
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def made(**values):
    return make_course(values={"title": "お茶と森の道（架空）", "lead": "茶畑から森へ", **values}, actor=None, now=clock.now())


def names(course):
    return [each.spot.name for each in course.stops.select_related("spot")]


def test_stops_keep_their_order_when_moved_and_taken_out():
    way = made()
    stops = [add_stop(course=way, spot=stop(name), note="", actor=None, now=clock.now()) for name in "甲乙丙"]
    move_stop(stop=stops[2], by=-1, actor=None, now=clock.now())
    assert names(way) == ["甲", "丙", "乙"]
    move_stop(stop=stops[0], by=-1, actor=None, now=clock.now())
    assert names(way) == ["甲", "丙", "乙"]
    remove_stop(stop=way.stops.get(spot__name="甲"), actor=None, now=clock.now())
    assert list(way.stops.values_list("position", flat=True)) == [1, 2]
    assert Event.objects.filter(object_id=way.uid).count() == 6
    with pytest.raises(CourseError, match="もうコースに"):
        add_stop(course=way, spot=Spot.objects.get(name="乙"), note="", actor=None, now=clock.now())


def test_only_a_whole_course_is_published():
    way = made(lead="")
    spots = [stop("甲"), stop("乙", status="draft")]
    for each in spots:
        with pytest.raises(CourseError):
            set_status(course=way, status=PUBLISHED, actor=None, now=clock.now())
        add_stop(course=way, spot=each, note="", actor=None, now=clock.now())
    with pytest.raises(CourseError, match="乙"):
        set_status(course=way, status=PUBLISHED, actor=None, now=clock.now())
    Spot.objects.update(status=PUBLISHED)
    with pytest.raises(CourseError, match="ひとこと"):
        set_status(course=way, status=PUBLISHED, actor=None, now=clock.now())
    Course.objects.update(lead="道")
    assert set_status(course=way, status=PUBLISHED, actor=None, now=clock.now()).status == PUBLISHED
    with pytest.raises(CourseError, match="2か所以上"):
        remove_stop(stop=way.stops.first(), actor=None, now=clock.now())


def test_office_makes_publishes_and_takes_back_a_course(client, secretariat):
    stop("甲"), stop("乙")
    assert "まだありません" in client.get("/staff/tours/courses/").content.decode()
    assert client.post("/staff/tours/courses/new/", {"title": " "}).status_code == 422
    assert client.post("/staff/tours/courses/new/", {"title": "道", "minutes": "5"}).status_code == 422
    page = client.post("/staff/tours/courses/new/", {"title": "道（架空）", "lead": "歩く", "story": "物語", "minutes": "90"})["Location"]
    assert "2か所以上" in client.post(f"{page}publish/").content.decode()
    for each in Spot.objects.all():
        assert client.post(f"{page}stops/new/", {"spot": each.pk, "note": "見る"}).status_code == 302
    way = Course.objects.get()
    client.post(f"{page}stops/{way.stops.last().uid}/", {"do": "earlier"})
    assert names(way) == ["甲", "乙"]  # they were added by name
    assert client.get(f"/tours/courses/{way.uid}/").status_code == 404
    assert client.post(f"{page}publish/").status_code == 302
    assert client.get(f"/tours/courses/{way.uid}/").status_code == 200
    kept = client.post(f"{page}stops/{way.stops.first().uid}/", {"do": "remove"}, follow=True).content.decode()
    assert "先に別のスポットを足してください" in kept
    client.post(f"{page}publish/")
    assert client.get(f"/tours/courses/{way.uid}/").status_code == 404


def test_two_clerks_see_both_versions(client, secretariat):
    way = made()
    shown = client.get(f"/staff/tours/courses/{way.uid}/edit/").context["form"].fields["shown"].initial
    Course.objects.filter(pk=way.pk).update(lead="先に直した", version=2)
    answer = client.post(f"/staff/tours/courses/{way.uid}/edit/", {"shown": shown, "title": way.title, "lead": "後で直した"})
    assert (answer.status_code, "先に直した" in answer.content.decode()) == (409, True)


def test_visitors_read_it_in_their_language_with_map_and_way_into_the_planner(client):
    spots = [stop("茶園（架空）"), stop("森（架空）", east=1), stop("隠れた所（架空）", east=2)]
    way = course(spots=spots)
    Spot.objects.filter(pk=spots[2].pk).update(status="draft")
    supply(texts=[(way, "title", "ko", "차와 숲의 길(가상)")], supplied_by="見本", actor=None, now=clock.now())
    for prefix, title in (("", way.title), ("/en", way.title), ("/zh-hans", way.title), ("/ko", "차와 숲의 길(가상)")):
        page = client.get(f"{prefix}/tours/courses/{way.uid}/").content.decode()
        assert title in page
        assert title in client.get(f"{prefix}/tours/courses/").content.decode()
        assert "隠れた所" not in page
        assert f"must={spots[0].pk}&amp;must={spots[1].pk}" in page
    plan = client.get(f"/tours/courses/{way.uid}/").context["map_plan"]
    assert [each["number"] for each in plan["stops"]] == [1, 2]
    assert len(plan["days"][0]) == 2


def test_pages_cost_the_same_with_more_stops_and_courses(client):
    spots = [stop(f"茶園{n}（架空）", east=n / 10) for n in range(12)]
    small, large = course("短い道（架空）", spots=spots[:3]), course("長い道（架空）", spots=spots)
    assert queries_of(client, f"/tours/courses/{small.uid}/") == queries_of(client, f"/tours/courses/{large.uid}/")
    before = queries_of(client, "/tours/courses/")
    course("三つ目の道（架空）", spots=spots[:2])
    assert queries_of(client, "/tours/courses/") == before
