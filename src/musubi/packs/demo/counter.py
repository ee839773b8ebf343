"""The demo's counter: fictional parties, calls that are opened, applications that are filed, decisions that are recorded."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.applications.domain import calls, drafts, submission
from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision, record_decision
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.domain.office.guidelines import keep_guideline
from musubi.blocks.applications.domain.office.templates import call_template
from musubi.blocks.applications.enums import CallKind, Intake
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import Application, Call, CostLine, Guideline
from musubi.blocks.money.domain import budgets
from musubi.blocks.money.enums import BudgetChangeKind, FundingKind
from musubi.blocks.money.models import BudgetLine
from musubi.blocks.parties.domain.registration import register_legal_entity
from musubi.blocks.parties.models import Party
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import at, on

TERMS = Path(__file__).parent / "terms"
MARK = "（架空）"
APPLICANT = "shinsei"  # the demo's applicant signs in under this name
NO_APPEAL = "教示なし:架空の募集のため"


def check_digit(rest: str) -> str:
    """The leading digit of a 法人番号 (法人番号の指定等に関する省令 第2条)."""
    weighted = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(rest, start=1))
    return str(9 - weighted % 9)


def unassigned_number(serial: int) -> str:
    """A number of a registry office that does not exist (9999…): passes the check digit, belongs to nobody."""
    rest = f"9999{serial:08d}"
    return check_digit(rest) + rest


@dataclass
class Desk:
    """What every step of the demo's office needs."""

    vision: Vision
    who: Mapping[str, Any]
    division: Organization
    serial: int = 0
    parties: dict[str, Party] = field(default_factory=dict)

    @property
    def clerk(self) -> Any:
        """The secretariat works these desks."""
        return self.who.get("jimukyoku")

    @property
    def head(self) -> Any:
        """The head of the division."""
        return self.who.get("kacho")

    def item(self, code: str) -> PlanItem:
        """The item of a code."""
        found: PlanItem = self.vision.items.get(code=code)
        return found

    def company(self, name: str, now: dt.datetime) -> Party:
        """A fictional company, registered once."""
        if name not in self.parties:
            self.serial += 1
            self.parties[name] = register_legal_entity(
                name=f"株式会社{name}{MARK}", legal_entity_number=unassigned_number(self.serial), actor=self.clerk, now=now, today=now.date()
            )
        return self.parties[name]


def desk_of(vision: Vision, who: Mapping[str, Any]) -> Desk:
    """The demo's desk with the applicant who can sign in."""
    user, made = User.objects.get_or_create(
        email=f"{APPLICANT}@demo.example.jp", defaults={"name": f"申請 花{MARK}", "name_kana": "しんせい はな", "is_demo": True}
    )
    desk = Desk(vision, {**who, APPLICANT: user}, Organization.objects.get(code="industrial-promotion"))
    if made:
        user.set_unusable_password()
        user.save()
    return desk


def _terms(name: str) -> dict[str, Any]:
    """A program's template with the demo's fictional rates and what the demo leaves out; rows of the same key are put together."""
    told = dict(json.loads((TERMS / f"{name}.json").read_text(encoding="utf-8")))
    template = call_template(told.pop("template", ""))
    content: dict[str, Any] = dict(template.terms) if template else {}
    for section, given in told.items():
        if isinstance(given, list):
            rows = {row["key"]: row for row in content.get(section, [])}
            content[section] = list({**rows, **{row["key"]: {**rows.get(row["key"], {}), **row} for row in given}}.values())
        else:
            content[section] = given
    return content


def _guideline(desk: Desk, code: str, name: str) -> Guideline:
    rules = "実施要綱" if name.endswith(("認定", "指定", "調査")) else "交付要綱"
    values = {"item": desk.item(code), "name": f"{name}{rules}{MARK}", "edition": "平成30年4月制定", "effective_on": dt.date(2018, 4, 1)}
    found = Guideline.objects.filter(name=values["name"]).first()
    return found or keep_guideline(values=values, actor=desk.clerk, now=at(2018, 4, 2))


def budget_line(desk: Desk, code: str, year: int, name: str, yen: int) -> BudgetLine:
    """A budget with one line of 負担金補助及び交付金."""
    opened = at(year, 4, 1)
    envelope = budgets.open_envelope(
        item=desk.item(code),
        fiscal_year=year,
        name=f"{name}(架空)",
        budget_code=f"07-01-03-{year % 100}{len(name):02d}",
        actor=desk.clerk,
        now=opened,
    )
    line = budgets.add_line(envelope=envelope, code="18", name="負担金補助及び交付金", actor=desk.clerk, now=opened)
    budgets.record_change(line=line, kind=BudgetChangeKind.INITIAL, amount=yen, decided_on=dt.date(year, 3, 20), actor=desk.clerk, now=opened)
    budgets.add_funding(envelope=envelope, kind=FundingKind.GENERAL, amount=yen, actor=desk.clerk, now=opened)
    return line


def open_call(desk: Desk, code: str, terms: str, name: str, *, opens: dt.datetime, closes: dt.datetime, **fields: Any) -> Call:
    """Prepare a call from a file of terms and open it."""
    year = fields.pop("fiscal_year", opens.year if opens.month >= 4 else opens.year - 1)
    call = Call(
        item=desk.item(code),
        guideline=_guideline(desk, code, name),
        organization=desk.division,
        fiscal_year=year,
        name=f"{name}{MARK}",
        summary=f"{name}の募集です。率・要件・金額はすべて架空で、市の制度ではありません。",
        summary_en="A fictional call. Rates, requirements and sums are not the city's.",
        opens_at=opens,
        closes_at=closes,
        appeal_notice=NO_APPEAL,
        terms=_terms(terms),
        is_fictional=True,
        **{"kind": CallKind.SUBSIDY, "intake": Intake.REVIEW, **fields},
    )
    calls.prepare_call(call=call, actor=desk.clerk, now=opens - dt.timedelta(days=20))
    calls.open_call(call=call, actor=desk.clerk, now=opens - dt.timedelta(days=7))
    call.refresh_from_db()
    return call


def file_application(
    call: Call,
    party: Party,
    *,
    now: dt.datetime,
    title: str,
    raw: Mapping[str, Any],
    costs: Sequence[CostLine] = (),
    lane: str = "",
    user: Any = None,
    hand_in: bool = True,
) -> Application:
    """Write an application, and hand it in unless it stays a draft."""
    application = drafts.begin_application(call=call, party=party, actor=user, now=now - dt.timedelta(hours=1))
    drafts.save_answers(application=application, raw=raw, title=f"{title}{MARK}", lane=lane, now=now, today=now.date(), consents_publication=True)
    if costs:
        drafts.save_costs(application=application, rows=costs, now=now)
    if hand_in:
        submission.submit(application=application, actor=user, now=now, today=now.date())
    application.refresh_from_db()
    return application


def decide(desk: Desk, call: Call, kind: str, title: str, proposed: Sequence[Proposed], *, day: dt.date, number: str) -> None:
    """Draft a decision and record its 決裁."""
    drafted = prepare_decision(
        call=call, kind=kind, title=f"{title}{MARK}", proposed=proposed, drafted_on=day - dt.timedelta(days=5), actor=desk.clerk, now=on(day)
    )
    drafted = record_decision(
        decision=drafted, decided_on=day, decided_by="部長", document_number=number, actor=desk.head, now=on(day, 15), today=day, effective_on=day
    )
    issue_letters(decision=drafted, make=letter_document, with_appeal=has_appeal_notice, actor=desk.clerk, now=on(day, 16))
