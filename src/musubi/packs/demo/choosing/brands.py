"""A fictional certification round: eleven by papers, nine by tasting, six certified; marks, a spot check, a renewal that comes due."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.office.handling import accept
from musubi.blocks.applications.enums import CallKind, DecisionKind, Intake, Outcome
from musubi.blocks.applications.models import Application, Call, Certificate
from musubi.blocks.reviews.models import Panel
from musubi.packs.demo.choosing.brand_reviews import review_papers
from musubi.packs.demo.counter import APPLICANT, MARK, Desk, decide, file_application, open_call
from musubi.packs.demo.moments import at, on
from musubi.programs.brand.local_brands.domain import checks, licences, products, renewals, stages
from musubi.programs.brand.local_brands.domain.stages import StageRow
from musubi.programs.brand.local_brands.enums import BrandCategory, SpotCheckResult, StageKind
from musubi.programs.brand.local_brands.interfaces.licence_paper import licence_document
from musubi.programs.brand.local_brands.models import BrandProduct, BrandStage

NAME = "地域ブランドの認定"
# name, English, category, points by papers, tasting and pitch; None where it did not get there
ENTRIES: tuple[tuple[str, str, BrandCategory, tuple[int, int | None, int | None]], ...] = (
    ("深蒸しの狭山茶", "Deep-steamed Sayama tea", BrandCategory.TEA, (88, 91, 90)),
    ("手もみの新茶", "Hand-rolled new tea", BrandCategory.TEA, (84, 89, 86)),
    ("狭山茶のほうじ茶", "Roasted Sayama tea", BrandCategory.TEA, (79, 82, 80)),
    ("狭山茶の焼き菓子", "Baked sweets of Sayama tea", BrandCategory.SWEETS, (81, 85, 83)),
    ("里芋のコロッケ", "Taro croquettes", BrandCategory.FOOD, (78, 84, 81)),
    ("武蔵野の小麦うどん", "Udon of local wheat", BrandCategory.FOOD, (77, 80, 79)),
    ("ほうれん草の麺", "Spinach noodles", BrandCategory.FOOD, (72, 66, None)),
    ("狭山茶の石けん", "Sayama tea soap", BrandCategory.CRAFT, (74, 63, None)),
    ("人参のジュース", "Carrot juice", BrandCategory.FOOD, (71, 61, None)),
    ("木のアクセサリー", "Wooden jewellery", BrandCategory.CRAFT, (58, None, None)),
    ("市外産の茶の飴", "Candy of tea from elsewhere", BrandCategory.SWEETS, (49, None, None)),
)
DAYS = ((StageKind.PAPERS, dt.date(2020, 6, 12)), (StageKind.TASTING, dt.date(2020, 7, 10)), (StageKind.PITCH, dt.date(2020, 8, 7)))
PASSES = Decimal(70)


def keep_brands(*, desk: Desk) -> None:
    """A product of FY2018 that has to be renewed, and the round of FY2020 up to the register."""
    _first_product(desk)
    call = _call(desk, 2020, at(2020, 4, 6), at(2020, 5, 29, 17))
    made = [_apply(desk, call, number, entry) for number, entry in enumerate(ENTRIES)]
    panel = review_papers(desk, call, {each: entry[3][0] for each, entry in zip(made, ENTRIES, strict=True)})
    for index, (kind, day) in enumerate(DAYS):
        _judge(desk, call, index, kind, day, made, panel if kind == StageKind.PAPERS else None)
    day = dt.date(2020, 8, 28)
    passed = made[:6]
    rest = [Proposed(each, Outcome.NOT_CERTIFIED, reason=f"審査の結果によります{MARK}") for each in made[6:]]
    decided = [*(Proposed(each, Outcome.CERTIFIED) for each in passed), *rest]
    decide(desk, call, DecisionKind.CERTIFICATION, f"{NAME}(第3回)", decided, day=day, number="所産振第288号")
    registered = [_register(desk, each, entry, on(day)) for each, entry in zip(passed, ENTRIES, strict=False)]
    for product in registered[:2]:
        _licence(desk, product, dt.date(2020, 9, 1))
    _checks(desk, registered[0], registered[3])
    renewals.remind_renewals(dt.date(2020, 10, 5), at(2020, 10, 5))


def _call(desk: Desk, year: int, opens: dt.datetime, closes: dt.datetime, **fields: Any) -> Call:
    return open_call(
        desk,
        "C-4",
        "brand",
        NAME,
        opens=opens,
        closes=closes,
        kind=CallKind.CERTIFICATION,
        intake=Intake.REVIEW,
        certificate_days=1095,
        fiscal_year=year,
        **fields,
    )


def _apply(desk: Desk, call: Call, number: int, entry: Any, user: Any = None) -> Application:
    name = entry[0]
    now = at(2020, 5, 11 + number)
    party = desk.company(f"{name}の店", now)
    raw = {"feature": f"{name}です。作り方も数字も架空です。", "origin": "市内産の原料 80%", "price": "800円", "since": "2015"}
    made = file_application(call, party, now=now, title=name, raw=raw, user=user)
    accept(application=made, actor=desk.clerk, now=now)
    return made


def _judge(desk: Desk, call: Call, index: int, kind: StageKind, day: dt.date, made: list[Application], panel: Panel | None) -> None:
    stage = BrandStage(call=call, number=index + 1, kind=kind, held_on=day, place=f"市役所の会議室{MARK}", pass_points=PASSES, panel=panel)
    stage = stages.add_stage(stage=stage, actor=desk.clerk, now=at(2020, 6, 1))
    rows = []
    for application, entry in zip(made, ENTRIES, strict=True):
        points = entry[3][index]
        if points is not None:
            comment = "" if points >= PASSES else "地元の原料の割合と表示を見直してください。"
            rows.append(StageRow(application, points >= PASSES, Decimal(points), comment))
    stages.record_results(stage=stage, rows=rows, actor=desk.clerk, now=on(day, 16))
    stages.close_stage(stage=stage, actor=desk.clerk, now=on(day, 17))


def _register(desk: Desk, application: Application, entry: Any, now: dt.datetime) -> BrandProduct:
    name, english, category, _points = entry
    product = BrandProduct(
        certificate=Certificate.objects.get(application=application),
        name=f"{name}{MARK}",
        name_en=f"{english} (fictional)",
        category=category,
        story=f"{name}です。生産者も商品も架空で、市が認定したものではありません。",
        story_en="Maker and product are fictional; the city did not certify them.",
        origin="市内産の原料",
        origin_en="Local ingredients",
        standard="認定基準 令和2年版(架空)",
        maker_agreed_on=application.received_on if category == BrandCategory.TEA else None,
        is_fictional=True,
    )
    made = products.register_product(product=product, actor=desk.clerk, now=now)
    return products.publish_product(product=made, public=True, reason="", actor=desk.head, now=now)


def _licence(desk: Desk, product: BrandProduct, day: dt.date) -> None:
    uses, conditions = "商品の包装、店頭の掲示", "1. 認定を受けた商品だけに使うこと\n2. 色と形を変えないこと"
    licences.grant_licence(product=product, uses=uses, conditions=conditions, make=licence_document, actor=desk.clerk, now=on(day), today=day)


def _checks(desk: Desk, checked: BrandProduct, planned: BrandProduct) -> None:
    day = dt.date(2020, 10, 2)
    plan: dict[str, Any] = {"actor": desk.clerk, "now": at(2020, 9, 1), "today": dt.date(2020, 9, 1)}
    check = checks.plan_check(product=checked, due_on=dt.date(2020, 10, 9), **plan)
    values = {"checked_on": day, "checked_by": "主査", "place": f"駅前の売り場{MARK}", "lot": "2020.9", "result": SpotCheckResult.CONFORMS}
    checks.record_check(check=check, values={**values, "findings": "表示と原料の割合は基準どおり。"}, actor=desk.clerk, now=on(day), today=day)
    checks.plan_check(product=planned, due_on=dt.date(2020, 11, 13), **plan)


def _first_product(desk: Desk) -> None:
    call = _call(desk, 2018, at(2018, 9, 3), at(2018, 10, 31, 17))
    user, now, day = desk.who[APPLICANT], at(2018, 10, 1), dt.date(2018, 12, 3)
    party = desk.company("架空茶園", now)
    raw = {"feature": "畑から袋まで一つの家で作る茶です(架空)。", "origin": "市内産の茶葉 100%", "price": "1,000円", "since": "2008"}
    made = file_application(call, party, now=now, title="自園の煎茶", raw=raw, user=user)
    accept(application=made, actor=desk.clerk, now=now)
    stage = stages.add_stage(stage=BrandStage(call=call, number=1, kind=StageKind.PAPERS), actor=desk.clerk, now=on(day))
    stages.record_results(stage=stage, rows=[StageRow(made, passed=True)], actor=desk.clerk, now=on(day))
    stages.close_stage(stage=stage, actor=desk.clerk, now=on(day))
    proposed = [Proposed(made, Outcome.CERTIFIED, due_on=dt.date(2021, 3, 31))]
    decide(desk, call, DecisionKind.CERTIFICATION, f"{NAME}(第1回)", proposed, day=day, number="所産振第201号")
    entry = ("自園の煎茶", "Sencha of one garden", BrandCategory.TEA, (80, None, None))
    _licence(desk, _register(desk, made, entry, on(day)), dt.date(2018, 12, 10))
