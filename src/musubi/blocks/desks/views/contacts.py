"""連絡先: whom to ask; personal data, so that each reading is noted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.desks.domain.contacts import add_contact, restore_contact, withdraw_contact
from musubi.blocks.desks.interfaces.desk_forms import ContactForm
from musubi.blocks.desks.models import DeskContact
from musubi.blocks.desks.views.opening import address, go, reading, record_at, save_changes, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.desks import Desk


@reading
def contacts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everyone to ask about this desk."""
    rows = visible_to(request.user, DeskContact).filter(item=desk.item)
    if rows.exists():
        record_personal_view(actor=request.user, obj=desk.item, page=request.path, now=clock.now())
    context = {
        "desk": desk,
        "contacts": rows.filter(withdrawn_at__isnull=True),
        "gone": rows.filter(withdrawn_at__isnull=False) if desk.may_work else [],
    }
    return render(request, "desks/contacts.html", context)


def _page(request: HttpRequest, desk: Desk, form: ContactForm, title: str) -> HttpResponse:
    context = {"desk": desk, "form": form, "title": title, "back": address("contacts", desk)}
    return render(request, "desks/form_page.html", context, status=409 if form.conflicts else 200)


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a contact."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ContactForm.Meta.fields}
        add_contact(item=desk.item, actor=request.user, now=clock.now(), **given)
        messages.success(request, _("連絡先を加えました"))
        return go("contacts", desk)
    return _page(request, desk, form, _("連絡先を加える"))


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Correct a contact."""
    found = record_at(request, DeskContact, [desk.item], uid)
    record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now())
    form = ContactForm(request.POST or None, instance=DeskContact.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and save_changes(request, form, found, verb="contact.changed"):
        messages.success(request, _("保存しました"))
        return go("contacts", desk)
    return _page(request, desk, form, _("連絡先を直す"))


@writing
@require_POST
def withdraw(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Take a contact off the list, or bring it back with `undo`."""
    found = record_at(request, DeskContact, [desk.item], uid)
    if "undo" in request.POST:
        if restore_contact(contact=found, actor=request.user, now=clock.now()):
            messages.success(request, _("連絡先を元に戻しました"))
    elif withdraw_contact(contact=found, actor=request.user, now=clock.now()):
        messages.success(request, _("連絡先を外しました。下の「外した連絡先」から元に戻せます"))
    return go("contacts", desk)
