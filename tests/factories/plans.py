"""Large and foreign plans for tests: a thousand random programs, and a fictional city whose plan is built quite differently."""

from __future__ import annotations

import random

from tests.factories.vision import full_row

from musubi.blocks.vision.domain.document import PlanDocument

ODD_TEXTS = [
    "=1+1",
    "+81-4-2998",
    "@SUM(A1)",
    "-5",
    "0012",
    "00",
    "1e5",
    "TRUE",
    "令和2年度",
    "２０１８",
    "2018-04-01",
    "髙橋㈱ ﾊﾛｰ",
    "一行目\n二行目",
    " 前後に空白 ",
    "タブ\tあり",
    "\"引用\" 'も'",
    "<b>&amp;</b>",
    "🌱芽",
    "ー" * 150,
    "#REF!",
    "'0012",
    "1/2",
    "3.10",
    "_x000D_なし".replace("_x000D_", ""),
]


def random_document(programs: int, seed: int = 1) -> PlanDocument:
    """A plan with `programs` random programs under four lead projects, with marks, owners, pairings, questions, indicators."""
    chance = random.Random(seed)  # noqa: S311 - repeatable test data

    def text(limit=200):
        return chance.choice([*ODD_TEXTS, f"名称{chance.randrange(10**6)}", ""])[:limit]

    items = {f"p{n}": full_row("items", code=letter, level=1, name=f"プロジェクト{letter}", order=n) for n, letter in enumerate("ABCD")}
    for n in range(20):
        items[f"i{n}"] = full_row("items", code=f"{'ABCD'[n % 4]}-{n:02}", level=2, parent="ABCD"[n % 4], name=f"取組{n}", order=n)
    marks, owners, pairings, questions, indicators, targets, actuals = ({} for _ in range(7))
    for n in range(programs):
        code = f"{'ABCD'[n % 4]}-P{n:04}"
        items[f"r{n}"] = full_row(
            "items",
            code=code,
            level=3,
            parent="ABCD"[n % 4],
            name=f"事業{n}{text(150)}",
            name_kana=text(),
            name_en=text(),
            provisional=chance.random() < 0.3,
            origin=chance.choice(["new", "existing", "unknown", "none"]),
            summary=text(),
            budget_program_name=text(),
            office_work_code=text(60),
            order=n,
            note=text(),
            status=chance.choice(["active", "completed", "withdrawn"]),
            period=chance.choice([None, "前期"]),
        )
        first = chance.choice([None, 2018, 2019, 2020])
        marks[f"m{n}"] = full_row(
            "marks",
            item=code,
            kind=chance.choice(["start", "upgrade", "continue"]),
            fiscal_year=first,
            last_fiscal_year=None if first is None else chance.choice([None, first, 2022]),
            certain=first is not None and chance.random() < 0.5,
            note=text(),
        )
        owners[f"o{n}"] = full_row(
            "owners",
            item=code,
            organization=f"00{n % 5}",
            role=chance.choice(["lead", "related", "partner"]),
            primary=chance.random() < 0.5,
            note=text(),
        )
        pairings[f"a{n}"] = full_row("pairings", program=code, initiative=f"{'ABCD'[n % 4]}-{n % 20 // 4 * 4 + n % 4:02}")
        questions[f"q{n}"] = full_row("questions", item=chance.choice([None, code]), what="確認", message=f"確かめる{text()}", source=text(100))
        indicators[f"k{n}"] = full_row(
            "indicators",
            code=f"K{n:04}",
            item=code,
            name=f"指標{n}",
            unit=text(30),
            baseline_fiscal_year=2017,
            baseline_value=chance.choice([None, "0.1", "1234567", "-3.5", "0", "99.999999"]),
            not_measurable_reason=text(200),
            measure=chance.choice(["", "desks.visits", "subsidies.awarded_yen"]),
            owner=chance.choice([None, "001", "004"]),
            source_owner=text(120),
            holds_last_value=chance.random() < 0.3,
            suppress_below=chance.choice([None, 3, 10]),
            rate=chance.choice(["from_baseline", "to_target"]),
            **chance.choice([{}, {"basis": "as_of", "as_of_month": 10}, {"basis": "as_of", "as_of_month": 2, "as_of_day": 29}]),
        )
        revised = chance.choice([None, "2020-04-01", "2019-12-31"])
        value = chance.choice(["10", "0.25", "1000000"])
        targets[f"t{n}"] = full_row("targets", indicator=f"K{n:04}", fiscal_year=2022, value=value, reason=text(), revised_on=revised)
        provisional = chance.random() < 0.3
        actuals[f"c{n}"] = full_row("actuals", indicator=f"K{n:04}", fiscal_year=2019, value="7.5", note=text(), provisional=provisional)
    return PlanDocument(
        {
            "organizations": {f"g{n}": full_row("organizations", code=f"00{n}", name=f"課{n}", kind="division") for n in range(5)},
            "plan": {"plan": full_row("plan", slug=f"random-{programs}-{seed}", title="無作為市ビジョン", summary=text(), publisher="000")},
            "periods": {"per": full_row("periods", label="前期", first_fiscal_year=2018, last_fiscal_year=2022)},
            "levels": {
                "l1": full_row("levels", number=1, name="プロジェクト", kind="lead_project"),
                "l2": full_row("levels", number=2, name="取組", kind="initiative"),
                "l3": full_row("levels", number=3, name="事業", kind="program"),
            },
            "items": items,
            "marks": marks,
            "owners": owners,
            "pairings": pairings,
            "questions": questions,
            "indicators": indicators,
            "targets": targets,
            "actuals": actuals,
        }
    )


