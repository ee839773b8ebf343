"""One organisation's reply: answered signed in or typed in by staff, confirmed by the head, accepted by the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reporting.domain.answers import (
    IncompleteError,
    NotCollectorError,
    ReplyStateError,
    accept_reply,
    choose_submission,
    confirm_reply,
    entries_of,
    may_collect,
    may_confirm,
    return_reply,
    save_answer,
    set_aside,
    submit_answer,
)
from musubi.blocks.reporting.domain.calls import OWN_UNITS, CallStateError, RemindedTodayError, remind
from musubi.blocks.reporting.domain.links import issue_link, revoke_link
from musubi.blocks.reporting.domain.reports import ReasonMissingError, ReportRightError, ReportStateError
from musubi.blocks.reporting.enums import AnswerChannel, CallStatus, ReplyStatus
from musubi.blocks.reporting.interfaces.answer_form import EntryForm, answers_of, entry_forms
from musubi.blocks.reporting.interfaces.call_forms import TypedForm
from musubi.blocks.reporting.models import Reply, ReplyEntry, Submission
from musubi.blocks.reporting.rules import MANAGE_CALLS
from musubi.blocks.reporting.views.answering import add_files, files_part, saved, show_missing, take_files

ACCEPT_ERRORS = (ReplyStateError, ReportStateError)
STATE_ERRORS = (ReplyStateError, ReportStateError, ReasonMissingError, CallStateError, RemindedTodayError)


def _reply(request: HttpRequest, uid: str) -> Reply:
    found: Reply = get_object_or_404(visible_to(request.user, Reply).select_related("call", "organization"), uid=uid)
    return found


def _may_write(request: HttpRequest, reply: Reply) -> bool:
    return reply.call.status == CallStatus.SENT and reply.status != ReplyStatus.ACCEPTED and may_collect(request.user, reply, clock.today())


@login_required
def reply(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer it, or read what was answered."""
    found = _reply(request, uid)
    may_write = _may_write(request, found)
    forms = entry_forms(found, request.POST if request.method == "POST" and may_write else None)
    if request.method == "POST" and may_write:
        done = _sent(request, found, forms)
        if done is not None:
            return done
    return _page(request, found, forms, may_write=may_write)


def _page(
    request: HttpRequest,
    found: Reply,
    forms: list[EntryForm],
    *,
    may_write: bool,
    typed: TypedForm | None = None,
    status: int = 200,
    new_address: str = "",
) -> HttpResponse:
    manages = request.user.has_perm(MANAGE_CALLS)
    submissions = list(found.submissions.select_related("submitted_by"))
    if manages and any(each.answerer or each.answerer_contact for each in submissions):
        record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now(), purpose="data_call")
    context: dict[str, Any] = {
        "reply": found,
        "call": found.call,
        "forms": forms,
        "entries": entries_of(found),
        "may_write": may_write,
        "may_confirm": found.status == ReplyStatus.COLLECTED and may_confirm(request.user, found, clock.today()),
        "manages": manages,
        "inside": found.organization.kind in OWN_UNITS,
        "submissions": submissions,
        "links": found.links.all() if manages else [],
        "now": clock.real_now(),
        "typed": typed,
        "new_address": new_address,
        "office": letterhead(),
        "today": clock.today(),
        "late": clock.today() > found.call.due_on,
        "errors": sum(len(form.errors) + len(form.file_errors) for form in forms),
        "history": history_of(found)[:5] if manages else None,
        "history_of": address_of(found),
    }
    return render(request, "reporting/reply.html", context, status=status)


def _sent(request: HttpRequest, found: Reply, forms: list[EntryForm]) -> HttpResponse | None:
    """Save or send; None when the page is shown again with what is wrong."""
    valid = all([*(form.is_valid() for form in forms), take_files(request, forms)])
    here = HttpResponseRedirect(reverse("calls:reply", args=[found.uid]))
    try:
        if request.POST.get("next") == "save" or not valid:
            save_answer(reply=found, answer=answers_of(forms), actor=request.user, now=clock.now())
            if valid:
                messages.success(request, _("下書きを保存しました"))
            return here if valid else None
        if any([form.ask_again() for form in forms]):  # noqa: C419 - every form notes its own cautions
            return None
        submit_answer(reply=found, answer=answers_of(forms), channel=AnswerChannel.SIGN_IN, actor=request.user, now=clock.now(), today=clock.today())
    except IncompleteError as error:
        show_missing(forms, error)
        save_answer(reply=found, answer=answers_of(forms), actor=request.user, now=clock.now())
        return None
    except NotCollectorError as error:
        save_answer(reply=found, answer=answers_of(forms), actor=request.user, now=clock.now())
        messages.warning(request, _("下書きを保存しました。%(why)s") % {"why": error})
        return here
    except ReplyStateError as error:
        messages.error(request, str(error))
        return here
    messages.success(request, _("課長の確認へ出しました") if found.organization.kind in OWN_UNITS else _("回答を送りました"))
    return here


@login_required
@require_POST
def save(request: HttpRequest, uid: str) -> HttpResponse:
    """Autosave of the page."""
    found = _reply(request, uid)
    if not _may_write(request, found):
        raise PermissionDenied
    return saved(found, request)


