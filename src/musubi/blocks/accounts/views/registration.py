"""An account for people outside the office. Opening the link changes nothing: mail scanners open links, too."""

from __future__ import annotations

import hmac

from allauth.account.internal.flows.login import Login, perform_login, record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from musubi.blocks.accounts.domain.registration import RegistrationError, ask_registration, read_link, register
from musubi.blocks.accounts.interfaces.registration_form import AddressForm, RegistrationForm
from musubi.blocks.kernel import clock

SESSION_KEY, SENT = "registration", "registration_link"
GONE, TOO_MANY = 410, 429


def _local(request: HttpRequest, target: str) -> str:
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def _place(request: HttpRequest) -> str:
    place = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if place in {"127.0.0.1", "::1"} and told:
        place = told.rpartition(",")[2].strip()
    return hmac.new(settings.SECRET_KEY.encode(), place.encode(), "sha256").hexdigest()[:32]


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Which address; the answer is the same whether it has an account or not."""
    target = _local(request, request.POST.get("next") or request.GET.get("next", ""))
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            link = ask_registration(
                email=form.cleaned_data["email"], language=get_language() or "ja", target=target, place=_place(request), now=clock.real_now()
            )
        except RegistrationError as error:
            form.add_error("email", str(error))
            status = TOO_MANY if error.code == "too_many" else 422
        else:
            request.session[SENT] = link if settings.DEMO_SIGN_IN else ""
            return HttpResponseRedirect(reverse("accounts:register-sent"))
    return render(request, "accounts/register.html", {"form": form, "next": target}, status=422 if form.errors and status == 200 else status)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; in a demo on this machine, whose mail goes nowhere, the link stands here."""
    return render(request, "accounts/register_sent.html", {"link": request.session.get(SENT, "")})


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the secret in the address for a mark in the session."""
    try:
        read_link(token)
    except RegistrationError as error:
        return _refused(request, error)
    request.session[SESSION_KEY] = token
    return HttpResponseRedirect(reverse("accounts:register-finish"))


@never_cache
@sensitive_post_parameters("password1", "password2")
def finish(request: HttpRequest) -> HttpResponse:
    """Name and password; POST makes the account and signs in."""
    try:
        asked = read_link(request.session.get(SESSION_KEY, ""))
        form = RegistrationForm(request.POST if request.method == "POST" else None, email=asked.email)
        if request.method == "POST" and not request.user.is_authenticated and form.is_valid():
            read = form.cleaned_data
            user = register(asked=asked, name=read["name"], name_kana=read["name_kana"], password=read["password1"], now=clock.real_now())
            request.session.pop(SESSION_KEY, None)
            request.session.pop(SENT, None)
            user.backend = "allauth.account.auth_backends.AuthenticationBackend"
            record_authentication(request, user, method="registration", reauthenticated=True)
            perform_login(request, Login(user=user, email_verification="none"))
            return HttpResponseRedirect(_local(request, asked.target) or reverse(settings.APPLICANT_HOME))
    except RegistrationError as error:
        return _refused(request, error)
    return render(request, "accounts/register_finish.html", {"form": form, "asked": asked}, status=422 if form.errors else 200)


def _refused(request: HttpRequest, error: RegistrationError) -> HttpResponse:
    return render(request, "accounts/register_refused.html", {"error": error}, status=GONE)
