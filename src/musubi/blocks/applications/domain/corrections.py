"""補正: the city asks to mend, point by point; the applicant mends and hands in again; each point keeps what stood before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.faults import faults_of
from musubi.blocks.applications.domain.applicant.telling import tell_applicant
from musubi.blocks.applications.domain.drafts import compute
from musubi.blocks.applications.domain.errors import ApplicationError, IncompleteError
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.submission import make_receipt
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.models import Application, Correction, CorrectionPoint, Receipt
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import in_turn
from musubi.blocks.kernel.money import format_yen


@dataclass(frozen=True)
class Point:
    """What to mend: a question's key, `file-KEY`, `costs`, `title`, and what is wrong with it."""

    target: str
    message: str


def stage_of(application: Application) -> str:
    """The filing at which the application stands."""
    return {
        ApplicationStatus.GRANT_REQUESTED: Stage.GRANT,
        ApplicationStatus.SELECTED: Stage.GRANT,
        ApplicationStatus.GRANTED: Stage.REPORT,
        ApplicationStatus.REPORTED: Stage.REPORT,
        ApplicationStatus.REPORT_CORRECTION: Stage.REPORT,
        ApplicationStatus.CONFIRMED: Stage.CLAIM,
        ApplicationStatus.CLAIMED: Stage.CLAIM,
    }.get(ApplicationStatus(application.status), Stage.APPLICATION)


def form_stage(application: Application) -> str:
    """The stage whose form the applicant has open: that of the open correction, else that of the state."""
    if application.status in {ApplicationStatus.CORRECTION, ApplicationStatus.REPORT_CORRECTION}:
        correction = application.corrections.filter(answered_at__isnull=True).first()
        if correction is not None:
            return str(correction.stage)
    return stage_of(application)


def targets_of(terms: Terms, stage: str, lane: str) -> dict[str, str]:
    """Everything that can be asked to be mended at a stage: target → its label."""
    found = {question.key: question.label for question in terms.questions_of(stage, lane)}
    found |= {f"file-{each.key}": each.label for each in terms.documents if each.stage == stage and each.lane in ("", lane)}
    if stage == Stage.APPLICATION:
        found |= {"title": _("事業名"), "consents_publication": _("公表への同意")}
        if terms.lanes:
            found["lane"] = _("区分(質問も変わります)")
    if terms.categories and stage in {Stage.APPLICATION, Stage.REPORT}:
        found["costs"] = _("経費")
    if terms.categories and stage == Stage.APPLICATION:
        found["aid"] = _("ほかの補助")
    if stage == Stage.REPORT:
        found["file-evidence"] = _("証拠書類(領収書・請求書・写真など)")
    found["file-other"] = _("その他の書類")
    return found


@transaction.atomic
def ask_correction(
    *, application: Application, points: Iterable[Point], due_on: dt.date, actor: Any, now: dt.datetime, today: dt.date, message: str = ""
) -> Correction:
    """補正をお願いする until a day, by mail and on the applicant's page. Raises ApplicationError."""
    current = hold(application)
    asked = list(points)
    if not asked:
        raise ApplicationError("points", _("補正してほしい箇所に印を付け、直してほしいことを書いてください"))
    if due_on <= today:
        raise ApplicationError("due_on", _("期限は、明日より後の日にしてください"), "due_on")
    stage = stage_of(current)
    labels = targets_of(read_terms(current.terms.content), stage, current.lane)
    correction = Correction.objects.create(
        application=current, stage=stage, asked_at=now, asked_by=actor_of(actor)[1][:200], due_on=due_on, message=message.strip()
    )
    for point in asked:
        if point.target not in labels or not point.message.strip():
            raise ApplicationError("points", _("箇所ごとに、直してほしいことを書いてください"))
        CorrectionPoint.objects.create(
            correction=correction,
            target=point.target,
            label=labels[point.target][:200],
            message=point.message.strip(),
            before=_shown(current, stage, point.target),
        )
    move = "ask_report_correction" if stage == Stage.REPORT else "ask_correction"
    move_on(application=current, move=move, actor=actor, now=now, note=message.strip())
    _tell(correction, now)
    return correction


def _shown(application: Application, stage: str, target: str) -> str:
    if target in {"title", "lane"}:
        return str(getattr(application, target))
    if target == "consents_publication":
        return _("同意する") if application.consents_publication else _("同意しない")
    if target == "aid":
        return "\n".join(f"{row} {format_yen(row.amount)}" for row in application.other_aid.all())
    if target == "costs":
        return "\n".join(str(line) for line in application.costs.filter(stage=stage))
    if target.startswith("file-"):
        rows = application.files.filter(stage=stage, requirement=target.removeprefix("file-"), removed_at__isnull=True)
        return "\n".join(row.file_name for row in rows)
    store = application.report_answers if stage == Stage.REPORT else application.answers
    value = store.get(target, "")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _tell(correction: Correction, now: dt.datetime) -> None:
    application = correction.application

    def body() -> str:
        points = "\n".join(f"- {point.label}: {point.message}" for point in correction.points.all())
        lines = [
            _("%(party)s 様") % {"party": application.party},
            "",
            _("受付番号 %(number)s の内容について、次の補正をお願いします。") % {"number": application.number},
            points,
            correction.message,
            "",
            _("期限: %(day)s") % {"day": format_date(correction.due_on)},
            settings.PUBLIC_URL + reverse("filings:application", args=[application.uid]),
        ]
        return "\n".join(line for line in lines if line is not None)

    tell_applicant(
        application=application,
        now=now,
        purpose="application_correction",
        subject=lambda: _("補正のお願い: 受付番号 %(number)s") % {"number": application.number},
        body=body,
    )


def open_correction(application: Application) -> Correction | None:
    """The correction that waits for the applicant."""
    return application.corrections.filter(answered_at__isnull=True).prefetch_related("points").first()


@in_turn()
@transaction.atomic
def hand_in_correction(*, application: Application, actor: Any, now: dt.datetime, today: dt.date) -> Receipt:
    """補正して出し直す: checked as a whole again, with a receipt of its own. Raises IncompleteError, ApplicationError."""
    current = hold(application)
    correction = open_correction(current)
    if correction is None:
        raise ApplicationError("no_correction", _("補正をお願いしているものはありません"))
    compute(current)
    faults = faults_of(application=current, today=today, stage=correction.stage)
    if faults:
        raise IncompleteError(_("%(count)d か所を直すと、提出できます") % {"count": len(faults)}, faults)
    for point in correction.points.all():
        point.after = _shown(current, correction.stage, point.target)
        point.save(update_fields=["after", "updated_at"])
    correction.answered_at = now
    correction.version += 1
    correction.save()
    move = {Stage.REPORT: "correct_report", Stage.GRANT: "correct_grant"}.get(Stage(correction.stage), "correct")
    move_on(application=current, move=move, actor=actor, now=now)
    record_event(actor=actor, verb="correction.answered", obj=correction, now=now, before={"answered_at": None}, after={"answered_at": now})
    return make_receipt(application=current, stage=correction.stage, actor=actor, now=now)
