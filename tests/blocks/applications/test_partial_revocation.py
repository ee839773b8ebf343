"""一部取消し: the sum that stands, claims, repayment, budget, letters, figures and published awards after a part was taken back."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import commitments, filings
from musubi.blocks.applications.domain.applicant.awards import published
from musubi.blocks.applications.domain.commitments import overpaid, payable
from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision, record_decision
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.domain.measures import counted, yen_of
from musubi.blocks.applications.domain.settling import settlement
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.enums import AwardPublicity, DecisionKind, Outcome
from musubi.blocks.applications.interfaces.decision_forms import DecisionForm, kinds_for
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import Application, DecisionItem, DecisionNotice, DecisionRecord
from musubi.blocks.audit.models import Event
from musubi.blocks.money.domain.checks import contract_total
from musubi.blocks.money.models import Contract
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
WHY = "一部を目的外に使ったため(架空)"


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"))


def moment(day):
    return dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)


def take_back(call, made, yen, *, on=dt.date(2020, 12, 1), outcome=Outcome.PARTLY_REVOKED):
    factory.decide(call, DecisionKind.REVOCATION, [Proposed(made, outcome, amount=yen, reason=WHY)], on=on, number=f"取消{on:%m%d}")
    made.refresh_from_db()
    return made


def confirmed(call):
    """400,000 yen decided and confirmed."""
    made = factory.granted(call)
    factory.drafts.save_answers(application=made, raw={"result": "済"}, stage="report", now=factory.NOW, today=factory.TODAY)
    factory.drafts.save_costs(application=made, rows=[factory.cost(800_000)], stage="report", now=factory.NOW)
    day = dt.date(2020, 9, 1)
    filings.report_results(application=made, completed_on=day, actor=None, now=moment(day), today=day)
    factory.judge_costs(made)
    factory.decide(call, DecisionKind.CONFIRMATION, [Proposed(made, Outcome.CONFIRMED, amount=400_000)], on=dt.date(2020, 9, 10), number="確定1")
    made.refresh_from_db()
    return made


def claimed(made, yen=400_000, kind="final"):
    filings.claim(
        application=made, kind=kind, amount=yen, claimed_on=dt.date(2020, 9, 20), reason="資金(架空)", actor=None, now=moment(dt.date(2020, 9, 20))
    )
    made.refresh_from_db()
    return made.claims.get(withdrawn_at__isnull=True, payment__isnull=True)


def paid(made, yen=400_000, kind="final"):
    claim = claimed(made, yen, kind)
    commitments.record_payment(application=made, claim=claim, amount=yen, paid_on=dt.date(2020, 10, 1), actor=None, now=moment(dt.date(2020, 10, 1)))
    made.refresh_from_db()
    return made


def bound(made):
    return contract_total(Contract.objects.prefetch_related("changes").get(pk=made.contract_id))


def test_part_of_a_grant_lowers_what_stands_what_is_bound_and_what_is_counted(call):
    made = take_back(call, factory.granted(call), 150_000)
    assert (made.status, made.decided, made.revoked, made.decided_now, made.stands) == ("granted", 400_000, 150_000, 250_000, 250_000)
    assert (payable(made), bound(made)) == (250_000, 250_000)
    budget = budget_of(call)
    assert (budget.decided, budget.bound) == (250_000, 250_000)
    rows = counted("granted", [call.item_id], [2020])
    assert (rows.count(), yen_of("granted")(rows)) == (1, 250_000)
    told = Event.objects.get(object_id=made.uid, verb="application.partly_revoked")
    assert (told.before["revoked"], told.after["revoked"], told.personal_values.get(field="reason").after) == (0, 150_000, WHY)
    take_back(call, made, 50_000, on=dt.date(2020, 12, 5))
    assert made.stands == 200_000
    with pytest.raises(ApplicationError, match="全部を取り消すときは"):
        take_back(call, made, 200_000, on=dt.date(2020, 12, 6))
    with pytest.raises(ApplicationError, match="1円以上"):
        take_back(call, made, 0, on=dt.date(2020, 12, 6))


def test_nothing_is_confirmed_above_what_is_left(call):
    made = factory.granted(call)
    take_back(call, made, 150_000, on=dt.date(2020, 8, 1))
    factory.drafts.save_answers(application=made, raw={"result": "済"}, stage="report", now=factory.NOW, today=factory.TODAY)
    factory.drafts.save_costs(application=made, rows=[factory.cost(800_000)], stage="report", now=factory.NOW)
    day = dt.date(2020, 9, 1)
    filings.report_results(application=made, completed_on=day, actor=None, now=moment(day), today=day)
    factory.judge_costs(made)
    made.refresh_from_db()
    form = DecisionForm(None, applications=[made], kind=DecisionKind.CONFIRMATION)
    assert form.fields[f"amount-{made.uid}"].initial == 250_000
    with pytest.raises(ApplicationError):
        factory.decide(call, DecisionKind.CONFIRMATION, [Proposed(made, Outcome.CONFIRMED, amount=250_001)], on=dt.date(2020, 9, 10), number="確定1")
    factory.decide(call, DecisionKind.CONFIRMATION, [Proposed(made, Outcome.CONFIRMED, amount=250_000)], on=dt.date(2020, 9, 10), number="確定1")
    made.refresh_from_db()
    assert (made.confirmed, made.stands) == (250_000, 250_000)


def test_claim_beyond_what_is_left_falls_away_and_is_made_anew(call):
    made = confirmed(call)
    claim = claimed(made)
    claim.exported_at = moment(dt.date(2020, 9, 21))
    claim.save()
    take_back(call, made, 100_000)
    claim.refresh_from_db()
    assert (made.status, made.confirmed, claim.withdrawn_at is not None) == ("confirmed", 300_000, True)
    assert Task.objects.get(object_id=claim.uid).title.startswith("一部取消しで取り下げた請求の支払を止める")
    with pytest.raises(ApplicationError, match="300,000円まで"):
        claimed(made, 300_001)
    assert paid(made, 300_000).status == "paid"


def test_claim_within_what_is_left_stays(call):
    made = confirmed(call)
    claim = claimed(made, 200_000)
    take_back(call, made, 100_000)
    claim.refresh_from_db()
    assert (made.status, claim.withdrawn_at) == ("claimed", None)


def test_paid_grant_waits_for_the_order_returns_with_surcharge_and_goes_on_as_paid(call):
    made = take_back(call, paid(confirmed(call)), 150_000)
    assert (made.status, made.confirmed, overpaid(made), bound(made)) == ("partly_revoked", 250_000, 150_000, 400_000)
    assert counted("granted", [call.item_id], [2020]).count() == 1
    assert {kind for kind, _label in kinds_for([made])} == {"revocation", "repayment"}
    form = DecisionForm(None, applications=[made], kind=DecisionKind.REPAYMENT)
    assert form.fields[f"amount-{made.uid}"].initial == 150_000
    assert form.fields[f"surcharge-{made.uid}"].initial > 0
    due = dt.date(2020, 12, 28)
    less = Proposed(made, Outcome.REPAYMENT, amount=100_000, reason=WHY, due_on=due)
    with pytest.raises(ApplicationError, match="150,000円以上"):
        factory.decide(call, DecisionKind.REPAYMENT, [less], on=dt.date(2020, 12, 2), number="返還1")
    order = Proposed(made, Outcome.REPAYMENT, amount=150_000, surcharge=2_700, reason=WHY, due_on=due)
    factory.decide(call, DecisionKind.REPAYMENT, [order], on=dt.date(2020, 12, 3), number="返還2")
    made.refresh_from_db()
    assert made.status == "repaying"
    settlement.record_repayment(repayment=made.repayments.get(), paid_on=due, actor=None, now=moment(due))
    made.refresh_from_db()
    assert (made.status, made.returned, overpaid(made), bound(made)) == ("paid", 150_000, 0, 250_000)
    take_back(call, made, 50_000, on=dt.date(2021, 1, 10))  # the rest may be taken back as well, in part
    take_back(call, made, None, on=dt.date(2021, 1, 11), outcome=Outcome.REVOKED)  # and as a whole
    assert made.status == "revoked"
    assert DecisionForm(None, applications=[made], kind=DecisionKind.REPAYMENT).fields[f"amount-{made.uid}"].initial == 250_000


def test_money_that_comes_back_by_itself_ends_the_waiting(call):
    made = take_back(call, paid(confirmed(call)), 150_000)
    commitments.record_refund(application=made, amount=150_000, paid_on=dt.date(2020, 12, 20), actor=None, now=moment(dt.date(2020, 12, 20)))
    made.refresh_from_db()
    assert made.status == "paid"


def test_advance_beyond_what_is_left_comes_back_while_the_project_goes_on(call):
    made = take_back(call, paid(factory.granted(call), 300_000, "advance"), 200_000)
    assert (made.status, overpaid(made), payable(made)) == ("granted", 100_000, 0)
    assert Task.objects.filter(title__startswith="戻入を求める").count() == 1
    assert "repayment" in {kind for kind, _label in kinds_for([made])}
    order = Proposed(made, Outcome.REPAYMENT, amount=100_000, surcharge=1_000, reason=WHY, due_on=dt.date(2020, 12, 28))
    factory.decide(call, DecisionKind.REPAYMENT, [order], on=dt.date(2020, 12, 3), number="返還1")
    settlement.record_repayment(repayment=made.repayments.get(), paid_on=dt.date(2020, 12, 28), actor=None, now=moment(dt.date(2020, 12, 28)))
    made.refresh_from_db()
    assert (made.status, overpaid(made), made.paid - made.returned) == ("granted", 0, 200_000)


def test_letter_pack_and_page_say_what_stood_what_is_taken_and_what_is_left(call, client):
    made = paid(confirmed(call))
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    address = reverse("applications:decision-new", args=[call.uid]) + f"?application={made.uid}&kind=revocation"
    typed = {"title": "一部取消し", "drafted_on": "令和2年12月1日", f"reason-{made.uid}": WHY}
    wrong = client.post(address, {**typed, f"outcome-{made.uid}": "revoked", f"amount-{made.uid}": "150,000"})
    assert (wrong.status_code, "取り消す額を空にしてください" in wrong.content.decode()) == (422, True)
    missing = client.post(address, {**typed, f"outcome-{made.uid}": "partly_revoked"})
    assert (missing.status_code, "取り消す額を、1円以上で" in missing.content.decode()) == (422, True)
    without_reason = client.post(address, {**typed, f"reason-{made.uid}": "", f"outcome-{made.uid}": "partly_revoked", f"amount-{made.uid}": "1"})
    assert "理由を書いてください" in without_reason.content.decode()
    client.post(address, {**typed, f"outcome-{made.uid}": "partly_revoked", f"amount-{made.uid}": "150,000"})
    decision = DecisionRecord.objects.get(kind="revocation")
    day = dt.date(2020, 12, 2)
    record = {"decided_on": day, "decided_by": "市長", "document_number": "取消1", "actor": None, "now": moment(day), "today": day}
    decision = record_decision(decision=decision, **record)
    issue_letters(decision=decision, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=moment(day))
    letter = DecisionNotice.objects.get(item__decision=decision)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.document.content))).pages).replace(" ", "").replace("\n", "")
    for words in (
        "一部取消通知書",
        "取消し前の額400,000円(確定額)",
        "取り消す額150,000円",
        "取消し後の額250,000円",
        "返還の対象となる額150,000円",
        WHY,
    ):
        assert words in text, words
    page = client.get(reverse("applications:application", args=[made.uid])).content.decode()
    assert ("一部取消しの額" in page, "150,000円の戻入・返還が済んでいません" in page) == (True, True)
    client.force_login(made.applicant)
    assert "取消し後の交付決定額" in client.get(reverse("filings:application", args=[made.uid])).content.decode()


def test_published_award_falls_when_the_letter_is_out(call):
    call.publicity = AwardPublicity.UNNAMED
    call.save()
    made = factory.granted(call)
    day = dt.date(2020, 6, 21)
    first = DecisionRecord.objects.get(kind="grant")
    issue_letters(decision=first, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=moment(day))
    take_back(call, made, 150_000)
    (award,) = published([call]).awards
    assert award.awarded == 400_000  # nobody was told yet
    issue_letters(
        decision=DecisionRecord.objects.get(kind="revocation"), make=letter_document, with_appeal=has_appeal_notice, actor=None, now=moment(day)
    )
    (after,) = published([call]).awards
    assert (after.awarded, after.uid) == (250_000, award.uid)


def test_two_clerks_cannot_take_back_the_same_yen(call):
    made = factory.granted(call)
    day = dt.date(2020, 12, 1)
    words = {"call": call, "kind": DecisionKind.REVOCATION, "title": "取消し", "drafted_on": day, "actor": None, "now": moment(day)}
    draft = prepare_decision(proposed=[Proposed(made, Outcome.PARTLY_REVOKED, amount=300_000, reason=WHY)], **words)
    with pytest.raises(ApplicationError, match="決裁待ちの別の起案"):
        prepare_decision(proposed=[Proposed(made, Outcome.PARTLY_REVOKED, amount=300_000, reason=WHY)], **words)
    Application.objects.filter(pk=made.pk).update(decided=350_000)  # a change of the award that was recorded meanwhile
    record = {"decided_on": day, "decided_by": "市長", "document_number": "1", "actor": None, "now": moment(day), "today": day}
    with pytest.raises(ApplicationError, match="起案し直してください"):
        record_decision(decision=draft, **record)
    Application.objects.filter(pk=made.pk).update(decided=400_000)
    record_decision(decision=draft, **record)
    with pytest.raises(ApplicationError, match="もう記録されている"):
        record_decision(decision=draft, **record)
    made.refresh_from_db()
    assert made.revoked == 300_000


@pytest.mark.parametrize("wrong", [{"revoked": 400_000}, {"revoked": -1}, {"revoked": 100_000, "confirmed": 300_001}])
def test_database_keeps_the_sums(call, wrong):
    made = factory.granted(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(**wrong)


def test_database_keeps_reason_and_yen(call):
    take_back(call, factory.granted(call), 1)
    item = DecisionItem.objects.get(outcome="partly_revoked")
    for wrong in ({"amount": None}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionItem.objects.filter(pk=item.pk).update(**wrong)
