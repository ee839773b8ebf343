"""A step of somebody outside the office: the form in the public frame, one button, back to where it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from musubi.blocks.applications.models import Application
from musubi.blocks.kernel.pages.steps import Step, StepError
from musubi.blocks.papers.domain.uploads import FileRefusedError


@dataclass(frozen=True)
class Place:
    """Where a step stands: the page to go back to, its name in the crumbs, what the step is about."""

    back: str
    crumb: str
    subject: str = ""


def at_application(application: Application) -> Place:
    """A step at an application."""
    back = reverse("filings:application", args=[application.uid])
    return Place(back, application.shown, f"{application.call} {application.title}".strip())


def public_step(request: HttpRequest, *, step: Step, record: Any, place: Place, target: Callable[[Any], str] | None = None) -> HttpResponse:
    """Show the step's form, or take the step and go back (or to `target` of what it gave); what was typed stays on every error."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = step.form(*sent, user=request.user, record=record, initial=dict(step.initial(record)))
    if request.method == "POST" and form.is_valid():
        try:
            made = step.run(request, record, {**form.cleaned_data, "form": form})
        except (StepError, FileRefusedError) as error:
            field = getattr(error, "field", "file")
            form.add_error(field if field in form.fields else None, str(error))
        else:
            messages.success(request, str(step.done))
            return HttpResponseRedirect(target(made) if target is not None else place.back)
    context = {"step": step, "form": form, "place": place}
    return render(request, "applications/own_step.html", context, status=422 if form.errors else 200)
