"""Pages that a public site owes its readers: privacy, accessibility, contact, site map."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.forms_register import personal_data_forms
from musubi.blocks.vision.domain.published import Published
from musubi.blocks.vision.views.reading import in_force, plan_context

RESULTS = Path(__file__).resolve().parents[1] / "data" / "accessibility_results.json"


@cache
def accessibility_results() -> dict[str, Any]:
    """What the browser checks found, as they wrote it: day, tools, pages, findings."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {**found, "tested_on": dt.date.fromisoformat(found["tested_on"])}


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    found = in_force(request)
    return render(request, template, {**(plan_context(found) if found else {}), **(context or {})})


def privacy(request: HttpRequest) -> HttpResponse:
    """For what personal data is taken, form by form."""
    return _page(request, "web/privacy.html", {"forms": personal_data_forms()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility policy (ウェブアクセシビリティ方針)."""
    return _page(request, "web/accessibility.html", {"results": accessibility_results()})


def results(request: HttpRequest) -> HttpResponse:
    """The results of the accessibility checks (試験結果), made from the check's own file."""
    return _page(request, "web/accessibility_results.html", {"results": accessibility_results()})


def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask."""
    return _page(request, "web/contact.html")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page for people."""
    found = in_force(request)
    context = {**(plan_context(found) if found else {}), "pages": [(name, reverse(url)) for name, url in _pages()]}
    return render(request, "web/sitemap.html", context)


def _pages() -> list[tuple[str, str]]:
    return [
        (_("ビジョンの全体"), "web:home"),
        (_("ビジョンの進み具合"), "web:dashboard"),
        (_("工程表"), "vision:roadmap"),
        (_("担い手"), "vision:actors"),
        (_("審議会等の一覧"), "bodies:register"),
        (_("会議の予定"), "meetings:public-calendar"),
        (_("意見と、そのあと"), "council-public:issues"),
        (_("番号の地図"), "web:map"),
        (_("公表した版とデータ"), "vision:editions"),
        (_("版の比較"), "vision:editions-compare"),
        (_("検索"), "search:results"),
        (_("印の読み方"), "vision:legend"),
        (_("お問い合わせ"), "web:contact"),
        (_("個人情報の扱い"), "web:privacy"),
        (_("アクセシビリティ方針"), "web:accessibility"),
        (_("アクセシビリティの試験結果"), "web:accessibility-results"),
    ]


def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every public page for search engines, with its address in each language."""
    found = in_force(request)
    paths = [name for _label, name in _pages()]
    entries = []
    for language in ("ja", "en"):
        with override(language):
            entries += [request.build_absolute_uri(reverse(name)) for name in paths]
            entries += [request.build_absolute_uri(path) for path in _item_paths(found)]
    changed = timezone.localdate(found.edition.confirmed_at).isoformat() if found else ""
    context = {"entries": entries, "changed": changed}
    return render(request, "web/sitemap.xml", context, content_type="application/xml; charset=utf-8")


def _item_paths(found: Published | None) -> list[str]:
    return [reverse("vision:item", args=[code]) for code in found.tree.nodes] if found else []


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, not the staff's."""
    address = request.build_absolute_uri("/sitemap.xml")
    text = f"User-agent: *\nDisallow: /staff/\nDisallow: /en/staff/\nDisallow: /account/\nSitemap: {address}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
