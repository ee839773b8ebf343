"""Who may see calls, applications and what hangs on them: each model's predicate beside its `visible_to` twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import F, Q, QuerySet

from musubi.blocks.applications import models
from musubi.blocks.applications.domain import rights
from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.applications.rules import (
    APPLY,
    APPOINT_AGENT,
    EDIT_APPLICATION,
    LIFT_RULE,
    PREPARE_CALLS,
    SEE_APPLICATIONS,
    STEP_BACK,
    WORK_APPLICATION,
)
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.domain.rights import acts_for

# what the applicant reads of the own file, and the office of its desk
SHARED = (
    models.CostLine,
    models.OtherAid,
    models.StatusChange,
    models.ApplicationFile,
    models.Upload,
    models.Receipt,
    models.Correction,
    models.DecisionNotice,
    models.ChangeRequest,
    models.Certificate,
    models.Claim,
    models.Obligation,
    models.DesignationYear,
    models.Asset,
    models.Repayment,
    models.AssetDisposal,
    models.TaxReport,
)
# what only the office reads of a file
OF_OFFICE = (models.CheckResult, models.SiteInspection, models.DecisionItem)
INSPECTED = "inspection__application__"


def _through_application(model: type[Record]) -> AccessPolicy:
    def can_view(user: Any, record: Any) -> bool:
        return rights.sees_application(user, record.application)

    def visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.filter(rights.of_seen_applications(user, "application__"))

    return AccessPolicy(model, rules.predicate(can_view), visible)


def _of_office(model: type[Record], path: str = "application__") -> AccessPolicy:
    def can_view(user: Any, record: Any) -> bool:
        return rights.sees_office_file(user, record.inspection.application if path == INSPECTED else record.application)

    def visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.filter(rights.of_office_files(user, path))

    return AccessPolicy(model, rules.predicate(can_view), visible)


def _of_call(model: type[Record], barred: Callable[[frozenset[int]], Q]) -> AccessPolicy:
    """Records of the office about a call; `barred(applications)` are those that tell of applications from which a person is kept."""

    def can_view(user: Any, record: Any) -> bool:
        if not rights.sees_office_record(user, record.call):
            return False
        kept_from = barred_applications(user)
        return not kept_from or not model._default_manager.filter(barred(kept_from), pk=record.pk).exists()

    def visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        found = records.filter(rights.of_office_records(user, "call__"))
        kept_from = barred_applications(user)
        return found.exclude(pk__in=model._default_manager.filter(barred(kept_from)).values("pk")) if kept_from else found

    return AccessPolicy(model, rules.predicate(can_view), visible)


@rules.predicate
def _sees_guideline(user: Any, guideline: models.Guideline) -> bool:
    return rights.sees_some_applications(user)


@rules.predicate
def _sees_terms(user: Any, version: models.CallTerms) -> bool:
    return rights.sees_call(user, version.call)


@rules.predicate
def _sees_point(user: Any, point: models.CorrectionPoint) -> bool:
    return rights.sees_application(user, point.correction.application)


def _staff_only(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if rights.sees_some_applications(user) else records.none()


def _filter(condition: Callable[[Any], Q]) -> Callable[[Any, QuerySet[Any]], QuerySet[Any]]:
    return lambda user, records: records.filter(condition(user))


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_APPLICATIONS, rights.sees_some_applications)
    rules.add_perm(PREPARE_CALLS, rights.prepares_calls)
    rules.add_perm(WORK_APPLICATION, rights.works_application)
    rules.add_perm(LIFT_RULE, rights.lifts_rules)
    rules.add_perm(EDIT_APPLICATION, rights.edits_application)
    rules.add_perm(STEP_BACK, rights.steps_back)
    rules.add_perm(APPOINT_AGENT, rights.appoints_for)
    rules.add_perm(APPLY, acts_for)
    register_access(AccessPolicy(models.Application, rights.sees_application, _filter(rights.of_seen_applications)))
    register_access(AccessPolicy(models.Call, rights.sees_call, _filter(rights.of_seen_calls)))
    register_access(AccessPolicy(models.Agent, rights.sees_agent, _filter(rights.of_seen_agents)))
    register_access(AccessPolicy(models.CallTerms, _sees_terms, _filter(lambda user: rights.of_seen_calls(user, "call__"))))
    register_access(AccessPolicy(models.Guideline, _sees_guideline, _staff_only))
    register_access(AccessPolicy(models.UpstreamGrant, _sees_guideline, _staff_only))
    register_access(
        AccessPolicy(models.CorrectionPoint, _sees_point, _filter(lambda user: rights.of_seen_applications(user, "correction__application__")))
    )
    for model in SHARED:
        register_access(_through_application(model))
    for model in OF_OFFICE:
        register_access(_of_office(model))
    register_access(_of_office(models.InspectionFile, INSPECTED))
    register_access(_of_call(models.DecisionRecord, lambda kept_from: Q(items__application__in=kept_from)))
    register_access(_of_call(models.AwardTotals, lambda kept_from: Q(call__applications__in=kept_from)))
    register_access(_of_call(models.LiftedRule, lambda kept_from: Q(application__in=kept_from)))
    register_access(
        _of_call(
            models.PreConsultation,
            lambda kept_from: Q(pk__in=models.PreConsultation.objects.filter(party__applications__in=kept_from, call=F("party__applications__call"))),
        )
    )
