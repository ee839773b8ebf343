"""起案 and 決裁: drafts for one or many applications, their record, their pack and their letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.decisions import cancel_decision, prepare_decision, record_decision
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.letters import issue_letters, keep_pack
from musubi.blocks.applications.domain.office.acting import KINDS as ACTING_KINDS
from musubi.blocks.applications.domain.office.acting import Unconfirmed, unconfirmed_of
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.interfaces.approval_file import approval_paper, pack_document
from musubi.blocks.applications.interfaces.decision_forms import CancelForm, DecisionForm, RecordForm, kinds_for
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document, letter_docx, letter_pdf
from musubi.blocks.applications.models import Application, Call, DecisionItem, DecisionNotice, DecisionRecord
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import paged
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.downloads import as_download, as_file
from musubi.blocks.kernel.pages.media_types import DOCX, PDF
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.papers.models import Document
from musubi.blocks.parties.domain.addressing import postal_address_of


def _decision(request: HttpRequest, uid: str, *, work: bool = False) -> DecisionRecord:
    found: DecisionRecord = get_object_or_404(
        visible_to(request.user, DecisionRecord).select_related(
            "call__item", "call__guideline", "call__organization", "call__line__envelope", "approval_file"
        ),
        uid=uid,
    )
    if work and not works_application(request.user, found.call):
        raise PermissionDenied
    record_personal_view(actor=request.user, obj=found, page="applications:decision", now=clock.real_now())
    return found


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def decisions(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for their 決裁 first."""
    found = visible_to(request.user, DecisionRecord).filter(cancelled_at__isnull=True).select_related("call").prefetch_related("items")
    waiting = list(found.filter(decided_on__isnull=True).order_by("drafted_on", "pk"))
    context = {
        "waiting": waiting,
        "page": paged(request, found.filter(decided_on__isnull=False).order_by("-decided_on", "-pk")),
        "today": clock.today(),
    }
    return render(request, "applications/staff_decisions.html", context)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """起案する for the applications that were ticked."""
    call = get_object_or_404(visible_to(request.user, Call).select_related("item"), uid=uid)
    if not works_application(request.user, call):
        raise PermissionDenied
    rows = visible_to(request.user, Application).filter(call=call, uid__in=request.GET.getlist("application"))
    applications = list(rows.select_related("call__guideline", "call__item", "party", "terms").order_by("rank", "submitted_at", "pk"))
    kinds = kinds_for(applications)
    kind = request.GET.get("kind", "")
    if not applications or not kinds or (kind and kind not in dict(kinds)):
        messages.error(request, _("印を付けた申請に共通する決定がありません。同じ段階の申請だけに印を付けてください"))
        return HttpResponseRedirect(f"{reverse('applications:queue')}?call={call.uid}&face=all")
    if not kind:
        context = {"call": call, "kinds": kinds, "applications": applications, "asked": request.GET}
        return render(request, "applications/staff_decision_kind.html", context)
    form = DecisionForm(request.POST if request.method == "POST" else None, applications=applications, kind=kind)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = prepare_decision(
                call=call,
                kind=kind,
                title=data["title"],
                proposed=form.proposed(),
                drafted_on=data["drafted_on"],
                note=data["note"],
                seal=data["seal"],
                exception_reason=data.get("exception_reason", ""),
                actor=request.user,
                now=clock.now(),
            )
        except ApplicationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("起案しました。起案パックを文書管理システムに回し、決裁が済んだら決裁欄を記録してください"))
            return HttpResponseRedirect(reverse("applications:decision", args=[made.uid]))
    context = {"call": call, "form": form, "kind": dict(kinds)[kind]}
    return render(request, "applications/staff_decision_new.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def decision(request: HttpRequest, uid: str) -> HttpResponse:
    """A 起案: what it says of each application, its 決裁欄, its pack and its letters."""
    found = _decision(request, uid)
    rows = found.items.select_related("application__party__address", "application__applicant").by_outcome()
    items = list(rows.prefetch_related("notices__document", "application__party__places__address"))
    context = {
        "decision": found,
        "items": items,
        "unconfirmed": _unconfirmed(found, [item.application for item in items]),
        "without_address": _without_address(items),
        "total": sum(item.amount or 0 for item in items),
        "works": works_application(request.user, found.call),
        "unissued": found.decided_on is not None and any(not item.notices.all() for item in items),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "applications/staff_decision.html", context)


def _without_address(items: list[DecisionItem]) -> list[Application]:
    """Those whose letter is still to be issued and would bear no address."""
    waiting = [item.application for item in items if not item.notices.all()]
    return [each for each in waiting if each.party is not None and postal_address_of(each.party) is None]


def _unconfirmed(decision: DecisionRecord, applications: list[Application]) -> list[tuple[Application, Unconfirmed]]:
    """Who acts and was not confirmed, while the decision waits for its 決裁."""
    if decision.decided_on is not None or decision.cancelled_at is not None or decision.kind not in ACTING_KINDS:
        return []
    waiting = unconfirmed_of(applications, day=clock.today())
    return [(application, each) for application in applications for each in waiting.get(application.pk, [])]


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def pack(request: HttpRequest, uid: str, ending: str) -> HttpResponse:
    """起案パック as Word or PDF; what was taken last before the 決裁 is kept, and is what is given out after it."""
    found = _decision(request, uid)
    if found.approval_file is not None and found.approval_file.erased_on is not None:
        return _gone(request, found.approval_file, reverse("applications:decision", args=[uid]))
    if found.decided_on is not None and found.approval_file is not None:
        return as_download(bytes(found.approval_file.content), found.approval_file.file_name, PDF)
    makers = {"docx": (to_word, DOCX), "pdf": (to_pdf, PDF)}
    if ending not in makers:
        raise Http404
    make, media_type = makers[ending]
    try:
        paper = approval_paper(found)
        content = make(paper)
        if found.decided_on is None and works_application(request.user, found.call):
            whole = content if ending == "pdf" else to_pdf(paper)
            keep_pack(decision=found, values=pack_document(found, whole), actor=request.user, now=clock.now())
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("applications:decision", args=[uid]))
    return as_download(content, f"{_('起案パック')}_{found.drafted_on}.{ending}", media_type)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def draft_letter(request: HttpRequest, uid: str) -> HttpResponse:
    """The letter of one item as it would be, before it is issued."""
    item = _item(request, uid)
    try:
        content = letter_pdf(item)
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("applications:decision", args=[item.decision.uid]))
    return as_file(content, f"{item.application.number}.pdf")


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def word_letter(request: HttpRequest, uid: str) -> HttpResponse:
    """The same letter as Word; what counts is the issued one."""
    item = _item(request, uid)
    return as_download(letter_docx(item), f"{item.application.number}.docx", DOCX)


