"""The rule types: what guidelines of cities really say, each with its parameters and where in the order it comes.

Sixteen shapes found in published guidelines, and quantity × unit price × months or the actual cost, whichever is lower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.amounts import costs, gates, sums
from musubi.blocks.applications.domain.amounts.evaluation import Working

Apply = Callable[[Working, str, str, Mapping[str, Any]], None]
# What counts, net of tax, up to what, less what; then the sum, its limits, its rounding, its least; then what stops it. A clerk may
# list the rules in any order.
KEPT, NET, LOWER, CAPPED, LESS, RATE, LIMIT, ROUNDING, LEAST, GATE = range(10)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a rule: `kind` is yen, integer, rate, ratio, choice, keys (of cost categories), text, date, question or pairs (年次:率)."""

    name: str
    label: Promise | str
    kind: str
    required: bool = True
    choices: tuple[tuple[str, Any], ...] = ()
    help: Promise | str = ""


@dataclass(frozen=True)
class RuleType:
    """A kind of rule: its name for clerks, its phase, its parameters, and what it does to the working state."""

    key: str
    name: Promise | str
    phase: int
    apply: Apply
    parameters: tuple[Parameter, ...] = ()


P = Parameter
AID = (("exclude", _l("ほかの補助があれば対象外")), ("subtract", _l("ほかの補助を補助対象経費から引く")))
PER = (("year", _l("1年度に")), ("ever", _l("通算で")))

RULE_TYPES: dict[str, RuleType] = {
    rule.key: rule
    for rule in (
        RuleType("categories", _l("補助対象経費の区分"), KEPT, costs.keep_categories, (P("keys", _l("対象の区分"), "keys"),)),
        RuleType(
            "category_cap",
            _l("区分ごとの上限"),
            CAPPED,
            costs.cap_category,
            (
                P("category", _l("区分"), "keys"),
                P("most", _l("上限額"), "yen", required=False),
                P("share", _l("対象経費に占める上限の割合"), "rate", required=False),
            ),
        ),
        RuleType("without_tax", _l("消費税を除く"), NET, costs.take_tax_off),
        RuleType(
            "local_payee",
            _l("市内の支払先に限る"),
            KEPT,
            costs.keep_local,
            (P("categories", _l("限る区分"), "keys", required=False),),
        ),
        RuleType(
            "unit_price",
            _l("数量×単価×月数と実費の低いほう"),
            LOWER,
            costs.lower_of_unit_price,
            (P("category", _l("区分"), "keys"), P("unit_price", _l("単価"), "yen"), P("most_months", _l("月数の上限"), "integer", required=False)),
        ),
        RuleType("other_aid", _l("ほかの補助との調整"), LESS, gates.other_aid, (P("how", _l("調整のしかた"), "choice", choices=AID),)),
        RuleType("rate", _l("補助率"), RATE, sums.rate, (P("rate", _l("補助率"), "rate", help=_l("例: 1/2、2/3、10/10")),)),
        RuleType(
            "rate_by_year", _l("年次ごとの補助率"), RATE, sums.rate_by_year, (P("rates", _l("年次と率"), "pairs", help=_l("例: 1:2/3 2:2/3 3:1/2")),)
        ),
        RuleType(
            "flat",
            _l("定額"),
            RATE,
            sums.flat,
            (P("yen", _l("1件・1単位あたりの額"), "yen"), P("question", _l("数を書く質問"), "question", required=False)),
        ),
        RuleType("ceiling", _l("上限額"), LIMIT, sums.ceiling, (P("most", _l("上限額"), "yen"),)),
        RuleType("floor", _l("下限額"), LEAST, sums.least, (P("least", _l("下限額"), "yen"),)),
        RuleType(
            "joint_ceiling",
            _l("共同申請の上限額"),
            LIMIT,
            sums.joint_ceiling,
            (P("partners", _l("申請者数(以上)"), "integer"), P("most", _l("上限額"), "yen"), P("otherwise", _l("それ以外の上限額"), "yen")),
        ),
        RuleType("annual_cap", _l("1年度の通算上限額"), LIMIT, sums.annual_cap, (P("most", _l("上限額"), "yen"),)),
        RuleType("round_down", _l("端数の切捨て"), ROUNDING, sums.round_down, (P("unit", _l("単位(円)"), "integer", help=_l("例: 1000、100、10")),)),
        RuleType(
            "times_limit",
            _l("回数の制限"),
            GATE,
            gates.times_limit,
            (P("per", _l("数え方"), "choice", choices=PER), P("most", _l("回数"), "integer")),
        ),
        RuleType(
            "requirement",
            _l("記入内容による要件"),
            GATE,
            gates.requirement,
            (
                P("question", _l("質問"), "question"),
                P("least", _l("数値の下限"), "integer", required=False),
                P("most", _l("数値の上限"), "integer", required=False),
                P("answer", _l("必要な答え"), "text", required=False),
                P("message", _l("満たさないときの説明"), "text"),
            ),
        ),
        RuleType("consultation", _l("事前相談"), GATE, gates.consultation),
        RuleType(
            "contract_days",
            _l("発注・契約日の期間"),
            GATE,
            gates.contract_days,
            (
                P("first", _l("初日"), "date", required=False),
                P("last", _l("末日"), "date", required=False),
                P("after_decision", _l("交付決定の後に限る"), "choice", choices=(("yes", _l("はい")), ("no", _l("いいえ")))),
            ),
        ),
        RuleType(
            "effect",
            _l("効果の見込み(計算式)"),
            GATE,
            gates.effect,
            (
                P("quantity", _l("数の質問"), "question"),
                P("value", _l("1単位あたりの額の質問"), "question"),
                P("least_ratio", _l("補助額に対する倍率の下限"), "ratio", required=False),
            ),
        ),
        RuleType("publication", _l("公表への同意"), GATE, gates.publication),
    )
}


def parse_ratio(text: str) -> Fraction:
    """Read 2, 3/2, 2分の3, 1.5, 150% or 2倍: any number above 0. Raises ValueError."""
    plain = text.strip().replace("／", "/").replace("％", "%").removesuffix("倍")
    if "分の" in plain:
        low, high = plain.split("分の")
        found = Fraction(int(high), int(low))
    elif plain.endswith("%"):
        found = Fraction(plain[:-1]) / 100
    else:
        found = Fraction(plain)
    if found <= 0:
        raise ValueError(text)
    return found


def parse_rate(text: str) -> Fraction:
    """Read 1/2, 2分の1, 0.5, 50% or 10/10: a share, never above the whole. Raises ValueError."""
    found = parse_ratio(text)
    if found > 1:
        raise ValueError(text)
    return found
