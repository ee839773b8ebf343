"""Calls and applications for tests, made by the same functions as the pages. Rates and sums are fictional (架空)."""

from __future__ import annotations

import datetime as dt
import itertools

from django.utils import timezone
from tests.factories import money
from tests.factories.accounts import person

from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import calls, decisions, drafts, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import CallKind, DecisionKind, Intake, Outcome, Procedure
from musubi.blocks.applications.models import Call, CostLine, Guideline
from musubi.blocks.parties.domain.registration import Particulars, register_sole_proprietor

ZONE = timezone.get_default_timezone()
NOW = dt.datetime(2020, 5, 20, 9, tzinfo=ZONE)
TODAY = NOW.date()
_numbers = itertools.count(1)

TERMS = {
    "lanes": [{"key": "product", "name": "新製品開発"}],
    "categories": [{"key": "material", "name": "原材料費"}, {"key": "outsourcing", "name": "外注費"}, {"key": "food", "name": "飲食費"}],
    "questions": [
        {"key": "plan", "label": "事業の内容", "kind": "long_text"},
        {"key": "employees", "label": "従業員数", "kind": "integer", "minimum": 0},
        {"key": "result", "label": "事業の成果", "kind": "long_text", "stage": "report"},
    ],
    "checks": [{"key": "tax", "label": "市税を滞納していない", "stop": "市税の滞納があると申請できません"}],
    "documents": [
        {"key": "estimate", "label": "見積書", "required": False},
        {"key": "receipt", "label": "領収書の写し", "stage": "report", "required": False},
    ],
    "obligations": [{"key": "report", "label": "実績報告", "kind": "report", "anchor": "completed", "days": 30}],
    "rules": [
        {"key": "categories", "type": "categories", "parameters": {"keys": ["material", "outsourcing"]}},
        {"key": "rate", "type": "rate", "parameters": {"rate": "1/2"}},
        {"key": "ceiling", "type": "ceiling", "parameters": {"most": 500000}},
        {"key": "round", "type": "round_down", "parameters": {"unit": 1000}},
    ],
    "conditions": "補助事業以外に使わないこと。",
}


def guideline(item, **fields):
    """An edition of a guideline."""
    values = {"name": f"試験補助金交付要綱（架空）{next(_numbers)}", "effective_on": dt.date(2018, 4, 1), **fields}
    return Guideline.objects.create(item=item, **values)


def call(item, *, terms=None, initial=3_000_000, **fields):
    """A call in preparation, whole enough to open."""
    organization = fields.pop("organization", None) or Organization.objects.get(code="D1")
    kind = fields.get("kind", CallKind.SUBSIDY)
    if kind == CallKind.SUBSIDY and "line" not in fields:
        fields["line"] = money.line(
            money.envelope(item, name=f"試験補助事業(架空){next(_numbers)}"), initial=initial, code="18", name="負担金補助及び交付金"
        )
    values = {
        "guideline": fields.pop("guideline", None) or guideline(item),
        "fiscal_year": 2020,
        "kind": kind,
        "intake": Intake.REVIEW,
        "procedure": Procedure.MERGED,
        "name": f"試験補助金（架空）{next(_numbers)}",
        "summary": "新しい製品を作る事業者を支える架空の補助金です。",
        "opens_at": dt.datetime(2020, 4, 1, 9, tzinfo=ZONE),
        "closes_at": dt.datetime(2020, 5, 29, 17, tzinfo=ZONE),
        "budget": initial if kind == CallKind.SUBSIDY else None,
        "appeal_notice": "教示なし:贈与契約によるため",
        "terms": TERMS if terms is None else terms,
        "is_fictional": True,
        **fields,
    }
    return calls.prepare_call(call=Call(item=item, organization=organization, **values), actor=None, now=NOW)


def open_call(item, **fields):
    """A call that is open."""
    made = call(item, **fields)
    calls.open_call(call=made, actor=None, now=made.opens_at)
    made.refresh_from_db()
    return made


def applicant(name="架空 太郎"):
    """A user and the sole proprietor for whom the user acts."""
    user = person()
    party = register_sole_proprietor(
        name=name,
        trade_name=f"架空商店{next(_numbers)}（架空）",
        particulars=Particulars(mail=user.email),
        user=user,
        actor=user,
        now=NOW,
        today=TODAY,
    )
    return user, party


def cost(amount, *, category="material", label="材料（架空）", **fields):
    """A cost line that is not kept yet."""
    return CostLine(category=category, label=label, amount=amount, **fields)


def draft(of, *, costs=(800_000,), user=None, party=None, now=NOW, **answers):
    """A draft that could be handed in."""
    if user is None:
        user, party = applicant()
    made = drafts.begin_application(call=of, party=party, actor=user, now=now)
    raw = {"plan": "新しい菓子を作る（架空）", "employees": "3", **answers}
    drafts.save_answers(application=made, raw=raw, title="狭山茶の菓子（架空）", lane="product", now=now, today=now.date())
    drafts.save_costs(application=made, rows=[cost(each) if isinstance(each, int) else each for each in costs], now=now)
    made.refresh_from_db()
    return made


def submitted(of, *, now=NOW, **fields):
    """An application that was handed in."""
    made = draft(of, now=now, **fields)
    submission.submit(application=made, actor=made.applicant, now=now, today=now.date())
    made.refresh_from_db()
    return made


def decide(of, kind, proposed, *, on=dt.date(2020, 6, 20), number="所産振第1号", actor=None):
    """A 起案 that is decided at once."""
    now = dt.datetime.combine(on, dt.time(9), tzinfo=ZONE)
    made = decisions.prepare_decision(call=of, kind=kind, title="試験の起案", proposed=proposed, drafted_on=on, actor=actor, now=now)
    return decisions.record_decision(decision=made, decided_on=on, decided_by="課長", document_number=number, actor=actor, now=now, today=on)


def granted(of, *, amount=None, **fields):
    """An application with a grant."""

    made = submitted(of, **fields)
    accept(made)
    decide(of, DecisionKind.GRANT, [Proposed(made, Outcome.GRANTED, amount=made.requested if amount is None else amount)])
    made.refresh_from_db()
    return made


def accept(application, *, now=NOW):
    """受け付ける."""
    from django.db import transaction

    from musubi.blocks.applications.domain.moves import hold, move_on

    with transaction.atomic():
        move_on(application=hold(application), move="accept", actor=None, now=now)
    application.refresh_from_db()
    return application
