"""Those who can change much need a second factor before they work."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.domain.second_factor import has_second_factor
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock

NEED_SECOND_FACTOR = (Role.ADMINISTRATOR, Role.SECRETARIAT)


class SecondFactorMiddleware:
    """Sends administrators and the secretariat to the second factor's page until they have one; not in a demo."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only staff pages are held back, so that signing out and setting up stay reachable."""
        if not settings.DEMO and "/staff/" in request.path_info and _lacks_factor(request):
            return HttpResponseRedirect(reverse("accounts:second-factor"))
        return self.get_response(request)


def _lacks_factor(request: HttpRequest) -> bool:
    """Asked anew on each page: a factor taken back counts at once."""
    user = request.user
    if not user.is_authenticated or not has_role(user, *NEED_SECOND_FACTOR, day=clock.today()):
        return False
    return not has_second_factor(user)
