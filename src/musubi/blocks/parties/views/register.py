"""The register of parties: find, sort, export, see doubles and claims."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.parties.domain.lookup import differing, find_parties
from musubi.blocks.parties.domain.merging import likely_doubles
from musubi.blocks.parties.enums import PartyKind, PartyStatus
from musubi.blocks.parties.interfaces.party_workbook import write_parties
from musubi.blocks.parties.models import Party, PartyMerge, Representation
from musubi.blocks.parties.rules import MERGE_PARTIES, SEE_PARTIES, WORK_PARTIES

PAGE_SIZE = 50
SORTS = {"kana": ("kana_key", "key", "pk"), "name": ("key", "pk"), "new": ("-created_at", "-pk"), "number": ("legal_entity_number", "key", "pk")}


def _found(request: HttpRequest) -> QuerySet[Party]:
    """The parties that the filters leave."""
    asked = request.GET
    parties = visible_to(request.user, Party)
    state = asked.get("state", "")
    if state != "all":
        parties = parties.filter(status=state if state in PartyStatus.values else PartyStatus.ACTIVE)
    if state == "differs":
        parties = differing(parties)
    if asked.get("kind") in PartyKind.values:
        parties = parties.filter(kind=asked["kind"])
    if asked.get("town", "").strip():
        parties = parties.filter(address__town__name__contains=asked["town"].strip())
    if asked.get("q", "").strip():
        parties = find_parties(parties, asked["q"])
    if asked.get("sort") in SORTS or not asked.get("q", "").strip():
        parties = parties.order_by(*SORTS.get(asked.get("sort", ""), SORTS["kana"]))
    return parties.select_related("address__town", "legal_entity")


def _note_reading(request: HttpRequest, purpose: str) -> None:
    """Names and addresses of people are read: noted once a page."""
    record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose=purpose)


@login_required
@permission_required(SEE_PARTIES, raise_exception=True)
def parties_page(request: HttpRequest) -> HttpResponse:
    """All parties, by name, number, kind, town and state."""
    page = Paginator(_found(request), PAGE_SIZE).get_page(request.GET.get("page"))
    _note_reading(request, "list")
    context = {
        "page": page,
        "kinds": PartyKind.choices,
        "asked": request.GET,
        "waiting": _undecided().count(),
        "may_work": request.user.has_perm(WORK_PARTIES),
        "may_merge": request.user.has_perm(MERGE_PARTIES),
    }
    return render(request, "parties/list.html", context)


@login_required
@permission_required(SEE_PARTIES, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """What the filters leave, as a workbook; the reading is logged."""
    _note_reading(request, "export")
    return as_download(write_parties(_found(request)), _("事業者等の一覧") + ".xlsx")


@login_required
@permission_required(MERGE_PARTIES, raise_exception=True)
def doubles(request: HttpRequest) -> HttpResponse:
    """Entries that may be the same, and what was merged before."""
    _note_reading(request, "doubles")
    merges = visible_to(request.user, PartyMerge).select_related("survivor", "absorbed", "merged_by")[:50]
    return render(request, "parties/doubles.html", {"groups": likely_doubles(visible_to(request.user, Party)), "merges": merges})


def _undecided() -> QuerySet[Representation]:
    """Claims that wait, and rights that rest on the person's own word."""
    day = clock.today()
    held = Q(self_declared=True) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))
    waiting = Q(confirmed_at__isnull=True)
    return Representation.objects.filter(held | waiting, refused_at__isnull=True, party__status=PartyStatus.ACTIVE)


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def claims(request: HttpRequest) -> HttpResponse:
    """Who waits to be let act, and whose right the city has not checked yet."""
    _note_reading(request, "claims")
    page = Paginator(_undecided().select_related("party", "user").order_by("created_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "parties/claims.html", {"page": page})
