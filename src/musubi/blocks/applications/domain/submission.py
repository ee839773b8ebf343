"""Hand an application in: everything checked, numbered, receipted and told in one transaction, or nothing at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import closed_days, next_number
from musubi.blocks.applications.domain.agents.held import agent_words
from musubi.blocks.applications.domain.agents.offices import ask_offices_at
from musubi.blocks.applications.domain.applicant.faults import faults_of
from musubi.blocks.applications.domain.applicant.rows import AID_FIELDS, COST_FIELDS
from musubi.blocks.applications.domain.applicant.telling import tell_applicant
from musubi.blocks.applications.domain.calls import check_window, close_when_spent
from musubi.blocks.applications.domain.drafts import compute
from musubi.blocks.applications.domain.errors import ApplicationError, IncompleteError
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.office.tasks import open_office_task
from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.domain.yearly.years import filed_for_year
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, IntakeChannel, Stage
from musubi.blocks.applications.models import Application, LiftedRule, Receipt
from musubi.blocks.audit.domain.trail import actor_of, plain, record_event
from musubi.blocks.kernel.business_days import add_business_days
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import in_turn

LATE = "late_receipt"


@in_turn()
@transaction.atomic
def submit(*, application: Application, actor: Any, now: dt.datetime, today: dt.date, late_reason: str = "") -> Receipt:
    """提出する: the window by the server's clock, the whole form, the number, the receipt, the tasks and the mail, at once.

    On paper the day of receipt decides; a late one needs the head and a reason. Handing in twice gives the same receipt.
    Raises CallClosedError, IncompleteError, ApplicationError.
    """
    current = hold(application)
    if current.status != ApplicationStatus.DRAFT:
        receipt = current.receipts.filter(stage=Stage.APPLICATION).first()
        if receipt is not None and current.status != ApplicationStatus.CORRECTION:
            return receipt
        raise ApplicationError("handed_in", _("この申請は、もう提出されています"))
    _check_time(current, actor, now, late_reason)
    compute(current)
    faults = faults_of(application=current, today=today)
    if faults:
        raise IncompleteError(_("%(count)d か所を直すと、提出できます") % {"count": len(faults)}, faults)
    number = next_number(
        name=_series(current), pattern=f"{current.call.item.code}-{current.call.fiscal_year}-{{number}}", fiscal_year=fiscal_year_of(today)
    )
    move_on(
        application=current,
        move="submit",
        actor=actor,
        now=now,
        changes={
            "number": number,
            "submitted_at": now,
            "received_on": current.received_on or timezone.localtime(now).date(),
            "late_reason": late_reason[:300],
        },
    )
    filed_for_year(application=current, on=current.received_on or today, actor=actor, now=now)
    receipt = make_receipt(application=current, stage=Stage.APPLICATION, actor=actor, now=now)
    _tell(current, receipt, actor, now, today)
    ask_offices_at(current, actor=actor, now=now, today=today)
    close_when_spent(call=current.call, now=now)
    return receipt


def _series(application: Application) -> str:
    return f"受付番号 {application.call.item.code} {application.call.fiscal_year}年度"


def _check_time(application: Application, actor: Any, now: dt.datetime, late_reason: str) -> None:
    if application.channel == IntakeChannel.ONLINE:
        check_window(call=application.call, begun_at=application.started_at, now=now)
        return
    closes = application.call.closes_at
    late = application.received_on is not None and closes is not None and application.received_on > timezone.localtime(closes).date()
    if not late:
        return
    if not late_reason.strip():
        raise ApplicationError("late", _("受付日が締切を過ぎています。受け付けるときは、課長が理由を書いてください"), "late_reason")
    if actor is not None and not lifts_rules(actor, application):
        raise ApplicationError("head", _("締切後の受付を認められるのは、課長です。課長に頼んでください"), "late_reason")
    LiftedRule.objects.create(
        call=application.call, application=application, rule=LATE, reason=late_reason[:300], lifted_by=actor_of(actor)[1][:200], lifted_at=now
    )


def filed_content(*, application: Application, stage: str, agent: str = "") -> dict[str, Any]:
    """What a stage's form says, as it is checked, printed and receipted: answers of this stage and lane, rows, files with their hashes.

    `agent` names who hands it in for the applicant, where somebody does.
    """
    store = application.report_answers if stage == Stage.REPORT else application.answers
    questions = read_terms(application.terms.content).questions_of(stage, application.lane)
    files = application.files.filter(stage=stage, removed_at__isnull=True).select_related("cost")
    return {
        "number": application.number,
        "call": str(application.call),
        "terms": application.terms.sha256,
        "party": str(application.party or ""),
        **({"agent": agent} if agent else {}),
        "title": application.title,
        "lane": application.lane,
        "answers": {question.key: store[question.key] for question in questions if question.key in store},
        "costs": [{name: plain(getattr(line, name)) for name in COST_FIELDS} for line in application.costs.filter(stage=stage)],
        "other_aid": [{name: plain(getattr(aid, name)) for name in AID_FIELDS} for aid in application.other_aid.all()],
        "consents_publication": application.consents_publication,
        "requested": application.requested,
        "files": [
            {"requirement": row.requirement, "name": row.file_name, "size": row.size, "sha256": row.sha256, "for": row.cost.label if row.cost else ""}
            for row in files
        ],
    }


def content_hash(content: dict[str, Any]) -> str:
    """The hash of a receipt's content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def make_receipt(*, application: Application, stage: str, actor: Any, now: dt.datetime) -> Receipt:
    """受付票: what was handed in, with the hash of each file and of the whole. Must run in the transaction of the move."""
    agent = agent_words(application=application, actor=actor, day=timezone.localtime(now).date())
    content = {**filed_content(application=application, stage=stage, agent=agent), "received_at": now.isoformat()}
    count = application.receipts.count() + 1
    receipt = Receipt.objects.create(
        application=application,
        stage=stage,
        number=f"{application.number}-{count}",
        content=content,
        sha256=content_hash(content),
        received_at=now,
    )
    record_event(actor=None, verb="receipt.made", obj=receipt, now=now, after={"sha256": receipt.sha256}, program_code=application.call.item.code)
    return receipt