def other_city(levels: int = 5, measures: int = 100) -> PlanDocument:
    """A fictional city: `levels` levels of its own names, codes like 11-1-2-05, several owners a measure, a yearly rolling
    plan, targets by year, base years that differ from indicator to indicator."""
    names = ["まちの姿", "政策", "施策", "基本事業", "実施事業"][-levels:]
    kinds = ["group"] * (levels - 2) + ["initiative", "program"]
    items, owners, indicators, targets = {}, {}, {}, {}
    parent = None
    for depth in range(1, levels):
        code = "-".join(["11", "1", "2", "3"][:depth])
        items[f"u{depth}"] = full_row("items", code=code, level=depth, parent=parent, name=f"架空{names[depth - 1]}", order=depth)
        parent = code
    for n in range(measures):
        code = f"{parent}-{n:02}"
        items[f"m{n}"] = full_row("items", code=code, level=levels, parent=parent, name=f"架空事業{n}", period="令和5年度実施計画", order=n)
        for number, role in enumerate(["lead", "lead", "related", "partner"]):
            owners[f"w{n}-{number}"] = full_row("owners", item=code, organization=f"X{number}", role=role, primary=number == 0)
        indicators[f"k{n}"] = full_row(
            "indicators", code=f"{code}-a", item=code, name=f"架空指標{n}", unit="件", baseline_fiscal_year=2015 + n % 7, baseline_value=str(n)
        )
        for year in range(2023, 2027):
            targets[f"t{n}-{year}"] = full_row("targets", indicator=f"{code}-a", fiscal_year=year, value=str(n + year - 2022))
    return PlanDocument(
        {
            "organizations": {f"x{n}": full_row("organizations", code=f"X{n}", name=f"架空課{n}", kind="division") for n in range(4)},
            "plan": {"plan": full_row("plan", slug="other-city", title="架空市総合計画", municipality="架空市", publisher="X0")},
            "periods": {
                f"y{year}": full_row(
                    "periods", label=f"令和{year - 2018}年度実施計画", first_fiscal_year=year, last_fiscal_year=year + 2, rolling=True, order=year
                )
                for year in (2023, 2024)
            },
            "levels": {f"l{n}": full_row("levels", number=n, name=name, kind=kinds[n - 1]) for n, name in enumerate(names, start=1)},
            "items": items,
            "owners": owners,
            "indicators": indicators,
            "targets": targets,
        }
    )
