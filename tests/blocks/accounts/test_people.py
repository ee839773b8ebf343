"""People, posts, deputies, organisations, the office, and two people saving at once."""

import datetime as dt
import io
import json
import threading

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from PIL import Image
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.domain.office import next_number
from musubi.blocks.accounts.domain.people import apply_due_names, name_on
from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, NumberSeries, OfficeHoliday, OfficeSettings, Organization, User
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.audit.models import PersonalDataView

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def boss(client, settings):
    settings.DEMO = True
    user = person(Role.ADMINISTRATOR, name="管理者")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def test_list_filters_sorts_and_exports(client, boss):
    body = organization("X", "別の課")
    found = person(Role.DIVISION_STAFF, body=body, name="山田", name_kana="やまだ")
    person(Role.DIVISION_STAFF, name="川村", name_kana="かわむら")
    for query in ("q=やまだ", "role=division_staff&organization=" + body.uid, f"q={found.email}"):
        page = client.get(f"/staff/people/?{query}").content.decode()
        assert ("山田" in page, "川村" in page) == (True, False)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/staff/people/export/?q=やまだ").content))
    assert [row[2].value for row in book.active.iter_rows(min_row=2)] == ["山田"]
    assert client.get("/staff/people/?page=99&sort=zzz&role=zzz").status_code == 200


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_people(client, boss, count, django_assert_max_num_queries):
    for _number in range(count):
        person(Role.DIVISION_STAFF)
    with django_assert_max_num_queries(9):
        client.get("/staff/people/")


def test_reading_a_person_is_logged(client, boss):
    other = person(Role.DIVISION_STAFF)
    client.get(f"/staff/people/{other.uid}/")
    client.get(f"/staff/people/{boss.uid}/")
    assert [view.object_id for view in PersonalDataView.objects.all()] == [other.uid]


def test_post_begins_and_ends_on_its_days(client, boss):
    someone, body = person(), organization("X", "別の課")
    client.post(
        f"/staff/people/{someone.uid}/posts/new/",
        {"organization": body.pk, "role": "division_staff", "kind": "concurrent", "starts_on": "令和2年4月1日"},
    )
    post = someone.memberships.get()
    assert (post.starts_on, post.kind) == (dt.date(2020, 4, 1), "concurrent")
    page = client.post(f"/staff/posts/{post.uid}/end/", {"ends_before": "R2.3.1"}).content.decode()
    assert "開始日より後" in page
    client.post(f"/staff/posts/{post.uid}/end/", {"ends_before": "R3.4.1", "reason": "異動"})
    someone = User.objects.get(pk=someone.pk)
    assert has_role(someone, Role.DIVISION_STAFF, day=dt.date(2021, 3, 31))
    assert not has_role(User.objects.get(pk=someone.pk), Role.DIVISION_STAFF, day=dt.date(2021, 4, 1))
    assert [event.verb for event in history_of(someone)] == ["membership.ended", "membership.began"]


@pytest.mark.parametrize("typed", ["令和2年13月1日", "きのう", "", "2020-02-30"])
def test_unreadable_day_keeps_what_was_typed(client, boss, typed):
    someone = person()
    page = client.post(
        f"/staff/people/{someone.uid}/posts/new/",
        {"organization": organization().pk, "role": "division_staff", "kind": "main", "title": "主事です", "starts_on": typed},
    ).content.decode()
    assert 'class="error"' in page
    assert "主事です" in page
    assert someone.memberships.count() == 0


def test_deputy_holds_that_posts_role_for_those_days_only(client, boss):
    head, stand_in = person(Role.DIVISION_HEAD), person(Role.DIVISION_STAFF)
    client.post(
        f"/staff/posts/{head.memberships.get().uid}/deputy/",
        {"user": stand_in.pk, "starts_on": "R2.10.1", "ends_before": "R2.10.8", "reason": "出張"},
    )

    def holds(day):
        return has_role(User.objects.get(pk=stand_in.pk), Role.DIVISION_HEAD, day=day)

    days = [dt.date(2020, 9, 30), dt.date(2020, 10, 1), dt.date(2020, 10, 7), dt.date(2020, 10, 8)]
    assert [holds(day) for day in days] == [False, True, True, False]
    Membership.objects.filter(user=head).update(ends_before=dt.date(2020, 10, 3))
    assert not holds(dt.date(2020, 10, 5))


def test_nobody_is_the_own_deputy(client, boss):
    head = person(Role.DIVISION_HEAD)
    page = client.post(
        f"/staff/posts/{head.memberships.get().uid}/deputy/", {"user": head.pk, "starts_on": "R2.10.1", "ends_before": "R2.10.8", "reason": "出張"}
    )
    assert "本人は代理になれません" in page.content.decode()


