"""ひな型と複写: recurring activities of a desk, and the beginning of a year from the year before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.desks.domain.copying import candidates, copy_last_year
from musubi.blocks.desks.domain.templates import TemplateNameError, add_template, restore_template, retire_template
from musubi.blocks.desks.interfaces.forms import TemplateForm
from musubi.blocks.desks.models import ActivityTemplate
from musubi.blocks.desks.views.opening import address, go, reading, record_at, save_changes, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.desks import Desk


@reading
def templates(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The desk's templates by month, and those of all desks."""
    rows = visible_to(request.user, ActivityTemplate)
    context = {
        "desk": desk,
        "own": rows.filter(item=desk.item, removed_at__isnull=True),
        "common": rows.filter(item=None, removed_at__isnull=True),
        "gone": rows.filter(item=desk.item, removed_at__isnull=False) if desk.may_work else [],
    }
    return render(request, "desks/templates.html", context)


def _page(request: HttpRequest, desk: Desk, form: TemplateForm, title: str) -> HttpResponse:
    context = {"desk": desk, "form": form, "title": title, "back": address("templates", desk)}
    return render(request, "desks/form_page.html", context, status=409 if form.conflicts else 200)


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a template."""
    form = TemplateForm(request.POST or None, item=desk.item)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in TemplateForm.Meta.fields}
        try:
            made = add_template(item=desk.item, actor=request.user, now=clock.now(), **given)
        except TemplateNameError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("ひな型「%(name)s」を加えました") % {"name": made.name})
            return go("templates", desk)
    return _page(request, desk, form, _("ひな型を加える"))


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Change a template of this desk."""
    found = record_at(request, ActivityTemplate, [desk.item], uid)
    form = TemplateForm(request.POST or None, instance=ActivityTemplate.objects.get(pk=found.pk), item=desk.item)
    if request.method == "POST" and form.is_valid() and save_changes(request, form, found, verb="template.changed"):
        messages.success(request, _("保存しました"))
        return go("templates", desk)
    return _page(request, desk, form, _("ひな型を直す"))


@writing
@require_POST
def retire(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Stop offering a template, or offer it again with `undo`."""
    found = record_at(request, ActivityTemplate, [desk.item], uid)
    try:
        if "undo" in request.POST:
            if restore_template(template=found, actor=request.user, now=clock.now()):
                messages.success(request, _("ひな型「%(name)s」を元に戻しました") % {"name": found.name})
        elif retire_template(template=found, actor=request.user, now=clock.now()):
            messages.success(request, _("ひな型「%(name)s」を使うのをやめました。この画面から元に戻せます") % {"name": found.name})
    except TemplateNameError as error:
        messages.error(request, str(error))
    return go("templates", desk)


@writing
def copy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """昨年度を複写: choose what this year begins with; what is there already cannot be chosen again."""
    if request.method == "POST":
        chosen = set(request.POST.getlist("copy"))
        made = copy_last_year(item=desk.item, to_year=desk.fiscal_year, chosen=chosen, actor=request.user, now=clock.now())
        if sum(made):
            told = {"milestones": made[0] + made[1], "templates": made[2]}
            messages.success(request, _("節目%(milestones)d件とひな型%(templates)d件を写しました") % told)
            return go("milestones", desk)
        messages.info(request, _("写すものを1つ以上選んでください"))
    context = {"desk": desk, "found": candidates(item=desk.item, to_year=desk.fiscal_year), "before": desk.fiscal_year - 1}
    return render(request, "desks/copy.html", context)
