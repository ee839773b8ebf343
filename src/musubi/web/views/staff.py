"""Composed pages for staff."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.kernel.panels import render_panels


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The start page after signing in: the panels that concern this person."""
    return render(request, "web/staff_home.html", {"panels": render_panels("staff-home", request, {})})
