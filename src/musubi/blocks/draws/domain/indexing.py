"""Tell the search index of draws: everybody finds those whose list was fixed, the office its own before; nothing of who takes part."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from musubi.blocks.draws.domain.rights import sees_draws
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.search.domain.index import Found, SearchSource, keep_entry, register_source

PUBLIC, OFFICE = "draw", "draw-office"


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(PUBLIC, _("抽選の公開"), _told, order=45))
    register_source(SearchSource(OFFICE, _("抽選(業務)"), _seen_by_office, order=82))


def _told(_user: Any) -> Q:
    return Q(object_uid__in=Draw.objects.filter(status__in=DrawStatus.told(), closed_at__isnull=False).values("uid"))


def _seen_by_office(user: Any) -> Q | None:
    return Q(object_uid__in=visible_to(user, Draw).values("uid")) if sees_draws(user) else None


def index_draw(draw: Draw) -> None:
    """Title, summary, and the item it belongs to; never an entrant, a group's name or a ticket."""
    told = {
        "object_uid": draw.uid,
        "title": draw.title,
        "title_en": draw.title_en,
        "text": draw.summary,
        "text_en": draw.summary_en,
        "words": (draw.item.code, draw.item.name, draw.list_sha256),
    }
    with override("ja"):  # the index holds the Japanese page's address; pages lead to their own language
        pages = {PUBLIC: reverse("draws:public", args=[draw.uid]), OFFICE: reverse("draws:draw", args=[draw.uid])}
    for source, address in pages.items():
        keep_entry(source=source, uid=draw.uid, found=Found(address=address, **told))


def reindex() -> None:
    """Index everything anew."""
    for draw in Draw.objects.select_related("item").iterator():
        index_draw(draw)
