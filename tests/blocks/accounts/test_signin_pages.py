"""Every page and mail about signing in: our frame, its own language, nothing left untranslated."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.urls import urlpatterns as allauth_patterns
from django.urls import URLResolver
from django.utils import timezone
from tests.factories.accounts import PASSWORD, invitation, person
from tests.web.test_english import JAPANESE, Unmarked

from musubi.blocks.accounts.domain.demo import load_demo_people
from musubi.blocks.accounts.enums import Role
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")  # three words in a row
OPEN = {
    "account_login": "/account/login/",
    "account_signup": "/account/signup/",
    "account_inactive": "/account/inactive/",
    "account_email_verification_sent": "/account/confirm-email/",
    "account_confirm_email": "/account/confirm-email/none/",
    "account_reset_password": "/account/password/reset/",
    "account_reset_password_done": "/account/password/reset/done/",
    "account_reset_password_from_key": "/account/password/reset/key/1-none/",
    "account_reset_password_from_key_done": "/account/password/reset/key/done/",
}
OWN = {
    "account_logout": "/account/logout/",
    "account_reauthenticate": "/account/reauthenticate/",
    "account_email": "/account/email/",
    "account_change_password": "/account/password/change/",
    "mfa_index": "/account/2fa/",
    "mfa_reauthenticate": "/account/2fa/reauthenticate/",
    "mfa_deactivate_totp": "/account/2fa/totp/deactivate/",
    "mfa_view_recovery_codes": "/account/2fa/recovery-codes/",
    "mfa_generate_recovery_codes": "/account/2fa/recovery-codes/generate/",
    "mfa_download_recovery_codes": "/account/2fa/recovery-codes/download/",
    "mfa_list_webauthn": "/account/2fa/webauthn/",
    "mfa_add_webauthn": "/account/2fa/webauthn/add/",
    "mfa_reauthenticate_webauthn": "/account/2fa/webauthn/reauthenticate/",
    "mfa_edit_webauthn": "/account/2fa/webauthn/keys/{key}/edit/",
    "mfa_remove_webauthn": "/account/2fa/webauthn/keys/{key}/remove/",
}
NEED_A_TRUE_KEY = {"/account/2fa/webauthn/add/", "/account/2fa/webauthn/reauthenticate/"}
OURS = ["/account/", "/account/2fa/webauthn/add/", "/account/2fa/webauthn/", "/account/second-factor/", "/account/sign-out-everywhere/"]
ELSEWHERE = {  # tested on their own, below or in the browser
    "account_set_password", "mfa_activate_totp", "mfa_authenticate", "mfa_trust", "account_confirm_login_code", "mfa_login_webauthn",
}  # fmt: skip


def words(page):
    """What the page's main part says."""
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.DOTALL)


def check(client, path):
    """The page in both languages."""
    japanese = client.get(path)
    assert japanese.status_code == 200
    assert '<html lang="ja">' in japanese.content.decode()
    assert ENGLISH.search(words(japanese)) is None, ENGLISH.search(words(japanese))
    english = client.get(f"/en{path}")
    assert '<html lang="en">' in english.content.decode()
    assert 'class="languages"' in english.content.decode() or 'class="who"' in english.content.decode()
    parser = Unmarked()
    parser.feed(english.content.decode().split("<main", 1)[1].split("</main>")[0].join(["<main", ""]))
    assert parser.found == []


@pytest.mark.parametrize("path", OPEN.values())
def test_open_page_speaks_its_language(client, path):
    check(client, path)


@pytest.fixture
def signed_in(client):
    """Somebody with an app, codes and a key who has just given the password again."""
    user = person(Role.DIVISION_STAFF, name="Aoi")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "USB", "credential": {"clientExtensionResults": {}}})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    user.key = key.pk
    return user


@pytest.fixture
def plain_person(client):
    """Somebody without second factors who has just given the password again."""
    user = person(Role.DIVISION_STAFF, name="Aoi")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


def test_list_of_pages_is_complete():
    def names(patterns):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from names(entry.url_patterns)
            else:
                yield entry.name

    assert set(names(allauth_patterns)) - {*OPEN, *OWN, *ELSEWHERE} == set()


