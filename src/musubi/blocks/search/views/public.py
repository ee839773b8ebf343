"""One search page for everyone; what it finds depends on who asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.search.domain.index import sources
from musubi.blocks.search.domain.queries import find

PAGE_SIZE = 20


def results(request: HttpRequest) -> HttpResponse:
    """Results of `?q=`, narrowed by `?source=`, paged by `?page=`; the swapped part and the whole page are one template."""
    query, source = request.GET.get("q", "").strip(), request.GET.get("source", "")
    page = _page(request.GET.get("page", "1"))
    hits = find(user=request.user, query=query, source=source, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    personal = {known.name for known in sources() if known.personal}
    if any(entry.source in personal for entry in hits.entries):
        record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose="search")
    last = max(1, -(-hits.total // PAGE_SIZE))
    context = {
        "hits": hits,
        "query": query,
        "source": source,
        "page": page,
        "last_page": last,
        "previous_page": page - 1 if page > 1 else None,
        "next_page": page + 1 if page < last else None,
        "first_number": (page - 1) * PAGE_SIZE + 1,
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "search/_results.html" if part else "search/results.html", context)


def _page(text: str) -> int:
    return min(int(text), 10_000) if text.isascii() and text.isdigit() and int(text) > 0 else 1
