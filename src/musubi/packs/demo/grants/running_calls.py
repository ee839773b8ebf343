"""FY2020 of the demo: a call of each kind at a different stage. Rates and people are fictional."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.applications.domain import calls
from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision, record_decision
from musubi.blocks.applications.domain.follow_up.disposals import request_disposal
from musubi.blocks.applications.domain.follow_up.taxes import report_tax
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.office.consultations import record_consultation
from musubi.blocks.applications.domain.office.handling import accept, tally
from musubi.blocks.applications.domain.settling.settlement import record_asset
from musubi.blocks.applications.domain.settling.upstream import keep_upstream, share_upstream
from musubi.blocks.applications.enums import CallKind, DecisionKind, DisposalKind, Intake, ObligationKind, Outcome, TaxStanding
from musubi.blocks.applications.models import Call, CostLine, Obligation, UpstreamGrant
from musubi.blocks.parties.domain.registration import register_group, register_legal_entity, register_person, register_sole_proprietor
from musubi.packs.demo.agents import appoint_scrivener, delegate_receipt
from musubi.packs.demo.counter import APPLICANT, MARK, Desk, budget_line, decide, file_application, open_call, unassigned_number
from musubi.packs.demo.grants.farm_plans import certify_farmers
from musubi.packs.demo.grants.review_year import begin_second_panel
from musubi.packs.demo.grants.subsidy_year import BUDGET, CASES, answers_of, apply_case
from musubi.packs.demo.moments import at, on
from musubi.packs.demo.siting import begin_second_yearly_grant, designation_call


def keep_running_calls(*, desk: Desk, before: Call) -> None:
    """FY2020: a second round that is open, wishes that come in, lamps first come, a designation, guarantees, the chain, next year's draft."""
    _second_round(desk)
    _wishes(desk)
    _lamps(desk)
    _siting(desk)
    begin_second_yearly_grant(desk=desk)
    _after_payment(desk, before)
    _guarantees(desk)
    _young_farmers(desk)
    certify_farmers(desk=desk)
    calls.copy_call(call=before, fiscal_year=2021, round_number=1, guideline=before.guideline, actor=desk.clerk, now=at(2020, 10, 12))


def _second_round(desk: Desk) -> None:
    name = "ものづくり支援補助金"
    line = budget_line(desk, "B-P1", 2020, f"{name}の募集", BUDGET)
    window = {"opens": at(2020, 9, 14), "closes": at(2020, 10, 30, 17)}
    fields: dict[str, Any] = {"round": 2, "line": line, "budget": BUDGET, "decision_expected_on": dt.date(2020, 11, 27)}
    call = open_call(desk, "B-P1", "manufacturing", name, **window, **fields)
    first = [apply_case(desk, call, case, at(2020, 9, 24 + number)) for number, case in enumerate(CASES[10:13])]
    accept(application=first[0], actor=desk.clerk, now=at(2020, 10, 1))
    begin_second_panel(desk, call)
    user = desk.who[APPLICANT]
    now = at(2020, 10, 9)
    party = register_sole_proprietor(name=f"申請 花{MARK}", trade_name=f"花の焼き菓子{MARK}", user=user, actor=user, now=now, today=now.date())
    costs = [CostLine(category="material", label=f"茶葉と包材{MARK}", amount=420_000)]
    draft = file_application(
        call,
        party,
        now=now,
        title="茶の焼き菓子の詰合せ",
        raw={**answers_of(CASES[4]), "employees": "2"},
        costs=costs,
        lane="product",
        user=user,
        hand_in=False,
    )
    appoint_scrivener(desk, draft)
    _declared_only(desk, call)


def _declared_only(desk: Desk, call: Call) -> None:
    """A company that its own person registered online: handed in, and nothing is granted before the city has confirmed who acts for it."""
    now, user = at(2020, 10, 8), desk.who[APPLICANT]
    desk.serial += 1
    company = register_legal_entity(
        name=f"合同会社架空ひな形{MARK}", legal_entity_number=unassigned_number(desk.serial), user=user, actor=user, now=now, today=now.date()
    )
    costs = [CostLine(category="outsourcing", label=f"型の製作{MARK}", amount=900_000)]
    made = file_application(call, company, now=now, title="茶器の試作", raw=answers_of(CASES[5]), costs=costs, lane="product", user=user)
    accept(application=made, actor=desk.clerk, now=at(2020, 10, 9))


