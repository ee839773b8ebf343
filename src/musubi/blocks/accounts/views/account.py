"""A person's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.domain.profile import change_language
from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.domain.second_factor import sign_out_everywhere
from musubi.blocks.accounts.models import User
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.languages import SITE


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Who I am here, my posts and until when, how I sign in."""
    context = {
        "posts": memberships_on(user=request.user, day=clock.today()),
        "factors": Authenticator.objects.filter(user=request.user).order_by("type", "pk"),
        "languages": User._meta.get_field("language").choices,
    }
    return render(request, "accounts/overview.html", context)


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of pages and mail."""
    chosen = request.POST.get("language", "")
    if chosen in SITE:
        change_language(user=request.user, language=chosen, now=clock.now())
        translation.activate(chosen)
        messages.success(request, _("表示言語を変えました"))
    return HttpResponseRedirect(reverse("accounts:overview"))


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and which kinds work without a private telephone."""
    return render(request, "accounts/second_factor.html")


@login_required
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """Ask, then end the person's sessions on every device, this one included."""
    if request.method != "POST":
        return render(request, "accounts/sign_out_everywhere.html")
    sign_out_everywhere(user=request.user, actor=request.user, now=clock.real_now())
    logout(request)
    messages.success(request, _("すべての端末でサインアウトしました"))
    return HttpResponseRedirect(reverse("account_login"))
