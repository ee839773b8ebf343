"""The organisation tree of the city and its partners."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.people import rename_organization
from musubi.blocks.accounts.interfaces.forms import NewOrganizationForm, OrganizationForm, RenameForm
from musubi.blocks.accounts.models import Organization
from musubi.blocks.accounts.views.people import save_record
from musubi.blocks.audit.domain.trail import address_of, history_of, record_event
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def tree(request: HttpRequest) -> HttpResponse:
    """All units and bodies, indented, with how many people hold a post there today."""
    today = clock.today()
    holding = Q(memberships__starts_on__lte=today) & (Q(memberships__ends_before__isnull=True) | Q(memberships__ends_before__gt=today))
    bodies = visible_to(request.user, Organization).annotate(people=Count("memberships", filter=holding))
    children: dict[int | None, list[Any]] = defaultdict(list)
    for body in bodies.order_by("order", "code"):
        children[body.parent_id].append(body)
    rows: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for body in children[parent]:
            rows.append({"body": body, "depth": depth, "closed": body.ends_before and body.ends_before <= today})
            walk(body.pk, depth + 1)

    walk(None, 0)
    return render(request, "people/organizations.html", {"rows": rows})


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit or body."""
    form = NewOrganizationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            body = form.save()
            record_event(actor=request.user, verb="organization.created", obj=body, now=clock.now(), after={"code": body.code, "name": body.name})
        messages.success(request, _("組織を加えました"))
        return HttpResponseRedirect(reverse("people:organizations"))
    context = {"form": form, "title": _("組織を加える"), "back": reverse("people:organizations"), "button": _("組織を加える")}
    return render(request, "people/form_page.html", context)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct a unit's data, close it on a day; its former names and history."""
    body = get_object_or_404(visible_to(request.user, Organization), uid=uid)
    form = OrganizationForm(request.POST or None, instance=Organization.objects.get(pk=body.pk))
    if request.method == "POST" and form.is_valid() and save_record(request, form, body, verb="organization.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(reverse("people:organizations"))
    context = {
        "form": form,
        "title": body.name,
        "back": reverse("people:organizations"),
        "rename": reverse("people:organization-rename", args=[uid]),
        "body": body,
        "former_names": body.former_names.order_by("-used_before"),
        "history": history_of(body)[:5],
        "history_of": address_of(body),
    }
    return render(request, "people/record_edit.html", context, status=409 if form.conflicts else 200)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def rename(request: HttpRequest, uid: str) -> HttpResponse:
    """課名変更: a new name from a day on."""
    body = get_object_or_404(visible_to(request.user, Organization), uid=uid)
    form = RenameForm(request.POST or None, initial={"name": body.name, "name_en": body.name_en, "from_day": clock.today()})
    back = reverse("people:organization", args=[uid])
    if request.method == "POST" and form.is_valid():
        rename_organization(organization=body, today=clock.today(), actor=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("名称の変更を記録しました。変更日から新しい名称になり、前の名称は、その時期の文書に残ります"))
        return HttpResponseRedirect(back)
    title = _("%(name)sの名称を変える") % {"name": body.name}
    return render(request, "people/form_page.html", {"form": form, "title": title, "back": back, "button": _("名称を変える")})