def test_deactivated_person_is_out_at_once_and_can_come_back(client, boss):
    someone = person(Role.DIVISION_STAFF)
    other = type(client)()
    other.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other.get("/staff/").status_code == 200
    client.post(f"/staff/people/{someone.uid}/active/", {"reason": "退職"})
    assert other.get("/staff/").status_code == 302
    client.post(f"/staff/people/{someone.uid}/active/", {"reason": "再任用"})
    assert User.objects.get(pk=someone.pk).is_active
    assert "自分のアカウント" in client.post(f"/staff/people/{boss.uid}/active/", {"reason": "x"}).content.decode()


def test_two_clerks_saving_the_same_person_both_see_both_versions(client, boss):
    someone = person(name="元の名")
    address = f"/staff/people/{someone.uid}/edit/"
    shown = json.dumps({"name": "元の名", "name_kana": "", "email": someone.email, "language": "日本語"})
    data = {"name_kana": "", "email": someone.email, "language": "ja", "shown": shown}
    assert client.post(address, {**data, "name": "先の人の名"}).status_code == 302
    conflict = client.post(address, {**data, "name": "後の人の名", "name_kana": "あと"})
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "先の人の名" in page
    assert "後の人の名" in page
    assert User.objects.get(pk=someone.pk).name == "先の人の名"
    client.post(address, {**data, "name": "後の人の名", "name_kana": "あと", "keep-name": "theirs", "now-name": "先の人の名"})
    kept = User.objects.get(pk=someone.pk)
    assert (kept.name, kept.name_kana) == ("先の人の名", "あと")
    client.post(address, {**data, "name": "後の人の名", "name_kana": "あと", "keep-name": "mine", "now-name": "先の人の名"})
    assert User.objects.get(pk=someone.pk).name == "後の人の名"


def test_different_fields_do_not_contend(client, boss):
    someone = person(name="元の名")
    address = f"/staff/people/{someone.uid}/edit/"
    shown = json.dumps({"name": "元の名", "name_kana": "", "email": someone.email, "language": "日本語"})
    data = {"name": "元の名", "name_kana": "", "email": someone.email, "language": "ja", "shown": shown}
    client.post(address, {**data, "name": "新しい名"})
    client.post(address, {**data, "name_kana": "よみ"})
    kept = User.objects.get(pk=someone.pk)
    assert (kept.name, kept.name_kana) == ("新しい名", "よみ")


def test_renamed_division_keeps_the_old_name_for_its_time(client, boss):
    body = organization("X", "商工課")
    client.post(f"/staff/organizations/{body.uid}/rename/", {"name": "産業振興課", "from_day": "R2.4.1"})
    body = Organization.objects.get(pk=body.pk)
    assert (name_on(body, dt.date(2020, 3, 31)), name_on(body, dt.date(2020, 4, 1))) == ("商工課", "産業振興課")
    assert "商工課" in client.get(f"/staff/organizations/{body.uid}/").content.decode()


def test_name_of_a_later_day_waits_for_it(client, boss):
    body = organization("X", "商工課")
    for name in ("産業振興か", "産業振興課"):
        client.post(f"/staff/organizations/{body.uid}/rename/", {"name": name, "from_day": "R3.4.1"})
    assert apply_due_names(today=dt.date(2021, 3, 31), now=NOW) == 0
    body = Organization.objects.get(pk=body.pk)
    assert body.name == "商工課"
    assert (name_on(body, dt.date(2021, 3, 31)), name_on(body, dt.date(2021, 4, 1))) == ("商工課", "産業振興課")
    assert "産業振興課" in client.get(f"/staff/organizations/{body.uid}/").content.decode()
    assert [apply_due_names(today=dt.date(2021, 4, day), now=NOW) for day in (2, 3)] == [1, 0]
    body = Organization.objects.get(pk=body.pk)
    assert (body.name, name_on(body, dt.date(2021, 3, 31)), name_on(body, dt.date(2021, 4, 1))) == ("産業振興課", "商工課", "産業振興課")


def test_correcting_a_new_name_keeps_the_former_one(client, boss):
    body = organization("X", "商工課")
    for name in ("産業振興か", "産業振興課"):
        client.post(f"/staff/organizations/{body.uid}/rename/", {"name": name, "from_day": "R2.4.1"})
    body = Organization.objects.get(pk=body.pk)
    assert (name_on(body, dt.date(2020, 3, 31)), name_on(body, dt.date(2020, 4, 1))) == ("商工課", "産業振興課")


def test_no_organization_stands_above_itself(client, boss):
    upper = organization("U", "部")
    lower = organization("L", "課", parent=upper)
    page = client.post(f"/staff/organizations/{upper.uid}/", {"kind": "department", "parent": lower.pk, "order": 0, "shown": "{}"})
    assert "自分に戻ります" in page.content.decode()


