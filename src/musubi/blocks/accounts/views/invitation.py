"""The invited person's pages. Opening the link changes nothing: mail scanners open links, too."""

from __future__ import annotations

from allauth.account.internal.flows.login import Login, perform_login, record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from musubi.blocks.accounts.domain.invitations import InvitationError, accept_invitation, find_invitation, hash_token
from musubi.blocks.accounts.interfaces.invitation_form import AcceptanceForm
from musubi.blocks.kernel import clock

SESSION_KEY = "invitation"
GONE = 410


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the secret in the address for a mark in the session, so that it stays out of histories and referrers."""
    token_hash = hash_token(token)
    try:
        find_invitation(token_hash=token_hash, now=clock.real_now())
    except InvitationError as error:
        return _refused(request, error.code)
    request.session[SESSION_KEY] = token_hash
    return HttpResponseRedirect(reverse("accounts:invitation"))


@never_cache
@sensitive_post_parameters("password1", "password2")
def accept(request: HttpRequest) -> HttpResponse:
    """Show what the invitation gives; POST makes the account and signs in."""
    token_hash = request.session.get(SESSION_KEY, "")
    try:
        invitation = find_invitation(token_hash=token_hash, now=clock.real_now())
        with_passkey = request.POST.get("way") == "passkey"
        form = AcceptanceForm(request.POST or None, invitation=invitation, with_passkey=with_passkey)
        if request.method == "POST" and not request.user.is_authenticated and form.is_valid():
            return _accept(request, token_hash, form)
    except InvitationError as error:
        return _refused(request, error.code)
    return render(request, "accounts/invitation.html", {"invitation": invitation, "form": form})


def _accept(request: HttpRequest, token_hash: str, form: AcceptanceForm) -> HttpResponse:
    user = accept_invitation(
        token_hash=token_hash,
        name=form.cleaned_data["name"],
        name_kana=form.cleaned_data["name_kana"],
        password=form.password,
        now=clock.real_now(),
    )
    del request.session[SESSION_KEY]
    user.backend = "allauth.account.auth_backends.AuthenticationBackend"
    record_authentication(request, user, method="invitation", reauthenticated=True)
    response = perform_login(request, Login(user=user, email_verification="none"))
    if form.with_passkey:
        return HttpResponseRedirect(reverse("mfa_add_webauthn"))
    return response or HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))


def _refused(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "accounts/invitation_refused.html", {"code": code}, status=GONE)
