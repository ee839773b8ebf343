"""The search index follows what is written, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from musubi.council.domain.indexing import index_call, index_issue, index_opinion, index_trace
from musubi.council.models import CommentCall, Issue, Opinion, PublishedTrace


@receiver(post_save, sender=Issue)
def issue_written(instance: Issue, **_rest: Any) -> None:
    """An issue is found by its words."""
    index_issue(instance)


@receiver(post_save, sender=Opinion)
def opinion_written(instance: Opinion, **_rest: Any) -> None:
    """An opinion is found by its words."""
    index_opinion(instance)


@receiver(post_save, sender=PublishedTrace)
def trace_written(instance: PublishedTrace, **_rest: Any) -> None:
    """A published way is found by everybody."""
    index_trace(instance)


@receiver(post_save, sender=CommentCall)
def call_written(instance: CommentCall, **_rest: Any) -> None:
    """A call is found by everybody once it is published."""
    index_call(instance)
