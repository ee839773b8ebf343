"""What keeps a form from being handed in: each with a message at its place."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.answers import read_answers
from musubi.blocks.applications.domain.applicant.unread import row_faults
from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.drafts import TYPED
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.domain.yearly.years import prerequisite_fault
from musubi.blocks.applications.enums import IntakeChannel, Stage
from musubi.blocks.applications.models import Application


def faults_of(*, application: Application, today: dt.date, stage: str = Stage.APPLICATION) -> dict[str, str]:
    """What keeps this stage from being handed in: a message by question, `file-KEY`, `costs`, `party`, `title`, `lane`, `rule-KEY`."""
    terms = read_terms(application.terms.content)
    faults: dict[str, str] = {}
    if application.party is None:
        faults["party"] = _("申請者(事業者等)を選ぶか、登録してください")
    if stage == Stage.APPLICATION:
        if not application.title:
            faults["title"] = _("事業名を書いてください")
        if terms.lanes and not application.lane:
            faults["lane"] = _("区分を選んでください")
        if wrong := prerequisite_fault(application):
            faults["follows"] = wrong
    faults |= _answer_faults(application, terms, stage, today)
    faults |= _document_faults(application, terms, stage)
    if stage in {Stage.APPLICATION, Stage.REPORT} and terms.rules_for_amount() and terms.categories:
        if not application.costs.filter(stage=stage).exists():
            faults["costs"] = _("経費を1行以上入れてください")
        faults |= _rule_faults(application, terms, stage)
    return faults | row_faults(application, stage)


def _answer_faults(application: Application, terms: Terms, stage: str, today: dt.date) -> dict[str, str]:
    store = application.report_answers if stage == Stage.REPORT else application.answers
    questions = terms.questions_of(stage, application.lane)
    typed = {question.key: store.get(TYPED + question.key, store.get(question.key)) for question in questions}
    _values, faults = read_answers(questions, typed, today=today)
    for question in questions:
        if question.required and typed[question.key] in (None, "", []):
            faults[question.key] = _("「%(label)s」を入力してください") % {"label": question.label}
    return faults


def _document_faults(application: Application, terms: Terms, stage: str) -> dict[str, str]:
    store = application.report_answers if stage == Stage.REPORT else application.answers
    there = set(application.files.filter(stage=stage, removed_at__isnull=True).values_list("requirement", flat=True))
    wanted = terms.documents_of(stage, lane=application.lane, answers=store)
    on_paper = application.channel != IntakeChannel.ONLINE  # the clerk has them in hand
    return {
        f"file-{each.key}": _("「%(label)s」を添えてください") % {"label": each.label}
        for each in wanted
        if each.required and each.key not in there and not on_paper
    }


def _rule_faults(application: Application, terms: Terms, stage: str) -> dict[str, str]:
    lifted = set(application.lifted_rules.values_list("rule", flat=True))
    result = assess(application=application, terms=terms, stage=stage)
    if stage == Stage.REPORT:
        return {}  # what stands against a report is for the office to weigh, line by line
    return {f"rule-{stop.key}": stop.message for stop in result.stops if not (stop.liftable and stop.key in lifted)}
