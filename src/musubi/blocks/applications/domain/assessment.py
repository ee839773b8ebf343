"""An application as the amount rules see it: its costs, declared aid, and what the party was granted before."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum

from musubi.blocks.applications.domain.amounts import Aid, Case, Cost, History, Result, evaluate
from musubi.blocks.applications.domain.measures import granted
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application, CostLine


def assess(*, application: Application, terms: Terms | None = None, stage: str = Stage.APPLICATION, accepted: bool = False) -> Result:
    """The sum by the call's rules; `accepted` takes the yen that the city accepted of each line instead of the typed ones."""
    rules = (terms or read_terms(application.terms.content)).rules
    return evaluate(rules=rules, case=case_of(application, stage=stage, accepted=accepted))


def case_of(application: Application, *, stage: str = Stage.APPLICATION, accepted: bool = False) -> Case:
    """The case of a stage. Before a draft is saved the history is that of nobody."""
    lines = application.costs.filter(stage=stage) if application.pk else CostLine.objects.none()
    answers: dict[str, Any] = {**application.answers, "consents_publication": application.consents_publication}
    return Case(
        costs=tuple(_cost(line, accepted=accepted) for line in lines),
        lane=application.lane,
        aid=tuple(Aid(row.name, row.amount, row.same_costs) for row in application.other_aid.all()) if application.pk else (),
        history=history_of_party(application),
        partners=_partners(answers),
        answers=answers,
        consulted=_consulted(application),
        decided_on=application.decided_on if stage == Stage.REPORT else None,
    )


def _cost(line: CostLine, *, accepted: bool) -> Cost:
    yen, tax = line.amount, line.tax
    if accepted and line.accepted is not None:
        yen = line.accepted
        tax = line.tax * yen // line.amount if line.amount else 0
    return Cost(
        category=line.category,
        amount=yen,
        tax=tax,
        payee_in_city=line.payee_in_city,
        quantity=line.quantity,
        unit_price=line.unit_price,
        months=line.months,
        label=line.label,
        ordered_on=line.ordered_on,
        receipt_on=line.receipt_on,
    )


def _partners(answers: dict[str, Any]) -> int:
    """How many apply together: the answer to the question with the key `partners`, else one."""
    try:
        return max(1, int(answers.get("partners") or 1))
    except (TypeError, ValueError):
        return 1


def _consulted(application: Application) -> bool:
    if application.party_id is None:
        return False
    return application.call.consultations.filter(party=application.party_id, may_apply=True).exists()


def history_of_party(application: Application) -> History:
    """What the party was granted before under the same guideline's name, this application left out; one query."""
    if application.party_id is None:
        return History()
    same = granted(Application.objects.filter(party=application.party_id, call__guideline__name=application.call.guideline.name))
    same = same.exclude(pk=application.pk)
    this_year = Q(call__fiscal_year=application.call.fiscal_year)
    found = same.aggregate(yen=Sum(F("decided") - F("revoked"), filter=this_year), year=Count("pk", filter=this_year), ever=Count("pk"))
    earlier = same.filter(call__fiscal_year__lt=application.call.fiscal_year).values("call__fiscal_year").distinct().count()
    return History(yen_this_year=int(found["yen"] or 0), times_this_year=found["year"] or 0, times_ever=found["ever"] or 0, support_year=earlier + 1)
