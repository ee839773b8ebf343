"""Places that the city makes over: phases keep their first plan, photos stand by viewpoint, others see what they may."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from tests.blocks.papers.test_uploads import photo
from tests.factories.accounts import person
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.desks.domain.sites import SiteError, add_actor, add_phase, add_photo, begin_site, change_phase, remove_actor
from musubi.blocks.desks.interfaces.site_rows import phase_rows
from musubi.blocks.desks.models import SiteActor, SitePhase, SitePhoto, SiteProject
from musubi.blocks.kernel import clock
from musubi.blocks.papers.domain.uploads import FileRefusedError

pytestmark = pytest.mark.django_db
FIRST, LAST, TODAY = dt.date(2020, 4, 1), dt.date(2020, 9, 30), dt.date(2020, 10, 14)


def project(item, name="跡地（架空）"):
    return begin_site(item=item, values={"name": name}, actor=None, now=clock.now())


def phase(place, name="構想", **values):
    given = {"name": name, "planned_from": FIRST, "planned_until": LAST, **values}
    return add_phase(project=place, values=given, actor=None, now=clock.now())


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "late"),
        ({"began_on": FIRST}, "late"),
        ({"began_on": FIRST, "planned_until": dt.date(2020, 11, 1)}, "soon"),
        ({"planned_from": dt.date(2021, 1, 1), "planned_until": dt.date(2021, 3, 1)}, "ahead"),
        ({"planned_until": dt.date(2021, 3, 1)}, "late"),
        ({"began_on": FIRST, "planned_until": dt.date(2021, 3, 1)}, "under_way"),
        ({"began_on": FIRST, "finished_on": LAST}, "done"),
    ],
)
def test_status_follows_from_the_days(item, values, status):
    assert phase(project(item), **values).status_on(TODAY).value == status


def test_moved_phase_keeps_its_first_plan_and_says_how_late(item):
    made = phase(project(item))
    later = LAST + dt.timedelta(days=40)
    moved = change_phase(phase=made, values={"planned_until": later}, unchanged=lambda *_: True, actor=None, now=clock.now())
    assert (moved.first_until, moved.slipped_days) == (LAST, 40)
    done = change_phase(phase=moved, values={"began_on": FIRST, "finished_on": LAST}, unchanged=lambda *_: True, actor=None, now=clock.now())
    assert done.slipped_days == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "構想"}, "name"),
        ({"name": "設計", "planned_until": dt.date(2020, 3, 1)}, "planned_until"),
        ({"name": "設計", "finished_on": FIRST}, "began_on"),
        ({"name": "設計", "began_on": LAST, "finished_on": FIRST}, "finished_on"),
        ({"name": "設計", "began_on": dt.date(2999, 1, 1)}, "began_on"),
    ],
)
def test_faults_stand_at_their_field_and_the_database_agrees(item, values, field):
    place = project(item)
    phase(place)
    with pytest.raises(SiteError) as error:
        phase(place, **values)
    assert error.value.field == field
    assert SitePhase.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SitePhase.objects.create(project=place, name="x", planned_from=LAST, planned_until=FIRST, first_until=FIRST)


def test_bars_share_one_line_of_time(item):
    place = project(item)
    one = phase(place, "構想", began_on=FIRST, finished_on=dt.date(2020, 6, 30))
    two = phase(place, "設計", planned_from=LAST, planned_until=dt.date(2021, 3, 31))
    first, second = phase_rows([one, two], TODAY)
    assert (first.planned[0], second.planned[0] + second.planned[1]) == (0, 1000)
    assert first.real[1] < first.planned[1]
    assert second.real is None
    assert phase_rows([], TODAY) == []


def test_actors_come_and_go_with_a_trace(item):
    place = project(item)
    with pytest.raises(SiteError, match="名称"):
        add_actor(project=place, values={"role": "運営", "name": " "}, actor=None, now=clock.now())
    made = add_actor(project=place, values={"role": "運営", "name": "架空商店会"}, actor=None, now=clock.now())
    remove_actor(actor_row=made, actor=None, now=clock.now())
    assert SiteActor.objects.count() == 0
    assert list(Event.objects.filter(object_id=place.uid).order_by("pk").values_list("verb", flat=True)) == [
        "site.begun", "site.actor_added", "site.actor_removed",
    ]  # fmt: skip


def test_photos_must_be_photos_and_come_once(item):
    place = project(item)
    given = {"viewpoint": "北から", "taken_on": FIRST, "people": "nobody", "actor": None, "now": clock.now()}
    add_photo(project=place, file_name="a.jpg", data=photo(), **given)
    with pytest.raises(SiteError, match="もう登録"):
        add_photo(project=place, file_name="a.jpg", data=photo(), **given)
    with pytest.raises(FileRefusedError, match="写真"):
        add_photo(project=place, file_name="a.txt", data=b"text", **given)
    with pytest.raises(SiteError, match="まだ来ていない"):
        add_photo(project=place, file_name="b.jpg", data=photo(size=(9, 9)), **{**given, "taken_on": dt.date(2999, 1, 1)})
    with pytest.raises(SiteError, match="同意を得た写真だけ"):
        add_photo(project=place, file_name="b.jpg", data=photo(size=(9, 9)), **{**given, "people": ""})
    assert (SitePhoto.objects.count(), place.item.attachments.count()) == (1, 1)


def test_clerk_keeps_a_place_from_the_first_page_to_its_photos(client, clerk, item):
    base = f"/staff/desk/{item.code}/sites/"
    assert "場所はまだありません" in client.get(base).content.decode()
    assert client.post(f"{base}new/", {"name": ""}).status_code == 422
    page = client.post(f"{base}new/", {"name": "跡地（架空）", "area_m2": "12000"})["Location"].split("?")[0]
    wrong = client.post(f"{page}phases/new/", {"name": "構想", "planned_from": "R2.4.1", "planned_until": "R2.3.1"})
    assert (wrong.status_code, "R2.4.1" in wrong.content.decode(), "以後にして" in wrong.content.decode()) == (422, True, True)
    assert client.post(f"{page}phases/new/", {"name": "構想", "planned_from": "R2.4.1", "planned_until": "R2.9.30"}).status_code == 302
    assert client.post(f"{page}actors/new/", {"role": "運営", "name": "架空商店会"}).status_code == 302
    sent = {"viewpoint": "北から", "taken_on": "R2.4.1"}
    unsaid = client.post(f"{page}photos/new/", {**sent, "file": SimpleUploadedFile("a.jpg", photo())})
    assert (unsaid.status_code, SitePhoto.objects.count(), "people" in unsaid.context["form"].errors) == (422, 0, True)
    assert client.post(f"{page}photos/new/", {**sent, "people": "nobody", "file": SimpleUploadedFile("a.jpg", photo())}).status_code == 302
    text = client.get(page).content.decode()
    assert all(word in text for word in ("構想", "架空商店会", "北から", "12000"))
    assert "跡地（架空）" in client.get(f"/staff/desk/{item.code}/").content.decode()
    dropped = client.post(f"{page}actors/{SiteActor.objects.get().uid}/drop/", follow=True).content.decode()
    assert "「架空商店会」を外しました" in dropped


def test_two_clerks_see_both_versions_of_a_phase(client, clerk, item):
    made = phase(project(item))
    path = f"/staff/desk/{item.code}/sites/{made.project.uid}/phases/{made.uid}/"
    shown = client.get(path).context["form"].fields["shown"].initial
    SitePhase.objects.filter(pk=made.pk).update(note="先に直した", version=2)
    typed = {"shown": shown, "name": "構想", "planned_from": "R2.4.1", "planned_until": "R2.9.30", "note": "後で直した"}
    answer = client.post(path, typed)
    assert (answer.status_code, "先に直した" in answer.content.decode()) == (409, True)


def test_others_may_not_write_and_outsiders_see_nothing(client, clerk, item):
    place = project(item)
    path = f"/staff/desk/{item.code}/sites/{place.uid}/"
    client.force_login(person(Role.AUDITOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert (client.get(path).status_code, client.get(f"{path}edit/").status_code) == (200, 403)
    client.force_login(person(Role.COUNCIL_MEMBER), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path).status_code == 403


def test_page_costs_the_same_with_many_phases_and_photos(client, clerk, item):
    place = project(item)

    def grow(first):
        for number in range(first, first + 4):
            phase(place, f"段階{number}")
            add_actor(project=place, values={"role": "運営", "name": f"架空{number}"}, actor=None, now=clock.now())
            data = photo(size=(10 + number, 10))
            add_photo(project=place, file_name="a.jpg", data=data, viewpoint="北", taken_on=FIRST, people="nobody", actor=None, now=clock.now())

    grow(1)
    path = f"/staff/desk/{item.code}/sites/{place.uid}/"
    before = queries_of(client, path)
    grow(10)
    assert queries_of(client, path) == before
    assert SiteProject.objects.count() == 1
