"""A page asked for in a language that it does not exist in is shown in English instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils.translation import get_language

from musubi.blocks.kernel.pages.languages import languages_of


class PageLanguageMiddleware:
    """Redirects readers of Chinese and Korean from pages that are not for visitors to the English page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The language decides once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Called once the view is known; what is sent (POST) is never sent elsewhere."""
        if get_language() in languages_of(view) or request.method not in {"GET", "HEAD"}:
            return None
        return HttpResponseRedirect(translate_url(request.get_full_path(), "en"))
