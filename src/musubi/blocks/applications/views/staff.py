"""One application as the office works it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.applications.domain.moves import possible_moves
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.workflow import STATES
from musubi.blocks.audit.domain.trail import address_of, history_of


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def application(request: HttpRequest, uid: str) -> HttpResponse:
    """Where it stands, whose turn it is, what was handed in."""
    found = application_at(request, uid, page="applications:application")
    context = {
        "application": found,
        "state": STATES[found.status],
        "moves": possible_moves(found, request.user),
        "steps": found.status_changes.all(),
        "costs": found.costs.all(),
        "files": found.files.filter(removed_at__isnull=True),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "applications/application.html", context)
