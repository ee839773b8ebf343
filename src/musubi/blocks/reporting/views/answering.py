"""Answer a call by link, without an account. Opening the link changes nothing: mail scanners open links, too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_size
from musubi.blocks.reporting.domain.answers import IncompleteError, ReplyStateError, entries_of, missing, save_answer, submit_answer
from musubi.blocks.reporting.domain.evidence import add_evidence, remove_evidence
from musubi.blocks.reporting.domain.links import LinkError, find_link, hash_token, note_opening
from musubi.blocks.reporting.enums import AnswerChannel, ReplyStatus
from musubi.blocks.reporting.interfaces.answer_form import EntryForm, SenderForm, answers_of, entry_forms
from musubi.blocks.reporting.models import AccessLink, EvidenceFile, Reply, ReplyEntry

SESSION_KEY = "report_link"
GONE = 410


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the secret in the address for a mark in the session, so that it stays out of histories and referrers."""
    token_hash = hash_token(token)
    try:
        find_link(token_hash=token_hash, now=clock.real_now())
    except LinkError as error:
        return refused(request, error)
    request.session[SESSION_KEY] = token_hash
    return HttpResponseRedirect(reverse("calls:answer"))


def refused(request: HttpRequest, error: LinkError) -> HttpResponse:
    """Why the link does not open, and whom to ring; texts that were being sent are shown, so that nothing typed is lost."""
    typed = [value for name, value in request.POST.items() if name.endswith(("-done", "-problems")) and value.strip()]
    context = {"code": error.code, "office": letterhead(), "reply": error.reply, "typed": typed}
    return render(request, "reporting/link_refused.html", context, status=GONE)


def _link(request: HttpRequest) -> AccessLink:
    return find_link(token_hash=request.session.get(SESSION_KEY, ""), now=clock.real_now())


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """The one page: every program of the organisation, one send."""
    try:
        link = _link(request)
    except LinkError as error:
        return refused(request, error)
    reply = link.reply
    if request.method == "POST":
        return _send(request, link)
    note_opening(link=link, now=clock.real_now())
    if reply.status in {ReplyStatus.ANSWERED, ReplyStatus.ACCEPTED} and "again" not in request.GET:
        return render(request, "reporting/answered.html", {"reply": reply, "entries": entries_of(reply), "office": letterhead()})
    return page(request, reply, entry_forms(reply), SenderForm())


def page(request: HttpRequest, reply: Reply, forms: list[EntryForm], sender: SenderForm, *, status: int = 200) -> HttpResponse:
    """The answering page."""
    context: dict[str, Any] = {
        "reply": reply,
        "call": reply.call,
        "forms": forms,
        "sender": sender,
        "office": letterhead(),
        "today": clock.today(),
        "late": clock.today() > reply.call.due_on,
        "errors": sum(len(form.errors) + len(form.file_errors) for form in forms),
        "answered": sum(form.is_done for form in forms),
        "link": reply.links.filter(revoked_at__isnull=True).order_by("-expires_at").first(),
    }
    return render(request, "reporting/answer.html", context, status=status)


def _send(request: HttpRequest, link: AccessLink) -> HttpResponse:
    reply = link.reply
    forms, sender = entry_forms(reply, request.POST), SenderForm(request.POST)
    valid = all([*(form.is_valid() for form in forms), sender.is_valid(), take_files(request, forms)])
    try:
        if request.POST.get("next") == "save" or not valid:
            save_answer(reply=reply, answer=answers_of(forms), actor=None, now=clock.now())
            if valid:
                messages.success(request, _("下書きを保存しました。同じリンクから続けられます"))
                return HttpResponseRedirect(reverse("calls:answer"))
            return page(request, reply, forms, sender, status=422)
        if any([form.ask_again() for form in forms]):  # noqa: C419 - every form notes its own cautions
            return page(request, reply, forms, sender, status=422)
        given = sender.cleaned_data
        submit_answer(
            reply=reply,
            answer=answers_of(forms),
            channel=AnswerChannel.LINK,
            actor=None,
            now=clock.now(),
            today=clock.today(),
            answerer=given["answerer"],
            contact=given["contact"],
        )
    except IncompleteError as error:
        show_missing(forms, error)
        save_answer(reply=reply, answer=answers_of(forms), actor=None, now=clock.now())
        return page(request, reply, forms, sender, status=422)
    except ReplyStateError as error:
        messages.error(request, str(error))
        return page(request, reply, forms, sender, status=409)
    AccessLink.objects.filter(pk=link.pk).update(used_at=clock.real_now())
    _receipt(link, given["contact"])
    return HttpResponseRedirect(reverse("calls:answer"))


