"""意見募集 for the office: prepare, publish, type in what comes on paper, publish the result."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, StepForm, run_step
from musubi.blocks.papers.domain.uploads import LARGEST
from musubi.council.domain.comments.calls import add_material, choose_items, counted_calls, is_open, prepare_call, publish_call, remove_material
from musubi.council.domain.comments.receiving import type_in
from musubi.council.domain.comments.results import erase_authors, missing_of, publish_result, result_of
from musubi.council.domain.comments.sorting import counted_groups, loose, standing_opinions
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import CommentCallStatus, OpinionChannel
from musubi.council.interfaces.comments.forms import CallForm, ItemsForm, MaterialForm, ResultForm, TypedForm
from musubi.council.models import CommentCall
from musubi.council.rules import MANAGE_COMMENT_CALLS, PUBLISH_TRACE, READ_COUNCIL, RECEIVE_OPINIONS
from musubi.council.views.opening import paged, record_at


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def calls(request: HttpRequest) -> HttpResponse:
    """Every call with how many opinions came."""
    rows = counted_calls(request.user).select_related("organization")
    context = {"page": paged(request, rows), "today": clock.today(), "may_manage": request.user.has_perm(MANAGE_COMMENT_CALLS)}
    return render(request, "council/comments/calls.html", context)


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def call(request: HttpRequest, uid: str) -> HttpResponse:
    """One call: how far it is, what came, what is to be done next."""
    found: CommentCall = record_at(request, CommentCall, uid, "organization", "result_by")
    standing = standing_opinions(found)
    channels = Counter(standing.values_list("channel", flat=True))
    context = {
        "call": found,
        "documents": found.documents.defer("content").order_by("number"),
        "items": found.items.order_by("code"),
        "received": sum(channels.values()),
        "channels": [(label, channels[value]) for value, label in OpinionChannel.choices if channels[value]],
        "loose": loose(standing).count(),
        "groups": counted_groups(found),
        "missing": missing_of(found),
        "withdrawn": found.opinions.filter(withdrawn_at__isnull=False).count(),
        "is_open": is_open(found, clock.today()),
        "is_over": clock.today() > found.ends_on,
        "today": clock.today(),
        "may_manage": request.user.has_perm(MANAGE_COMMENT_CALLS),
        "may_publish": request.user.has_perm(PUBLISH_TRACE),
        "may_type": request.user.has_perm(RECEIVE_OPINIONS) and found.status != CommentCallStatus.DRAFT,
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/comments/call.html", context)


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a call; nobody outside sees it before the head publishes it."""
    form = CallForm(request.POST or None, instance=CommentCall())
    if request.method == "POST" and form.is_valid():
        made = prepare_call(values=form.whole(), items=[], actor=request.user, now=clock.now())
        messages.success(request, _("意見募集を用意しました。資料を入れて、課長に公表を頼みます"))
        return HttpResponseRedirect(reverse("council:comment-call", args=[made.uid]))
    step = {"title": _("意見募集を用意する"), "button": _("この内容で用意する"), "lead": _("課長が公表するまで、市民には見えません。")}
    context = {"form": form, "record": None, "back": reverse("council:comment-calls"), "step": step}
    return render(request, "kernel/step.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """The words and days of a call."""
    found: CommentCall = record_at(request, CommentCall, uid)
    form = CallForm(request.POST or None, instance=CommentCall.objects.get(pk=found.pk))
    back = reverse("council:comment-call", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            update_record(
                record=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb="comment_call.changed"
            )
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    context = {"form": form, "record": found, "back": back, "step": {"title": _("意見募集の内容を直す"), "button": _("この内容を保存する")}}
    return render(request, "kernel/step.html", context, status=409 if form.conflicts else 422 if form.errors else 200)


def _material(request: HttpRequest, record: CommentCall, data: dict[str, Any]) -> Any:
    file = data["file"]
    content = file.read(LARGEST + 1)
    now = clock.now()
    return add_material(call=record, data=content, file_name=file.name, title=data["title"], actor=request.user, now=now, today=clock.today())


MANAGED = {
    "items": Step(
        _l("関係する取組・事業を選ぶ"),
        _l("この取組・事業にする"),
        ItemsForm,
        lambda request, record, data: choose_items(call=record, actor=request.user, now=clock.now(), **data),
        _l("保存しました"),
        initial=lambda record: {"items": list(record.items.order_by("code"))},
    ),
    "material": Step(_l("資料を入れる"), _l("この資料を入れる"), MaterialForm, _material, _l("資料を入れました")),
    "erase": Step(
        _l("出した人の個人情報を消す"),
        _l("氏名・住所・連絡先を消す"),
        StepForm,
        lambda request, record, _data: erase_authors(call=record, actor=request.user, now=clock.now()),
        _l("個人情報を消しました。意見の文は残っています"),
        _l("保存期間が満了したときに使います。元には戻せません。意見の文と件数は残ります。"),
    ),
}
PUBLISHED = {
    "publish": Step(
        _l("募集を公表する"),
        _l("この募集を公表する"),
        StepForm,
        lambda request, record, _data: publish_call(call=record, actor=request.user, now=clock.now(), today=clock.today()),
        _l("公表しました。募集の始めの日から、意見を送れます"),
        _l("公表すると、だれでも資料を読めます。あとから内容を直すと、直した記録が残ります。"),
    ),
    "result": Step(
        _l("結果を公表する"),
        _l("この結果を公表する"),
        ResultForm,
        lambda request, record, data: publish_result(call=record, actor=request.user, now=clock.now(), today=clock.today(), **data),
        _l("結果を公表しました。PDF・Word・Excelも一緒に保存しました"),
        _l("まとまりごとの市の考え方が、いまの内容で公表されます。あとから直すときは、理由を添えてもう一度公表します。"),
        lambda record: {"result_text": record.result_text},
    ),
}


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One of the steps at a call; publishing is the head's."""
    found = record_at(request, CommentCall, uid, "organization")
    steps, needed = (PUBLISHED, PUBLISH_TRACE) if name in PUBLISHED else (MANAGED, MANAGE_COMMENT_CALLS)
    if name not in steps:
        raise Http404
    if not request.user.has_perm(needed):
        raise PermissionDenied
    return run_step(request, step=steps[name], record=found, back=reverse("council:comment-call", args=[uid]))


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
@require_POST
def drop_material(request: HttpRequest, uid: str, document: str) -> HttpResponse:
    """Take a file off the call."""
    found = record_at(request, CommentCall, uid)
    remove_material(call=found, document=get_object_or_404(found.documents, uid=document), actor=request.user, now=clock.now())
    messages.success(request, _("資料を外しました"))
    return HttpResponseRedirect(reverse("council:comment-call", args=[uid]))


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def material(request: HttpRequest, uid: str, document: str) -> HttpResponse:
    """A file of the call, before it is published, too."""
    found = get_object_or_404(record_at(request, CommentCall, uid).documents, uid=document)
    return as_download(bytes(found.content), found.file_name, found.media_type)


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def typing(request: HttpRequest, uid: str) -> HttpResponse:
    """Letters and FAX one after the other: the form stays open, the last receipts stand beside it."""
    found: CommentCall = record_at(request, CommentCall, uid)
    kept = {name: request.GET[name] for name in ("channel", "received_on") if request.GET.get(name)}
    form = TypedForm(request.POST if request.method == "POST" else None, initial={"received_on": clock.today(), **kept})
    if request.method == "POST" and form.is_valid():
        try:
            made = type_in(call=found, comments=[form.comment()], actor=request.user, now=clock.now())[0]
        except CouncilError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("受付番号%(receipt)sとして入れました。続けて入れられます") % {"receipt": made.receipt})
            here = reverse("council:comment-typing", args=[uid])
            return HttpResponseRedirect(f"{here}?channel={made.channel}&received_on={made.received_on.isoformat()}")
    last = standing_opinions(found).exclude(channel=OpinionChannel.WEB).order_by("-number")[:8]
    return render(request, "council/comments/typing.html", {"call": found, "form": form, "last": last}, status=422 if form.errors else 200)


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def preview(request: HttpRequest, uid: str) -> HttpResponse:
    """The result as it would stand outside now."""
    found: CommentCall = record_at(request, CommentCall, uid)
    context = {
        "call": found,
        "result": result_of(found, found.result_text),
        "missing": missing_of(found),
        "may_publish": request.user.has_perm(PUBLISH_TRACE),
    }
    return render(request, "council/comments/preview.html", context)
