"""Rules that let a case through or stop it, with the reason in the applicant's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.evaluation import Stop, Working, number
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen


def other_aid(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """Other aid for the same costs: excluded altogether, or subtracted from the costs that count."""
    same = [aid for aid in working.case.aid if aid.same_costs and aid.amount > 0]
    if not same:
        return
    total = sum(aid.amount for aid in same)
    if parameters["how"] == "exclude":
        names = "、".join(aid.name for aid in same)
        working.stops.append(Stop(key, _("同じ経費にほかの補助(%(names)s)を受けるときは、申請できません") % {"names": names}))
        return
    working.deduction += total
    working.tell(key, label, _("ほかの補助 %(yen)s を引く") % {"yen": format_yen(total)})


def times_limit(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """How often one party may be granted."""
    most = int(parameters["most"])
    history = working.case.history
    had = history.times_this_year if parameters["per"] == "year" else history.times_ever
    if had >= most:
        working.stops.append(Stop(key, _("交付は%(most)d回までです。すでに%(had)d回の交付決定があります") % {"most": most, "had": had}))


def requirement(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """An answer that must be within limits, or be one of some words."""
    given = working.case.answers.get(parameters["question"])
    if given in (None, "", []):
        return  # an open question is asked for elsewhere
    wanted = str(parameters.get("answer") or "")
    fails = bool(wanted) and str(given) not in wanted.split("|")
    for bound, below in (("least", True), ("most", False)):
        if parameters.get(bound) is not None:
            try:
                written = Fraction(str(given))
            except (ValueError, ZeroDivisionError):
                fails = True
            else:
                fails = fails or (written < int(parameters[bound]) if below else written > int(parameters[bound]))
    if fails:
        working.stops.append(Stop(key, str(parameters["message"])))


def consultation(working: Working, key: str, label: str, _parameters: Mapping[str, Any]) -> None:
    """事前相談 before the application."""
    if not working.case.consulted:
        working.stops.append(Stop(key, _("申請の前に、事前相談が必要です。担当課に連絡して、相談の日を決めてください")))


def contract_days(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """Orders and receipts of the costs that count: within a period, and not before the decision where the guideline says so."""
    first, last = (dt.date.fromisoformat(parameters[name]) if parameters.get(name) else None for name in ("first", "last"))
    for cost in working.costs:
        for what, day in ((_("発注・契約日"), cost.ordered_on), (_("領収日"), cost.receipt_on)):
            if day is None:
                continue
            words = {"label": cost.label, "what": what, "day": format_date(day)}
            if (first and day < first) or (last and day > last):
                working.stops.append(Stop(key, _("「%(label)s」の%(what)s(%(day)s)が、対象の期間の外です") % words))
            elif parameters.get("after_decision") == "yes" and working.case.decided_on and day < working.case.decided_on:
                words["decided"] = format_date(working.case.decided_on)
                working.stops.append(Stop(key, _("「%(label)s」の%(what)s(%(day)s)が、交付決定日(%(decided)s)より前です") % words))


def effect(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """The effect that the applicant states by formula (数 × 1単位あたりの額), beside the grant; shown, and a bound where set."""
    stated = int(number(working.case.answers.get(parameters["quantity"])) * number(working.case.answers.get(parameters["value"])))
    bound = parameters.get("least_ratio")
    if bound and stated < working.current * Fraction(bound):
        words = {"stated": format_yen(stated), "least": format_yen(int(working.current * Fraction(bound)))}
        working.stops.append(Stop(key, _("効果の見込み%(stated)sが、%(least)sに届きません。数と額を確かめてください") % words))


def publication(working: Working, key: str, label: str, _parameters: Mapping[str, Any]) -> None:
    """Name, theme and amount are made public; the applicant agrees beforehand."""
    if working.case.answers.get("consents_publication") not in (True, "yes"):
        working.stops.append(Stop(key, _("交付が決まったとき、名称・事業名・金額を公表します。同意の欄に印を付けてください")))
