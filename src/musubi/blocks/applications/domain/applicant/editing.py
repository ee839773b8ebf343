"""補正の間に直せるところ: the points that the city asked for, and what their change made missing; all else stays as handed in."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.faults import faults_of
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.models import Application

CORRECTING = frozenset({ApplicationStatus.CORRECTION, ApplicationStatus.REPORT_CORRECTION})
OF_RULES = frozenset({"costs", "aid", "consents_publication"})  # what a rule of the call may stumble over


def editable_parts(application: Application, stage: str, *, today: dt.date) -> frozenset[str] | None:
    """Question keys, `file-KEY`, `costs`, `aid`, `title`, `consents_publication` that may be changed now; None is everything.

    During a correction these are its points; where the lane (区分) is one, the questions change with it, so everything is open.
    A question or document that only became missing by an asked change is open, too, else nothing could be handed in again.
    """
    if application.status not in CORRECTING:
        return None
    correction = application.corrections.filter(answered_at__isnull=True).prefetch_related("points").first()
    if correction is None:
        return None
    asked = {point.target for point in correction.points.all()}
    if "lane" in asked:
        return None
    if "costs" in asked and stage == Stage.REPORT:
        asked.add("file-evidence")
    faults = faults_of(application=application, today=today, stage=stage)
    for key in faults:
        kind = key.partition("-")[0]
        asked |= OF_RULES if kind == "rule" else {kind if kind in {"costs", "aid"} else key}
    return frozenset(asked)


def refuse_not_asked(application: Application, stage: str, requirement: str, *, today: dt.date) -> None:
    """Raise ApplicationError where the files of this place are not asked for by the correction that is open."""
    parts = editable_parts(application, stage, today=today)
    if parts is not None and f"file-{requirement}" not in parts:
        raise ApplicationError("not_asked", _("補正をお願いした書類ではないため、変えられません。変えたいときは、担当課に連絡してください"))