def picture(kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ok"),
    [
        ("a.png", picture(), True),
        ("a.jpg", picture("JPEG"), True),
        ("a.png", b"<svg/>", False),
        ("a.gif", picture("GIF"), False),
        ("a.png", picture() + b"0" * 1024 * 1024, False),
        ("../../a.png", picture(), True),
    ],
)
def test_logo_is_a_small_picture_by_its_content(client, boss, name, content, ok):
    client.get("/staff/office/")
    answer = client.post("/staff/office/", {"division_name": "課", "logo": SimpleUploadedFile(name, content), "shown": "{}"})
    assert (answer.status_code == 302) is ok
    stored = OfficeSettings.objects.get().logo.name
    assert stored.startswith("office/logo") if ok else stored == ""


def test_holidays_come_and_go(client, boss):
    client.post("/staff/office/holidays/", {"day": "令和2年11月14日", "name": "県民の日"})
    holiday = OfficeHoliday.objects.get()
    assert holiday.day == dt.date(2020, 11, 14)
    assert "既に" in client.post("/staff/office/holidays/", {"day": "R2.11.14", "name": "県民の日"}).content.decode()
    client.post("/staff/office/holidays/", {"remove": holiday.uid})
    assert OfficeHoliday.objects.count() == 0


def test_demo_clock_is_moved_by_a_day(client, boss):
    client.get("/staff/office/")
    client.post("/staff/office/", {"demo_clock": "令和2年11月14日", "shown": "{}"})
    assert OfficeSettings.objects.get().demo_clock == dt.date(2020, 11, 14)


def test_years_of_retention_are_kept_and_stay_where_the_field_is_empty(client, boss):
    client.get("/staff/office/")
    client.post("/staff/office/", {"keep_years": "7", "shown": "{}"})
    client.post("/staff/office/", {"keep_years": "", "shown": "{}"})
    assert OfficeSettings.objects.get().keep_years == 7
    for wrong in ("0", "101", "七年"):
        client.post("/staff/office/", {"keep_years": wrong, "shown": "{}"})
        assert OfficeSettings.objects.get().keep_years == 7


@pytest.mark.django_db(transaction=True)
def test_document_numbers_have_no_gap_and_no_double():
    found, errors = [], []

    def take():
        try:
            found.extend(next_number(name="交付", pattern="所産振第{number}号", fiscal_year=2020) for _n in range(5))
        except Exception as error:  # noqa: BLE001 - the main thread asserts that there was none
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(found, key=lambda text: int(text[4:-1])) == [f"所産振第{n}号" for n in range(1, 21)]


def test_secretariat_does_not_end_an_administrators_post(client, settings, boss):
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    post = boss.memberships.get()
    assert "管理者に頼んで" in client.post(f"/staff/posts/{post.uid}/end/", {"ends_before": "R2.10.15"}).content.decode()
    assert boss.memberships.get().ends_before is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_wins_and_the_other_is_told():
    someone, results = person(name="元の名"), []
    start = threading.Barrier(4)

    def save(name):
        start.wait()
        try:
            update_record(
                record=someone, values={"name": name}, unchanged=lambda _field, current: current == "元の名", actor=None, now=NOW, verb="user.changed"
            )
            results.append(name)
        except FieldConflictError as error:
            results.append(dict(error.current))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(f"名{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = User.objects.get(pk=someone.pk).name
    assert [result for result in results if isinstance(result, str)] == [kept]
    assert [result for result in results if not isinstance(result, str)] == [{"name": kept}] * 3
    assert history_of(someone).count() == 1


def test_office_gives_its_document_numbers_their_form(client, boss):
    wrong = client.post("/staff/office/numbers/new/", {"name": "発信", "fiscal_year": "R2", "pattern": "第号", "last_number": "11"})
    assert "{number} を1回だけ" in wrong.content.decode()
    client.post("/staff/office/numbers/new/", {"name": "発信", "fiscal_year": "R2", "pattern": "所産振第{number}号", "last_number": "11"})
    assert next_number(name="発信", pattern="x{number}", fiscal_year=2020) == "所産振第12号"
    assert next_number(name="発信", pattern="x{number}", fiscal_year=2021) == "所産振第1号"
    series = NumberSeries.objects.get(fiscal_year=2020)
    back = client.post(f"/staff/office/numbers/{series.uid}/", {"pattern": "産振第{number}号", "last_number": "3", "shown": "{}"})
    assert "番号は戻せません" in back.content.decode()
    client.post(f"/staff/office/numbers/{series.uid}/", {"pattern": "産振第{number}号", "last_number": "12", "shown": "{}"})
    assert next_number(name="発信", pattern="x{number}", fiscal_year=2020) == "産振第13号"
    twice = client.post("/staff/office/numbers/new/", {"name": "発信", "fiscal_year": "R2", "pattern": "第{number}号", "last_number": "0"})
    assert "もうあります" in twice.content.decode()
