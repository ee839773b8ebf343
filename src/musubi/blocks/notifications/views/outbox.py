"""送信箱: what went out, what waits, what failed; every mail can be printed as a letter."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.accounts.domain.roles import concerns_administrator
from musubi.blocks.accounts.domain.secret_links import mask_secrets
from musubi.blocks.accounts.predicates import is_administrator
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import DOCX
from musubi.blocks.notifications.domain.letters import letter_docx, letter_of, letter_pdf
from musubi.blocks.notifications.domain.outbox import BACK_OFF, goes_out, resend
from musubi.blocks.notifications.domain.stop import set_reminders
from musubi.blocks.notifications.enums import MessageStatus
from musubi.blocks.notifications.interfaces.forms import StopForm
from musubi.blocks.notifications.models import DailyTick, OutboxMessage
from musubi.blocks.notifications.registration import READ_TEXT, SEE_OUTBOX
from musubi.blocks.papers.domain.fonts import MissingGlyphsError

PAGE_SIZE = 50


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def messages_page(request: HttpRequest) -> HttpResponse:
    """All mail, newest first; by state, and by a word of subject or address."""
    found = visible_to(request.user, OutboxMessage).defer("body").order_by("-created_at", "-pk")
    status, query = request.GET.get("status", ""), request.GET.get("q", "").strip()
    if status in MessageStatus.values:
        found = found.filter(status=status)
    if query:
        found = found.filter(Q(subject__icontains=query) | Q(to__icontains=query) | Q(recipient_name__icontains=query))
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "status": status,
        "query": query,
        "statuses": MessageStatus.choices,
        "goes_out": goes_out(),
        "stopped": office().reminders_stopped,
    }
    return render(request, "notifications/outbox.html", context)


def _message(request: HttpRequest, uid: str) -> OutboxMessage:
    message: OutboxMessage = get_object_or_404(visible_to(request.user, OutboxMessage), uid=uid)
    record_personal_view(actor=request.user, obj=message, page=request.path, now=clock.now())
    if not _may_read_links(request, message):
        message.body = mask_secrets(message.body)
    return message


def _may_read_links(request: HttpRequest, message: OutboxMessage) -> bool:
    """Links that let their reader in stay hidden once the mail goes out by itself.

    Where mail is only shown, those to an administrator's account are for administrators.
    """
    if message.status != MessageStatus.SHOWN:
        return False
    return is_administrator(request.user) or not concerns_administrator(address=message.to, day=clock.today())


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def message_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One mail as it was or will be sent."""
    message = _message(request, uid)
    context = {
        "message": message,
        "can_resend": message.status in MessageStatus.resendable(),
        "can_read": request.user.has_perm(READ_TEXT, message),
        "attempts": len(BACK_OFF),
    }
    return render(request, "notifications/message.html", context)


def _letter_message(request: HttpRequest, uid: str) -> OutboxMessage:
    message = _message(request, uid)
    if not request.user.has_perm(READ_TEXT, message):
        raise PermissionDenied
    return message


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def letter(request: HttpRequest, uid: str) -> HttpResponse:
    """The mail as a letter to print: for those without mail, or when mail failed."""
    message = _letter_message(request, uid)
    return render(request, "notifications/letter.html", {"message": message, "letter": letter_of(message)})


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def letter_file(request: HttpRequest, uid: str) -> HttpResponse:
    """The letter as PDF."""
    message = _letter_message(request, uid)
    try:
        content = letter_pdf(message)
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("notifications:letter", args=[uid]))
    headers = {"Content-Disposition": f'inline; filename="letter-{message.uid}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def letter_word_file(request: HttpRequest, uid: str) -> HttpResponse:
    """The letter as Word."""
    message = _letter_message(request, uid)
    return as_download(letter_docx(message), f"letter-{message.uid}.docx", DOCX)


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
@require_POST
def resend_message(request: HttpRequest, uid: str) -> HttpResponse:
    """Try again."""
    message = get_object_or_404(visible_to(request.user, OutboxMessage), uid=uid)
    again = resend(message=message, actor=request.user, now=clock.real_now())
    if again is None:
        messages.info(request, _("すでに送信を待っているか、送っているところです。少し待って開き直してください"))
    elif again.status == MessageStatus.SHOWN or not goes_out():
        messages.info(request, _("いまはメールを外に送っていません。手紙として印刷して渡してください"))
    else:
        messages.success(request, _("もう一度送るようにしました"))
    return HttpResponseRedirect(reverse("notifications:message", args=[again.uid if again else uid]))


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def reminders(request: HttpRequest) -> HttpResponse:
    """How reminders work, the days on which they ran, and the switch that stops them."""
    current = office()
    form = StopForm(
        request.POST or None,
        initial={"stopped": current.reminders_stopped, "reason": current.reminders_stopped_reason},
    )
    if request.method == "POST" and form.is_valid():
        set_reminders(
            stopped=form.cleaned_data["stopped"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=clock.now(),
        )
        messages.success(request, _("期限のお知らせの設定を変えました"))
        return HttpResponseRedirect(reverse("notifications:reminders"))
    return render(request, "notifications/reminders.html", {"form": form, "ticks": DailyTick.objects.all()[:20]})
