"""A run in words: its proof, reasons, prices, what shaking the scores does. Figures are the engine's; nothing is worked out here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.money import format_yen
from musubi.blocks.reviews.domain.selection.plain import UNIT, Rules, read_rules
from musubi.blocks.reviews.models import SelectionRun


def points(hundredths: int | None) -> str:
    """Hundredths of a point as points; a dash where there are none.

    >>> points(7825), points(120), points(8000), points(None)
    ('78.25', '1.2', '80', '—')
    """
    if hundredths is None:
        return "—"
    text = f"{hundredths // UNIT}.{hundredths % UNIT:02}"
    return text.rstrip("0").rstrip(".")


def have_equal_scores(scores: Iterable[object]) -> bool:
    """Whether several have one score, so that a page has to say how these are ordered.

    >>> have_equal_scores(["14", "19", "14"]), have_equal_scores(["14", "19"])
    (True, False)
    """
    found = list(scores)
    return len(set(found)) < len(found)


def rule_names() -> dict[str, str]:
    """The rules that every run has."""
    return {"budget": _("採択に使える額"), "per_applicant": _("同じ申請者の採択の数"), "include": _("必ず入れる申請")}


def rules_in_words(rules: Rules) -> list[tuple[str, str]]:
    """Every rule with what it says, as the run's page and paper list them."""
    rows = [(_("採択に使える額"), format_yen(rules.budget))]
    if rules.least_score:
        rows.append((_("基準点"), _("%(points)s点より低い申請は採らない") % {"points": points(rules.least_score)}))
    if rules.per_applicant is not None:
        rows.append((_("同じ申請者の採択の数"), _("%(count)d件まで") % {"count": rules.per_applicant}))
    if rules.partial_percent is not None:
        words = {"percent": rules.partial_percent, "step": format_yen(rules.step)}
        rows.append((_("一部の採択"), _("申請額の%(percent)d%%まで、%(step)s刻みで下げてよい。評点は額の割合で数える") % words))
    rows += [(_("枠 %(group)s") % {"group": row.label}, _limit(row)) for row in rules.limits]
    rows += [(_("割合 %(group)s") % {"group": row.label}, _share(row)) for row in rules.shares]
    for row in rules.beforehand:
        head = _("必ず入れる申請") if row.must_be_in else _("必ず外す申請")
        rows.append((head, _("%(number)s(%(reason)s)") % {"number": row.number, "reason": row.reason}))
    return rows


def _limit(row: Any) -> str:
    found = []
    if row.least_count:
        found.append(_("%(count)d件以上") % {"count": row.least_count})
    if row.most_count is not None:
        found.append(_("%(count)d件まで") % {"count": row.most_count})
    if row.least_yen:
        found.append(_("%(yen)s以上") % {"yen": format_yen(row.least_yen)})
    if row.most_yen is not None:
        found.append(_("%(yen)sまで") % {"yen": format_yen(row.most_yen)})
    return "、".join(found)


def _share(row: Any) -> str:
    of = _("採択する額の合計") if row.of == "awarded" else _("採択に使える額")
    found = []
    if row.at_least:
        found.append(_("%(percent)s%%以上") % {"percent": _percent(row.at_least)})
    if row.at_most < 1000:
        found.append(_("%(percent)s%%まで") % {"percent": _percent(row.at_most)})
    return _("%(of)sの%(parts)s") % {"of": of, "parts": "、".join(found)}


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:g}"


def proof_in_words(run: SelectionRun) -> list[str]:
    """Why no selection is better, in plain words."""
    result = run.result
    words = {"value": points(result["value"]), "count": len(result["awards"]), "yen": format_yen(sum(result["awards"].values()))}
    lines = [
        _("採った申請の評点の合計は%(value)s点(%(count)d件、%(yen)s)です。") % words,
        _("決まりを守るどの組合せも、合計は%(bound)s点を超えません。コンピュータが全部の組合せを漏れなく絞り込んで確かめました。")
        % {"bound": points(result["bound"])},
    ]
    if result["tied"]:
        lines.append(_("同じ合計点になる組合せがほかにもあります(違いが出る申請: %(numbers)s)。") % {"numbers": "、".join(result["tied"])})
        lines.append(_("そのときは、金額の少ない組合せ、それも同じなら評点の順位が上の申請を採る組合せを示します。"))
    else:
        lines.append(_("同じ合計点になる組合せは、ほかにありません。"))
    return lines


def reason_in_words(told: Mapping[str, Any], rules: Rules) -> str:
    """One application's reason as a sentence."""
    code, values = told["code"], told["values"]
    if code == "left_out":
        return _without(_left_out(values), values["kept_out_by"], rules, _("%(reason)s。「%(rules)s」がなければ入る"))
    if code == "selected":
        spare = _("%(points)s点低くても残る") % {"points": points(values["units_spare"])} if values["units_spare"] else _("同じ点の組合せがある")
        return _without(spare, values["thanks_to"], rules, _("%(reason)s。「%(rules)s」がなければ外れる"))
    if code == "selected_needed":
        return _("この申請を入れないと決まりを守れない")
    if code == "cannot_be_granted":
        less = values["yen_less"]
        return _("入れると決まりを守れない(%(yen)s少なければ入る)") % {"yen": format_yen(less)} if less else _("入れると決まりを守れない")
    if code == "not_proven":
        return _("境目の点と金額は計算しきれなかった(一部の採択の刻みを粗くすると出る)")
    if code == "below_least_score":
        return _("基準点%(points)s点より低い") % {"points": points(values["least"])}
    return _("あらかじめ外した")


def _left_out(values: Mapping[str, Any]) -> str:
    if not values["units_short"]:
        return _("同じ合計点の別の組合せに入る")
    words = {"points": points(values["units_short"]), "yen": format_yen(values["yen_less"])}
    return _("あと%(points)s点高いか、%(yen)s少ないと入る") % words if values["yen_less"] else _("あと%(points)s点高いと入る") % words


def _without(reason: str, ids: str, rules: Rules, sentence: str) -> str:
    """The reason with the rules without which it would be otherwise."""
    if not ids:
        return reason
    names = "・".join(rules.label_of(rule, rule_names()) for rule in ids.split(","))
    return sentence % {"reason": reason, "rules": names}


@dataclass(frozen=True)
class Price:
    """What a rule costs in points of the sum."""

    label: str
    points: str
    free: bool


def prices_of(run: SelectionRun) -> list[Price]:
    """The price of each rule; rules without which no selection changes cost nothing."""
    rules = read_rules(run.rules)
    return [Price(rules.label_of(rule, rule_names()), points(price), not price) for rule, price in run.reasons.get("prices", {}).items()]


@dataclass(frozen=True)
class Shaken:
    """How often an application is chosen when scores are shaken."""

    times: int
    draws: int

    @property
    def word(self) -> str:
        """いつも, ときどき or 採られない."""
        if self.times == self.draws:
            return _("いつも入る")
        return _("%(draws)d回中%(times)d回") % {"draws": self.draws, "times": self.times} if self.times else _("一度も入らない")

    @property
    def borderline(self) -> bool:
        """What the panel should look at again."""
        return 0 < self.times < self.draws


def shaken_of(run: SelectionRun) -> dict[str, Shaken]:
    """By number; empty where scores were not shaken."""
    told = run.reasons.get("shaken")
    return {number: Shaken(times, told["draws"]) for number, times in told["times"].items()} if told else {}
