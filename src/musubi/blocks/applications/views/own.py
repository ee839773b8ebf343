"""私の手続: the applicant's filings and one of them with its timeline."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from musubi.blocks.applications.domain.agents.held import agency_for, agents_of
from musubi.blocks.applications.domain.applicant.next_steps import next_steps, own_filings
from musubi.blocks.applications.domain.applicant.notices import mark_opened
from musubi.blocks.applications.domain.applicant.offers import offer_of
from musubi.blocks.applications.domain.commitments import payable
from musubi.blocks.applications.domain.corrections import open_correction
from musubi.blocks.applications.domain.yearly.table import own_years
from musubi.blocks.applications.enums import ApplicationStatus, ObligationKind
from musubi.blocks.applications.interfaces.follow_up.forms import restricted_assets
from musubi.blocks.applications.interfaces.sheets.register import sheets_of
from musubi.blocks.applications.models import Agent, Application, Correction, DecisionNotice
from musubi.blocks.applications.rules import APPOINT_AGENT, EDIT_APPLICATION
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.workflow import STATES
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.parties.domain.acting import parties_acted_for

PAGE_SIZE = 30
NOT_REPORTED = frozenset({ObligationKind.REPORT, ObligationKind.YEARLY, ObligationKind.REPAYMENT})  # no button beside them


@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what runs, what is over."""
    lines = own_filings(user=request.user, now=clock.now())
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": sum(line.is_mine for line in lines),
        "parties": parties_acted_for(request.user, day=clock.today()),
        "today": clock.today(),
    }
    return render(request, "applications/own_home.html", context)


def after_payment(found: Application) -> dict[str, Any]:
    """財産, 財産処分, 消費税 and 返還 of an application."""
    awarded = found.status in ApplicationStatus.awarded()
    owes_tax = any(owed.kind == ObligationKind.TAX and owed.done_on is None for owed in found.obligations.all())
    return {
        "assets": found.assets.all(),
        "disposals": found.disposals.select_related("asset", "item"),
        "may_dispose": awarded and restricted_assets(found).filter(restricted_until__gte=clock.today()).exists(),
        "tax_reports": found.tax_reports.all(),
        "may_report_tax": awarded and owes_tax,
        "repayments": found.repayments.all(),
    }


@login_required
@never_cache
def application(request: HttpRequest, uid: str) -> HttpResponse:
    """Where it stands in plain words, what to do next and until when, what happened so far, letters and receipts."""
    found = application_at(request, uid, page="filings:application")
    may_edit = request.user.has_perm(EDIT_APPLICATION, found)
    context = {
        "application": found,
        "state": STATES[found.status],
        "next_steps": next_steps(found, user=request.user) if may_edit else [],
        "may_edit": may_edit,
        "offer": offer_of(found.call, clock.now()),
        "correction": open_correction(found),
        "steps": [(change, STATES[change.after].public_label) for change in found.status_changes.all()],
        "receipts": found.receipts.all(),
        "notices": visible_to(request.user, DecisionNotice).filter(application=found).select_related("document").defer("document__content"),
        "sheets": sheets_of(found),
        "owed": found.obligations.all(),
        "elsewhere": NOT_REPORTED,
        **after_payment(found),
        "changes": found.change_requests.all(),
        "claims": found.claims.select_related("payment", "payee"),
        "agents": [(row, row.state_on(clock.today())) for row in agents_of(found).filter(pk__in=visible_to(request.user, Agent))],
        "agency": agency_for(user=request.user, application=found, day=clock.today()),
        "appoints": request.user.has_perm(APPOINT_AGENT, found),
        "may_delegate_receipt": found.decided is not None and payable(found) > 0,
        "answered": Correction.objects.filter(application=found, answered_at__isnull=False).prefetch_related("points"),
        "designation": own_years(found, user=request.user, today=clock.today()),
        "panels": render_panels("own-application", request, {"application": found}),
        "today": clock.today(),
    }
    return render(request, "applications/own_application.html", context)


@login_required
@never_cache
def notice(request: HttpRequest, uid: str, notice: str) -> HttpResponse:
    """A letter about a decision, as it was issued."""
    found = application_at(request, uid, page="filings:notice")
    rows = visible_to(request.user, DecisionNotice).select_related("document", "application__party")
    row = get_object_or_404(rows.filter(application=found), uid=notice)
    if row.document.erased_on is not None:
        raise Http404
    mark_opened(notice=row, user=request.user, now=clock.now())
    return as_download(bytes(row.document.content), row.document.file_name, row.document.media_type)
