"""Tell the search index who is in the register; only those who see the register find them, and each finding is logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from musubi.blocks.parties.domain.rights import sees_parties
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.models import Party
from musubi.blocks.search.domain.index import Found, SearchSource, keep_entry, register_source

PARTIES = "party"
Follower = Callable[[Party], None]
_followers: list[Follower] = []


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(PARTIES, _("事業者等"), _seen, order=90, personal=True))


def _seen(user: Any) -> Q | None:
    return Q() if sees_parties(user) else None


def register_follower(follower: Follower) -> None:
    """A block above whose entries bear the party's name brings them up to date when the party is written."""
    _followers.append(follower)


def index_party(party: Party) -> None:
    """The party's names and number; one that was merged or erased is not found."""
    keep_entry(source=PARTIES, uid=party.uid, found=_found(party) if party.status == PartyStatus.ACTIVE else None)
    for follow in _followers:
        follow(party)


def _found(party: Party) -> Found:
    with override("ja"):  # the index holds the Japanese page's address
        address = reverse("parties:party", args=[party.uid])
    words = tuple(word for word in (party.name_kana, party.trade_name) if word)
    return Found(object_uid=party.uid, title=party.name, title_en=party.name_en, code=party.legal_entity_number or "", address=address, words=words)


def reindex() -> None:
    """Index everybody anew."""
    for party in Party.objects.iterator():
        index_party(party)
