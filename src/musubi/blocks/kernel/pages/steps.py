"""A step on a record as a page of its own: a form, one button, back to the record; what was typed stays on every error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme


class StepError(Exception):
    """The step cannot be taken; the message says what to do next. `field` names the input that is wrong, "" for the whole."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field


class StepForm(forms.Form):
    """One step; `user` decides what can be chosen, `record` is what the step is taken at."""

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, record: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.record = user, record


Run = Callable[[HttpRequest, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Step:
    """`run(request, record, data)` takes the step and may give the record to go to; raises StepError."""

    title: Promise | str
    button: Promise | str
    form: type[StepForm]
    run: Run
    done: Promise | str
    lead: Promise | str = ""
    initial: Callable[[Any], Mapping[str, Any]] = field(default=lambda _record: {})


def next_or(request: HttpRequest, fallback: str) -> str:
    """The page of this site that `next` names, else `fallback`."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else fallback


def run_step(request: HttpRequest, *, step: Step, record: Any, back: str, target: Callable[[Any], str] | None = None) -> HttpResponse:
    """Show the step's form, or take the step and go back (or to `target` of what it gave)."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = step.form(*sent, user=request.user, record=record, initial=dict(step.initial(record)))
    if request.method == "POST" and form.is_valid():
        try:
            made = step.run(request, record, form.cleaned_data)
        except StepError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, str(step.done))
            return HttpResponseRedirect(target(made) if target is not None else back)
    context = {"step": step, "form": form, "record": record, "back": back}
    return render(request, "kernel/step.html", context, status=200 if not form.errors else 422)
