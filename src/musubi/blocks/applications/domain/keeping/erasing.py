"""保存期間満了 → 消去: what people wrote, handed in and were called goes; sums, days, states, numbers and the trail stay.

Left of an application are its number, party, lane, states with their days, the yen of each cost line by category, the
sums of decisions, claims and repayments: what statistics, the ledger and the audit need. Receipts never change; they go
as a whole, and the trail keeps their numbers and hashes. Issued letters keep number, title, day and hash;
their bytes go, and those of a 起案パック with its last application.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.drafts import discard_draft
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import drop_upload
from musubi.blocks.applications.domain.keeping.hooks import erase_above
from musubi.blocks.applications.domain.keeping.periods import agent_kept_until, application_kept_until
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Agent, Application, CorrectionPoint, DecisionRecord, InspectionFile, LiftedRule, PreConsultation
from musubi.blocks.applications.workflow import APPLICANT, MOVES
from musubi.blocks.audit.domain.trail import erase_personal_values, record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.documents import erase_contents
from musubi.blocks.parties.domain.erasure import ERASED, WHILE_OPEN
from musubi.blocks.parties.models import Party


@transaction.atomic
def erase_application(*, application: Application, actor: Any, now: dt.datetime, today: dt.date, reason: str) -> Application:
    """Erase the content; it does not come back. Raises ApplicationError before the period is over or without its basis."""
    current = hold(application)
    if current.erased_on is not None:
        raise ApplicationError("erased", _("%(number)s の内容は、もう消去されています") % {"number": current})
    day = application_kept_until(current)
    if day == WHILE_OPEN:
        raise ApplicationError("open", _("%(number)s は、まだ終わっていません。終結させ、保存期間が満了するまで消去できません") % {"number": current})
    if day > today:
        words = {"number": current, "day": format_date(day)}
        raise ApplicationError("kept", _("%(number)s は、%(day)sより前には消去できません(保存期間)") % words)
    if not reason.strip():
        raise ApplicationError("reason", _("消去の根拠(保存期間満了、廃棄の決裁の文書番号など)を入れてください"), "reason")
    hashes = "、".join(f"{number} SHA-256 {sha256}" for number, sha256 in current.receipts.values_list("number", "sha256"))
    _erase_rows(current)
    erase_above(current)
    _erase_letters(current, actor, now, today)
    for agent in current.agents.filter(erased_on__isnull=True):
        _erase_agent(agent, actor, now, today, reason)
    current.answers, current.report_answers, current.title = {}, {}, ""
    current.late_reason, current.creditor_number, current.applicant, current.erased_on = "", "", None, today
    current.version += 1
    current.save()
    erase_personal_values(current)
    code, after = current.call.item.code, {"erased_on": today, "receipts": hashes, "basis": reason.strip()}
    record_event(actor=actor, verb="application.erased", obj=current, now=now, after=after, program_code=code)
    return current


def _erase_letters(application: Application, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """The bytes of its letters, and of each pack that went round in which no other application still has its content."""
    letters = [notice.document for notice in application.notices.select_related("document").defer("document__content")]
    decisions = DecisionRecord.objects.filter(items__application=application, approval_file__isnull=False)
    kept = Application.objects.filter(erased_on__isnull=True).exclude(pk=application.pk)
    over = decisions.exclude(items__application__in=kept).select_related("approval_file").defer("approval_file__content")
    packs = [decision.approval_file for decision in over if decision.approval_file is not None]
    erase_contents(documents=[*letters, *packs], on=today, actor=actor, now=now)


def _erase_rows(application: Application) -> None:
    """What hangs on the application; each row that tells a sum or a day stays without its words."""
    _forget_files(application)
    application.costs.update(label=ERASED, payee="", invoice_number="")
    _words(application.costs.exclude(accepted_reason=""), "accepted_reason")
    application.other_aid.update(note="")
    application.receipts.all().delete()
    application.corrections.update(message="", asked_by=ERASED)
    points = CorrectionPoint.objects.filter(correction__application=application)
    points.update(before="", after="", message=ERASED)
    by_applicant = [move.name for move in MOVES.values() if move.by == APPLICANT]
    application.status_changes.update(note="")
    application.status_changes.filter(move__in=by_applicant).update(by_label=ERASED)
    application.change_requests.update(reason=ERASED, content="", submitted_by=None)
    application.disposals.update(counterparty="", reason=ERASED, submitted_by=None)
    application.tax_reports.update(note="", submitted_by=None)
    _words(application.claims.exclude(reason=""), "reason")
    _forget_inspection_files(application)
    application.inspections.update(witness="", place="", findings=[], note="")
    application.obligations.update(content={})
    _words(application.checks.exclude(note=""), "note")
    _words(application.decision_items.exclude(reason=""), "reason")
    application.decision_items.update(conditions="")
    LiftedRule.objects.filter(application=application).update(reason=ERASED)
    for rows in (application.costs, points, application.change_requests, application.disposals, application.tax_reports, application.inspections):
        for row in rows.all():
            erase_personal_values(row)


def _words(rows: models.QuerySet[Any], field: str) -> None:
    """A reason that has to be there says that it was erased."""
    rows.update(**{field: ERASED})


def _forget_files(application: Application) -> None:
    stored = set(application.files.values_list("file", flat=True))
    for row in application.files.all():
        erase_personal_values(row)
    application.files.all().delete()
    for upload in application.uploads.all():
        drop_upload(upload)
    transaction.on_commit(lambda: _forget(stored))


def _forget_inspection_files(application: Application) -> None:
    rows = InspectionFile.objects.filter(inspection__application=application)
    stored = set(rows.values_list("file", flat=True))
    for row in rows:
        erase_personal_values(row)
    rows.delete()
    transaction.on_commit(lambda: _forget(stored))


def _forget(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


@transaction.atomic
def erase_agent(*, agent: Agent, actor: Any, now: dt.datetime, today: dt.date, reason: str) -> Agent:
    """Erase who was appointed: name, office, contact, 委任状; kind, days and states stay. Raises ApplicationError as above."""
    current: Agent = lock(Agent.objects.filter(pk=agent.pk).select_related("party", "application__call", "call"))[0]
    if current.erased_on is not None:
        raise ApplicationError("erased", _("この委任の内容は、もう消去されています"))
    kept = Application.objects.filter(party=current.party_id, erased_on__isnull=True)
    if agent_kept_until(current, kept) > today:
        raise ApplicationError("kept", _("この委任は、まだ保存期間の中か、委任した手続の記録が残っています"))
    if not reason.strip():
        raise ApplicationError("reason", _("消去の根拠(保存期間満了、廃棄の決裁の文書番号など)を入れてください"), "reason")
    _erase_agent(current, actor, now, today, reason)
    return current


def _erase_agent(agent: Agent, actor: Any, now: dt.datetime, today: dt.date, reason: str) -> None:
    if agent.file:
        name = agent.file.name
        transaction.on_commit(lambda: default_storage.delete(name))
    agent.name, agent.office, agent.contact, agent.mail, agent.creditor_number = ERASED, "", "", "", ""
    agent.file, agent.file_name, agent.media_type, agent.token_hash = "", "", "", ""
    agent.user = agent.asked_by = None
    agent.basis, agent.reason, agent.revoked_by = (ERASED if words else "" for words in (agent.basis, agent.reason, agent.revoked_by))
    agent.erased_on = today
    agent.version += 1
    agent.save()
    erase_personal_values(agent)
    record_event(actor=actor, verb="agent.erased", obj=agent, now=now, after={"erased_on": today}, reason=reason.strip())


@transaction.atomic
def erase_due(
    *, applications: Sequence[Application], agents: Sequence[Agent], actor: Any, now: dt.datetime, today: dt.date, reason: str
) -> tuple[int, int]:
    """Erase what was chosen from the list of what is due, all or nothing; returns how many applications and appointments."""
    if not applications and not agents:
        raise ApplicationError("nothing", _("消去するものに印を付けてください"))
    gone = [erase_application(application=each, actor=actor, now=now, today=today, reason=reason) for each in applications]
    left = Agent.objects.filter(pk__in=[each.pk for each in agents], erased_on__isnull=True).order_by("pk")
    ended = [erase_agent(agent=each, actor=actor, now=now, today=today, reason=reason) for each in left]
    return len(gone), len(ended)


def erase_with_party(party: Party, actor: Any, now: dt.datetime, today: dt.date, reason: str) -> None:
    """A party is erased: so is what it filed, and whom it appointed or sent. Runs in its transaction, after the periods were looked at."""
    for application in Application.objects.filter(party=party, erased_on__isnull=True).order_by("pk"):
        if application.status == ApplicationStatus.DRAFT:
            discard_draft(application=application, actor=actor, now=now)
        else:
            erase_application(application=application, actor=actor, now=now, today=today, reason=reason)
    for agent in Agent.objects.filter(party=party, erased_on__isnull=True).order_by("pk"):
        _erase_agent(agent, actor, now, today, reason)
    for talk in PreConsultation.objects.filter(party=party):
        talk.visitor, talk.memo, talk.result = ERASED, "", ""
        talk.save()
        erase_personal_values(talk)
