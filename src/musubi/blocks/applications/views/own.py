"""An applicant's own application."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.workflow import STATES


@login_required
def application(request: HttpRequest, uid: str) -> HttpResponse:
    """Where it stands in plain words, what happened so far, and the receipts."""
    found = application_at(request, uid, page="filings:application")
    steps = [(change, STATES[change.after].public_label) for change in found.status_changes.all()]
    context = {"application": found, "state": STATES[found.status], "steps": steps, "receipts": found.receipts.all()}
    return render(request, "applications/own_application.html", context)
