"""FY2019 of the demo's subsidy, followed to the last yen. Rates and people are fictional."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from musubi.blocks.applications.domain import drafts, filings
from musubi.blocks.applications.domain.commitments import record_payment, record_refund
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.office.handling import accept, record_check
from musubi.blocks.applications.domain.settling.settlement import Accepted, accept_costs, final_amount
from musubi.blocks.applications.enums import AwardPublicity, ClaimKind, DecisionKind, Outcome, Stage
from musubi.blocks.applications.models import Application, Call, CostLine
from musubi.blocks.money.domain import budgets
from musubi.packs.demo.counter import MARK, Desk, budget_line, decide, file_application, open_call
from musubi.packs.demo.grants.review_year import review_year
from musubi.packs.demo.grants.selection_year import select_year
from musubi.packs.demo.moments import at, on


@dataclass(frozen=True)
class Case:
    """One application of the year whose sums tie: who, what, the planned cost, what was decided and confirmed."""

    name: str
    title: str
    cost: int
    outcome: str
    decided: int = 0
    reported: int = 0
    refused: int = 0  # of the reported cost, with a receipt before the decision
    advance: int = 0


CASES = (
    Case("架空茶園本舗", "狭山茶の濃縮飲料", 2_000_000, Outcome.SELECTED, 1_000_000, 1_960_000),
    Case("架空金属工業", "小型水耕栽培の架台", 1_800_000, Outcome.SELECTED, 900_000, 1_800_000),
    Case("架空里芋食品", "里芋の焼き菓子", 1_600_000, Outcome.SELECTED, 800_000, 1_440_000),
    Case("架空精密製作所", "検査装置の海外展示", 1_600_000, Outcome.SELECTED, 800_000, 1_500_000, refused=124_000),
    Case("架空ベーカリー", "茶葉を使うパン", 1_400_000, Outcome.SELECTED, 700_000, 1_280_000),
    Case("架空プラスチック", "再生材の育苗ポット", 1_400_000, Outcome.SELECTED, 700_000, 1_280_000),
    Case("架空デザイン室", "地場産品の包装", 1_200_000, Outcome.SELECTED, 600_000, 944_000),
    Case("架空農産加工", "規格外野菜のスープ", 800_000, Outcome.SELECTED, 400_000, 744_000, advance=400_000),
    Case("架空電子工業", "省電力の温度計", 1_000_000, Outcome.RESERVE),
    Case("架空木工所", "茶箱の家具", 900_000, Outcome.RESERVE),
    Case("架空縫製", "作業着の小口受注", 700_000, Outcome.NOT_SELECTED),
    Case("架空印刷", "観光地図の印刷", 600_000, Outcome.NOT_SELECTED),
    Case("架空運輸", "配送の見直し", 500_000, Outcome.NOT_SELECTED),
    Case("架空カフェ", "店の内装", 1_200_000, Outcome.NOT_SELECTED),
)
BUDGET = 6_000_000


def answers_of(case: Case) -> dict[str, Any]:
    """What a case writes into the form."""
    return {
        "plan": f"{case.title}を作り、市内の店で売る{MARK}",
        "resource": "地域の産品",
        "employees": "8",
        "first_time": "yes",
        "visitors": "2000",
        "price": "800円",
    }


def keep_subsidy_year(*, desk: Desk) -> Call:
    """FY2019 of B-P1: 14 applications, 8 selected, 2 in reserve, confirmed 5,412,000 of 6,000,000 yen (執行率 90.2 %)."""
    name = "ものづくり支援補助金"
    line = budget_line(desk, "B-P1", 2019, f"{name}の募集", BUDGET)
    window = {"opens": at(2019, 4, 15), "closes": at(2019, 5, 24, 17)}
    call = open_call(desk, "B-P1", "manufacturing", name, line=line, budget=BUDGET, publicity=AwardPublicity.NAMED, **window)
    filed = [(case, apply_case(desk, call, case, at(2019, 5, 7 + number))) for number, case in enumerate(CASES)]
    for _case, application in filed:
        accept(application=application, actor=desk.clerk, now=at(2019, 5, 28))
        for key in ("place", "tax", "force"):
            record_check(application=application, key=key, outcome="met", note="書類で確認(架空)", actor=desk.clerk, now=at(2019, 5, 29))
    select_year(desk, review_year(desk, call), {application.number: case.outcome for case, application in filed})
    granted = [(case, application) for case, application in filed if case.outcome == Outcome.SELECTED]
    for case, application in granted:
        _settle(desk, call, case, application)
    closing = dt.date(2020, 5, 31)
    line.envelope.refresh_from_db()
    budgets.close_envelope(envelope=line.envelope, closed_on=closing, actor=desk.clerk, now=on(closing))
    return call


def apply_case(desk: Desk, call: Call, case: Case, now: dt.datetime) -> Application:
    """File one case."""
    costs = [CostLine(category="outsourcing", label=f"試作の外注{MARK}", amount=case.cost, payee=f"架空工房{MARK}", payee_in_city=True)]
    return file_application(call, desk.company(case.name, now), now=now, title=case.title, raw=answers_of(case), costs=costs, lane="product")


def _settle(desk: Desk, call: Call, case: Case, application: Application) -> None:
    application.refresh_from_db()
    if case.advance:
        pay(desk, application, ClaimKind.ADVANCE, case.advance, dt.date(2019, 8, 1), reason="材料の仕入れを先に払うため（架空）")
    reported = at(2020, 2, 10)
    early = dt.date(2019, 7, 3)
    lines = [CostLine(category="outsourcing", label=f"試作の外注{MARK}", amount=case.reported - case.refused, receipt_on=dt.date(2020, 1, 20))]
    if case.refused:
        lines.append(CostLine(category="material", label=f"先に買った材料{MARK}", amount=case.refused, receipt_on=early))
    drafts.save_answers(
        application=application,
        raw={"result": f"{case.title}を作り、売り始めた{MARK}", "sold": "600"},
        stage=Stage.REPORT,
        now=reported,
        today=reported.date(),
    )
    drafts.save_costs(application=application, rows=lines, stage=Stage.REPORT, now=reported)
    filings.report_results(application=application, completed_on=dt.date(2020, 1, 31), actor=None, now=reported, today=reported.date())
    accepted = [
        Accepted(row, 0 if row.receipt_on == early else row.amount, "交付決定の前の領収書のため（架空）" if row.receipt_on == early else "")
        for row in application.costs.filter(stage=Stage.REPORT)
    ]
    accept_costs(application=application, rows=accepted, actor=desk.clerk, now=at(2020, 3, 2))
    application.refresh_from_db()
    number = f"所産振第4{application.pk % 90:02d}号"
    proposed = [Proposed(application, Outcome.CONFIRMED, amount=final_amount(application))]
    decide(desk, call, DecisionKind.CONFIRMATION, f"額の確定 {application.number}", proposed, day=dt.date(2020, 3, 13), number=number)
    application.refresh_from_db()
    over = application.paid - (application.confirmed or 0)
    if over > 0:
        record_refund(application=application, amount=over, paid_on=dt.date(2020, 3, 27), actor=desk.clerk, now=at(2020, 3, 27))
    else:
        pay(desk, application, ClaimKind.FINAL, (application.confirmed or 0) - application.paid, dt.date(2020, 4, 10))


def pay(desk: Desk, application: Application, kind: str, yen: int, day: dt.date, reason: str = "") -> None:
    """Claim and pay."""
    before = day - dt.timedelta(days=7)
    asked = filings.claim(
        application=application,
        kind=kind,
        amount=yen,
        claimed_on=before,
        reason=reason,
        creditor_number=f"9{application.pk:05d}",
        actor=None,
        now=on(before),
    )
    record_payment(application=application, claim=asked, amount=yen, paid_on=day, actor=desk.clerk, now=on(day))
