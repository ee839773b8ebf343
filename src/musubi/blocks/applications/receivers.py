"""The search index follows calls and applications, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from musubi.blocks.applications.domain.office.indexing import forget_application, index_application, index_call
from musubi.blocks.applications.models import Application, Call


@receiver(post_save, sender=Call)
def call_written(instance: Call, **_rest: Any) -> None:
    """A call is found by its name and summary."""
    index_call(instance)


@receiver(post_save, sender=Application)
def application_written(instance: Application, **_rest: Any) -> None:
    """An application is found by its number, title and applicant."""
    index_application(instance)


@receiver(post_delete, sender=Application)
def application_discarded(instance: Application, **_rest: Any) -> None:
    """A draft that was thrown away is found no more."""
    forget_application(instance)
