"""Calls for everybody: the list, one call, "can I apply?", the empty form to fill in by hand."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from musubi.blocks.applications.domain.applicant.offers import asked_checks, offer_of, offers, self_check, verdict
from musubi.blocks.applications.domain.applicant.plain_rules import plain_rules
from musubi.blocks.applications.domain.applicant.sections import sections_of
from musubi.blocks.applications.domain.calls import terms_of
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.interfaces.own_filters import OfferFilter
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import render_panels

PAGE_SIZE = 20


def calls(request: HttpRequest) -> HttpResponse:
    """Every public call: what is open first."""
    form = OfferFilter(request.GET)
    found = offers(now=clock.now(), **form.values())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "applications/offer_list.html", {"form": form, "page": page, "total": len(found), "filtered": form.is_used()})


def _call(request: HttpRequest, uid: str) -> Call:
    """A public call; the office also sees one in preparation, as applicants will."""
    rows = visible_to(request.user, Call).select_related("item", "organization", "guideline")
    found: Call = get_object_or_404(rows, uid=uid)
    return found


def call(request: HttpRequest, uid: str) -> HttpResponse:
    """One call: what for, for whom, until when, how much, by which rules, with which papers, whom to ask."""
    found = _call(request, uid)
    terms = terms_of(found)
    context = {
        "call": found,
        "offer": offer_of(found, clock.now()),
        "terms": terms,
        "rules": plain_rules(terms),
        "checks": asked_checks(terms),
        "sections": sections_of(terms, Stage.APPLICATION),
        "documents": [each for each in terms.documents if each.stage == Stage.APPLICATION],
        "later": [each for each in terms.documents if each.stage != Stage.APPLICATION],
        "last_updated": found.opened_at,
    }
    return render(request, "applications/offer.html", {**context, "panels": render_panels("offer", request, context)})


def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Can I apply? The answers stand in the address only and are stored nowhere."""
    found = _call(request, uid)
    rows = self_check(terms_of(found), request.GET)
    asked = any(row.given for row in rows)
    context = {"call": found, "offer": offer_of(found, clock.now()), "rows": rows, "asked": asked, "verdict": verdict(rows) if asked else ""}
    return render(request, "applications/offer_check.html", context)


def blank_form(request: HttpRequest, uid: str) -> HttpResponse:
    """The form to print and fill in by hand."""
    found = _call(request, uid)
    terms = terms_of(found)
    context = {
        "call": found,
        "terms": terms,
        "sections": sections_of(terms, Stage.APPLICATION),
        "documents": [each for each in terms.documents if each.stage == Stage.APPLICATION],
        "empty_rows": range(6),
    }
    return render(request, "applications/offer_blank.html", context)
