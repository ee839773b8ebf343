"""Who works an application inside the office, and who acts for its applicant: predicates with their list twins."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_auditor, is_city_staff
from musubi.blocks.applications.domain.agents.held import agency_for, of_covered
from musubi.blocks.applications.domain.barriers import is_barred, not_barred
from musubi.blocks.applications.enums import ApplicationStatus, IntakeChannel
from musubi.blocks.applications.models import Agent, Application, Call
from musubi.blocks.kernel import clock
from musubi.blocks.parties.domain.acting import acted_for_ids, parties_acted_for
from musubi.blocks.parties.domain.rights import acts_for, keeps_party
from musubi.blocks.vision.domain.desks import begins_at_desk, desks_worked_by, may_work_desk

NOTHING = Q(pk__in=[])


@rules.predicate
def sees_some_applications(user: Any) -> bool:
    """City staff at whose desks applications may come in, and auditors: they may open the queue, which shows them only theirs."""
    return is_city_staff(user) or is_auditor(user)


prepares_calls = begins_at_desk


@rules.predicate
def works_application(user: Any, record: Application | Call) -> bool:
    """City staff who work the desk of the call's item, unless kept from the application."""
    call = record.call if isinstance(record, Application) else record
    if isinstance(record, Application) and is_barred(user, record):
        return False
    return is_city_staff(user) and may_work_desk(user, call.item)


@rules.predicate
def lifts_rules(user: Any, record: Application | Call) -> bool:
    """The head (課長) at that desk."""
    return has_role(user, Role.DIVISION_HEAD, day=clock.today()) and works_application(user, record)


@rules.predicate
def acts_as_applicant(user: Any, application: Application) -> bool:
    """Whoever may act for the party today, the agent until the last day, and the one who writes a draft that has no party yet."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if application.party is not None and acts_for(user, application.party):
        return True
    if application.party is None and application.channel == IntakeChannel.ONLINE and application.applicant_id == user.pk:
        return True
    return agency_for(user=user, application=application, day=clock.today()) is not None


@rules.predicate
def steps_back(user: Any, application: Application) -> bool:
    """Who may withdraw or renounce: the applicant, and an agent only where the appointment says so (行政不服審査法 第12条第2項の例による)."""
    if not acts_as_applicant(user, application):
        return False
    if application.party is not None and acts_for(user, application.party):
        return True
    held = agency_for(user=user, application=application, day=clock.today())
    return held is None or held.may_withdraw


@rules.predicate
def appoints_for(user: Any, application: Application) -> bool:
    """Who may appoint agents at an application: the party's own person or representative, never an employee or an agent."""
    return application.party is not None and keeps_party(user, application.party)


@rules.predicate
def edits_application(user: Any, application: Application) -> bool:
    """The applicant, and for what came in on paper the clerk who types it in."""
    if acts_as_applicant(user, application):
        return True
    return _typed_by_office(application) and works_application(user, application)


def _typed_by_office(application: Application) -> bool:
    """What came in on paper: the whole application, or its report."""
    reporting = application.status in {ApplicationStatus.GRANTED, ApplicationStatus.REPORT_CORRECTION}
    return application.channel != IntakeChannel.ONLINE or (reporting and application.report_paper_on is not None)


@rules.predicate
def sees_application(user: Any, application: Application) -> bool:
    """The applicant's side always; the office once it was handed in (a draft on paper from the beginning); auditors what was handed in.

    Whoever is kept from the file (除斥・回避) sees it by none of these but the applicant's.
    """
    return acts_as_applicant(user, application) or _office_sees(user, application)


def _office_sees(user: Any, application: Application) -> bool:
    if is_barred(user, application):
        return False
    handed_in = application.status != ApplicationStatus.DRAFT
    if is_auditor(user) and handed_in:
        return True
    return (handed_in or application.channel != IntakeChannel.ONLINE) and works_application(user, application)


