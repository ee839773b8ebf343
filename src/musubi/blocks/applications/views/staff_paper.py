"""What comes over the counter, by post or from above: paper applications, consultations, the city's own grants."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.drafts import begin_on_paper
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.office.consultations import record_consultation
from musubi.blocks.applications.domain.rights import prepares_calls, works_application
from musubi.blocks.applications.domain.settling.upstream import change_upstream, keep_upstream
from musubi.blocks.applications.domain.settling.upstream_days import keep_paper, kept_papers
from musubi.blocks.applications.interfaces.paper_forms import ConsultationForm, KeepPaperForm, PaperForm, UpstreamForm
from musubi.blocks.applications.interfaces.sheets.upward import kept_paper, paper_of, ready
from musubi.blocks.applications.models import Application, Call, PreConsultation, UpstreamGrant
from musubi.blocks.applications.rules import PREPARE_CALLS, SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import paged
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import DOCX
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file


def _call(request: HttpRequest, uid: str) -> Call:
    found: Call = get_object_or_404(visible_to(request.user, Call).select_related("item", "organization"), uid=uid)
    if not works_application(request.user, found):
        raise PermissionDenied
    return found


def _begin(request: HttpRequest, record: Call, data: dict[str, Any]) -> Application:
    return begin_on_paper(call=record, actor=request.user, now=clock.now(), **data)


BEGIN = Step(
    _l("紙の申請書を受け付ける"),
    _l("入力を始める"),
    PaperForm,
    _begin,
    _l("受付日を記録しました。申請書の内容を入力してください"),
    _l(
        "窓口・郵送の申請も、オンラインと同じ書式に入力します。締切は受付日で判断します。申請者が台帳にないときは、先に事業者等として登録してください。"
    ),
)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def begin(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to type in a paper application; the same form as the applicant's follows."""
    call = _call(request, uid)
    back = reverse("applications:call", args=[uid])
    return run_step(request, step=BEGIN, record=call, back=back, target=lambda made: reverse("filings:application", args=[made.uid]))


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def consultations(request: HttpRequest, uid: str) -> HttpResponse:
    """The consultations of a call."""
    call = _call(request, uid)
    record_personal_view(actor=request.user, obj=call, page="applications:consultations", now=clock.real_now())
    rows = visible_to(request.user, PreConsultation).filter(call=call).select_related("party")
    return render(request, "applications/staff_consultations.html", {"call": call, "page": paged(request, rows)})


def _consult(request: HttpRequest, record: Call, data: dict[str, Any]) -> None:
    record_consultation(call=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


CONSULT = Step(_l("事前相談を記録する"), _l("相談を記録する"), ConsultationForm, _consult, _l("事前相談を記録しました"))


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def consultation_new(request: HttpRequest, uid: str) -> HttpResponse:
    """Record a consultation."""
    return run_step(request, step=CONSULT, record=_call(request, uid), back=reverse("applications:consultations", args=[uid]))


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def upstream(request: HttpRequest) -> HttpResponse:
    """The city's own grants from above, with what they pay for."""
    found = (
        visible_to(request.user, UpstreamGrant)
        .select_related("item")
        .annotate(shared=Sum("awards__upstream_share", default=0))
        .order_by("-fiscal_year", "item__code", "pk")
    )
    context = {"page": paged(request, found), "may_prepare": prepares_calls(request.user)}
    return render(request, "applications/staff_upstream.html", context)


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def upstream_new(request: HttpRequest) -> HttpResponse:
    """Register one."""
    form = UpstreamForm(request.POST or None, instance=UpstreamGrant(), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            keep_upstream(grant=form.instance, actor=request.user, now=clock.now())
        except ApplicationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("上位の補助を登録しました"))
            return HttpResponseRedirect(reverse("applications:upstream"))
    context = {"form": form, "title": _("上位の補助を登録する"), "button": _("登録する"), "back": reverse("applications:upstream")}
    return render(request, "applications/staff_call_form.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def upstream_edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Go on with one: decision, advance, report, confirmation."""
    found = _upstream(request, uid)
    form = UpstreamForm(request.POST or None, instance=UpstreamGrant.objects.get(pk=found.pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_upstream(grant=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except ApplicationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(reverse("applications:upstream"))
    back = reverse("applications:upstream")
    context = {
        "form": form,
        "title": str(found),
        "button": _("この内容を保存する"),
        "back": back,
        "uid": uid,
        "papers": ready(found),
        "kept": kept_papers(found),
    }
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "applications/staff_upstream_edit.html", context, status=status)


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def upstream_paper(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """The city's own application, claim or report upward as a Word file."""
    found = _upstream(request, uid)
    if kind not in [each for each, _title, is_ready in ready(found) if is_ready]:
        raise Http404
    paper = paper_of(found, kind, today=clock.today())
    return as_download(to_word(paper), f"{paper.title}.docx", DOCX)


def _keep(request: HttpRequest, grant: UpstreamGrant, data: dict[str, Any], *, kind: str) -> None:
    if data["file"] is not None:
        try:
            checked = check_file(data["file"].read(), data["file"].name)
        except FileRefusedError as error:
            raise ApplicationError(error.code, str(error), "file") from error
        content, name, media_type = checked.content, checked.name, checked.media_type
    else:
        paper = paper_of(grant, kind, today=data["sent_on"])
        content, name, media_type = to_word(paper), f"{paper.title}.docx", DOCX
    values = kept_paper(grant, kind, content=content, file_name=name, media_type=media_type)
    keep_paper(grant=grant, kind=kind, sent_on=data["sent_on"], values=values, actor=request.user, now=clock.now(), today=clock.today())


KEEP = Step(
    _l("国・県に出した書類の控えを残す"),
    _l("控えを残す"),
    KeepPaperForm,
    partial(_keep, kind="application"),
    _l("控えを残しました。出した日を記録し、仕事を終わりにしました"),
)


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def upstream_keep(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """Keep what went up, with its day."""
    found = _upstream(request, uid)
    if kind not in [each for each, _title, is_ready in ready(found) if is_ready]:
        raise Http404
    step = replace(KEEP, run=partial(_keep, kind=kind))
    return run_step(request, step=step, record=found, back=reverse("applications:upstream-edit", args=[uid]))


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def upstream_kept(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """A paper as it went up."""
    found = _upstream(request, uid)
    document = next((each for each in kept_papers(found) if each.uid == file), None)
    if document is None:
        raise Http404
    return as_download(bytes(document.content), document.file_name, document.media_type)


def _upstream(request: HttpRequest, uid: str) -> UpstreamGrant:
    found: UpstreamGrant = get_object_or_404(visible_to(request.user, UpstreamGrant).select_related("item"), uid=uid)
    if not prepares_calls(request.user, found.item):
        raise PermissionDenied
    return found
