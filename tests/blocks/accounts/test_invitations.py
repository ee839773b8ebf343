"""An invitation works once, for its person, until its day; its secret stands nowhere but in the mail."""

import datetime as dt
import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.accounts import PASSWORD, invitation, organization, person

from musubi.blocks.accounts.domain.invitations import (
    LIFETIME,
    InvitationError,
    accept_invitation,
    hash_token,
    invite,
    revoke_invitation,
)
from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import InvitationState, Role
from musubi.blocks.accounts.models import Invitation, User
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
GOOD = {"name": "新田 新", "password1": PASSWORD, "password2": PASSWORD, "way": "password"}


def opened(client, token):
    return client.get(f"/account/invitation/{token}/")


def code_of(call, **values):
    with pytest.raises(InvitationError) as raised:
        call(**values)
    return raised.value.code


def test_mail_goes_out_in_the_persons_language_with_the_link():
    _made, token = invitation(language="en")
    mail = OutboxMessage.objects.get(to="new@example.jp")
    assert f"/en/account/invitation/{token}/" in mail.body
    assert "Invitation" in mail.subject
    assert mail.language == "en"


def test_secret_is_kept_as_a_hash_only():
    made, token = invitation()
    assert made.token_hash == hash_token(token)
    assert token not in str(list(Invitation.objects.values())) + str(list(Event.objects.values()))


def test_opening_the_link_changes_nothing_and_takes_the_secret_out_of_the_address(client):
    made, token = invitation()
    before = (made.version, Event.objects.count(), User.objects.count())
    for _time in range(2):
        assert opened(client, token).headers["Location"] == "/account/invitation/"
    made.refresh_from_db()
    assert (made.version, Event.objects.count(), User.objects.count()) == before
    assert token not in Session.objects.get().session_data
    assert client.post(f"/account/invitation/{token}/").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_shows_the_post_and_keeps_what_was_typed(client, prefix):
    made, token = invitation(actor=person(Role.SECRETARIAT, name="招く人"))
    opened(client, token)
    page = client.post(f"{prefix}/account/invitation/", {**GOOD, "name": "別の名", "password2": "different words"}).content.decode()
    assert f'<html lang="{"en" if prefix else "ja"}">' in page
    assert made.email in page
    assert "招く人" in page
    assert 'value="別の名"' in page
    assert 'id="id_password2_error"' in page
    assert User.objects.filter(email=made.email).count() == 0


def test_person_comes_in_with_a_password(client):
    made, token = invitation()
    opened(client, token)
    assert client.post("/account/invitation/", GOOD).headers["Location"] == "/staff/"
    user = User.objects.get(email=made.email)
    assert user.check_password(PASSWORD)
    assert has_role(user, Role.DIVISION_STAFF, day=dt.date(2020, 10, 1))
    assert not has_role(user, Role.DIVISION_STAFF, day=dt.date(2020, 9, 30))
    assert client.get("/account/").context["request"].user == user
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["invitation.sent", "invitation.accepted", "user.created", "membership.began"]


def test_person_comes_in_with_a_passkey_and_no_password(client):
    made, token = invitation()
    opened(client, token)
    answer = client.post("/account/invitation/", {"name": "新田 新", "way": "passkey"})
    assert answer.headers["Location"] == "/account/2fa/webauthn/add/"
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not User.objects.get(email=made.email).has_usable_password()


@pytest.mark.parametrize("password", ["", "short", "password1234", "new@example.jp"])
def test_weak_password_is_refused(client, password):
    _made, token = invitation()
    opened(client, token)
    page = client.post("/account/invitation/", {**GOOD, "password1": password, "password2": password})
    assert page.context["form"].errors["password1"]
    assert User.objects.filter(email="new@example.jp").count() == 0


def test_second_use_is_refused(client):
    _made, token = invitation()
    opened(client, token)
    client.post("/account/invitation/", GOOD)
    client.logout()
    answer = opened(client, token)
    assert answer.status_code == 410
    assert "もう使われています" in answer.content.decode()
    assert code_of(accept_invitation, token_hash=hash_token(token), name="x", name_kana="", password=PASSWORD, now=timezone.now()) == "accepted"


def test_link_ends_with_its_time(client):
    made, token = invitation(now=timezone.now() - LIFETIME)
    assert made.state_at(timezone.now()) == InvitationState.EXPIRED
    answer = opened(client, token)
    assert answer.status_code == 410
    assert "期限は過ぎています" in answer.content.decode()


def test_link_that_ran_out_while_the_page_was_open_is_refused(client):
    made, token = invitation()
    opened(client, token)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert client.post("/account/invitation/", GOOD).status_code == 410
    assert User.objects.filter(email=made.email).count() == 0


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token.swapcase(), lambda _token: "x" * 43])
def test_altered_link_is_unknown(client, change):
    _made, token = invitation()
    answer = opened(client, change(token))
    assert answer.status_code == 410
    assert "招待が見つかりません" in answer.content.decode()


