"""A fictional siting incentive over several years: designated in FY2018, paid for FY2019, the draft of FY2020 begun by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.applications.domain import drafts, filings, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.office.consultations import record_consultation
from musubi.blocks.applications.domain.office.handling import accept
from musubi.blocks.applications.domain.settling.settlement import Accepted, accept_costs, final_amount
from musubi.blocks.applications.domain.yearly.begin import begin_yearly
from musubi.blocks.applications.domain.yearly.years import set_years
from musubi.blocks.applications.enums import CallKind, ClaimKind, DecisionKind, Intake, Outcome, Stage
from musubi.blocks.applications.models import Application, Call, CostLine
from musubi.blocks.money.domain.entries import add_entry
from musubi.blocks.money.models import DebtObligation, DebtObligationYear
from musubi.blocks.parties.domain.acting import confirm_representation
from musubi.blocks.parties.domain.registration import register_legal_entity
from musubi.packs.demo.counter import APPLICANT, MARK, Desk, budget_line, decide, file_application, open_call, unassigned_number
from musubi.packs.demo.grants.subsidy_year import pay
from musubi.packs.demo.moments import at, on

NAME, GRANT = "立地奨励の指定", "立地奨励金"
YEARS = {2019: 500_000, 2020: 500_000, 2021: 400_000, 2022: 400_000, 2023: 200_000}


def designation_call(desk: Desk, opens: dt.datetime, closes: dt.datetime) -> Call:
    """A call for designations."""
    kind: dict[str, Any] = {"kind": CallKind.DESIGNATION, "intake": Intake.ALL, "requires_consultation": True, "certificate_days": 1826}
    return open_call(desk, "A-1", "siting", NAME, opens=opens, closes=closes, **kind)


def keep_first_yearly_grant(*, desk: Desk, designation: Application) -> None:
    """FY2019: the years' sums, the draft that began by itself, the grant, the payment."""
    _bind_years(desk, designation)
    call = _yearly_call(desk, 2019)
    begin_yearly(dt.date(2019, 10, 1), at(2019, 10, 1))
    _first_year(desk, call)


def begin_second_yearly_grant(*, desk: Desk) -> None:
    """FY2020: the second year's draft waits for its holder."""
    _yearly_call(desk, 2020)
    begin_yearly(dt.date(2020, 10, 1), at(2020, 10, 1))


def designate(*, desk: Desk) -> Application:
    """FY2018: the designation."""
    call = designation_call(desk, at(2018, 4, 2), at(2018, 11, 16, 17))
    user, now, day = desk.who[APPLICANT], at(2018, 7, 9), dt.date(2018, 6, 4)
    party = register_legal_entity(
        name=f"架空精機株式会社{MARK}", legal_entity_number=unassigned_number(900), user=user, actor=user, now=now, today=now.date()
    )
    talk: dict[str, Any] = {"visitor": f"申請 花{MARK}", "staff": "主査", "memo": f"工場の新築{MARK}"}
    record_consultation(call=call, party=party, consulted_on=day, actor=desk.clerk, now=on(day), today=day, **talk)
    raw = {"building": "第二工場", "workers": "28", "starts_on": "平成31年3月1日"}
    made = file_application(call, party, now=now, title="工場の新築", raw=raw, user=user)
    accept(application=made, actor=desk.clerk, now=now)
    for right in party.representations.all():
        confirm_representation(right=right, actor=desk.clerk, now=now, basis=f"登記事項証明書(平成30年7月2日){MARK}")
    proposed = [Proposed(made, Outcome.CERTIFIED)]
    decide(desk, call, DecisionKind.CERTIFICATION, NAME, proposed, day=dt.date(2018, 8, 20), number="所産振第340号")
    started = dt.date(2019, 3, 4)
    fulfil(obligation=made.obligations.get(key="start"), done_on=started, actor=desk.clerk, now=on(started))
    made.refresh_from_db()
    return made


def _bind_years(desk: Desk, designation: Application) -> None:
    now = at(2019, 3, 25)
    debt = DebtObligation(
        item=desk.item("A-1"), name=f"{GRANT}(平成30年度指定分・架空)", first_fiscal_year=2019, last_fiscal_year=2023, limit=sum(YEARS.values())
    )
    debt.resolved_on = dt.date(2019, 3, 20)
    add_entry(record=debt, actor=desk.clerk, now=now)
    for year, yen in YEARS.items():
        add_entry(record=DebtObligationYear(obligation=debt, fiscal_year=year, amount=yen), actor=desk.clerk, now=now)
    amounts = {(row.fiscal_year, row.key): YEARS[row.fiscal_year] for row in designation.designation_years.all()}
    set_years(application=designation, amounts=amounts, ceiling=sum(YEARS.values()), debt_obligation=debt, actor=desk.clerk, now=now)


def _yearly_call(desk: Desk, year: int) -> Call:
    line = budget_line(desk, "A-1", year, GRANT, YEARS[year])
    rests: dict[str, Any] = {"follows_kind": CallKind.DESIGNATION, "intake": Intake.ALL}
    return open_call(desk, "A-1", "siting_yearly", GRANT, opens=at(year, 10, 1), closes=at(year, 11, 13, 17), line=line, budget=YEARS[year], **rests)


def _first_year(desk: Desk, call: Call) -> None:
    made = call.applications.get()
    user, now = desk.who[APPLICANT], at(2019, 10, 18)
    drafts.save_answers(application=made, raw={"workers": "30"}, now=now, today=now.date(), consents_publication=True)
    drafts.save_costs(application=made, rows=[CostLine(category="tax", label=f"固定資産税{MARK}", amount=960_000)], now=now)
    submission.submit(application=made, actor=user, now=now, today=now.date())
    made.refresh_from_db()
    accept(application=made, actor=desk.clerk, now=at(2019, 10, 21))
    grant = [Proposed(made, Outcome.GRANTED, amount=made.requested)]
    decide(desk, call, DecisionKind.GRANT, f"{GRANT}の交付決定", grant, day=dt.date(2019, 11, 29), number="所産振第371号")
    reported = at(2020, 3, 5)
    drafts.save_answers(application=made, raw={"result": f"操業を続けている{MARK}"}, stage=Stage.REPORT, now=reported, today=reported.date())
    lines = [CostLine(category="tax", label=f"固定資産税{MARK}", amount=960_000, receipt_on=dt.date(2020, 2, 28))]
    drafts.save_costs(application=made, rows=lines, stage=Stage.REPORT, now=reported)
    filings.report_results(application=made, completed_on=dt.date(2020, 2, 28), actor=user, now=reported, today=reported.date())
    rows = [Accepted(row, row.amount) for row in made.costs.filter(stage=Stage.REPORT)]
    accept_costs(application=made, rows=rows, actor=desk.clerk, now=at(2020, 3, 10))
    made.refresh_from_db()
    final = [Proposed(made, Outcome.CONFIRMED, amount=final_amount(made))]
    decide(desk, call, DecisionKind.CONFIRMATION, f"{GRANT}の額の確定", final, day=dt.date(2020, 3, 18), number="所産振第395号")
    made.refresh_from_db()
    pay(desk, made, ClaimKind.FINAL, made.confirmed or 0, dt.date(2020, 4, 17))
