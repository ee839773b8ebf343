"""Rate a report in tiers: 所管課 → 部 → 推進会議, each with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel import clock
from musubi.blocks.reporting.domain.mechanical import mechanical_ratings
from musubi.blocks.reporting.domain.reports import ReasonMissingError, ReportRightError, ReportStateError
from musubi.blocks.reporting.enums import RatingTier, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, Rating
from musubi.blocks.vision.domain.desks import may_work_desk


def may_rate(user: Any, report: ProgressReport, tier: str) -> bool:
    """所管課: those who work the desk; 部: a head in a department; 推進会議: the secretariat records what the council said."""
    posts = memberships_on(user=user, day=clock.today())
    if any(post.role == Role.SECRETARIAT for post in posts):
        return True
    if tier == RatingTier.DIVISION:
        return may_work_desk(user, report.item)
    if tier == RatingTier.DEPARTMENT:
        headed = [post.organization_id for post in posts if post.organization.kind == OrganizationKind.DEPARTMENT and post.role == Role.DIVISION_HEAD]
        under = Q(organization__in=headed) | Q(organization__parent__in=headed) | Q(organization__parent__parent__in=headed)
        return bool(headed) and report.item.assignments.filter(under).exists()
    return False


@transaction.atomic
def rate_report(*, report: ProgressReport, tier: str, scale: str, step: str, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> Rating:
    """Give or change a tier's rating. Raises ReasonMissingError, ReportRightError, ReportStateError.

    A report is rated once it is submitted; 部 and 推進会議 rate what the head has confirmed. What the scale's rules make of
    the report's indicators on that day is kept beside the person's choice.
    """
    if actor is not None and not may_rate(actor, report, tier):
        raise ReportRightError(_("この段階の評価は、決められた人が記録します"))
    if not reason.strip():
        raise ReasonMissingError(_("評価の理由を書いてください"))
    ready = {ReportStatus.CONFIRMED} if tier != RatingTier.DIVISION else {ReportStatus.SUBMITTED, ReportStatus.CONFIRMED}
    if report.status not in ready:
        raise ReportStateError(_("報告が%(state)sのため、まだ評価できません。先に報告を確認してください") % {"state": report.get_status_display()})
    computed = next((each.mark for each in mechanical_ratings(report=report, today=today) if each.scale.code == scale), "")
    found = Rating.objects.filter(report=report, tier=tier).first()
    before = {} if found is None else {"scale": found.scale, "step": found.step, "reason": found.reason}
    rating = found or Rating(report=report, tier=tier)
    rating.scale, rating.step, rating.computed_step, rating.reason = scale, step, computed, reason
    rating.rated_at, rating.rated_by = now, actor
    rating.version += 1 if found else 0
    rating.save()
    after = {"scale": scale, "step": step, "computed_step": computed, "reason": reason}
    record_event(actor=actor, verb="rating.given", obj=rating, now=now, before=before, after=after, program_code=report.item.code)
    return rating