def test_page_without_a_link_is_refused(client):
    invitation()
    assert client.get("/account/invitation/").status_code == 410


def test_revoked_link_is_refused(client):
    made, token = invitation()
    revoke_invitation(invitation=made, actor=None, now=timezone.now())
    assert "取り消されました" in opened(client, token).content.decode()
    assert code_of(revoke_invitation, invitation=made, actor=None, now=timezone.now()) == "revoked"


def test_second_invitation_takes_the_first_back(client):
    _first, old = invitation()
    _second, new = invitation()
    assert opened(client, old).status_code == 410
    assert opened(client, new).status_code == 302
    assert Invitation.objects.open_at(timezone.now()).count() == 1


def test_database_keeps_one_open_invitation_an_address():
    made, _token = invitation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            token_hash="other",
            email=made.email,
            name="x",
            organization=made.organization,
            role=made.role,
            starts_on=made.starts_on,
            expires_at=made.expires_at,
        )


def test_signed_in_person_cannot_take_anothers_invitation(client):
    made, token = invitation()
    client.force_login(person(Role.DIVISION_STAFF), backend="allauth.account.auth_backends.AuthenticationBackend")
    opened(client, token)
    page = client.post("/account/invitation/", GOOD)
    assert page.status_code == 200
    assert "先にサインアウト" in page.content.decode()
    assert User.objects.filter(email=made.email).count() == 0


def test_who_may_invite_whom():
    values = {
        "email": "a@example.jp",
        "name": "甲",
        "organization": organization(),
        "starts_on": dt.date(2020, 10, 1),
        "today": dt.date(2020, 10, 1),
        "now": timezone.now(),
    }
    assert code_of(invite, role=Role.ADMINISTRATOR, actor=person(Role.SECRETARIAT), **values) == "not_allowed"
    assert code_of(invite, role=Role.DIVISION_STAFF, actor=person(Role.DIVISION_STAFF), **values) == "not_allowed"
    assert code_of(invite, role=Role.DIVISION_STAFF, actor=None, **{**values, "email": person().email.upper()}) == "already_user"
    made, _link = invite(role=Role.ADMINISTRATOR, actor=person(Role.ADMINISTRATOR), **values)
    assert made.role == Role.ADMINISTRATOR


@pytest.fixture
def office(client, settings):
    settings.DEMO = True
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


NEW = {"email": "b@example.jp", "name": "乙", "role": Role.PARTNER, "starts_on": "令和2年10月1日", "language": "ja"}


def test_office_invites_sends_again_and_takes_back(client, office):
    answer = client.post("/staff/people/invitations/new/", {**NEW, "organization": organization().pk})
    assert answer.headers["Location"] == "/staff/people/invitations/"
    first = Invitation.objects.get()
    assert (first.invited_by, first.starts_on) == (office, dt.date(2020, 10, 1))
    client.post(f"/staff/people/invitations/{first.uid}/resend/")
    second = Invitation.objects.open_at(timezone.now()).get()
    assert second.pk != first.pk
    client.post(f"/staff/people/invitations/{second.uid}/revoke/")
    page = client.get("/staff/people/invitations/").content.decode()
    assert page.count("取消し") == 2
    assert OutboxMessage.objects.filter(to="b@example.jp").count() == 2


@pytest.mark.parametrize(
    ("field", "value"), [("role", Role.ADMINISTRATOR), ("email", "ka@example.jp"), ("email", "nobody"), ("ends_before", "2020-10-01")]
)
def test_office_is_told_what_is_wrong_with_an_invitation(client, office, field, value):
    body = organization("M", "共用課", mailbox="ka@example.jp")
    page = client.post("/staff/people/invitations/new/", {**NEW, "organization": body.pk, field: value})
    assert page.context["form"].errors[field]
    assert Invitation.objects.count() == 0


def test_list_costs_the_same_for_more_invitations(client, office):
    counts = []
    for number in (1, 3):
        while Invitation.objects.count() < number:
            invitation(f"n{Invitation.objects.count()}@example.jp", actor=office)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/staff/people/invitations/").status_code == 200
        counts.append(sum("demo_clock" not in query["sql"] for query in queries))  # the clock is read every two seconds
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_make_one_account():
    _made, token = invitation()
    barrier, results = threading.Barrier(2), []

    def accept(name):
        barrier.wait()
        try:
            accept_invitation(token_hash=hash_token(token), name=name, name_kana="", password=PASSWORD, now=timezone.now())
            results.append("made")
        except InvitationError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=[name]) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["accepted", "made"]
    assert User.objects.filter(email="new@example.jp").count() == 1
