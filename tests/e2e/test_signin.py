"""Signing in with a passkey, a security key and an authenticator app, in a real browser with a virtual key."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories.accounts import PASSWORD, invitation, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_use(settings):
    settings.DEMO, settings.DEMO_SIGN_IN = False, False


def virtual_key(page, *, passkey=True):
    """Plug a virtual authenticator into the page's browser; returns the devtools session."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal" if passkey else "usb",
        "hasResidentKey": passkey,
        "hasUserVerification": passkey,
        "isUserVerified": passkey,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in(page, email, password=PASSWORD):
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit] >> nth=0")


def sign_out(page):
    page.goto("/account/logout/")
    follow(page.locator("main form button[type=submit]"))


def test_invited_person_starts_with_a_passkey_and_signs_in_with_it(open_page):
    _made, token = invitation(role=Role.SECRETARIAT)
    page = open_page(f"/account/invitation/{token}/")
    assert page.url.endswith("/account/invitation/")
    virtual_key(page)
    page.click("button[value=passkey]")
    page.fill("input[name=name]", "職場のパソコン")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert axe_findings(page) == []
    page.goto("/staff/")
    assert page.url.endswith("/staff/")
    sign_out(page)
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/staff/")
    user = User.objects.get(email="new@example.jp")
    assert not user.has_usable_password()
    expect(page.locator(".who b")).to_have_text(user.name)


def test_security_key_is_asked_for_after_the_password(open_page):
    user = person(Role.SECRETARIAT)
    page = open_page("/account/login/")
    virtual_key(page, passkey=False)
    sign_in(page, user.email)
    page.wait_for_url("**/second-factor/")
    follow(page.locator("text=セキュリティキーを登録する"))
    sign_in_again(page)
    page.uncheck("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    page.goto("/account/login/")
    sign_in(page, user.email)
    page.wait_for_url("**/2fa/authenticate/")
    assert axe_findings(page) == []
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/staff/")


def sign_in_again(page):
    """The page that asks for the password before a sensitive change, where it comes."""
    if "reauthenticate" in page.url:
        assert axe_findings(page) == []
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url(re.compile(r"webauthn/add|totp/activate"))


def test_cancelled_key_says_what_to_do(open_page):
    user = person(Role.DIVISION_STAFF)
    page = open_page("/account/login/")
    virtual_key(page)
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-trouble:not([hidden])")
    expect(page.locator("#passkey-trouble")).to_contain_text("もう一度試すか")
    sign_in(page, user.email)
    page.wait_for_url("**/staff/")


def code_of(secret):
    """The six digits that an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_authenticator_app(open_page):
    user = person(Role.DIVISION_STAFF)
    page = open_page("/account/login/")
    sign_in(page, user.email)
    page.wait_for_url("**/staff/")
    page.goto("/account/2fa/totp/activate/")
    sign_in_again(page)
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    assert axe_findings(page) == []
    page.fill("input[name=code]", code_of(page.input_value("#authenticator_secret")))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/recovery-codes/")
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"totp", "recovery_codes"}


OPEN = [
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/account/inactive/",
    "/account/password/reset/key/1-none/",
]
OWN = [
    "/account/",
    "/account/second-factor/",
    "/account/password/change/",
    "/account/email/",
    "/account/logout/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/reauthenticate/",
    "/account/sign-out-everywhere/",
]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_sign_in_pages_fit_and_have_no_axe_findings(open_page, size):
    page = open_page("/", size=size)
    found = {}
    for path in OPEN:
        page.goto(path)
        found[path] = axe_findings(page) + overflow(page)
    page.goto("/account/login/")
    sign_in(page, person(Role.DIVISION_STAFF).email)
    page.wait_for_url("**/staff/")
    for path in OWN:
        page.goto(path)
        found[path] = axe_findings(page) + overflow(page)
    assert {path: lines for path, lines in found.items() if lines} == {}
