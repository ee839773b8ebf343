"""Secrets in addresses stay out of the log."""

import logging

import pytest

from musubi.config.log_masking import MaskSecrets, mask_secrets


@pytest.mark.parametrize("path", ["/account/invitation/{}/", "/en/account/invitation/{}/", "/account/password/reset/key/2n-{}/", "/account/confirm-email/{}/"])
def test_secrets_stay_out_of_logs(path):
    token = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path.format(token)), None)
    assert MaskSecrets().filter(record)
    assert record.getMessage() == f"Gone: {path.format('***').replace('2n-', '')}"


def test_other_addresses_stay_in_logs():
    assert mask_secrets("/account/password/reset/key/done/ /staff/people/") == "/account/password/reset/key/done/ /staff/people/"


def test_console_log_masks_secrets(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
