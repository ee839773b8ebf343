"""Generated years of a call: for tests and benchmarks. All made up."""

from __future__ import annotations

import random

from musubi_engine.portfolio.model import Application, Call, Limit, Share


def year(applications: int, seed: int, *, partial: bool = False) -> Call:
    """A made-up year with three lanes, sizes and areas, eight rules, and a budget for about a third of what is asked for."""
    rng = random.Random(seed)  # noqa: S311 - made-up years, no secrets
    rows = []
    for k in range(applications):
        asked = rng.randint(3, 50) * 100_000
        marks = {
            "lane": rng.choice(("開発", "開発", "販路", "人材")),
            "size": rng.choice(("小規模", "小規模", "中小")),
            "area": rng.choice(("東", "西", "中央")),
        }
        least = asked // 200_000 * 100_000 if partial and rng.random() < 0.3 and asked >= 400_000 else None
        score = min(10_000, max(0, round(rng.gauss(6800, 1100))))
        rows.append(Application(f"{k + 1:03}", f"架空{rng.randrange(applications * 4 // 5):03}", asked, score, marks, least, 200_000 if least else 0))
    budget = sum(a.asked for a in rows) // 300_000 * 100_000
    limits = (
        Limit("販路の枠", "lane", "販路", least_count=max(1, applications // 12), most_yen=budget // 2),
        Limit("人材の枠", "lane", "人材", least_yen=budget // 8, most_count=max(2, applications // 6)),
        Limit("開発の枠", "lane", "開発", most_yen=budget * 6 // 10),
    )
    shares = (
        Share("小規模の割合", "size", "小規模", at_least=500, of="budget"),
        Share("東の割合", "area", "東", at_least=150, of="budget"),
        Share("西の割合", "area", "西", at_most=450, of="budget"),
    )
    return Call(tuple(rows), budget, limits, shares, per_applicant=1, least_score=5000)
