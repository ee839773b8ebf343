"""意見と、そのあと: what was said, what the body made of it, what the city decided and did; as published, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV
from musubi.blocks.kernel.text import search_key
from musubi.blocks.kernel.workbooks.csv_files import write_csv
from musubi.council.domain.comments.calls import open_calls
from musubi.council.domain.publication import shown_traces
from musubi.council.enums import IssueStatus, ResponseState
from musubi.council.models import PublishedTrace

PAGE_SIZE = 20


def _words(content: dict[str, Any]) -> str:
    texts = [content["issue"]["title"], content["issue"].get("title_en", "")]
    texts += [each["text"] for part in ("opinions", "resolutions", "decisions", "responses") for each in content[part]]
    return search_key(" ".join(texts))


def _found(request: HttpRequest) -> list[PublishedTrace]:
    asked = request.GET
    rows: Iterable[PublishedTrace] = shown_traces()
    if asked.get("state") in IssueStatus.values:
        rows = [row for row in rows if row.content["issue"]["status"] == asked["state"]]
    if code := asked.get("item", "").strip().upper():
        rows = [row for row in rows if any(item["code"] == code for item in row.content["items"])]
    if query := search_key(asked.get("q", "")):
        rows = [row for row in rows if query in _words(row.content)]
    return list(rows)


def issues(request: HttpRequest) -> HttpResponse:
    """Every published issue with its last answer; filtered by state, program and words."""
    rows = _found(request)
    states = [(value, label) for value, label in IssueStatus.choices if value != IssueStatus.MERGED]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "total": len(rows),
        "states": states,
        "asked": request.GET,
        "narrowing": request.GET.urlencode(),
        "running": open_calls(clock.today()),
        "today": clock.today(),
    }
    return render(request, "council/public/issues.html", context)


def issue(request: HttpRequest, code: str) -> HttpResponse:
    """One issue's way, from the words that were said to the plan."""
    number = code.upper().removeprefix("I-")
    found = shown_traces().filter(issue__number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if found is None:
        raise Http404(_("「%(code)s」の経緯は公表されていません") % {"code": code})
    context = {"trace": found, "content": found.content, "last_updated": found.published_at}
    return render(request, "council/public/issue.html", context)


def issues_json(request: HttpRequest) -> HttpResponse:
    """The published ways as they are stored."""
    rows = [{**row.content, "published_at": row.published_at.isoformat(), "sha256": row.sha256} for row in _found(request)]
    return JsonResponse({"issues": rows}, json_dumps_params={"ensure_ascii": False})


def issues_csv(request: HttpRequest) -> HttpResponse:
    """One row an opinion with what became of it."""
    rows = [[_("課題番号"), _("課題"), _("状態"), _("意見"), _("出した人"), _("受け取った日"), _("対応状況"), _("市の対応"), _("市の決定")]]
    for row in _found(request):
        content = row.content
        last = content["responses"][-1] if content["responses"] else {"state": "", "text": ""}
        state = str(ResponseState(last["state"]).label) if last["state"] else ""
        decided = "\n".join(each["title"] for each in content["decisions"])
        head = [content["issue"]["code"], content["issue"]["title"], str(IssueStatus(content["issue"]["status"]).label)]
        said = content["opinions"] or [{"text": "", "said_by": "", "received_on": ""}]
        rows += [[*head, each["text"], each["said_by"], each["received_on"], state, last["text"], decided] for each in said]
    return as_download(write_csv(rows), "opinions.csv", CSV)
