"""Links that let their reader in stay out of the log, and out of sight in the outbox."""

import logging
import re

import pytest
from tests.factories.accounts import invitation, person

from musubi.blocks.accounts.domain.secret_links import MaskSecrets, mask_secrets
from musubi.blocks.accounts.enums import Role
from musubi.blocks.notifications.models import OutboxMessage


@pytest.mark.parametrize(
    "path", ["/account/invitation/{}/", "/en/account/invitation/{}/", "/account/password/reset/key/2n-{}/", "/account/confirm-email/{}/"]
)
def test_secrets_stay_out_of_logs(path):
    token = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path.format(token)), None)
    assert MaskSecrets().filter(record)
    assert record.getMessage() == f"Gone: {path.format('***').replace('2n-', '')}"


def test_other_addresses_stay_in_logs():
    assert mask_secrets("/account/password/reset/key/done/ /staff/people/") == "/account/password/reset/key/done/ /staff/people/"


def test_console_log_masks_secrets(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "role", "reader", "readable"),
    [
        ("shown", Role.DIVISION_STAFF, Role.SECRETARIAT, True),
        ("shown", Role.ADMINISTRATOR, Role.SECRETARIAT, False),
        ("shown", Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        ("queued", Role.DIVISION_STAFF, Role.ADMINISTRATOR, False),
    ],
)
@pytest.mark.parametrize("page", ["", "letter/"])
def test_outbox_hides_links_that_let_their_reader_in(client, settings, status, role, reader, readable, page):
    settings.DEMO = True
    made, token = invitation(role=role)
    assert made.role == role
    mail = OutboxMessage.objects.get()
    OutboxMessage.objects.filter(pk=mail.pk).update(status=status)
    client.force_login(person(reader), backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/staff/outbox/{mail.uid}/{page}").content.decode()
    assert (token in shown) == readable
    assert ("***" in shown) != readable


@pytest.mark.django_db
def test_outbox_hides_an_administrators_new_password_from_the_secretariat(client, settings):
    settings.DEMO = True
    admin = person(Role.ADMINISTRATOR)
    client.post("/account/password/reset/", {"email": admin.email})
    mail = OutboxMessage.objects.get(to=admin.email)
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    token = re.search(r"/password/reset/key/([^/]+)/", mail.body)[1]
    shown = client.get(f"/staff/outbox/{mail.uid}/").content.decode()
    assert mail.subject in shown
    assert token not in shown