def _item(request: HttpRequest, uid: str) -> DecisionItem:
    rows = visible_to(request.user, DecisionItem).select_related(
        "decision__call__guideline", "decision__call__organization", "application__party__address"
    )
    item: DecisionItem = get_object_or_404(rows, uid=uid)
    record_personal_view(actor=request.user, obj=item.application, page="applications:letter", now=clock.real_now())
    return item


def _gone(request: HttpRequest, document: Document, back: str) -> HttpResponse:
    """What is left of a document whose bytes were erased."""
    words = {"title": document.title, "day": format_date(document.erased_on), "hash": document.sha256}
    messages.info(request, _("「%(title)s」の内容は、保存期間の満了により%(day)sに消去しました(SHA-256 %(hash)s)") % words)
    return HttpResponseRedirect(back)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def notice(request: HttpRequest, uid: str) -> HttpResponse:
    """An issued letter as the office reads it; the applicant opens it on the own page, where the first reading is kept."""
    found = get_object_or_404(visible_to(request.user, DecisionNotice).select_related("document", "application"), uid=uid)
    record_personal_view(actor=request.user, obj=found.application, page="applications:notice", now=clock.real_now())
    if found.document.erased_on is not None:
        return _gone(request, found.document, reverse("applications:application", args=[found.application.uid]))
    return as_file(bytes(found.document.content), found.document.file_name)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
