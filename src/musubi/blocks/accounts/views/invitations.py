"""Invite people, see what became of it, take it back; take back a lost second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.invitations import InvitationError, invite, revoke_invitation
from musubi.blocks.accounts.domain.second_factor import SecondFactorError, reset_second_factor
from musubi.blocks.accounts.interfaces.forms import ReasonOnlyForm
from musubi.blocks.accounts.interfaces.invitation_form import InvitationForm
from musubi.blocks.accounts.models import Invitation
from musubi.blocks.accounts.views.people import person_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to

PAGE_SIZE = 50
REFUSALS = {
    "not_allowed": gettext_lazy("システム管理者を招待できるのは、システム管理者だけです。別の役割を選ぶか、管理者に頼んでください。"),
    "already_user": gettext_lazy("このメールアドレスの人は、もう利用者です。利用者の画面から所属を加えてください。"),
    "accepted": gettext_lazy("もう受諾されています。止めるときは、利用者の画面でアカウントを停止してください。"),
    "revoked": gettext_lazy("もう取り消してあります。"),
}


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def invitations_page(request: HttpRequest) -> HttpResponse:
    """All invitations, newest first, with what became of them."""
    found = visible_to(request.user, Invitation).select_related("organization", "invited_by", "accepted_by")
    page = Paginator(found.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    now = clock.real_now()
    rows = [{"invitation": entry, "state": entry.state_at(now)} for entry in page]
    return render(request, "people/invitations.html", {"page": page, "rows": rows})


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            _invite(request, form.cleaned_data)
            return HttpResponseRedirect(reverse("people:invitations"))
        except InvitationError as error:
            form.add_error("role" if error.code == "not_allowed" else "email", str(REFUSALS[error.code]))
    context = {"form": form, "title": _("人を招待する"), "back": reverse("people:invitations")}
    return render(request, "people/form_page.html", {**context, "button": _("招待のメールを送る")})


def _invite(request: HttpRequest, values: dict[str, Any]) -> None:
    invite(**values, actor=request.user, today=clock.today(), now=clock.real_now())
    messages.success(request, _("%(email)s に招待のメールを送りました。14日のあいだ使えます") % {"email": values["email"]})


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
@require_POST
def resend(request: HttpRequest, uid: str) -> HttpResponse:
    """Send a new link to the same person; the earlier one stops working."""
    earlier = get_object_or_404(visible_to(request.user, Invitation), uid=uid)
    fields = [*InvitationForm.Meta.fields]
    try:
        _invite(request, {name: getattr(earlier, name) for name in fields})
    except InvitationError as error:
        messages.error(request, REFUSALS[error.code])
    return HttpResponseRedirect(reverse("people:invitations"))


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
@require_POST
def revoke(request: HttpRequest, uid: str) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(visible_to(request.user, Invitation), uid=uid)
    try:
        revoke_invitation(invitation=invitation, actor=request.user, now=clock.real_now())
        messages.success(request, _("招待を取り消しました"))
    except InvitationError as error:
        messages.error(request, REFUSALS[error.code])
    return HttpResponseRedirect(reverse("people:invitations"))


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def reset_factor(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back a person's second factors, after making sure who asks."""
    person = person_of(request, uid)
    form = ReasonOnlyForm(request.POST or None)
    back = reverse("people:person", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(
                user=person,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                today=clock.today(),
                now=clock.real_now(),
            )
            messages.success(request, _("二段階認証を解除しました。本人にメールで知らせます"))
            return HttpResponseRedirect(back)
        except SecondFactorError:
            form.add_error(None, _("システム管理者のアカウントは、システム管理者だけが変えられます。"))
    return render(request, "people/second_factor_reset.html", {"form": form, "person": person})