def _wishes(desk: Desk) -> None:
    call = open_call(
        desk,
        "B-3",
        "farm_wishes",
        "農業者の要望調査",
        opens=at(2020, 9, 1),
        closes=at(2020, 10, 30, 17),
        kind=CallKind.WISH_SURVEY,
        intake=Intake.ALL,
    )
    for number, (machine, yen, kind, area) in enumerate(
        (
            ("乗用型摘採機", "250万円", "認定農業者", "2割以上広げる"),
            ("防霜ファン", "180万円", "認定農業者", "変えない"),
            ("パイプハウス", "120万円", "認定新規就農者", "1割以上広げる"),
        )
    ):
        now = at(2020, 9, 15 + number)
        party = register_person(name=f"架空 農{number + 1}{MARK}", actor=desk.clerk, now=now, today=now.date())
        raw = {"machine": machine, "wish": yen, "certified": kind, "area": area}
        made = file_application(call, party, now=now, title=machine, raw=raw)
        if number == 0:
            tally(application=made, actor=desk.clerk, now=at(2020, 10, 2))


def _lamps(desk: Desk) -> None:
    line = budget_line(desk, "C-3", 2020, "商店街の街路灯", 600_000)
    window = {"opens": at(2020, 4, 6), "closes": at(2021, 1, 29, 17)}
    call = open_call(desk, "C-3", "street_lamps", "商店街街路灯補助金", intake=Intake.FIRST_COME, line=line, budget=600_000, **window)
    granted = []
    for number, lamps in enumerate((40, 24)):
        now = at(2020, 6, 8 + number)
        party = register_group(name=f"架空商店会{number + 1}{MARK}", officers=[], actor=desk.clerk, now=now, today=now.date())
        costs = [CostLine(category="lamp", label=f"電気料{MARK}", amount=lamps * 3_900, quantity=lamps, months=12)]
        made = file_application(call, party, now=now, title="街路灯の電気料", raw={"lamps": str(lamps), "members": "15"}, costs=costs)
        granted.append(accept(application=made, actor=desk.clerk, now=now))
    rows = [Proposed(each, Outcome.GRANTED, amount=each.requested) for each in granted]
    decide(desk, call, DecisionKind.GRANT, "街路灯補助の交付決定", rows, day=dt.date(2020, 6, 26), number="所産振第310号")
    granted[0].refresh_from_db()
    delegate_receipt(desk, granted[0])


def _siting(desk: Desk) -> None:
    call = designation_call(desk, at(2020, 4, 1), at(2020, 11, 13, 17))
    now = at(2020, 7, 6)
    party = desk.company("架空半導体部品", now)
    day = dt.date(2020, 6, 1)
    record_consultation(
        call=call,
        party=party,
        visitor=f"総務担当{MARK}",
        consulted_on=day,
        staff="主査",
        memo=f"工場の増設{MARK}",
        actor=desk.clerk,
        now=on(day),
        today=day,
    )
    made = file_application(call, party, now=now, title="工場の増設", raw={"building": "研究棟", "workers": "35", "starts_on": "令和3年10月1日"})
    accept(application=made, actor=desk.clerk, now=now)
    decide(
        desk, call, DecisionKind.CERTIFICATION, "立地奨励の指定", [Proposed(made, Outcome.CERTIFIED)], day=dt.date(2020, 8, 3), number="所産振第350号"
    )


