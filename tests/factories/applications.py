"""Calls and applications for tests, made by the same functions as the pages. Rates and sums are fictional (架空)."""

from __future__ import annotations

import datetime as dt
import io
import itertools

from django.db import transaction
from django.utils import timezone
from PIL import Image
from tests.factories import money
from tests.factories.accounts import person

from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import calls, corrections, decisions, drafts, files, filings, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.settling import inspection_files
from musubi.blocks.applications.domain.settling.settlement import Accepted, accept_costs
from musubi.blocks.applications.enums import CallKind, DecisionKind, Intake, Outcome, Procedure, Stage
from musubi.blocks.applications.models import (
    Agent,
    Asset,
    AssetDisposal,
    AwardTotals,
    Call,
    Certificate,
    CheckResult,
    CostLine,
    DecisionNotice,
    DesignationYear,
    Guideline,
    LiftedRule,
    OtherAid,
    PreConsultation,
    Repayment,
    SiteInspection,
    TaxReport,
    Upload,
    UpstreamGrant,
)
from musubi.blocks.papers.domain.documents import issue_file
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
    proposed = Proposed(made, Outcome.GRANTED, amount=made.requested if amount is None else amount)
    decide(of, DecisionKind.GRANT, [proposed], on=max(dt.date(2020, 6, 20), made.received_on))
    made.refresh_from_db()
    return made


def judge_costs(application, *, now=NOW):
    """経費を認める: every reported line as it was reported."""
    rows = [Accepted(line, line.amount) for line in application.costs.filter(stage=Stage.REPORT)]
    accept_costs(application=application, rows=rows, actor=None, now=now)


def accept(application, *, now=NOW):
    """受け付ける."""

    with transaction.atomic():
        move_on(application=hold(application), move="accept", actor=None, now=now)
    application.refresh_from_db()
    return application


def appointed(made, user=None, **fields):
    """An appointment at an application that was accepted."""
    values = {"application": made, "kind": "filing", "name": "代理人（架空）", "starts_on": dt.date(2018, 4, 1), "ends_on": dt.date(2099, 3, 31)}
    values |= {"party": made.party, "user": user, "asked_at": NOW, "accepted_at": NOW, **fields}
    return Agent.objects.create(**values)


def inspection_photo(inspection, caption="機械の前面（架空）", *, name="a.png", colour=0):
    """A photo of an inspection."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 90, 90)).save(buffer, "PNG")
    (kept,) = inspection_files.add_files(inspection=inspection, files=[(name, buffer.getvalue())], caption=caption, actor=None, now=NOW)
    return kept


def one_of_each(item, user, agent):
    """One record of every kind of the block, an application of `user` filed with `agent`, a draft and a paper application."""
    made = open_call(item, kind=CallKind.SUBSIDY)
    party = register_sole_proprietor(name="架空 花子", user=user, actor=user, now=NOW, today=TODAY)
    calls.save_terms(call=call(item), content=TERMS, shown_version=1, actor=None, now=NOW)  # one in preparation
    upstream = UpstreamGrant.objects.create(item=item, fiscal_year=2020, tier="prefecture", name="県の補助金（架空）", applied=100, decided=100)
    PreConsultation.objects.create(call=made, party=party, visitor="架空 花子", consulted_on=TODAY, staff="係", memo="相談（架空）")
    draft(made, user=user, party=party)
    drafts.begin_application(call=made, actor=agent, now=NOW)  # a draft without a party yet
    drafts.begin_application(call=made, party=party, channel="post", received_on=TODAY, actor=None, now=NOW)
    done = draft(made, user=user, party=party)
    OtherAid.objects.create(application=done, granter="県（架空）", name="補助金（架空）", amount=1)
    seen = {"confirmed_at": NOW, "basis": "委任状（架空）"}
    appointed(done, agent, **seen)
    appointed(done, agent, application=None, call=made, **seen)
    appointed(done, agent, application=None, **seen, starts_on=dt.date(2019, 4, 1), ends_on=dt.date(2020, 3, 31))
    Upload.objects.create(application=done, requirement="estimate", file_name="a.pdf", size=10, part_file="uploads/x.part", started_at=NOW)
    files.add_file(
        application=done, stage="application", requirement="estimate", file_name="見積.txt", data="見積（架空）".encode(), actor=user, now=NOW
    )
    submission.submit(application=done, actor=user, now=NOW, today=TODAY)
    accept(done)
    CheckResult.objects.create(application=done, check_key="tax", outcome="met", checked_at=NOW, checked_by="係")
    LiftedRule.objects.create(call=made, application=done, rule="times", reason="試験（架空）", lifted_by="課長", lifted_at=NOW)
    corrections.ask_correction(
        application=done, points=[corrections.Point("plan", "詳しく")], due_on=dt.date(2020, 6, 1), actor=None, now=NOW, today=TODAY
    )
    corrections.hand_in_correction(application=done, actor=user, now=NOW, today=TODAY)
    decision = decide(made, DecisionKind.GRANT, [Proposed(done, Outcome.GRANTED, amount=done.requested)])
    done.refresh_from_db()
    notice = issue_file(
        series="notice",
        subject=done.uid,
        title="通知（架空）",
        file_name="a.txt",
        media_type="text/plain",
        content=b"a",
        template="t",
        template_sha256="t",
        input_sha256="i",
        dated=TODAY,
        actor=None,
        now=NOW,
    )
    item_of = decision.items.get()
    DecisionNotice.objects.create(application=done, item=item_of, document=notice, seal="omitted", issued_on=TODAY)
    filings.request_change(application=done, kind="change", reason="変更（架空）", content="内容", actor=user, now=NOW)
    Certificate.objects.create(application=done, number="認-1", valid_from=TODAY)
    AwardTotals.objects.create(call=made, count=3, awarded=300, awarded_on=TODAY)
    DesignationYear.objects.create(application=done, fiscal_year=2021)
    inspection = SiteInspection.objects.create(application=done, inspected_on=TODAY, inspector="検査員（架空）")
    inspection_photo(inspection)
    filings.claim(application=done, kind="advance", amount=1, claimed_on=TODAY, reason="前払い（架空）", actor=user, now=NOW)
    asset = Asset.objects.create(application=done, name="機械（架空）", cost=1, acquired_on=TODAY, restricted_until=TODAY)
    kept = {"application": done, "received_on": TODAY, "submitted_at": NOW}
    AssetDisposal.objects.create(asset=asset, kind="gift", planned_on=TODAY, reason="譲る（架空）", **kept)
    TaxReport.objects.create(standing="exempt", **kept)
    Repayment.objects.create(item=item_of, application=done, principal=1, due_on=TODAY)
    return [done, upstream]
