"""FY2020 of the demo: farmers' management plans for five years, one certified, one in a 起案, one that is checked. People are fictional."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision
from musubi.blocks.applications.domain.office.handling import accept, record_check
from musubi.blocks.applications.enums import CallKind, DecisionKind, Intake, Outcome
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.parties.domain.registration import register_person
from musubi.packs.demo.counter import MARK, Desk, decide, file_application, open_call
from musubi.packs.demo.moments import at, on

FIVE_YEARS = 1826
TITLE = "農業経営改善計画の認定"
FARMS = (  # holder, what is grown, area in a, income and hours now; the goals add a fifth and take a tenth of the hours
    ("架空 茶一", "茶", 120, 3_200_000, 2_400, dt.date(2020, 6, 15)),
    ("架空 菜二", "露地野菜", 90, 2_800_000, 2_600, dt.date(2020, 9, 14)),
    ("架空 花三", "施設園芸", 40, 3_000_000, 2_500, dt.date(2020, 10, 6)),
)
CHECKS = ("city", "concept", "use", "likely", "committee")


def certify_farmers(*, desk: Desk) -> None:
    """B-3: a certification without money whose call stays open all year."""
    window = {"opens": at(2020, 4, 1), "closes": at(2021, 3, 31, 17)}
    kind: dict[str, Any] = {"kind": CallKind.CERTIFICATION, "intake": Intake.ALL, "certificate_days": FIVE_YEARS}
    call = open_call(desk, "B-3", "farm_plan", TITLE, **kind, **window, decision_expected_on=dt.date(2020, 12, 18))
    certified, drafted, _checked = [_file(desk, call, *farm) for farm in FARMS]
    for made, day in ((certified, dt.date(2020, 7, 10)), (drafted, dt.date(2020, 10, 5))):
        for key in CHECKS:
            record_check(application=made, key=key, outcome="met", note="書類と聞き取りで確認(架空)", actor=desk.clerk, now=on(day))
    proposed = [Proposed(certified, Outcome.CERTIFIED)]
    decide(desk, call, DecisionKind.CERTIFICATION, TITLE, proposed, day=dt.date(2020, 7, 20), number="所産振第346号")
    day = dt.date(2020, 10, 9)
    prepare_decision(
        call=call,
        kind=DecisionKind.CERTIFICATION,
        title=f"{TITLE}(10月分){MARK}",
        proposed=[Proposed(drafted, Outcome.CERTIFIED)],
        drafted_on=day,
        actor=desk.clerk,
        now=on(day),
    )


def _file(desk: Desk, call: Call, name: str, crop: str, area: int, income: int, hours: int, day: dt.date) -> Application:
    now = on(day)
    party = register_person(name=f"{name}{MARK}", actor=desk.clerk, now=now, today=day)
    raw = {
        "renewal": "新規",
        "joint": "no",
        "authority": "市(市内だけで営農)",
        "type": crop,
        "area_now": str(area),
        "income_now": str(income),
        "hours_now": str(hours),
        "area_goal": str(area * 6 // 5),
        "income_goal": str(income * 6 // 5),
        "hours_goal": str(hours * 9 // 10),
        "production": f"作業を機械に替え、畑をまとめる{MARK}",
        "management": f"帳簿を毎月締める{MARK}",
        "labour": f"休みの日を決める{MARK}",
    }
    return accept(application=file_application(call, party, now=now, title=f"{crop}の経営改善計画", raw=raw), actor=desk.clerk, now=now)
