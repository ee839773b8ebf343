"""The calls of a program on both its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from musubi.blocks.applications.domain.applicant.awards import award_calls, published
from musubi.blocks.applications.domain.applicant.offers import offers
from musubi.blocks.applications.domain.calls import call_state
from musubi.blocks.applications.domain.office import queue
from musubi.blocks.applications.domain.office.templates import call_templates
from musubi.blocks.applications.domain.rights import prepares_calls, sees_some_applications
from musubi.blocks.applications.domain.settling.budgets import budgets_of
from musubi.blocks.applications.interfaces.call_words import CALL_STATES
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel, register_panel

SHOWN = 6
FACES = ("moving", "applicant", "late")


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("program", "offers", "applications/panels/program_offers.html", _program_offers, order=10, query_budget=1))
    register_panel(Panel("program", "awards", "applications/panels/program_awards.html", _program_awards, order=20, query_budget=6))
    staff = Panel(
        "program-staff", "calls", "applications/panels/program_calls.html", _program_calls, sees_some_applications, order=10, query_budget=8
    )
    register_panel(staff)


def _program_offers(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    codes = [node.code for node in context["nodes"]]
    found = offers(now=clock.now(), items=codes)
    return {"offers": found[:SHOWN], "more_offers": len(found) > SHOWN, "offers_of": codes[0]} if found else None


@dataclass
class YearOfAwards:
    """What is public of a fiscal year's awards; `withheld` calls are not told because they are too few."""

    count: int = 0
    yen: int = 0
    withheld: int = 0


def _program_awards(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The awards that are public, added up by fiscal year."""
    calls = list(award_calls().filter(item__code__in=[node.code for node in context["nodes"]]))
    found = published(calls) if calls else None
    if found is None or not (found.awards or found.totals):
        return None
    years: dict[int, YearOfAwards] = defaultdict(YearOfAwards)
    for award in found.awards:
        years[award.call.fiscal_year].count += 1
        years[award.call.fiscal_year].yen += award.awarded
    for each in found.totals:
        year = years[each.call.fiscal_year]
        if each.count is None:
            year.withheld += 1
        else:
            year.count, year.yen = year.count + each.count, year.yen + (each.awarded or 0)
    return {"years": sorted(years.items(), reverse=True)}


def _program_calls(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The program's calls of the year, what waits for whom, and the templates from which a call begins; None where no call is ever made."""
    items, year, user = context["items"], context["fiscal_year"], request.user
    calls = list(visible_to(user, Call).filter(item__in=items, fiscal_year=year).select_related("item").order_by("name", "round"))
    templates = call_templates([item.code for item in items])
    if not calls and not templates:
        return None
    now, sums = clock.now(), budgets_of(calls)
    waiting = queue.queue_of(user).filter(call__item__in=items, call__fiscal_year=year)
    counts, _total = queue.counts_and_total(waiting, today=clock.today(), user=user)
    may_prepare = any(prepares_calls(user, item) for item in items)
    return {
        "rows": [(call, CALL_STATES[call_state(call, now)], sums[call.pk]) for call in calls],
        "waiting": [(face, counts[face]) for face in FACES],
        "codes": [item.code for item in items],
        "templates": templates if may_prepare else (),
    }