@pytest.mark.parametrize("path", OURS)
def test_account_page_speaks_its_language(client, plain_person, path):
    check(client, path)


def test_app_page_shows_a_picture_and_speaks_its_language(client, plain_person):
    check(client, "/account/2fa/totp/activate/")
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml' in page


def test_person_without_a_password_sets_one(client, plain_person):
    plain_person.set_unusable_password()
    plain_person.save()
    client.force_login(plain_person, backend="allauth.account.auth_backends.AuthenticationBackend")
    check(client, "/account/password/set/")
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    plain_person.refresh_from_db()
    assert plain_person.check_password(PASSWORD)


@pytest.mark.parametrize("path", sorted({path for path in OWN.values() if "download" not in path} - NEED_A_TRUE_KEY))
def test_own_page_speaks_its_language(client, signed_in, path):
    check(client, path.format(key=signed_in.key))


def test_demo_page_speaks_its_language(client, settings):
    settings.DEMO, settings.DEMO_SIGN_IN = True, True
    load_demo_people(now=timezone.now())
    check(client, "/account/demo/")


def test_codes_are_saved_as_a_file(client, signed_in):
    page = client.get("/account/2fa/recovery-codes/download/")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert sum(line.isdigit() for line in page.content.decode().splitlines()) == 10
    assert JAPANESE.search(client.get("/en/account/2fa/recovery-codes/download/").content.decode()) is None


def test_errors_point_from_the_field_to_the_message(client):
    page = client.post("/account/login/", {"login": "", "password": ""}).content.decode()
    assert 'aria-describedby="id_login_error"' in page
    assert 'id="id_login_error"' in page
    assert 'aria-invalid="true"' in page


def test_no_page_has_a_script_that_runs_inline(client, plain_person):
    for path in ["/account/2fa/webauthn/add/", "/account/login/"]:
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", client.get(path).content.decode(), re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes
            assert "src=" not in attributes or not body.strip()


def mails(language):
    """Every mail that allauth or we send, once, to somebody who reads `language`."""
    from allauth.account.adapter import get_adapter
    from allauth.core import context
    from django.test import RequestFactory

    user = person(name="Aoi", language=language)
    address = EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    request = RequestFactory().get("/", HTTP_HOST="localhost", HTTP_USER_AGENT="Browser")
    request.session = {}
    with context.request_context(request):
        adapter = get_adapter(request)
        adapter.send_confirmation_mail(request, EmailConfirmationHMAC(address), signup=False)
        adapter.send_password_reset_mail(user, user.email, {"user": user, "password_reset_url": "https://x"})
        for name in ["password_changed", "password_set", "password_reset", "email_changed", "email_confirm", "email_deleted"]:
            adapter.send_notification_mail(f"account/email/{name}", user, {"from_email": "a@x", "to_email": "b@x", "deleted_email": "a@x"})
        for name in ["totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed", "recovery_codes_generated"]:
            adapter.send_notification_mail(f"mfa/email/{name}", user)
    return list(OutboxMessage.objects.all())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_mails_speak_their_readers_language(language):
    found = mails(language)
    assert len(found) == 13
    for mail in found:
        assert mail.language == language
        text = mail.subject + "\n" + mail.body.replace("Musubi(結び)", "").replace("Musubi (結び)", "")
        if language == "en":
            assert JAPANESE.search(text) is None, text
        else:
            assert ENGLISH.search(text) is None, text
            assert JAPANESE.search(mail.subject)
        assert "&#" not in text


def test_invitation_mail_is_english_for_an_english_reader():
    invitation(language="en", actor=person(Role.SECRETARIAT, name="Aoi"))
    mail = OutboxMessage.objects.get()
    assert JAPANESE.search(mail.subject) is None
    left = {line for line in mail.body.splitlines() if JAPANESE.search(line)}
    assert left == {"Dear 新田 新,", "Post: 試験課", "This mail comes from Musubi (結び). Replies are not read."}
