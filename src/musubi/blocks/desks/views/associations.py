"""協議会等: associations of a desk, their officers, accounts and books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.associations import (
    AssociationError,
    add_association,
    add_officer,
    give_books,
    keep_year,
    receive_books,
    warnings_of,
)
from musubi.blocks.desks.interfaces.association_forms import AssociationForm, GiveForm, OfficerForm, ReceiveForm, YearForm
from musubi.blocks.desks.models import Association, AssociationHandover, AssociationOfficer, AssociationYear
from musubi.blocks.desks.views.opening import address, go, reading, record_at, save_changes, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.templatetags.musubi import fiscal_year
from musubi.blocks.vision.domain.desks import Desk


@reading
def associations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The desk's associations with the chosen year's account and what to look after."""
    running = fiscal_year_of(clock.today())
    rows = []
    for found in visible_to(request.user, Association).filter(item=desk.item).select_related("rules_document").prefetch_related("years"):
        years = list(found.years.all())
        account = next((year for year in years if year.fiscal_year == desk.fiscal_year), None)
        rows.append({"association": found, "account": account, "warnings": warnings_of(found, years, running=running)})
    return render(request, "desks/associations.html", {"desk": desk, "rows": rows})


def _association(request: HttpRequest, desk: Desk, uid: str) -> Association:
    found: Association = record_at(request, Association, [desk.item], uid)
    return found


@reading
def association(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """One association."""
    found = _association(request, desk, uid)
    officers = list(found.officers.all())
    if officers:
        record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now())
    years = list(found.years.all())
    context = {
        "desk": desk,
        "association": found,
        "officers": officers,
        "years": years,
        "handovers": found.handovers.select_related("giver", "receiver"),
        "open": found.handovers.filter(receiver__isnull=True).select_related("giver").first(),
        "warnings": warnings_of(found, years, running=fiscal_year_of(clock.today())),
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "desks/association.html", context)


def _form_page(request: HttpRequest, desk: Desk, form: Any, title: str, back: str) -> HttpResponse:
    context = {"desk": desk, "form": form, "title": title, "back": back}
    return render(request, "desks/form_page.html", context, status=409 if getattr(form, "conflicts", None) else 200)


def _saved(request: HttpRequest, form: forms.BaseForm, save: Callable[..., Any], told: str, **given: Any) -> Any:
    """What `save` makes, or None with its refusal at the field."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = save(actor=request.user, now=clock.now(), **given, **{name: form.cleaned_data[name] for name in form.fields if name != "shown"})
    except AssociationError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))  # type: ignore[attr-defined]
        return None
    messages.success(request, told)
    return made


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add an association."""
    form = AssociationForm(request.POST or None, item=desk.item)
    made = _saved(request, form, add_association, _("協議会等を加えました"), item=desk.item)
    if made is not None:
        return go("association", desk, made.uid)
    return _form_page(request, desk, form, _("協議会等を加える"), address("associations", desk))


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Correct an association."""
    found = _association(request, desk, uid)
    form = AssociationForm(request.POST or None, instance=Association.objects.get(pk=found.pk), item=desk.item)
    if request.method == "POST" and form.is_valid() and save_changes(request, form, found, verb="association.changed"):
        messages.success(request, _("保存しました"))
        return go("association", desk, uid)
    return _form_page(request, desk, form, _("協議会等を直す"), address("association", desk, uid))


@writing
def officer(request: HttpRequest, desk: Desk, uid: str, officer_uid: str = "") -> HttpResponse:
    """Add an officer, or correct one (the day of leaving, say)."""
    found, back = _association(request, desk, uid), address("association", desk, uid)
    if not officer_uid:
        form = OfficerForm(request.POST or None)
        if _saved(request, form, add_officer, _("役員を加えました"), association=found) is not None:
            return go("association", desk, uid)
        return _form_page(request, desk, form, _("役員を加える"), back)
    known = get_object_or_404(visible_to(request.user, AssociationOfficer), association=found, uid=officer_uid)
    record_personal_view(actor=request.user, obj=known, page=request.path, now=clock.now())
    form = OfficerForm(request.POST or None, instance=AssociationOfficer.objects.get(pk=known.pk))
    if request.method == "POST" and form.is_valid() and save_changes(request, form, known, verb="officer.changed"):
        messages.success(request, _("保存しました"))
        return go("association", desk, uid)
    return _form_page(request, desk, form, _("役員を直す"), back)


@writing
def year(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """The account of a year; the year's stored figures stand in the form."""
    found = _association(request, desk, uid)
    known = AssociationYear.objects.filter(association=found, fiscal_year=desk.fiscal_year).first()
    last = AssociationYear.objects.filter(association=found, fiscal_year=desk.fiscal_year - 1).first()
    initial = {"brought_forward": last.balance} if last is not None and known is None else {}
    form = YearForm(request.POST or None, instance=known or AssociationYear(association=found), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.values() if known is not None else {name: form.cleaned_data[name] for name in YearForm.Meta.fields}
        given = {"association": Association.objects.get(pk=found.pk), "fiscal_year": desk.fiscal_year, "unchanged": form.unchanged}
        try:
            keep_year(**given, actor=request.user, now=clock.now(), **values)
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except AssociationError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("収支を保存しました"))
            return go("association", desk, uid)
    title = _("%(name)sの収支 %(year)s") % {"name": found.name, "year": fiscal_year(desk.fiscal_year)}
    return _form_page(request, desk, form, title, address("association", desk, uid))


@writing
def give(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """I give the books."""
    found = _association(request, desk, uid)
    form = GiveForm(request.POST or None, initial={"given_on": clock.today()})
    if _saved(request, form, give_books, _("渡したことを記録しました。次の担当者が受け取ると終わります"), association=found) is not None:
        return go("association", desk, uid)
    return _form_page(request, desk, form, _("帳簿と通帳を渡す"), address("association", desk, uid))


@writing
def receive(request: HttpRequest, desk: Desk, uid: str, handover_uid: str) -> HttpResponse:
    """I receive the books."""
    found = _association(request, desk, uid)
    handover = get_object_or_404(visible_to(request.user, AssociationHandover), association=found, uid=handover_uid)
    form = ReceiveForm(request.POST or None, initial={"received_on": clock.today()})
    if _saved(request, form, receive_books, _("受け取ったことを記録しました"), handover=handover) is not None:
        return go("association", desk, uid)
    return _form_page(request, desk, form, _("帳簿と通帳を受け取る"), address("association", desk, uid))
