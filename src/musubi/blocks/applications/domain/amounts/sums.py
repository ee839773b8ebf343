"""Rules about the sum: rates, limits, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.evaluation import Stop, Working, format_number, number
from musubi.blocks.kernel.money import format_yen


def rate(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """補助率."""
    working.apply_rate(key, label, Fraction(parameters["rate"]))


def rate_by_year(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """A rate that falls or rises with the years of support; after the last named year nothing is paid."""
    year = working.case.history.support_year
    rates = {int(each): Fraction(value) for each, value in dict(parameters["rates"]).items()}
    if year not in rates:
        working.yen = 0
        working.stops.append(Stop(key, _("支援の%(year)d年目は、補助の対象になりません") % {"year": year}, liftable=False))
        working.tell(key, label, _("%(year)d年目は対象外") % {"year": year})
        return
    working.apply_rate(key, _("%(label)s(%(year)d年目)") % {"label": label, "year": year}, rates[year])


def flat(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """A fixed sum, or a sum per unit of an answer; never more than the costs that count, where there are any."""
    yen = int(parameters["yen"])
    units = Fraction(1)
    if parameters.get("question"):
        units = number(working.case.answers.get(parameters["question"]))
    total = int(yen * units)
    if working.case.costs:
        total = min(total, working.base)
    working.yen = total
    working.tell(key, label, f"{format_yen(yen)} × {format_number(units)}")


def ceiling(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """上限額."""
    most = int(parameters["most"])
    working.limit(key, label, most, _("上限 %(most)s") % {"most": format_yen(most)})


def least(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """下限額: a sum below it is not granted at all."""
    bound = int(parameters["least"])
    if working.current < bound:
        message = _("補助額が下限の%(least)sに届きません") % {"least": format_yen(bound)}
        working.yen = 0
        working.stops.append(Stop(key, message, liftable=False))
        working.tell(key, label, message)


def joint_ceiling(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """A higher limit for joint applications of enough partners."""
    joint = working.case.partners >= int(parameters["partners"])
    most = int(parameters["most"] if joint else parameters["otherwise"])
    words = {"count": working.case.partners, "most": format_yen(most)}
    working.limit(key, label, most, _("申請者%(count)d者の上限 %(most)s") % words)


def annual_cap(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """What one applicant gets in a fiscal year over all applications."""
    most, had = int(parameters["most"]), working.case.history.yen_this_year
    words = {"most": format_yen(most), "had": format_yen(had)}
    working.limit(key, label, most - had, _("年度の上限 %(most)s から、すでに決定した %(had)s を引く") % words)


def round_down(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """端数切捨て to 1,000 yen, 100 yen …"""
    unit = int(parameters["unit"])
    cut = working.current - working.current % unit
    if cut != working.current:
        working.yen = cut
        working.tell(key, label, _("%(unit)s未満を切り捨て") % {"unit": format_yen(unit)})
