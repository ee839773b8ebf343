"""Settle who translates and who reviews the records chosen at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.translations.domain.assigning import assignments_of
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.enums import LANGUAGES
from musubi.blocks.translations.rules import ASSIGN_TRANSLATIONS
from musubi.programs.brand.inbound.domain.translation_tasks import assign_with_tasks, take_back_with_tasks
from musubi.programs.brand.inbound.interfaces.assign_form import AssignForm
from musubi.programs.brand.inbound.views.desk import PAGE_SIZE, entry_of


@login_required
@permission_required(ASSIGN_TRANSLATIONS, raise_exception=True)
def assign(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The records ticked at the desk get a translator and a reviewer, or nobody any more."""
    entry = entry_of(kind, language)
    asked = (request.POST if request.method == "POST" else request.GET).getlist("record")[:PAGE_SIZE]
    records = list(entry.needed(visible_to(request.user, entry.model)).filter(uid__in=asked).order_by(*entry.model._meta.ordering))
    back = f"{reverse('inbound:desk')}?kind={kind}&language={language}"
    if not records:
        messages.info(request, _("割り当てるものを、一覧で選んでください"))
        return HttpResponseRedirect(back)
    now, today = clock.now(), clock.today()
    known = assignments_of(records, language)
    if request.method == "POST" and "take_back" in request.POST:
        gone = take_back_with_tasks(assignments=known.values(), actor=request.user, now=now)
        messages.success(request, _("%(count)d件の担当をやめました。書いた訳は残っています") % {"count": gone})
        return HttpResponseRedirect(back)
    form = AssignForm(request.POST if request.method == "POST" else None, today=today, initial=_initial(list(known.values())))
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "actor": request.user, "now": now, "today": today}
        try:
            assign_with_tasks(records=records, language=language, **said)
        except TranslationError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("%(count)d件の担当を決めました。「本日の締切」に出ます") % {"count": len(records)})
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "records": [(record, known.get(record.uid)) for record in records],
        "known": known,
        "kind": kind,
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "title": entry.model._meta.verbose_name,
        "back": back,
    }
    return render(request, "inbound/assign.html", context, status=422 if form.errors else 200)


def _initial(known: list[Any]) -> dict[str, Any]:
    """What all of them have now, where they have the same."""
    if len({(one.translator_id, one.reviewer_id, one.due_on) for one in known}) != 1:
        return {}
    return {"translator": known[0].translator.uid, "reviewer": known[0].reviewer.uid, "due_on": known[0].due_on}
