"""送信箱: what went out, what waits, what failed; every mail can be printed as a letter."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.notifications.domain.outbox import goes_out, resend
from musubi.blocks.notifications.domain.stop import set_reminders
from musubi.blocks.notifications.enums import MessageStatus
from musubi.blocks.notifications.models import DailyTick, OutboxMessage
from musubi.blocks.notifications.registration import SEE_OUTBOX

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
    return message


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def message_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One mail as it was or will be sent."""
    message = _message(request, uid)
    can_resend = message.status in {MessageStatus.FAILED, MessageStatus.SHOWN}
    return render(request, "notifications/message.html", {"message": message, "can_resend": can_resend})


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
def letter(request: HttpRequest, uid: str) -> HttpResponse:
    """The mail as a letter to print: for those without mail, or when mail failed."""
    message = _message(request, uid)
    return render(request, "notifications/letter.html", {"message": message, "office": office()})


@login_required
@permission_required(SEE_OUTBOX, raise_exception=True)
@require_POST
def resend_message(request: HttpRequest, uid: str) -> HttpResponse:
    """Try again."""
    message = get_object_or_404(visible_to(request.user, OutboxMessage), uid=uid)
    resend(message=message, actor=request.user, now=clock.real_now())
    messages.success(request, _("もう一度送るようにしました"))
    return HttpResponseRedirect(reverse("notifications:message", args=[uid]))


class StopForm(forms.Form):
    """Stop or start reminders."""

    stopped = forms.BooleanField(label=gettext_lazy("期限のお知らせを止める"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("理由"), required=False, max_length=200, help_text=gettext_lazy("止めるときは必ず入力します")
    )

    def clean(self) -> dict[str, object]:
        """Stopping needs a reason."""
        data = super().clean() or {}
        if data.get("stopped") and not data.get("reason"):
            self.add_error("reason", _("止める理由を入力してください"))
        return data


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
