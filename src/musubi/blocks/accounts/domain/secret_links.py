"""Secrets in addresses (invitations, password resets, confirmed mail addresses) stay out of logs and lists."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/(?:invitation|password/reset/key|confirm-email|report|register)/)(?!done/|evidence/|finish/)[^/\s\"'?#]{8,}")


def mask_secrets(text: str) -> str:
    """`text` with the secret part of each such address replaced by ***."""
    return SECRET.sub(r"\1***", text)


class MaskSecrets(logging.Filter):
    """Masks secrets in a record's finished message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record only where it holds such an address; every record passes."""
        message = record.getMessage()
        masked = mask_secrets(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