def of_seen_applications(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_application`; `prefix` leads from a record to its application, e.g. `application__`."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    return of_own_applications(user, prefix) | of_office_queue(user, prefix)


def of_own_applications(user: Any, prefix: str = "") -> Q:
    """The applicant's side of it: the twin of `acts_as_applicant` for someone with an account."""
    own = Q(**{f"{prefix}party__in": parties_acted_for(user, day=clock.today())})
    own |= Q(**{f"{prefix}party__isnull": True, f"{prefix}channel": IntakeChannel.ONLINE, f"{prefix}applicant": user})
    covered = of_covered(user, day=clock.today(), prefix=prefix)
    return own if covered is None else own | covered


def of_office_queue(user: Any, prefix: str = "") -> Q:
    """The office's side of it, without what this person is kept from."""
    return _of_office(user, prefix) & not_barred(user, prefix)


def _of_office(user: Any, prefix: str) -> Q:
    found = NOTHING
    handed_in = ~Q(**{f"{prefix}status": ApplicationStatus.DRAFT})
    if is_auditor(user):
        found |= handed_in
    if is_city_staff(user):
        at_desk = Q(**{f"{prefix}call__item__in": desks_worked_by(user).values("pk")})
        found |= at_desk & (handed_in | ~Q(**{f"{prefix}channel": IntakeChannel.ONLINE}))
    return found


@rules.predicate
def sees_agent(user: Any, agent: Agent) -> bool:
    """The agent, whoever acts for the party itself, and the office: at an application once it was handed in, as the file itself.

    One for a call is seen at its desk, one for a whole period by all of the city's staff.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if agent.user_id == user.pk or acts_for(user, agent.party):
        return True
    if agent.application is not None:
        return _office_sees(user, agent.application)
    return is_auditor(user) or works_agent(user, agent)


@rules.predicate
def works_agent(user: Any, agent: Agent) -> bool:
    """City staff who work the desk of the application or call; for a whole period all of the city's staff."""
    about = agent.application or agent.call
    return is_city_staff(user) if about is None else works_application(user, about)


def of_seen_agents(user: Any) -> Q:
    """The twin of `sees_agent`."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    found = Q(user=user) | Q(party__in=acted_for_ids(user=user, day=clock.today()))
    found |= Q(application__isnull=False) & _of_office(user, "application__") & not_barred(user, "application__")
    if is_auditor(user):
        found |= Q(application__isnull=True)
    if is_city_staff(user):
        found |= Q(application__isnull=True, call__isnull=True) | Q(call__item__in=desks_worked_by(user).values("pk"))
    return found


@rules.predicate
def sees_call(user: Any, call: Call) -> bool:
    """Everybody once it was made public; the city's staff and auditors before."""
    return call.opened_at is not None or sees_some_applications(user)


def of_seen_calls(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_call`."""
    if sees_some_applications(user):
        return Q(**{f"{prefix}pk__isnull": False})
    return Q(**{f"{prefix}opened_at__isnull": False})


@rules.predicate
def sees_office_record(user: Any, call: Call) -> bool:
    """Records of the office about a call (decisions, consultations): who works its desk, and auditors."""
    return is_auditor(user) or works_application(user, call)


@rules.predicate
def sees_office_file(user: Any, application: Application) -> bool:
    """Records of the office about an application (checks, inspections): as of its call, unless kept from the application."""
    return not is_barred(user, application) and sees_office_record(user, application.call)


def of_office_records(user: Any, prefix: str) -> Q:
    """The twin of `sees_office_record`; `prefix` leads to the call, e.g. `call__`."""
    if is_auditor(user):
        return Q(**{f"{prefix}pk__isnull": False})
    if not is_city_staff(user):
        return NOTHING
    return Q(**{f"{prefix}item__in": desks_worked_by(user).values("pk")})


def of_office_files(user: Any, prefix: str) -> Q:
    """The twin of `sees_office_file`; `prefix` leads to the application."""
    return of_office_records(user, f"{prefix}call__") & not_barred(user, prefix)
