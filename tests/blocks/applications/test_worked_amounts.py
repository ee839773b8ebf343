"""Amounts worked by hand as an official would in a spreadsheet (tests/worked_examples/subsidy_amounts.csv), against the rules."""

import csv
import datetime as dt
import itertools
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from musubi.blocks.applications.domain.amounts import RULE_TYPES, Aid, Case, Cost, History, evaluate
from musubi.blocks.applications.domain.amounts.types import parse_rate, parse_ratio
from musubi.blocks.applications.domain.terms import RuleTerm

SHEET = Path(__file__).parents[2] / "worked_examples" / "subsidy_amounts.csv"
with SHEET.open(encoding="utf-8", newline="") as opened:
    CASES = list(csv.DictReader(opened))


def found(pattern, text):
    """The part of a text after a word, or nothing."""
    match = re.search(pattern, text)
    return match.group(1) if match else None


def day(text):
    return dt.date.fromisoformat(text) if text else None


def cap(text):
    name, *limits = text.split(" ")
    share, most = ([each for each in limits if ("/" in each) is wanted] for wanted in (True, False))
    return {"category": [name], **({"most": int(most[0])} if most else {}), **({"share": share[0]} if share else {})}


def joint(text):
    partners, most, otherwise = re.fullmatch(r"(\d+)者以上(\d+) ほか(\d+)", text).groups()
    return {"partners": int(partners), "most": int(most), "otherwise": int(otherwise)}


def unit_price(text):
    given = {"category": [text.split(" ")[0]], "unit_price": int(found(r"単価(\d+)", text))}
    months = found(r"上限(\d+)か月", text)
    return {**given, "most_months": int(months)} if months else given


def flat(text):
    yen, _space, question = text.partition(" ")
    return {"yen": int(yen), **({"question": question} if question else {})}


def requirement(text):
    question, wanted = text.split(" ")
    bounds = re.fullmatch(r"(\d+)〜(\d+)", wanted)
    limits = {"least": int(bounds[1]), "most": int(bounds[2])} if bounds else {"answer": wanted}
    return {"question": question, "message": "要件を満たしません", **limits}


def period(text):
    first, last = re.match(r"([\d-]+)〜([\d-]+)", text).groups()
    return {"first": first, "last": last, "after_decision": "yes" if "決定後" in text else "no"}


def effect(text):
    (quantity, value), ratio = text.split(" ")[0].split("×"), text.split(" ")[1]
    return {"quantity": quantity, "value": value, "least_ratio": ratio}


def times(text):
    return {"per": "year" if text.startswith("1年度") else "ever", "most": int(found(r"に?で?(\d+)回$", text))}


# what the sheet calls a rule → its type, and how its words are read
RULES = {
    "補助率": ("rate", lambda text: {"rate": text}),
    "年次ごとの補助率": ("rate_by_year", lambda text: {"rates": dict(pair.split(":") for pair in text.split(" "))}),
    "定額": ("flat", flat),
    "上限額": ("ceiling", lambda text: {"most": int(text)}),
    "下限額": ("floor", lambda text: {"least": int(text)}),
    "共同申請の上限額": ("joint_ceiling", joint),
    "1年度の通算上限額": ("annual_cap", lambda text: {"most": int(text)}),
    "端数の切捨て": ("round_down", lambda text: {"unit": int(text)}),
    "対象の区分": ("categories", lambda text: {"keys": text.split("・")}),
    "区分ごとの上限": ("category_cap", cap),
    "消費税を除く": ("without_tax", lambda _text: {}),
    "市内の支払先に限る": ("local_payee", lambda text: {"categories": text.split("・")} if text else {}),
    "数量×単価×月数": ("unit_price", unit_price),
    "ほかの補助": ("other_aid", lambda text: {"how": {"対象外": "exclude", "引く": "subtract"}[text]}),
    "回数の制限": ("times_limit", times),
    "要件": ("requirement", requirement),
    "事前相談": ("consultation", lambda _text: {}),
    "契約日": ("contract_days", period),
    "効果": ("effect", effect),
    "公表への同意": ("publication", lambda _text: {}),
}


def rule(text):
    lane, rest = re.fullmatch(r"(?:\[(.+?)\])?(.+)", text).groups()
    name, _equals, words = rest.partition("=")
    kind, read = RULES[name]
    return RuleTerm(key=name, type=kind, lane=lane or "", parameters=read(words))


def cost(text):
    category, amount = text.split(" ")[:2]
    return Cost(
        category=category,
        amount=int(amount),
        tax=int(found(r"税(\d+)", text) or 0),
        payee_in_city="市内" in text,
        quantity=Decimal(found(r"数量([\d.]+)", text) or 1),
        months=int(found(r"(\d+)か月", text) or 1),
        label=category,
        ordered_on=day(found(r"契約([\d-]+)", text)),
        receipt_on=day(found(r"領収([\d-]+)", text)),
    )


def aid(text):
    name, amount = text.split(" ")[:2]
    return Aid(name, int(amount), same_costs="同じ経費" in text)


def history(text):
    words = {
        "yen_this_year": r"今年度(\d+)円",
        "times_this_year": r"今年度(\d+)回",
        "times_ever": r"通算(\d+)回",
        "support_year": r"(\d+)年目",
    }
    return History(**{name: int(value) for name, pattern in words.items() if (value := found(pattern, text))})


def parts(text):
    return [part for part in text.split("／") if part]


def case(row):
    answers = dict(each.split("=") for each in parts(row["記入"]))
    return Case(
        costs=tuple(cost(each) for each in parts(row["経費"])),
        lane=row["区分"],
        aid=tuple(aid(each) for each in parts(row["ほかの補助"])),
        history=history(row["これまで"]),
        partners=int(row["申請者数"] or 1),
        answers={**answers, "consents_publication": answers.get("公表への同意") == "はい"},
        consulted=row["事前相談"] == "済",
        decided_on=day(row["交付決定日"]),
    )


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['番号']} {row['確かめること']}")
def test_amount_is_what_was_worked_by_hand(row):
    result = evaluate(rules=[rule(each) for each in parts(row["決まり"])], case=case(row))
    stopped = {stop.key for stop in result.stops}
    assert (result.yen, result.eligible, stopped) == (
        int(row["補助額"]),
        int(row["補助対象経費"]),
        set(filter(None, row["止める決まり"].split("・"))),
    )


def test_sheet_works_every_type_of_rule():
    used = {rule(each).type for row in CASES for each in parts(row["決まり"])}
    assert (used, len(CASES) >= 40) == (set(RULE_TYPES), True)


@pytest.mark.parametrize("row", [row for row in CASES if 3 <= len(parts(row["決まり"])) <= 4], ids=lambda row: row["番号"])
def test_order_in_which_a_clerk_lists_the_rules_does_not_matter(row):
    rules = [rule(each) for each in parts(row["決まり"])]
    assert {evaluate(rules=order, case=case(row)).yen for order in itertools.permutations(rules)} == {int(row["補助額"])}


@pytest.mark.parametrize(("text", "ratio"), [("2倍", Fraction(2)), ("3/2", Fraction(3, 2)), ("2分の3", Fraction(3, 2)), ("150%", Fraction(3, 2))])
def test_ratio_may_be_above_one_and_a_rate_may_not(text, ratio):
    assert parse_ratio(text) == ratio
    with pytest.raises(ValueError, match=r"\d"):
        parse_rate(text.removesuffix("倍"))
