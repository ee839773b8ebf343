"""Tell the search index of calls and applications; who finds them is asked of the live rights each time.

A call is found by everyone once it is public, by the office before. An application is found by the office that may open it, and by its
applicant among the own filings: two sources, because each leads to another page.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from musubi.blocks.applications.domain.rights import of_office_queue, of_own_applications, sees_some_applications
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.indexing import register_follower
from musubi.blocks.parties.models import Party
from musubi.blocks.search.domain.index import Found, SearchSource, keep_entry, register_source

CALLS, FILES, OWN = "call", "application", "own-application"


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(CALLS, _("支援・募集"), _seen_calls, order=40))
    register_source(SearchSource(FILES, _("申請"), _office_files, order=80, personal=True))
    register_source(SearchSource(OWN, _("私の手続"), _own_files, order=41))
    register_follower(index_applications_of)


def _seen_calls(user: Any) -> Q:
    return Q(object_uid__in=visible_to(user, Call).values("uid"))


def _office_files(user: Any) -> Q | None:
    if not sees_some_applications(user):
        return None
    return Q(object_uid__in=Application.objects.filter(of_office_queue(user)).values("uid"))


def _own_files(user: Any) -> Q | None:
    if not getattr(user, "is_authenticated", False):
        return None
    return Q(object_uid__in=Application.objects.filter(of_own_applications(user)).values("uid"))


def index_call(call: Call) -> None:
    """What everybody may read of a call; in preparation only the office finds it."""
    found = Found(
        object_uid=call.uid,
        title=str(call),
        title_en=call.name_en,
        address=_address("offers:call", call.uid),
        text=call.summary,
        text_en=call.summary_en,
        words=(call.guideline.name, call.item.code, call.item.name),
    )
    keep_entry(source=CALLS, uid=call.uid, found=found)


def index_application(application: Application) -> None:
    """Number, title and applicant; nothing of the answers. One whose personal data was erased is found by its number alone."""
    erased = application.erased_on is not None
    party = application.party
    names = () if erased or party is None else tuple(name for name in (party.name, party.name_kana, party.trade_name) if name)
    told = {"object_uid": application.uid, "code": application.number, "words": (*names, str(application.call))}
    title = (not erased and application.title) or str(application)
    for source, page in ((FILES, "applications:application"), (OWN, "filings:application")):
        keep_entry(source=source, uid=application.uid, found=Found(title=title, address=_address(page, application.uid), **told))


def forget_application(application: Application) -> None:
    """A discarded draft is found no more."""
    for source in (FILES, OWN):
        keep_entry(source=source, uid=application.uid, found=None)


def index_applications_of(party: Party) -> None:
    """The applications that bear the party's name."""
    for application in Application.objects.filter(party=party).select_related("call", "party"):
        index_application(application)


def _address(name: str, key: str) -> str:
    with override("ja"):  # the index holds the Japanese page's address; pages lead to their own language
        return reverse(name, args=[key])


def reindex() -> None:
    """Index everything anew."""
    for call in Call.objects.select_related("guideline", "item").iterator():
        index_call(call)
    for application in Application.objects.select_related("call", "party").iterator():
        index_application(application)