def show_missing(forms: list[EntryForm], error: IncompleteError) -> None:
    """Put what is missing at its field."""
    for form in forms:
        for (code, name), message in error.fields.items():
            if code == form.entry.item.code:
                form.add_error(name, message)


def _receipt(link: AccessLink, contact: str) -> None:
    to = contact if "@" in contact else link.sent_to
    if to:
        call = link.reply.call
        lines = [
            f"{link.reply.organization.name} 様",
            "",
            f"「{call.title}」の回答を受け取りました。",
            "",
            "内容は、回答に使ったリンクからいつでも確かめられます。",
            "",
            letterhead().division_name,
        ]
        queue_mail(to=to, subject=f"回答を受け取りました: {call.title}", body="\n".join(lines), purpose="data_call_receipt", now=clock.now())


@require_POST
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """Autosave: what can be read is kept; tells the time."""
    try:
        link = _link(request)
        return saved(link.reply, request)
    except LinkError as error:
        return refused(request, error)


def saved(reply: Reply, request: HttpRequest) -> HttpResponse:
    """Keep the readable part of a page and answer with the time."""
    forms = entry_forms(reply, request.POST)
    for form in forms:
        form.is_valid()
    try:
        save_answer(reply=reply, answer=answers_of(forms), actor=request.user if request.user.is_authenticated else None, now=clock.now())
    except ReplyStateError as error:
        return HttpResponse(str(error), status=200 if request.headers.get("HX-Request") else 409)  # htmx shows only what succeeds
    answered = sum(not missing({code: entry}) for code, entry in answers_of(forms).items())
    context = {"time": localtime(clock.real_now()).time(), "forms": forms, "answered": answered}
    return render(request, "reporting/_saved.html", context)


def _entry(reply: Reply, entry_uid: str) -> ReplyEntry:
    entry: ReplyEntry | None = reply.entries.select_related("item", "reply__call").filter(uid=entry_uid).first()
    if entry is None:
        raise Http404
    return entry


def take_files(request: HttpRequest, forms: list[EntryForm]) -> bool:
    """Files that were sent with the page itself (without script); what is refused stands at its program. False where any is."""
    for form in forms:
        if form.entry.reply.status != ReplyStatus.ACCEPTED:
            form.file_errors = add_files(request, form.entry)
    return not any(form.file_errors for form in forms)


def add_files(request: HttpRequest, entry: ReplyEntry) -> list[dict[str, str]]:
    """Take each file by itself: one that is refused does not lose the others. Returns those refused, with the reason."""
    errors = []
    actor = request.user if request.user.is_authenticated else None
    for file in request.FILES.getlist(f"{entry.uid}-file"):
        try:
            check_size(file.size or 0)
            add_evidence(entry=entry, name=file.name or "", content=file.read(), actor=actor, now=clock.now())
        except FileRefusedError as error:
            errors.append({"name": file.name or "", "why": str(error)})
    return errors


def files_part(request: HttpRequest, reply: Reply, entry_uid: str, errors: list[dict[str, str]], *, by_link: bool) -> HttpResponse:
    """One program's files as they are now, in the place of the old list."""
    context = {"reply": reply, "entry": _entry(reply, entry_uid), "file_errors": errors, "by_link": by_link}
    return render(request, "reporting/_evidence.html", context)


@require_POST
@never_cache
def evidence(request: HttpRequest, entry_uid: str) -> HttpResponse:
    """Take files as soon as they are chosen, by script; without it they come with the page."""
    try:
        link = _link(request)
    except LinkError as error:
        return refused(request, error)
    entry = _entry(link.reply, entry_uid)
    errors = [] if link.reply.status == ReplyStatus.ACCEPTED else add_files(request, entry)
    return files_part(request, link.reply, entry_uid, errors, by_link=True)


@require_POST
@never_cache
def evidence_remove(request: HttpRequest, entry_uid: str, uid: str) -> HttpResponse:
    """Take a file off; without script what is typed on the page is kept first."""
    try:
        link = _link(request)
    except LinkError as error:
        return refused(request, error)
    found = EvidenceFile.objects.filter(entry=_entry(link.reply, entry_uid), uid=uid).first()
    if found is not None and link.reply.status != ReplyStatus.ACCEPTED:
        remove_evidence(evidence=found, actor=None, now=clock.now())
    if request.headers.get("HX-Request"):
        return files_part(request, link.reply, entry_uid, [], by_link=True)
    saved(link.reply, request)
    return HttpResponseRedirect(f"{reverse('calls:answer')}#files-{entry_uid}")