@login_required
@permission_required(MANAGE_CALLS, raise_exception=True)
def typed(request: HttpRequest, uid: str) -> HttpResponse:
    """Type in what came by telephone, fax or paper."""
    found = _reply(request, uid)
    form = TypedForm(request.POST or None, initial={"received_on": clock.today()})
    forms = entry_forms(found, request.POST or None)
    if request.method == "POST":
        valid = all([form.is_valid(), *(each.is_valid() for each in forms), take_files(request, forms)])
        if valid and not any([each.ask_again() for each in forms]):  # noqa: C419 - every form notes its own cautions
            given = form.cleaned_data
            try:
                submit_answer(
                    reply=found,
                    answer=answers_of(forms),
                    channel=given["channel"],
                    actor=request.user,
                    now=clock.now(),
                    today=clock.today(),
                    answerer=given["answerer"],
                    contact=given["contact"],
                    received_on=given["received_on"],
                )
            except IncompleteError as error:
                show_missing(forms, error)
            except ReplyStateError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("届いた回答を記録しました"))
                return HttpResponseRedirect(reverse("calls:reply", args=[uid]))
    return _page(request, found, forms, may_write=False, typed=form, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def act(request: HttpRequest, uid: str, action: str) -> HttpResponse:
    """Confirm, return, accept, remind, make or revoke the link."""
    found = _reply(request, uid)
    if action == "link":
        return _new_link(request, found)
    actions = {"confirm": _confirm, "return": _return, "accept": _accept, "remind": _remind, "revoke": _revoke}
    if action not in actions:
        raise Http404
    try:
        actions[action](request, found)
    except ReportRightError as error:
        raise PermissionDenied(str(error)) from error
    except STATE_ERRORS as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("calls:reply", args=[uid]))


def _confirm(request: HttpRequest, found: Reply) -> None:
    confirm_reply(reply=found, actor=request.user, now=clock.now(), today=clock.today())
    messages.success(request, _("確認しました。回答は事務局に届きました"))


def _return(request: HttpRequest, found: Reply) -> None:
    if not request.user.has_perm(MANAGE_CALLS) and not may_confirm(request.user, found, clock.today()):
        raise PermissionDenied
    return_reply(reply=found, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now())
    messages.success(request, _("直してほしいところを伝えました"))


def _manages(request: HttpRequest) -> None:
    if not request.user.has_perm(MANAGE_CALLS):
        raise PermissionDenied


def _accept(request: HttpRequest, found: Reply) -> None:
    _manages(request)
    accept_reply(reply=found, actor=request.user, now=clock.now(), today=clock.today())
    messages.success(request, _("受理しました。進捗の一覧に入りました"))


def _remind(request: HttpRequest, found: Reply) -> None:
    _manages(request)
    remind(reply=found, actor=request.user, now=clock.now(), real_now=clock.real_now(), today=clock.today())
    messages.success(request, _("お知らせを送りました"))


def _new_link(request: HttpRequest, found: Reply) -> HttpResponse:
    """The address stands on this one page only: neither session nor log keeps it."""
    _manages(request)
    _link, address = issue_link(reply=found, sent_to=found.organization.mailbox, actor=request.user, now=clock.real_now())
    return _page(request, found, entry_forms(found), may_write=_may_write(request, found), new_address=address)


def _revoke(request: HttpRequest, found: Reply) -> None:
    _manages(request)
    for link in found.links.filter(revoked_at__isnull=True):
        revoke_link(link=link, actor=request.user, now=clock.real_now())
    messages.success(request, _("回答用リンクを取り消しました"))


@login_required
@permission_required(MANAGE_CALLS, raise_exception=True)
@require_POST
def choose(request: HttpRequest, uid: str, submission_uid: str, action: str) -> HttpResponse:
    """Of two answers let one hold."""
    found = _reply(request, uid)
    submission = get_object_or_404(Submission, reply=found, uid=submission_uid)
    try:
        if action == "use":
            choose_submission(submission=submission, actor=request.user, now=clock.now())
        else:
            set_aside(submission=submission, actor=request.user, now=clock.now())
    except ReplyStateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("どちらの回答を採るかを記録しました"))
    return HttpResponseRedirect(reverse("calls:reply", args=[uid]))


def _entry(found: Reply, entry_uid: str) -> ReplyEntry:
    entry: ReplyEntry = get_object_or_404(found.entries.select_related("item", "reply__call"), uid=entry_uid)
    return entry


@login_required
@require_POST
def evidence(request: HttpRequest, uid: str, entry_uid: str) -> HttpResponse:
    """Add files to one program's answer."""
    found = _reply(request, uid)
    still_open = found.call.status == CallStatus.SENT and found.status != ReplyStatus.ACCEPTED
    if not still_open or not (_may_write(request, found) or request.user.has_perm(MANAGE_CALLS)):
        raise PermissionDenied
    errors = add_files(request, _entry(found, entry_uid))
    return files_part(request, found, entry_uid, errors, by_link=False)


@login_required
def evidence_file(request: HttpRequest, uid: str, entry_uid: str, file_uid: str) -> FileResponse:
    """A file that came with an answer, as a download."""
    found = get_object_or_404(_entry(_reply(request, uid), entry_uid).evidence, uid=file_uid)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name, content_type=found.media_type)
