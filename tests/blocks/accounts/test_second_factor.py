"""Second factors: wrong codes lock, a lost one is taken back, sessions end."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, override_settings
from django.utils import timezone
from tests.factories.accounts import PASSWORD, organization, person

from musubi.blocks.accounts.domain.people import PeopleError, appoint_deputy, begin_post, set_active
from musubi.blocks.accounts.domain.second_factor import (
    SecondFactorError,
    has_second_factor,
    reset_second_factor,
    sign_out_everywhere,
)
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, Membership
from musubi.blocks.audit.models import Event
from musubi.blocks.audit.templatetags.history import VERBS, verb_label
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def with_app(*roles, **fields):
    user = person(*roles, **fields)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


def codes(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def test_code_is_asked_for_after_the_password(client):
    user = with_app(Role.DIVISION_STAFF)
    assert sign_in(client, user).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/staff/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": codes(user)[0]}).headers["Location"] == "/staff/"
    assert len(codes(user)) == 9


def test_wrong_code_says_what_to_do(client):
    user = with_app(Role.DIVISION_STAFF)
    sign_in(client, user)
    page = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "まだ使っていない予備コード" in page.content.decode()


def test_five_wrong_codes_lock_even_the_right_one_until_time_releases(client):
    user = with_app(Role.DIVISION_STAFF)
    sign_in(client, user)
    for _attempt in range(4):
        assert client.post("/account/2fa/authenticate/", {"code": "wrong"}).status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": "wrong"}).status_code == 429
    locked = client.post("/account/2fa/authenticate/", {"code": codes(user)[0]})
    assert locked.status_code == 429
    assert "15分" in locked.content.decode()
    assert len(codes(user)) == 10
    assert sign_in(Client(), user).status_code == 429
    with override_settings(AXES_COOLOFF_TIME=dt.timedelta(0)):
        assert client.post("/account/2fa/authenticate/", {"code": codes(user)[0]}).status_code == 302


def test_wrong_codes_and_wrong_passwords_count_together(client):
    user = with_app(Role.DIVISION_STAFF)
    for _attempt in range(3):
        sign_in(client, user, "wrong")
    sign_in(client, user)
    client.post("/account/2fa/authenticate/", {"code": "wrong"})
    assert client.post("/account/2fa/authenticate/", {"code": "wrong"}).status_code == 429


def test_recovery_codes_alone_are_no_second_factor():
    user = person()
    RecoveryCodes.activate(user)
    assert not has_second_factor(user)


@pytest.fixture
def real(settings):
    settings.DEMO = False


def test_gate_opens_with_a_factor_and_closes_when_it_is_taken_back(client, real):
    user = with_app(Role.SECRETARIAT)
    client.force_login(user, backend=BACKEND)
    assert client.get("/staff/").status_code == 200
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/staff/").headers["Location"] == "/account/second-factor/"


def test_gate_speaks_of_choices_without_a_telephone(client, real):
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    page = client.get("/staff/people/", follow=True).content.decode()
    assert "電話は要りません" in page
    assert "セキュリティキー" in page


def test_reset_ends_sessions_tells_the_person_and_leaves_one_event(client):
    user = with_app(Role.DIVISION_STAFF, language="en")
    client.force_login(user, backend=BACKEND)
    admin = person(Role.ADMINISTRATOR)
    assert reset_second_factor(user=user, actor=admin, reason=" 鍵の紛失 ", today=clock.today(), now=timezone.now()) == 2
    assert not has_second_factor(user)
    assert client.get("/account/").status_code == 302
    event = Event.objects.get(verb="user.second_factor_reset")
    assert (event.actor_id, event.reason, event.before) == (admin.uid, "鍵の紛失", {"second_factors": ["recovery_codes", "totp"]})
    mail = OutboxMessage.objects.get(to=user.email)
    assert (mail.language, "two-step" in mail.body.lower()) == ("en", True)


def test_reset_needs_a_reason_and_the_right_to_do_it():
    admin = with_app(Role.ADMINISTRATOR)
    values = {"user": admin, "today": clock.today(), "now": timezone.now()}
    for actor, reason, code in [(None, " ", "reason_missing"), (person(Role.SECRETARIAT), "紛失", "not_allowed")]:
        with pytest.raises(SecondFactorError) as raised:
            reset_second_factor(actor=actor, reason=reason, **values)
        assert raised.value.code == code
    assert has_second_factor(admin)


def test_office_resets_on_a_page_that_asks_why(client, settings):
    settings.DEMO = True
    user = with_app(Role.DIVISION_STAFF)
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    page = f"/staff/people/{user.uid}/second-factor/"
    assert page in client.get(f"/staff/people/{user.uid}/").content.decode()
    assert client.post(page, {"reason": ""}).context["form"].errors["reason"]
    assert client.post(page, {"reason": "紛失"}).headers["Location"] == f"/staff/people/{user.uid}/"
    assert not has_second_factor(user)


def test_secretariat_cannot_take_an_administrators_account_over(client, settings):
    settings.DEMO = True
    office, admin = person(Role.SECRETARIAT), with_app(Role.ADMINISTRATOR)
    client.force_login(office, backend=BACKEND)
    assert client.get(f"/staff/people/{admin.uid}/").status_code == 200
    assert client.post(f"/staff/people/{admin.uid}/edit/", {"email": "mine@example.jp"}).status_code == 403
    client.post(f"/staff/people/{admin.uid}/second-factor/", {"reason": "紛失"})
    assert has_second_factor(admin)
    post = Membership(user=office, organization=organization(), role=Role.ADMINISTRATOR, starts_on=clock.today())
    stand_in = Deputy(
        membership=admin.memberships.get(), user=office, starts_on=clock.today(), ends_before=clock.today() + dt.timedelta(days=1), reason="x"
    )
    calls = [
        lambda: begin_post(membership=post, actor=office, now=clock.now()),
        lambda: appoint_deputy(deputy=stand_in, actor=office, now=clock.now()),
        lambda: set_active(user=admin, active=False, actor=office, now=clock.now(), reason="x"),
    ]
    for call in calls:
        with pytest.raises(PeopleError) as raised:
            call()
        assert raised.value.code == "not_allowed"


def test_sign_out_everywhere_ends_the_sessions_of_that_person_only():
    user, other = person(), person()
    browsers = [Client(), Client(), Client()]
    for browser, someone in zip(browsers, [user, user, other], strict=True):
        browser.force_login(someone, backend=BACKEND)
    assert browsers[0].get("/account/sign-out-everywhere/").status_code == 200
    assert browsers[1].get("/account/").status_code == 200
    assert browsers[0].post("/account/sign-out-everywhere/").headers["Location"] == "/account/login/"
    assert [browser.get("/account/").status_code for browser in browsers] == [302, 302, 200]
    assert Event.objects.filter(verb="user.signed_out_everywhere").count() == 1


def test_new_password_ends_other_sessions_and_is_told():
    user = person()
    here, there = Client(), Client()
    sign_in(here, user)
    there.force_login(user, backend=BACKEND)
    new = "another long pass phrase"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert there.get("/account/").status_code == 302
    assert Event.objects.filter(verb="user.password_changed", object_id=user.uid).count() == 1
    assert "パスワードが変わりました" in OutboxMessage.objects.get(to=user.email).subject


def test_sign_out_everywhere_leaves_the_record_as_it_was():
    user = person()
    sign_out_everywhere(user=user, actor=None, now=timezone.now())
    user.refresh_from_db()
    assert (user.session_epoch, user.check_password(PASSWORD)) == (1, True)


def test_address_corrected_by_the_office_is_the_one_that_signs_in(client):
    user = person()
    old = user.email
    EmailAddress.objects.create(user=user, email=old, verified=True, primary=True)
    user.email = "right@example.jp"
    user.save()
    assert client.post("/account/login/", {"login": old, "password": PASSWORD}).status_code == 200
    assert client.post("/account/login/", {"login": "right@example.jp", "password": PASSWORD}).status_code == 302


def test_new_address_counts_once_it_is_confirmed(client):
    user = person()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in(client, user)
    client.post("/account/email/", {"email": "moved@example.jp", "action_add": ""})
    user.refresh_from_db()
    assert user.email != "moved@example.jp"
    body = OutboxMessage.objects.get(to="moved@example.jp").body
    path = next(line for line in body.splitlines() if "/confirm-email/" in line).split("testserver", 1)[1]
    assert "このアドレスにする" in client.get(path).content.decode()
    user.refresh_from_db()
    assert user.email != "moved@example.jp"
    client.post(path)
    user.refresh_from_db()
    assert user.email == "moved@example.jp"
    assert Event.objects.filter(verb="user.email_changed").count() == 1


def test_history_names_what_happened_in_words():
    for kind in Authenticator.Type.values:
        for name in ["registered", "taken_off"]:
            assert f"{kind}_{name}" in VERBS
    assert verb_label("user.second_factor_reset") == "二段階認証の解除"
