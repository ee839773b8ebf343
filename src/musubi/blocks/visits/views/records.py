"""Enter and correct a site or a rally: the pages that both share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.domain.keeping import change, enter
from musubi.blocks.visits.interfaces.forms import KeptForm


def enter_page(request: HttpRequest, form_class: type[KeptForm], *, title: str, page: str, back: str) -> HttpResponse:
    """A new record; then its own page."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter(record=form.instance, actor=request.user, now=clock.now())
        except VisitError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("登録しました"))
            return HttpResponseRedirect(reverse(page, args=[made.uid]))
    context = {"step": {"title": title, "button": _("この内容で登録する")}, "form": form, "back": back}
    return render(request, "kernel/step.html", context, status=422 if form.errors else 200)


def edit_page(request: HttpRequest, form_class: type[KeptForm], *, record: Any, title: str, page: str) -> HttpResponse:
    """Correct a record; newer values of others stand beside one's own."""
    form = form_class(request.POST or None, instance=type(record)._base_manager.get(pk=record.pk))
    back = reverse(page, args=[record.uid])
    if request.method == "POST" and form.is_valid():
        try:
            change(record=record, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except VisitError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    status = 409 if form.conflicts else 422 if form.errors else 200
    context = {"step": {"title": title, "button": _("この内容を保存する")}, "form": form, "record": record, "back": back}
    return render(request, "kernel/step.html", context, status=status)
