"""Random small calls, and their best selection by trying everything; the rules are read anew from their definitions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import product

from musubi_engine.portfolio import Application, Call, Limit, Share


def small_call(seed: int, most: int = 7) -> Call:
    """Few applications with coarse scores (so that ties occur), sometimes partial grants, and rules of every kind."""
    rng = random.Random(seed)  # noqa: S311 - made calls, no secrets
    rows = []
    for k in range(rng.randint(1, most)):
        asked = rng.randint(1, 9) * 100
        partial = rng.random() < 0.3 and asked >= 300
        marks = {"lane": rng.choice("AB"), "size": rng.choice("SL")}
        least, step = (rng.choice((100, 150, 200)), rng.choice((100, 200))) if partial else (None, 0)
        rows.append(Application(f"{k + 1}", rng.choice("xyz"), asked, rng.choice((300, 500, 650, 700, 701, 800)), marks, least, step))
    lanes, sizes = {a.marks["lane"] for a in rows}, {a.marks["size"] for a in rows}
    limits = tuple(
        Limit(f"lane {lane}", "lane", lane, rng.choice((0, 0, 1, 2)), rng.choice((None, None, 1, 2)), rng.choice((0, 0, 300)), rng.choice((None, None, 900)))
        for lane in sorted(lanes) if rng.random() < 0.6
    )  # fmt: skip
    shares = tuple(
        Share(f"size {size}", "size", size, rng.choice((0, 0, 200, 400)), rng.choice((1000, 1000, 700)), rng.choice(("awarded", "budget")))
        for size in sorted(sizes) if rng.random() < 0.4
    )  # fmt: skip
    names = [a.id for a in rows]
    include = frozenset(rng.sample(names, 1) if rng.random() < 0.2 else ())
    exclude = frozenset(set(rng.sample(names, 1) if rng.random() < 0.2 else ()) - include)
    return Call(
        tuple(rows), rng.randint(3, 25) * 100, limits, shares, rng.choice((None, None, 1, 2)), include, exclude, rng.choice((0, 0, 500)),
    )  # fmt: skip


def keeps(call: Call, awards: dict[str, int], rules: Collection[str]) -> bool:
    """Whether a selection keeps these rules, by their definitions."""
    by_id = {a.id: a for a in call.applications}
    total = sum(awards.values())
    if "budget" in rules and total > call.budget:
        return False
    if "include" in rules and not call.include <= set(awards):
        return False
    grants = Counter(by_id[name].applicant for name in awards)
    if "per_applicant" in rules and call.per_applicant is not None and any(n > call.per_applicant for n in grants.values()):
        return False
    for rule in call.limits:
        yen = [amount for name, amount in awards.items() if by_id[name].marks[rule.mark] == rule.value]
        most_count = len(yen) if rule.most_count is None else rule.most_count
        most_yen = sum(yen) if rule.most_yen is None else rule.most_yen
        if rule.id in rules and not (rule.least_count <= len(yen) <= most_count and rule.least_yen <= sum(yen) <= most_yen):
            return False
    for rule in call.shares:
        part = sum(amount for name, amount in awards.items() if by_id[name].marks[rule.mark] == rule.value)
        whole = total if rule.of == "awarded" else call.budget
        if rule.id in rules and not rule.at_least * whole <= 1000 * part <= rule.at_most * whole:
            return False
    return True


def all_rules(call: Call) -> set[str]:
    """The ids of all rules."""
    return {"budget", "include", "per_applicant", *(r.id for r in call.limits), *(r.id for r in call.shares)}


def selections(call: Call, rules: Collection[str] | None = None) -> Iterator[tuple[tuple[int, int, tuple[bool, ...]], dict[str, int]]]:
    """Every selection that keeps the rules, by trying everything, with what decides: value, fewest yen, the earlier in ranked order."""
    rules = all_rules(call) if rules is None else rules
    rows = [a for a in call.ranked() if a.id not in call.exclude and (a.score >= call.least_score or a.id in call.include)]
    for amounts in product(*[(0, *a.amounts()) for a in rows]):
        awards = {a.id: yen for a, yen in zip(rows, amounts, strict=True) if yen}
        if keeps(call, awards, rules):
            value = sum(a.score * yen // a.asked for a, yen in zip(rows, amounts, strict=True))
            columns = tuple(yen == amount for a, yen in zip(rows, amounts, strict=True) for amount in a.amounts())
            yield (value, -sum(amounts), columns), awards


def best(call: Call, rules: Collection[str] | None = None) -> tuple[int, dict[str, int]] | None:
    """The best of all selections with the stated tie-break; None where none keeps the rules."""
    found = max(selections(call, rules), key=lambda one: one[0], default=None)
    return None if found is None else (found[0][0], found[1])