def _after_payment(desk: Desk, before: Call) -> None:
    """Of last year's awards all but one told how their products sell; one asks to sell its machine, one reports the tax that came back."""
    told_on = dt.date(2020, 5, 22)
    owed = Obligation.objects.filter(application__call=before, kind=ObligationKind.OUTCOME, due_on__lte=dt.date(2020, 5, 31))
    for each in list(owed.order_by("application__number"))[:-1]:
        fulfil(obligation=each, done_on=told_on, content={"text": f"店で売り続けている{MARK}", "amount": None}, actor=desk.clerk, now=on(told_on))
    first, second = before.applications.filter(status="paid").order_by("number")[:2]
    now, day = at(2020, 10, 8), dt.date(2020, 10, 8)
    thing = {"name": f"試作の機械{MARK}", "cost": 600_000, "acquired_on": dt.date(2019, 12, 2), "restricted_years": 5}
    asset = record_asset(application=first, values=thing, actor=desk.clerk, now=at(2020, 4, 14))
    sold: dict[str, Any] = {"kind": DisposalKind.SALE, "planned_on": dt.date(2020, 11, 30), "proceeds": 200_000, "counterparty": f"架空商会{MARK}"}
    request_disposal(application=first, asset=asset, reason=f"大きな機械に替えるため{MARK}", actor=None, now=now, today=day, **sold)
    sent: dict[str, Any] = {"filed_on": dt.date(2020, 9, 30), "taxable_ratio": Decimal(100), "credit": 24_000}
    report_tax(application=second, standing=TaxStanding.GENERAL, actor=None, now=now, today=day, **sent)


def _guarantees(desk: Desk) -> None:
    window = {"opens": at(2020, 4, 1), "closes": at(2021, 3, 31, 17)}
    call = open_call(desk, "A-4", "guarantee", "信用保証のための認定", kind=CallKind.CERTIFICATION, intake=Intake.ALL, certificate_days=30, **window)
    for number, name in enumerate(("架空食堂", "架空運送")):
        now = at(2020, 10, 5 + number)
        made = file_application(
            call, desk.company(name, now), now=now, title="認定の申請", raw={"number_of": "5号", "before": "300万円", "now": "180万円"}
        )
        accept(application=made, actor=desk.clerk, now=now)
        if number == 0:
            rows = [Proposed(made, Outcome.CERTIFIED)]
            drafted = prepare_decision(
                call=call, kind=DecisionKind.CERTIFICATION, title=f"認定{MARK}", proposed=rows, drafted_on=now.date(), actor=desk.clerk, now=now
            )
            day = now.date()
            record_decision(
                decision=drafted, decided_on=day, decided_by="課長", document_number="所産振第401号", actor=desk.head, now=on(day, 16), today=day
            )


def _young_farmers(desk: Desk) -> None:
    line = budget_line(desk, "D-2", 2020, "新規就農の資金", 1_200_000)
    window = {"opens": at(2020, 4, 6), "closes": at(2020, 5, 29, 17)}
    call = open_call(desk, "D-2", "young_farmers", "新規就農者の資金", intake=Intake.ALL, line=line, budget=1_200_000, **window)
    grant = UpstreamGrant(
        item=desk.item("D-2"), fiscal_year=2020, tier="prefecture", name=f"県の就農補助金{MARK}", applied_on=dt.date(2020, 4, 20), applied=1_200_000
    )
    grant.decided_on, grant.decided, grant.advanced_on, grant.advanced = dt.date(2020, 5, 25), 1_200_000, dt.date(2020, 6, 10), 600_000
    keep_upstream(grant=grant, actor=desk.clerk, now=at(2020, 6, 10))
    now = at(2020, 5, 12)
    party = register_person(name=f"架空 若葉{MARK}", birth_on=dt.date(1992, 6, 1), actor=desk.clerk, now=now, today=now.date())
    costs = [CostLine(category="living", label=f"就農の資金{MARK}", amount=750_000)]
    raw = {"birth_on": "平成4年6月1日", "crop": "茶", "income": "120万円"}
    made = accept(application=file_application(call, party, now=now, title="茶園を始める", raw=raw, costs=costs), actor=desk.clerk, now=now)
    rows = [Proposed(made, Outcome.GRANTED, amount=made.requested)]
    decide(desk, call, DecisionKind.GRANT, "就農の資金の交付決定", rows, day=dt.date(2020, 6, 15), number="所産振第305号")
    share_upstream(application=made, grant=grant, yen=made.requested or 0, actor=desk.clerk, now=at(2020, 6, 16))