def _tell(application: Application, receipt: Receipt, actor: Any, now: dt.datetime, today: dt.date) -> None:
    call = application.call
    if call.kind != CallKind.WISH_SURVEY:
        title = _("申請の受付を確かめる: %(call)s %(number)s") % {"call": call, "number": application.number}
        due_on = add_business_days(today, 3, extra_holidays=closed_days())
        open_office_task(application=application, record=application, title=title, due_on=due_on, today=today, now=now, actor=actor)
    tell_applicant(
        application=application,
        now=now,
        purpose="application_receipt",
        subject=lambda: _("受け付けました: %(call)s(受付番号 %(number)s)") % {"call": call, "number": application.number},
        body=lambda: _receipt_text(application, receipt, now),
    )


def _receipt_text(application: Application, receipt: Receipt, now: dt.datetime) -> str:
    local = timezone.localtime(now)
    files = "\n".join(f"- {row['name']}\n  SHA-256 {row['sha256']}" for row in receipt.content["files"]) or _("(書類なし)")
    lines = [
        _("%(party)s 様") % {"party": application.party},
        "",
        _("次の申請を受け付けました。"),
        _("募集: %(call)s") % {"call": application.call},
        _("受付番号: %(number)s") % {"number": application.number},
        *([_("代理人: %(agent)s") % {"agent": receipt.content["agent"]}] if "agent" in receipt.content else []),
        _("受付日時: %(day)s %(time)s") % {"day": format_date(local.date()), "time": f"{local:%H:%M}"},
        _("受付票の番号: %(number)s") % {"number": receipt.number},
        "",
        _("受け取った書類:"),
        files,
        "",
        _("次に起きること: 市が内容を確かめます。直していただくところがあれば、メールでお知らせします。"),
        settings.PUBLIC_URL + reverse("filings:application", args=[application.uid]),
    ]
    return "\n".join(lines)
