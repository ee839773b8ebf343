"""What a person changes of the own account."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from musubi.blocks.accounts.models import User
from musubi.blocks.audit.domain.trail import record_event


@transaction.atomic
def change_language(*, user: User, language: str, now: dt.datetime) -> None:
    """Keep the language of the person's pages and mail."""
    before = user.language
    if before == language:
        return
    user.language = language
    user.save(update_fields=["language", "updated_at"])
    record_event(
        actor=user,
        verb="user.language_changed",
        obj=user,
        now=now,
        before={"language": before},
        after={"language": language},
    )
