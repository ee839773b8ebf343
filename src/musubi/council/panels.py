"""The council's parts of other pages: minutes, meetings, desks, the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel, register_panel, signed_in
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.rules import WORK_BODY
from musubi.council.access import reads_council
from musubi.council.domain.comments.calls import open_calls
from musubi.council.domain.opinions import own_opinions, with_answers
from musubi.council.domain.publication import shown_traces
from musubi.council.models import ActionItem, Gathering, Issue, Opinion, Resolution
from musubi.council.workflow import LIVE

SHOWN = 6


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("utterance", "opinions", "council/panels/utterance.html", _utterance, signed_in, order=10, query_budget=0))
    register_panel(Panel("minutes-side", "issues", "council/panels/minutes_side.html", _minutes_side, reads_council, order=10, query_budget=5))
    register_panel(Panel("meeting", "council", "council/panels/meeting.html", _meeting, reads_council, order=20, query_budget=4))
    register_panel(Panel("public-meeting", "council", "council/panels/public_meeting.html", _public_meeting, order=20, query_budget=2))
    register_panel(Panel("desk", "council", "council/panels/desk.html", _desk, signed_in, order=60, query_budget=3))
    register_panel(Panel("member-home", "opinions", "council/panels/member_home.html", _member_home, signed_in, order=10, query_budget=3))
    register_panel(Panel("member-meeting", "opinion", "council/panels/member_meeting.html", _member_meeting, signed_in, order=10, query_budget=0))
    register_panel(Panel("home", "comments", "council/panels/home.html", _home, order=10, query_budget=1))
    register_panel(Panel("plan-item", "council", "council/panels/plan_item.html", _plan_item, order=60, query_budget=1))


def _picked(request: HttpRequest, minutes: Any) -> dict[int, list[Opinion]]:
    """The opinions picked up from each line of the minutes; read once a page."""
    kept: dict[int, dict[int, list[Opinion]]] = getattr(request, "_picked_opinions", {})
    if minutes.pk not in kept:
        by_line: dict[int, list[Opinion]] = defaultdict(list)
        under = Gathering.objects.filter(left_at__isnull=True).select_related("issue")
        rows = visible_to(request.user, Opinion).filter(utterance__minutes=minutes, withdrawn_at__isnull=True)
        for opinion in rows.prefetch_related(Prefetch("gatherings", under, "now_under")):
            if opinion.utterance_id is not None:
                by_line[opinion.utterance_id].append(opinion)
        kept[minutes.pk] = by_line
        request._picked_opinions = kept  # type: ignore[attr-defined]  # noqa: SLF001 - kept for this request only
    return kept[minutes.pk]


def _utterance(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not request.user.has_perm(WORK_BODY, context["meeting"].body):
        return None
    return {"picked": _picked(request, context["minutes"]).get(context["utterance"].pk, [])}


def _minutes_side(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    meeting = context["meeting"]
    issues = visible_to(request.user, Issue).filter(Q(body=meeting.body) | Q(body__isnull=True), status__in=LIVE)
    return {
        "issues": issues.prefetch_related("items").order_by("-number")[:SHOWN],
        "resolutions": visible_to(request.user, Resolution).filter(meeting=meeting).order_by("-number"),
        "actions": visible_to(request.user, ActionItem).filter(done_on__isnull=True).select_related("organization").order_by("due_on")[:SHOWN],
        "today": clock.today(),
    }


def _meeting(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    meeting = context["meeting"]
    opinions = visible_to(request.user, Opinion).filter(meeting=meeting, withdrawn_at__isnull=True)
    resolutions = list(visible_to(request.user, Resolution).filter(meeting=meeting).order_by("number"))
    found = list(opinions.order_by("number")[:SHOWN])
    return {"opinions": found, "resolutions": resolutions, "may_work": request.user.has_perm(WORK_BODY, meeting.body)}


def _public_meeting(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The published ways of opinions that this meeting heard or that led to what it said."""
    meeting = context["meeting"]
    concerned = Q(issue__gatherings__opinion__meeting=meeting) | Q(issue__resolutions__meeting=meeting)
    traces = list(shown_traces().filter(concerned).distinct())
    return {"traces": traces} if traces else None


def _desk(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not context["sees_desk"]:
        return None
    item = context["desk"].item
    issues = list(visible_to(request.user, Issue).filter(items=item).exclude(status="merged").order_by("-number")[:SHOWN])
    actions = list(visible_to(request.user, ActionItem).filter(item=item, done_on__isnull=True).select_related("organization").order_by("due_on"))
    return {"issues": issues, "actions": actions, "today": clock.today()} if issues or actions else None


def _member_home(request: HttpRequest, _context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"rows": with_answers(list(own_opinions(request.user)[:3]))}


def _member_meeting(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {} if context["meeting"].status != MeetingStatus.CANCELLED else None


def _home(_request: HttpRequest, _context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Calls that are open today; nothing where there is none."""
    running = open_calls(clock.today())
    return {"running": running, "today": clock.today()} if running else None


def _plan_item(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    code = context["node"].code
    traces = [trace for trace in shown_traces() if any(item["code"] == code for item in trace.content["items"])]
    return {"traces": traces[:SHOWN]} if traces else None