@require_POST
def issue(request: HttpRequest, uid: str) -> HttpResponse:
    """通知を発行する for all items at once."""
    found = _decision(request, uid, work=True)
    try:
        made = issue_letters(decision=found, make=letter_document, with_appeal=has_appeal_notice, actor=request.user, now=clock.now())
    except (ApplicationError, MissingGlyphsError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(count)d件の通知を発行し、申請者に知らせました") % {"count": len(made)})
    return HttpResponseRedirect(reverse("applications:decision", args=[uid]))


def _record(request: HttpRequest, record: DecisionRecord, data: dict[str, Any]) -> None:
    record_decision(decision=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _cancel(request: HttpRequest, record: DecisionRecord, data: dict[str, Any]) -> None:
    cancel_decision(decision=record, actor=request.user, now=clock.now(), reason=data["reason"])


STEPS = {
    "record": Step(
        _l("決裁を記録する"),
        _l("決裁が済んだことを記録する"),
        RecordForm,
        _record,
        _l("決裁を記録しました。申請の状態と金額に反映しました。次に通知を発行してください"),
        _l("決裁は文書管理システムで行います。ここには結果を残します。記録すると、申請の状態・支出負担行為・期限に反映されます。"),
    ),
    "cancel": Step(_l("起案を取りやめる"), _l("この起案を取りやめる"), CancelForm, _cancel, _l("起案を取りやめました。申請は元の段階のままです")),
}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Record the 決裁, or give the draft up."""
    found = _decision(request, uid, work=True)
    if name not in STEPS:
        raise Http404
    return run_step(request, step=STEPS[name], record=found, back=reverse("applications:decision", args=[uid]))


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def record_many(request: HttpRequest) -> HttpResponse:
    """決裁をまとめて記録する: one day and 決裁区分 for all that are ticked, a document number for each."""
    rows = visible_to(request.user, DecisionRecord).filter(decided_on__isnull=True, cancelled_at__isnull=True).select_related("call__item")
    waiting = [each for each in rows.order_by("drafted_on", "pk") if works_application(request.user, each.call)]
    asked, told = request.POST, dict[str, str]()
    if request.method == "POST":
        told = _record_ticked(request, [each for each in waiting if each.uid in asked.getlist("decision")])
        if not told:
            return HttpResponseRedirect(reverse("applications:decisions"))
        waiting = [each for each in waiting if not DecisionRecord.objects.filter(pk=each.pk, decided_on__isnull=False).exists()]
    lines = [
        {
            "decision": each,
            "ticked": each.uid in asked.getlist("decision"),
            "number": asked.get(f"number-{each.uid}", ""),
            "error": told.get(each.uid, ""),
        }
        for each in waiting
    ]
    context = {"rows": lines, "asked": asked, "error": told.get("", "")}
    return render(request, "applications/staff_record_many.html", context, status=422 if told else 200)


def _record_ticked(request: HttpRequest, ticked: list[DecisionRecord]) -> dict[str, str]:
    """What kept each from being recorded, by uid; "" for the whole; {} when all were."""
    if not ticked:
        return {"": _("記録する起案に印を付けてください")}
    try:
        day = DateTextField().clean(request.POST.get("decided_on", ""))
    except ValidationError as error:
        return {"": " ".join(error.messages)}
    told: dict[str, str] = {}
    for each in ticked:
        try:
            record_decision(
                decision=each,
                decided_on=day,
                decided_by=request.POST.get("decided_by", ""),
                document_number=request.POST.get(f"number-{each.uid}", ""),
                actor=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except ApplicationError as error:
            told["" if error.field in {"decided_on", "decided_by"} else each.uid] = str(error)
    if len(ticked) > len(told):
        messages.success(request, _("%(count)d件の決裁を記録しました") % {"count": len(ticked) - len(told)})
    return told
