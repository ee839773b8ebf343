"""Tell the search index what opinions, issues and calls say; who finds them is asked of the live rights each time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.search.domain.index import Found, SearchSource, register_source, replace_entries
from musubi.council.enums import CommentCallStatus
from musubi.council.models import CommentCall, Issue, Opinion, PublishedTrace
from musubi.council.rules import READ_COUNCIL

ISSUES, OPINIONS, TRACES, CALLS = "issue", "opinion", "trace", "comment-call"
WORDS = ("opinions", "resolutions", "decisions", "responses")  # the parts of a published way that hold texts


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(TRACES, _("意見と、そのあと"), _shown_traces, order=60))
    register_source(SearchSource(CALLS, _("意見募集"), _shown_calls, order=61))
    register_source(SearchSource(ISSUES, _("課題"), _seen_issues, order=62))
    register_source(SearchSource(OPINIONS, _("意見"), _seen_opinions, order=63))


def _shown_traces(_user: Any) -> Q:
    return Q(object_uid__in=PublishedTrace.objects.filter(retracted_at__isnull=True).values("uid"))


def _shown_calls(_user: Any) -> Q:
    return Q(object_uid__in=CommentCall.objects.exclude(status=CommentCallStatus.DRAFT).values("uid"))


def _seen_issues(user: Any) -> Q | None:
    return Q(object_uid__in=visible_to(user, Issue).values("uid")) if getattr(user, "is_authenticated", False) else None


def _seen_opinions(user: Any) -> Q | None:
    """Only for those who may open an opinion's page; others find what is published."""
    return Q(object_uid__in=visible_to(user, Opinion).values("uid")) if user is not None and user.has_perm(READ_COUNCIL) else None


def index_issue(issue: Issue) -> None:
    """The issue's words as they stand."""
    found = Found(
        object_uid=issue.uid,
        title=issue.title,
        title_en=issue.title_en,
        code=issue.code,
        address=_address("council:issue", issue.uid),
        text=issue.text,
        order=issue.number,
    )
    replace_entries(source=ISSUES, group=issue.uid, found=[found])


def index_opinion(opinion: Opinion) -> None:
    """The opinion's words; a withdrawn one is not found any more."""
    found = Found(
        object_uid=opinion.uid,
        title=opinion.text[:120],
        code=opinion.code,
        address=_address("council:opinion", opinion.uid),
        text=opinion.text,
        words=tuple(word for word in (opinion.author_label, opinion.origin, opinion.receipt) if word),
        order=opinion.number,
    )
    replace_entries(source=OPINIONS, group=opinion.uid, found=[found] if opinion.withdrawn_at is None else [])


def index_trace(trace: PublishedTrace) -> None:
    """What the head published of an issue."""
    issue = trace.content.get("issue", {})
    found = Found(
        object_uid=trace.uid,
        title=issue.get("title", ""),
        title_en=issue.get("title_en", ""),
        code=trace.issue.code,
        address=_address("council-public:issue", trace.issue.code),
        text="\n".join(each["text"] for part in WORDS for each in trace.content.get(part, [])),
        words=tuple(each["title"] for each in trace.content.get("decisions", [])),
    )
    replace_entries(source=TRACES, group=trace.uid, found=[found] if issue else [])


def index_call(call: CommentCall) -> None:
    """A call with what was published as its result."""
    groups = call.result_content.get("groups", [])
    found = Found(
        object_uid=call.uid,
        title=call.title,
        title_en=call.title_en,
        code=call.slug,
        address=_address("council-public:comment-call", call.slug),
        text="\n".join([call.text, *(f"{group['summary']}\n{group['answer']}" for group in groups)]),
        text_en=call.text_en,
    )
    replace_entries(source=CALLS, group=call.uid, found=[found])


def _address(name: str, key: str) -> str:
    with override("ja"):  # the index holds the Japanese page's address; pages lead to their own language
        return reverse(name, args=[key])


def reindex() -> None:
    """Index everything anew."""
    for issue in Issue.objects.iterator():
        index_issue(issue)
    for opinion in Opinion.objects.iterator():
        index_opinion(opinion)
    for trace in PublishedTrace.objects.iterator():
        index_trace(trace)
    for call in CommentCall.objects.iterator():
        index_call(call)
