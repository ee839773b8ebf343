"""People get in, and only the right ones."""

import datetime as dt

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import PASSWORD, person

from musubi.blocks.accounts.domain.demo import PEOPLE, load_demo_people
from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import User
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def test_right_password_leads_to_the_desk(client):
    assert sign_in(client, person(Role.DIVISION_STAFF)).headers["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_wrong_password_keeps_the_address_and_says_so(client):
    user = person(Role.SECRETARIAT)
    page = sign_in(client, user, "wrong").content.decode()
    assert user.email in page
    assert 'class="error"' in page


def test_five_failures_lock_and_time_releases(client):
    user = person(Role.SECRETARIAT)
    for _attempt in range(4):
        assert sign_in(client, user, "wrong").status_code == 200
    assert sign_in(client, user, "wrong").status_code == 429
    locked = sign_in(client, user)
    assert locked.status_code == 429
    assert "15分" in locked.content.decode()
    with override_settings(AXES_COOLOFF_TIME=dt.timedelta(0)):
        assert sign_in(client, user).status_code == 302


def test_unknown_and_known_address_get_the_same_answer(client):
    user = person(Role.SECRETARIAT)
    known = client.post("/account/password/reset/", {"email": user.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert "/account/password/reset/key/" in OutboxMessage.objects.get(to=user.email).body


def test_nobody_signs_up(client):
    page = client.get("/account/signup/")
    assert User.objects.count() == 0
    assert "<form" not in page.content.decode().split("<main", 1)[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/account/signup/", "/account/password/reset/done/"])
def test_open_pages_answer_in_their_language(client, prefix, path):
    page = client.get(prefix + path)
    assert page.status_code == 200
    assert f'<html lang="{"en" if prefix else "ja"}">' in page.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/second-factor/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/webauthn/",
        "/account/logout/",
        "/account/email/",
    ],
)
def test_own_pages_answer_after_signing_in(client, prefix, path):
    sign_in(client, person(Role.DIVISION_STAFF))
    page = client.get(prefix + path)
    assert page.status_code == 200
    assert f'<html lang="{"en" if prefix else "ja"}">' in page.content.decode()


def test_staff_page_asks_visitors_to_sign_in(client):
    assert client.get("/staff/").headers["Location"] == "/account/login/?next=/staff/"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECRETARIAT])
def test_powerful_roles_need_a_second_factor_outside_of_a_demo(client, settings, role):
    settings.DEMO = False
    sign_in(client, person(role))
    assert client.get("/staff/").headers["Location"] == reverse("accounts:second-factor")


def test_other_roles_need_none(client, settings):
    settings.DEMO = False
    sign_in(client, person(Role.DIVISION_STAFF))
    assert client.get("/staff/").status_code == 200


@pytest.fixture
def demo(settings):
    settings.DEMO, settings.DEMO_SIGN_IN = True, True
    load_demo_people(now=timezone.now())


def test_demo_has_one_person_a_role_all_fictional(demo):
    assert User.objects.count() == len(PEOPLE) == len(Role)
    assert all("（架空）" in user.name for user in User.objects.all())
    assert load_demo_people(now=timezone.now()) == 0


def test_demo_person_signs_in_at_once(client, demo):
    user = User.objects.get(email="jimukyoku@demo.example.jp")
    assert user.name in client.get("/account/demo/").content.decode()
    assert client.post("/account/demo/", {"uid": user.uid}).headers["Location"] == "/staff/"
    assert has_role(user, Role.SECRETARIAT, day=dt.date(2020, 10, 14))


def test_demo_sign_in_is_refused_where_the_network_reaches(client, demo, settings):
    settings.DEMO_SIGN_IN = False
    user = User.objects.first()
    assert client.get("/account/demo/").status_code == 404
    assert client.post("/account/demo/", {"uid": user.uid}).status_code == 404


def test_demo_page_lets_no_real_person_in(client, demo):
    real = person(Role.SECRETARIAT)
    assert client.post("/account/demo/", {"uid": real.uid}).status_code == 404


def test_membership_ends_on_its_day():
    user = person(Role.SECRETARIAT, ends_before=dt.date(2021, 4, 1))
    assert has_role(user, Role.SECRETARIAT, day=dt.date(2021, 3, 31))
    assert not has_role(user, Role.SECRETARIAT, day=dt.date(2021, 4, 1))


def test_work_begins_in_the_persons_language():
    user = person(Role.DIVISION_STAFF, language="en")
    assert sign_in(Client(), user).headers["Location"] == "/en/staff/"
    assert (
        Client().post("/account/login/?next=/account/", {"login": user.email, "password": PASSWORD, "next": "/account/"}).headers["Location"]
        == "/account/"
    )
    user = person(Role.DIVISION_STAFF)
    assert Client().post("/en/account/login/", {"login": user.email, "password": PASSWORD}).headers["Location"] == "/en/staff/"


def test_language_is_kept(client):
    user = person(Role.DIVISION_STAFF)
    sign_in(client, user)
    client.post("/account/language/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    client.post("/account/language/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "en"
