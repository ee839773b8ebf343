"""Sign in as one of the demo's fictional people; only where the server cannot be reached from the network."""

from __future__ import annotations

from allauth.account.internal.flows.login import Login, perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from musubi.blocks.accounts.models import Membership, User
from musubi.blocks.kernel import clock


def people(request: HttpRequest) -> HttpResponse:
    """The demo people by role; POST signs in as the chosen one."""
    if not settings.DEMO_SIGN_IN:
        raise Http404
    if request.method == "POST":
        user = get_object_or_404(User, uid=request.POST.get("uid", ""), is_demo=True, is_active=True)
        user.backend = "allauth.account.auth_backends.AuthenticationBackend"
        response = perform_login(request, Login(user=user, email_verification="none"))
        return response or HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    posts = (
        Membership.objects.active_on(clock.today())
        .filter(user__is_demo=True, user__is_active=True)
        .select_related("user", "organization")
        .order_by("pk")
    )
    applicants = User.objects.filter(is_demo=True, is_active=True, memberships__isnull=True).order_by("pk")
    return render(request, "accounts/demo.html", {"posts": posts, "applicants": applicants})
