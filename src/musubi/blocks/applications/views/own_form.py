"""The applicant's form: typing, saving by itself, the check before it is handed in, the receipt, prints."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.agents.held import agent_words
from musubi.blocks.applications.domain.answers import read_answers
from musubi.blocks.applications.domain.applicant.editing import editable_parts
from musubi.blocks.applications.domain.applicant.faults import faults_of
from musubi.blocks.applications.domain.applicant.offers import offer_of
from musubi.blocks.applications.domain.applicant.removed import removed_rows
from musubi.blocks.applications.domain.applicant.saving import FormText, StaleFormError, save_form
from musubi.blocks.applications.domain.applicant.unread import row_faults, store_of
from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.corrections import form_stage, hand_in_correction, open_correction
from musubi.blocks.applications.domain.drafts import TYPED, discard_draft
from musubi.blocks.applications.domain.errors import ApplicationError, CallClosedError, IncompleteError
from musubi.blocks.applications.domain.filings import report_results, request_grant
from musubi.blocks.applications.domain.submission import content_hash, filed_content, submit
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.interfaces.own_form_page import aid_views, cost_views, section_views
from musubi.blocks.applications.interfaces.own_form_reading import read_form
from musubi.blocks.applications.interfaces.own_shown import shown
from musubi.blocks.applications.interfaces.own_steps import CompletionForm
from musubi.blocks.applications.models import Application, Receipt
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.views.own_documents import documents_of
from musubi.blocks.applications.views.own_opening import editable, form_is_open, points_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.identifiers import new_uid


def unreadable(application: Application, terms: Terms, stage: str) -> dict[str, str]:
    """Messages at what was typed and cannot be read; what is only missing is told before the form is handed in."""
    store = store_of(application, stage)
    typed = {key.removeprefix(TYPED): value for key, value in store.items() if key.startswith(TYPED)}
    _values, faults = read_answers(terms.questions_of(stage, application.lane), typed, today=clock.today())
    return faults | row_faults(application, stage)


def _amount(application: Application, terms: Terms, stage: str) -> dict[str, Any]:
    """The sum as it stands now with its rows, and what stands against it."""
    if not terms.rules_for_amount() or stage not in {Stage.APPLICATION, Stage.REPORT}:
        return {"amount": None}
    result = assess(application=application, terms=terms, stage=stage)
    yen = result.yen if application.decided_now is None else min(result.yen, application.decided_now)
    return {"amount": result, "amount_yen": yen, "amount_decided": application.decided_now if stage == Stage.REPORT else None}


def locked_parts(parts: frozenset[str] | None) -> dict[str, bool]:
    """Which parts beside questions and documents are only shown, since the correction does not ask for them."""
    return {name: parts is not None and name not in parts for name in ("title", "lane", "costs", "aid", "consents_publication")}


def _page(request: HttpRequest, found: Application, stage: str, *, typed: FormText | None = None, stale: str = "", status: int = 200) -> HttpResponse:
    terms = read_terms(found.terms.content)
    faults = faults_of(application=found, today=clock.today(), stage=stage) if request.GET.get("all") else unreadable(found, terms, stage)
    points = points_of(found)
    parts = editable_parts(found, stage, today=clock.today())
    context = {
        "application": found,
        "stage": stage,
        "terms": terms,
        "lanes": terms.lanes if stage == Stage.APPLICATION else (),
        "locked": locked_parts(parts),
        "category_names": {each.key: each.name for each in terms.categories},
        "lane_name": {each.key: each.name for each in terms.lanes}.get(found.lane, ""),
        "gone": {kind: removed_rows(found, kind, stage) for kind in ("costs", "aid")},
        "sections": section_views(terms, found, stage, faults=faults, points=points, typed=typed, parts=parts),
        "costs": cost_views(found, stage, faults=faults, typed=typed) if terms.categories and stage in {Stage.APPLICATION, Stage.REPORT} else None,
        "aids": aid_views(found, stage, faults=faults, typed=typed) if terms.categories and stage == Stage.APPLICATION else None,
        "by_unit": any(rule.type == "unit_price" for rule in terms.rules),
        "in_city": any(rule.type == "local_payee" for rule in terms.rules),
        "faults": faults,
        "points": points,
        "correction": open_correction(found),
        "documents": documents_of(request, found, terms, stage, faults, parts),
        "offer": offer_of(found.call, clock.now()),
        "page_mark": new_uid() if typed is None else typed.page,
        "shown_save": found.saved_at.isoformat(),
        "saved_at": found.saved_at,
        "stale": stale,
        **_amount(found, terms, stage),
    }
    return render(request, "applications/own_form.html", context, status=status)


@login_required
@never_cache
def form(request: HttpRequest, uid: str) -> HttpResponse:
    """Type, save, go on to the check; without script the button saves."""
    found = editable(request, uid, page="filings:form")
    if not form_is_open(found):
        messages.info(request, _("この申請は、いまは書き換えられません"))
        return redirect("filings:application", found.uid)
    stage = form_stage(found)
    if request.method != "POST":
        return _page(request, found, stage)
    text = read_form(request.POST, terms=read_terms(found.terms.content), stage=stage)
    try:
        save_form(application=found, text=text, stage=stage, now=clock.now(), today=clock.today(), overwrite="overwrite" in request.POST)
    except StaleFormError as error:
        return _page(request, found, stage, typed=text, stale=str(error), status=409)
    except ApplicationError as error:
        messages.error(request, str(error))
        return redirect("filings:application", found.uid)
    if request.POST.get("go") == "check":
        return redirect("filings:check", found.uid)
    changed = request.POST.get("add") or request.POST.get("restore") or request.POST.get("remove", "")
    anchor = {"costs": "#h-costs", "aid": "#h-aid"}.get(changed.partition("-")[0], "")
    messages.success(request, _("行を消しました。「元に戻す」で戻せます") if request.POST.get("remove") else _("下書きを保存しました"))
    return HttpResponseRedirect(reverse("filings:form", args=[found.uid]) + anchor)


@login_required
@require_POST
def save(request: HttpRequest, uid: str) -> HttpResponse:
    """What the page sends by itself while somebody types: the time of the save, the sum, and messages at their fields."""
    found = editable(request, uid, page="filings:form")
    stage = form_stage(found)
    terms = read_terms(found.terms.content)
    text = read_form(request.POST, terms=terms, stage=stage)
    try:
        saved = save_form(application=found, text=text, stage=stage, now=clock.now(), today=clock.today())
    except ApplicationError as error:
        return render(request, "applications/_own_saved.html", {"error": str(error)})
    kept = saved.application
    context = {
        "saved_at": kept.saved_at,
        "shown_save": kept.saved_at.isoformat(),
        "application": kept,
        "sections": section_views(terms, kept, stage, faults=saved.faults, points={}, parts=editable_parts(kept, stage, today=clock.today())),
        "row_faults": [(key, message) for key, message in saved.faults.items() if key.startswith(("costs-", "aid-"))],
        **_amount(kept, terms, stage),
    }
    return render(request, "applications/_own_saved.html", context)


def _check_page(
    request: HttpRequest, found: Application, stage: str, *, completion: CompletionForm, told: str = "", status: int = 200
) -> HttpResponse:
    terms = read_terms(found.terms.content)
    content = filed_content(application=found, stage=stage, agent=agent_words(application=found, actor=request.user, day=clock.today()))
    context = {
        "application": found,
        "stage": stage,
        "filing": shown(content, terms, stage),
        "faults": faults_of(application=found, today=clock.today(), stage=stage),
        "offer": offer_of(found.call, clock.now()),
        "correction": open_correction(found),
        "completion": completion,
        "told": told,
        **_amount(found, terms, stage),
    }
    return render(request, "applications/own_check.html", context, status=status)


@login_required
@never_cache
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """The whole filing as it would be handed in, what is missing, and the button."""
    now = clock.now()  # the moment at which the request came in counts, however long it then waits
    found = editable(request, uid, page="filings:check")
    if not form_is_open(found):
        return _handed_in(found)
    stage = form_stage(found)
    completion = CompletionForm(request.POST if request.method == "POST" and stage == Stage.REPORT else None)
    if request.method != "POST":
        return _check_page(request, found, stage, completion=completion)
    if stage == Stage.REPORT and found.status == ApplicationStatus.GRANTED and not completion.is_valid():
        return _check_page(request, found, stage, completion=completion, status=422)
    try:
        receipt = _hand_in(request, found, stage, now, completion)
    except IncompleteError as error:
        return _check_page(request, found, stage, completion=completion, told=str(error), status=422)
    except CallClosedError as error:
        return _check_page(request, found, stage, completion=completion, told=str(error), status=409)
    except ApplicationError as error:
        if error.field == "completed_on":
            completion.add_error("completed_on", str(error))
            return _check_page(request, found, stage, completion=completion, status=422)
        messages.info(request, str(error))
        return redirect("filings:application", found.uid)
    return redirect("filings:receipt", found.uid, receipt.number)


def _handed_in(found: Application) -> HttpResponse:
    """Where a second click on the button leads: the receipt that the first one got."""
    newest = found.receipts.order_by("-received_at", "-pk").first()
    if newest is None:
        return redirect("filings:application", found.uid)
    return redirect("filings:receipt", found.uid, newest.number)


def _hand_in(request: HttpRequest, found: Application, stage: str, now: Any, completion: CompletionForm) -> Receipt:
    today = timezone.localtime(now).date()
    common: dict[str, Any] = {"application": found, "actor": request.user, "now": now, "today": today}
    if found.status in {ApplicationStatus.CORRECTION, ApplicationStatus.REPORT_CORRECTION}:
        return hand_in_correction(**common)
    if stage == Stage.GRANT:
        return request_grant(**common)
    if stage == Stage.REPORT and found.status == ApplicationStatus.GRANTED:
        return report_results(completed_on=completion.cleaned_data["completed_on"], **common)
    return submit(**common)


@login_required
def receipt(request: HttpRequest, uid: str, number: str) -> HttpResponse:
    """The receipt with the hash of each file, for keeping and printing."""
    found = application_at(request, uid, page="filings:receipt")
    kept = get_object_or_404(visible_to(request.user, Receipt).filter(application=found), number=number)
    context = {
        "application": found,
        "receipt": kept,
        "filing": shown(kept.content, read_terms(found.terms.content), kept.stage),
        "is_whole": content_hash(kept.content) == kept.sha256,
    }
    return render(request, "applications/own_receipt.html", context)


@login_required
def print_form(request: HttpRequest, uid: str) -> HttpResponse:
    """A form as it stands, for paper; a draft says that it is one."""
    found = application_at(request, uid, page="filings:print")
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else form_stage(found)
    receipt = found.receipts.filter(stage=stage).order_by("-received_at", "-pk").first()
    typing = agent_words(application=found, actor=request.user, day=clock.today())
    content = filed_content(application=found, stage=stage, agent=receipt.content.get("agent", "") if receipt is not None else typing)
    context = {"application": found, "stage": Stage(stage), "filing": shown(content, read_terms(found.terms.content), stage)}
    return render(request, "applications/own_print.html", context)


@login_required
def discard(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask, then throw a draft away."""
    found = editable(request, uid, page="filings:discard")
    if request.method == "POST":
        try:
            discard_draft(application=found, actor=request.user, now=clock.now())
        except ApplicationError as error:
            messages.error(request, str(error))
            return redirect("filings:application", found.uid)
        messages.success(request, _("下書きを捨てました"))
        return redirect("filings:home")
    return render(request, "applications/own_discard.html", {"application": found})
