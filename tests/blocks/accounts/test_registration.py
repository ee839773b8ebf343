"""An account of one's own: the address first, the link in the mail, a password; no post comes with it."""

import re
import time

import pytest
from tests.factories.accounts import PASSWORD, organization, person

from musubi.blocks.accounts.domain.secret_links import mask_secrets
from musubi.blocks.accounts.models import User
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
ASK, FINISH = "/account/register/", "/account/register/finish/"


def link():
    """The path of the link in the newest mail."""
    body = OutboxMessage.objects.filter(purpose="accounts/mail/registration").order_by("-pk").first().body
    return re.search(r"https?://[^/]+(/account/register/\S+)", body)[1]


def test_way_from_the_address_to_the_own_procedures(client):
    assert client.post(ASK, {"email": "New@Example.jp", "next": "/support/"})["Location"] == "/account/register/sent/"
    assert not User.objects.exists()
    assert client.get(link())["Location"] == FINISH
    assert "new@example.jp" in client.get(FINISH).content.decode()
    typed = {"name": "新田 新", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(FINISH, {**typed, "password2": "another password"}).status_code == 422
    assert client.post(FINISH, typed)["Location"] == "/support/"
    user = User.objects.get()
    assert (user.email, user.memberships.count()) == ("new@example.jp", 0)
    assert Event.objects.filter(verb="user.registered", object_id=user.uid).count() == 1
    assert client.get("/my/applications/").status_code == 200
    assert client.get("/staff/plan/").status_code == 403
    assert client.get(link()).status_code == 410  # the link gives nothing more
    client.post("/account/logout/")
    assert client.post("/account/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/my/applications/"


def test_known_address_gets_the_same_page_and_is_told_by_mail(client):
    known = person()
    fresh, told = client.post(ASK, {"email": "new@example.jp"}), client.post(ASK, {"email": known.email.upper()})
    assert (fresh.status_code, fresh["Location"]) == (told.status_code, told["Location"])
    message = OutboxMessage.objects.get(to=known.email)
    assert "アカウントはもうあります" in message.subject
    assert "/register/" not in message.body


def test_broken_old_or_foreign_link_is_refused(client, monkeypatch):
    client.post(ASK, {"email": "new@example.jp", "next": "https://evil.example/"})
    path = link()
    assert client.get(path[:-3] + "xx/").status_code == 410
    tomorrow = time.time() + 25 * 60 * 60
    monkeypatch.setattr("time.time", lambda: tomorrow)
    assert "24時間" in client.get(path).content.decode()
    assert client.get(FINISH).status_code == 410


def test_target_outside_the_site_is_dropped(client):
    client.post(ASK, {"email": "new@example.jp", "next": "https://evil.example/"})
    client.get(link())
    assert client.post(FINISH, {"name": "新田 新", "password1": PASSWORD, "password2": PASSWORD})["Location"] == "/my/applications/"


def test_nobody_makes_us_write_to_one_address_again_and_again(client):
    answers = [client.post(ASK, {"email": "new@example.jp"}).status_code for _number in range(4)]
    assert answers == [302, 302, 302, 429]
    assert OutboxMessage.objects.count() == 3


def test_shared_mailbox_cannot_be_an_account(client):
    organization("D1", "産業振興課", mailbox="desk@example.jp")
    assert client.post(ASK, {"email": "desk@example.jp"}).status_code == 422


def test_secret_of_the_link_stays_out_of_logs():
    assert mask_secrets("GET /account/register/abcdefghij:klm/ 302") == "GET /account/register/***/ 302"
