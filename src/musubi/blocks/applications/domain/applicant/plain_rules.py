"""A call's rules in plain words, for people who think about applying: one sentence a rule, from the same data that computes the sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.evaluation import format_rate
from musubi.blocks.applications.domain.amounts.types import parse_rate
from musubi.blocks.applications.domain.terms import RuleTerm, Terms
from musubi.blocks.kernel.eras import parse_date
from musubi.blocks.kernel.templatetags.musubi import japanese_date, yen

Words = Callable[[Terms, Mapping[str, Any]], str]


@dataclass(frozen=True)
class PlainRule:
    """A rule as a sentence, and for which lane."""

    words: str
    lane: str = ""


def plain_rules(terms: Terms) -> list[PlainRule]:
    """Every rule of the terms as a sentence, in the order of the terms."""
    lanes = {lane.key: lane.name for lane in terms.lanes}
    return [PlainRule(_words(terms, rule), lanes.get(rule.lane, "")) for rule in terms.rules]


def _words(terms: Terms, rule: RuleTerm) -> str:
    return WORDS[rule.type](terms, rule.parameters)


def _names(terms: Terms, keys: Any) -> str:
    known = {category.key: category.name for category in terms.categories}
    return "、".join(known.get(key, key) for key in keys)


def _yen(parameters: Mapping[str, Any], name: str) -> str:
    return yen(int(parameters[name]))


def _category_cap(terms: Terms, parameters: Mapping[str, Any]) -> str:
    names = _names(terms, parameters["category"])
    if parameters.get("share"):
        return _("%(names)sは、対象となる経費の%(share)sまでです") % {"names": names, "share": format_rate(parse_rate(str(parameters["share"])))}
    return _("%(names)sは、%(most)sまでです") % {"names": names, "most": _yen(parameters, "most")}


def _local(terms: Terms, parameters: Mapping[str, Any]) -> str:
    if not parameters.get("categories"):
        return _("市内の支払先への経費だけが対象です")
    return _("%(names)sは、市内の支払先への分だけが対象です") % {"names": _names(terms, parameters["categories"])}


def _unit_price(terms: Terms, parameters: Mapping[str, Any]) -> str:
    words = {"names": _names(terms, parameters["category"]), "price": _yen(parameters, "unit_price")}
    return _("%(names)sは、数量×%(price)s×月数と、実際に払った額の低いほうで数えます") % words


def _by_year(_terms: Terms, parameters: Mapping[str, Any]) -> str:
    years = sorted((int(year), format_rate(Fraction(rate))) for year, rate in dict(parameters["rates"]).items())
    told = "、".join(_("%(year)d年目は%(rate)s") % {"year": year, "rate": rate} for year, rate in years)
    return _("補助率は、支援の年数で変わります(%(told)s)") % {"told": told}


def _flat(terms: Terms, parameters: Mapping[str, Any]) -> str:
    labels = {question.key: question.label for question in terms.questions}
    if parameters.get("question"):
        return _("「%(label)s」1つにつき%(yen)sです") % {"label": labels[parameters["question"]], "yen": _yen(parameters, "yen")}
    return _("1件につき%(yen)sです") % {"yen": _yen(parameters, "yen")}


def _other_aid(_terms: Terms, parameters: Mapping[str, Any]) -> str:
    if parameters["how"] == "exclude":
        return _("同じ経費にほかの補助を受けるときは、申請できません")
    return _("同じ経費にほかの補助を受けるときは、その額を経費から引きます")


def _times(_terms: Terms, parameters: Mapping[str, Any]) -> str:
    words = {"most": int(parameters["most"])}
    return _("1年度に%(most)d回まで受けられます") % words if parameters["per"] == "year" else _("通算で%(most)d回まで受けられます") % words


def _joint(_terms: Terms, parameters: Mapping[str, Any]) -> str:
    words = {"partners": int(parameters["partners"]), "most": _yen(parameters, "most"), "otherwise": _yen(parameters, "otherwise")}
    return _("上限は、%(partners)d者以上の共同申請で%(most)s、それ以外は%(otherwise)sです") % words


def _contract_days(_terms: Terms, parameters: Mapping[str, Any]) -> str:
    first, last = (japanese_date(parse_date(str(parameters[name]))) if parameters.get(name) else "" for name in ("first", "last"))
    told = _("発注・契約と支払いは、%(first)s〜%(last)sの間に行います") % {"first": first, "last": last} if first or last else ""
    after = _("交付決定の前に発注・契約・支払いをしたものは対象になりません") if parameters.get("after_decision") == "yes" else ""
    return "。".join(each for each in (told, after) if each)


WORDS: dict[str, Words] = {
    "categories": lambda terms, given: _("対象になる経費は、%(names)sです") % {"names": _names(terms, given["keys"])},
    "category_cap": _category_cap,
    "without_tax": lambda _terms, _given: _("消費税は対象になりません"),
    "local_payee": _local,
    "unit_price": _unit_price,
    "other_aid": _other_aid,
    "rate": lambda _terms, given: _("対象となる経費の%(rate)sを補助します") % {"rate": format_rate(parse_rate(str(given["rate"])))},
    "rate_by_year": _by_year,
    "flat": _flat,
    "ceiling": lambda _terms, given: _("補助額の上限は%(most)sです") % {"most": _yen(given, "most")},
    "floor": lambda _terms, given: _("計算した補助額が%(least)sに届かないときは、補助しません") % {"least": _yen(given, "least")},
    "joint_ceiling": _joint,
    "annual_cap": lambda _terms, given: _("同じ申請者への補助は、1年度に合わせて%(most)sまでです") % {"most": _yen(given, "most")},
    "round_down": lambda _terms, given: _("補助額の%(unit)s未満は切り捨てます") % {"unit": _yen(given, "unit")},
    "times_limit": _times,
    "requirement": lambda _terms, given: str(given["message"]),
    "consultation": lambda _terms, _given: _("申請の前に、担当課への事前相談が必要です"),
    "contract_days": _contract_days,
    "effect": lambda _terms, _given: _("効果の見込みを、数と1単位あたりの額で書いていただきます"),
    "publication": lambda _terms, _given: _("交付が決まると、名称・事業名・金額を公表します"),
}
