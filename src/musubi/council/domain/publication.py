"""公表: what the public sees of an issue, as the head confirmed it: stored content, never live records."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.vision.domain.basis import CITY_DECISION
from musubi.blocks.vision.models import PlanItem, Revision
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import shown_author
from musubi.council.domain.trace import kin
from musubi.council.enums import ActionStatus, Publicity
from musubi.council.models import ActionItem, CityDecision, Gathering, Issue, Opinion, PublishedTrace, Resolution, Response


def public_content(issue: Issue) -> dict[str, Any]:
    """What may stand outside of an issue and its kin. Raises CouncilError for a closed body's issue.

    Keys: issue, opinions, resolutions, decisions, responses, actions, revisions, items; all plain JSON.
    """
    if issue.body is not None and not issue.body.is_public:
        raise CouncilError("closed_body", _("非公開の会議体の課題は公表できません"))
    family = Issue.objects.filter(pk__in=kin([issue.pk]))
    resolutions = Resolution.objects.filter(issues__in=family, meeting__body__is_public=True).exclude(meeting__openness="closed").distinct()
    decisions = (CityDecision.objects.filter(issues__in=family) | CityDecision.objects.filter(resolutions__in=resolutions)).distinct()
    decided = decisions.filter(decided_on__isnull=False)
    actions = (ActionItem.objects.filter(issue__in=family) | ActionItem.objects.filter(decision__in=decided)).distinct()
    return {
        "issue": {
            "code": issue.code,
            "title": issue.title,
            "title_en": issue.title_en,
            "status": issue.status,
            "opened_on": issue.opened_on.isoformat(),
        },
        "opinions": _opinions(family),
        "resolutions": _resolutions(resolutions),
        "decisions": [
            {"code": each.code, "title": each.title, "text": each.text, "decided_on": _iso(each.decided_on), "document_number": each.document_number}
            for each in decided.order_by("number")
        ],
        "responses": [
            {"state": each.state, "text": each.text, "responded_on": each.responded_on.isoformat()}
            for each in Response.objects.filter(issue=issue).order_by("responded_on", "pk")
        ],
        "actions": [
            {
                "code": each.code,
                "title": each.title,
                "organization": each.organization.name,
                "due_on": each.due_on.isoformat(),
                "done_on": _iso(each.done_on),
                "item": each.item.code if each.item is not None else "",
            }
            for each in actions.exclude(status=ActionStatus.CANCELLED).select_related("organization", "item").order_by("number")
        ],
        "revisions": [
            {"number": each.number, "title": each.title, "effective_on": _iso(each.effective_on)}
            for each in Revision.objects.filter(basis_kind=CITY_DECISION, basis_id__in=decided.values("uid")).order_by("number")
        ],
        "items": [{"code": each.code, "name": each.name} for each in PlanItem.objects.filter(issues__in=family).distinct().order_by("code")],
    }


def _resolutions(rows: QuerySet[Resolution]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "text": each.text,
            "kind": each.kind,
            "body": str(each.meeting.body),
            "meeting": f"{each.meeting.fiscal_year}-{each.meeting.number}",
            "body_code": each.meeting.body.code,
            "day": timezone.localdate(each.meeting.starts_at).isoformat() if each.meeting.starts_at is not None else "",
        }
        for each in rows.select_related("meeting__body").order_by("number")
    ]


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""


def _opinions(family: QuerySet[Issue]) -> list[dict[str, Any]]:
    """Texts by office or class; a name only with consent. What is withheld is absent, its number too."""
    gathered = Gathering.objects.filter(issue__in=family, left_at__isnull=True).values("opinion")
    rows = Opinion.objects.filter(pk__in=gathered, publicity__in=Publicity.shown(), withdrawn_at__isnull=True)
    found = []
    for each in rows.select_related("author", "body", "meeting").order_by("received_on", "number"):
        if each.body is not None and not each.body.is_public:
            continue
        found.append(
            {
                "text": each.shown_text,
                "source": each.source,
                "author_class": each.author_class,
                "said_by": shown_author(each),
                "received_on": each.received_on.isoformat(),
                "language": each.language,
            }
        )
    return found


@transaction.atomic
def publish_trace(*, issue: Issue, actor: Any, now: dt.datetime) -> PublishedTrace:
    """課長が公表する: the issue's way as it stands now becomes what the public sees. Raises CouncilError."""
    current: Issue = lock(Issue.objects.filter(pk=issue.pk))[0]
    content = public_content(current)
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    last = current.published_traces.order_by("-number").first()
    if last is not None and last.sha256 == digest and last.retracted_at is None:
        raise CouncilError("same", _("公表している内容と同じです。変わったことがありません"))
    current.published_traces.filter(retracted_at__isnull=True).update(retracted_at=now)
    number = (current.published_traces.aggregate(last=Max("number"))["last"] or 0) + 1
    made = PublishedTrace.objects.create(issue=current, number=number, content=content, sha256=digest, published_at=now, published_by=actor)
    record_event(actor=actor, verb="trace.published", obj=made, now=now, after={"issue": current.code, "number": number, "sha256": digest})
    return made


@transaction.atomic
def retract_trace(*, issue: Issue, reason: str, actor: Any, now: dt.datetime) -> None:
    """Take an issue's way off the public site, with a reason. Raises CouncilError."""
    if not reason.strip():
        raise CouncilError("reason", _("取り下げる理由を書いてください"), "reason")
    shown = issue.published_traces.filter(retracted_at__isnull=True).first()
    if shown is None:
        raise CouncilError("not_public", _("この課題の経緯は、いま公表されていません"))
    PublishedTrace.objects.filter(pk=shown.pk).update(retracted_at=now)
    record_event(actor=actor, verb="trace.retracted", obj=shown, now=now, reason=reason)


def shown_traces() -> QuerySet[PublishedTrace]:
    """What the public sees now, newest first."""
    return PublishedTrace.objects.filter(retracted_at__isnull=True).select_related("issue").order_by("-published_at", "-pk")
