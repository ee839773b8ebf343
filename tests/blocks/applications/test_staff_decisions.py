"""起案, 決裁欄 and letters: nothing leaves before the 決裁, many at once, the pack opens, letters keep their bytes."""

import io

import pytest
from django.urls import reverse
from docx import Document as WordDocument
from pypdf import PdfReader
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import DecisionNotice, DecisionRecord
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"), appeal_notice="この決定に不服があるときは、3か月以内に審査請求ができます。(試験)")


@pytest.fixture
def clerk(client, call):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


@pytest.fixture
def rows(call):
    return [factory.accept(factory.submitted(call)) for _number in range(2)]


def draft(client, call, rows, kind="grant", **fields):
    address = reverse("applications:decision-new", args=[call.uid]) + "?" + "&".join(f"application={row.uid}" for row in rows) + f"&kind={kind}"
    data = {"title": "交付決定について", "drafted_on": "令和2年6月10日"}
    for row in rows:
        data |= {f"outcome-{row.uid}": {"grant": "granted", "refusal": "refused"}[kind], f"amount-{row.uid}": "400,000円"}
    return client.post(address, data | fields)


def record(client, decision, **fields):
    data = {"decided_on": "令和2年6月20日", "decided_by": "部長", "document_number": "所産振第12号", **fields}
    return client.post(reverse("applications:decision-step", args=[decision.uid, "record"]), data)


def test_two_grants_in_one_draft_take_effect_with_the_record_and_letters_follow(client, clerk, call, rows):
    draft(client, call, rows, seal="seal")
    decision = DecisionRecord.objects.get()
    refused = client.post(reverse("applications:decision-issue", args=[decision.uid]), follow=True)
    assert "決裁日と文書番号を記録してから" in refused.content.decode()
    assert DecisionNotice.objects.count() == 0
    record(client, decision)
    client.post(reverse("applications:decision-issue", args=[decision.uid]))
    client.post(reverse("applications:decision-issue", args=[decision.uid]))  # again: nothing more
    rows[0].refresh_from_db()
    assert (rows[0].status, rows[0].decided) == (ApplicationStatus.GRANTED, 400_000)
    assert DecisionNotice.objects.count() == 2
    assert OutboxMessage.objects.filter(purpose="application_notice").count() == 2
    notice = DecisionNotice.objects.get(application=rows[1])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(notice.document.content))).pages).replace(" ", "")
    assert ("所産振第12号の2" in text, "400,000円" in text, "審査請求" in text, notice.with_appeal_notice) == (True, True, True, True)
    assert ("(公印)" in text, notice.seal) == (True, "seal")  # as this 起案 says, whatever the call does


def test_applicant_reads_the_letter_and_others_do_not(client, clerk, call, rows):
    draft(client, call, rows[:1])
    decision = DecisionRecord.objects.get()
    record(client, decision)
    client.post(reverse("applications:decision-issue", args=[decision.uid]))
    notice = DecisionNotice.objects.get()
    address = reverse("filings:notice", args=[rows[0].uid, notice.uid])
    client.force_login(rows[1].applicant)
    assert client.get(address).status_code == 404
    client.force_login(rows[0].applicant)
    assert client.get(address).content == bytes(notice.document.content)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_pack_holds_list_basis_calculation_checks_and_letters(client, clerk, call, rows):
    draft(client, call, rows)
    decision = DecisionRecord.objects.get()
    word = client.get(reverse("applications:decision-pack", args=[decision.uid, "docx"])).content
    document = WordDocument(io.BytesIO(word))
    text = "\n".join([p.text for p in document.paragraphs] + [cell.text for table in document.tables for row in table.rows for cell in row.cells])
    for part in ("起案文案", "一覧", "根拠と予算", "計算", "審査・確認の結果", "通知案", rows[0].number, "800,000"):
        assert part in text, part
    address = reverse("applications:decision-pack", args=[decision.uid, "pdf"])
    went_round = client.get(address).content
    record(client, decision)
    assert went_round.startswith(b"%PDF")
    assert client.get(address).content == went_round  # the sums left in the budget are others now; the pack is what was approved


def test_refusal_needs_a_reason_and_keeps_what_was_typed(client, clerk, call, rows):
    refused = draft(client, call, rows, kind="refusal")
    assert refused.status_code == 422
    assert "理由を書いてください" in refused.content.decode()
    assert "交付決定について" in refused.content.decode()
    assert DecisionRecord.objects.count() == 0


def test_many_are_recorded_at_once_each_with_its_number(client, clerk, call, rows):
    for row in rows:
        draft(client, call, [row])
    one, two = DecisionRecord.objects.order_by("pk")
    address = reverse("applications:decisions-record")
    data = {"decision": [one.uid, two.uid], "decided_on": "R2.6.20", "decided_by": "課長", f"number-{one.uid}": "第1号", f"number-{two.uid}": ""}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "文書番号を入力してください" in answer.content.decode()
    assert list(DecisionRecord.objects.filter(decided_on__isnull=False)) == [one]


def test_day_before_the_receipt_needs_the_head_and_a_reason(client, clerk, call, rows):
    draft(client, call, rows[:1], drafted_on="令和2年5月1日")
    decision = DecisionRecord.objects.get()
    assert record(client, decision, decided_on="令和2年5月2日", exception_reason="遡及").status_code == 422
    client.force_login(person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1")))
    record(client, decision, decided_on="令和2年5月2日", exception_reason="災害のため(架空)")
    decision.refresh_from_db()
    assert decision.exception_reason == "災害のため(架空)"


def test_page_of_decisions_costs_the_same_for_many(client, clerk, call, rows, django_assert_max_num_queries):
    draft(client, call, rows)
    with django_assert_max_num_queries(20):
        client.get(reverse("applications:decisions"))
