"""The sites where visitors are counted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.visits.interfaces.forms import SiteForm
from musubi.blocks.visits.models import CountSite
from musubi.blocks.visits.rules import SEE_VISITS, WORK_VISITS
from musubi.blocks.visits.views.records import edit_page, enter_page

PAGE_SIZE = 50
QUARTERS_SHOWN = 20
DAYS_SHOWN = 14
HISTORY_ROWS = 5


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def listed(request: HttpRequest) -> HttpResponse:
    """All sites, found by name."""
    asked = request.GET
    sites = visible_to(request.user, CountSite).filter(retired_on__isnull=asked.get("state") != "retired").select_related("item", "spot")
    for word in asked.get("q", "").split():
        sites = sites.filter(name__icontains=word)
    if asked.get("base"):
        sites = sites.filter(is_base=True)
    page = Paginator(sites, PAGE_SIZE).get_page(asked.get("page"))
    return render(request, "visits/sites.html", {"page": page, "asked": asked, "may_work": request.user.has_perm(WORK_VISITS)})


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def detail(request: HttpRequest, uid: str) -> HttpResponse:
    """A site with its figures and history."""
    site = get_object_or_404(visible_to(request.user, CountSite).select_related("item", "spot"), uid=uid)
    context = {
        "site": site,
        "quarters": site.quarter_counts.all()[:QUARTERS_SHOWN],
        "days": site.counter_days.all()[:DAYS_SHOWN],
        "asked": site.surveys.count(),
        "may_work": request.user.has_perm(WORK_VISITS),
        "history": history_of(site)[:HISTORY_ROWS],
        "history_of": address_of(site) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "visits/site.html", context)


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a site."""
    return enter_page(request, SiteForm, title=_("調査地点を登録する"), page="visits:site", back=reverse("visits:sites"))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct a site."""
    site = get_object_or_404(visible_to(request.user, CountSite), uid=uid)
    return edit_page(request, SiteForm, record=site, title=_("調査地点を直す"), page="visits:site")
