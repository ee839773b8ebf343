"""The applicant's pages: begin, type, save by itself, hand in once, correct point by point, report, claim, step back."""

import datetime as dt
import re

import pytest
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.applications.domain import corrections, drafts
from musubi.blocks.applications.domain.corrections import Point
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, Receipt
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def demo(settings):
    """The site's clock stands in the demo's year, in which the budgets are."""
    settings.DEMO = True


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def call(item):
    now = clock.now()
    return factory.open_call(item, opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))


@pytest.fixture
def applicant(client):
    user, party = factory.applicant()
    client.force_login(user, backend=BACKEND)
    return user, party


def begun(client, call, party):
    """An application that was begun through the page."""
    client.post(f"/my/applications/begin/{call.uid}/", {"party": party.uid})
    return Application.objects.get()


def text(made, page="page1", *, shown="", **fields):
    """What the form's page sends, whole enough to be handed in."""
    return {
        "title": "狭山茶の菓子（架空）",
        "lane": "product",
        "lane-shown": "product",
        "q-plan": "新しい菓子を作る（架空）",
        "q-employees": "3",
        "costs": ["cost0000000001"],
        "costs-cost0000000001-category": "material",
        "costs-cost0000000001-label": "茶葉（架空）",
        "costs-cost0000000001-amount": "80万円",
        "page": page,
        "shown": shown,
        **fields,
    }


def test_from_the_call_to_the_receipt(client, call, applicant):
    made = begun(client, call, applicant[1])
    begun(client, call, applicant[1])  # a second click goes on with the same draft
    answer = client.post(f"/my/applications/{made.uid}/form/", {**text(made), "go": "check"})
    assert answer["Location"] == f"/my/applications/{made.uid}/check/"
    check = client.get(answer["Location"]).content.decode()
    assert "足りないものはありません" in check
    assert "400,000円" in check
    first = client.post(f"/my/applications/{made.uid}/check/")
    again = client.post(f"/my/applications/{made.uid}/check/")
    assert first["Location"] == again["Location"]
    receipt = Receipt.objects.get()
    page = client.get(first["Location"]).content.decode()
    assert all(words in page for words in (receipt.number, receipt.sha256, "狭山茶の菓子（架空）", "800,000円"))
    assert OutboxMessage.objects.filter(purpose="application_receipt").count() == 1


def test_page_saves_by_itself_and_keeps_what_it_cannot_read(client, call, applicant):
    made = begun(client, call, applicant[1])
    sent = text(made, **{"q-employees": "三人くらい", "costs-cost0000000001-amount": "10.5円"})
    saved = client.post(f"/my/applications/{made.uid}/save/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "に保存しました" in saved
    assert "整数として読めません" in saved
    page = client.get(f"/my/applications/{made.uid}/form/").content.decode()
    assert 'value="三人くらい"' in page
    assert 'value="10.5円"' in page
    assert "1円未満の端数があります" in page
    client.post(f"/my/applications/{made.uid}/save/", text(made))
    client.post(f"/my/applications/{made.uid}/save/", text(made))
    assert [(line.amount, line.label) for line in made.costs.all()] == [(800_000, "茶葉（架空）")]
    made.refresh_from_db()
    assert (made.requested, made.answers["employees"]) == (400_000, 3)


def test_row_is_added_and_removed_without_script(client, call, applicant):
    made = begun(client, call, applicant[1])
    second = {
        "costs": ["cost0000000001", "cost0000000002"],
        "costs-cost0000000002-category": "outsourcing",
        "costs-cost0000000002-label": "包装の意匠（架空）",
        "costs-cost0000000002-amount": "100000",
    }
    added = client.post(f"/my/applications/{made.uid}/form/", {**text(made), **second, "add": "costs"})
    assert added["Location"].endswith("#h-costs")
    assert made.costs.count() == 2
    client.post(f"/my/applications/{made.uid}/form/", {**text(made), **second, "remove": "costs-cost0000000001"})
    assert [line.label for line in made.costs.all()] == ["包装の意匠（架空）"]


def test_two_pages_open_at_once_never_overwrite_each_other_unseen(client, call, applicant):
    made = begun(client, call, applicant[1])
    shown = re.search(r'name="shown" id="shown" value="([^"]+)"', client.get(f"/my/applications/{made.uid}/form/").content.decode())[1]
    client.post(f"/my/applications/{made.uid}/save/", text(made, "page1", shown=shown, **{"q-plan": "一つ目の画面"}))
    answer = client.post(f"/my/applications/{made.uid}/form/", text(made, "page2", shown=shown, **{"q-plan": "二つ目の画面"}))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "一つ目の画面" in page
    assert "二つ目の画面" in page
    made.refresh_from_db()
    assert made.answers["plan"] == "一つ目の画面"
    client.post(f"/my/applications/{made.uid}/form/", {**text(made, "page2", shown=shown, **{"q-plan": "二つ目の画面"}), "overwrite": "1"})
    made.refresh_from_db()
    assert made.answers["plan"] == "二つ目の画面"


def test_check_leads_to_each_place_that_is_missing(client, call, applicant):
    made = begun(client, call, applicant[1])
    answer = client.post(f"/my/applications/{made.uid}/check/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"?all=1#{place}" in page for place in ("q-title", "q-plan", "h-costs"))
    assert "「事業の内容」を入力してください" in client.get(f"/my/applications/{made.uid}/form/?all=1").content.decode()


def test_missing_document_is_told_at_its_place(client, item, applicant):
    now = clock.now()
    terms = {**factory.TERMS, "documents": [{"key": "estimate", "label": "見積書"}]}
    call = factory.open_call(item, terms=terms, opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))
    made = factory.draft(call, user=applicant[0], party=applicant[1], now=now)
    assert "?all=1#file-estimate" in client.post(f"/my/applications/{made.uid}/check/").content.decode()
    assert "「見積書」を添えてください" in client.get(f"/my/applications/{made.uid}/form/?all=1").content.decode()
    assert "「見積書」を添えてください" not in client.get(f"/my/applications/{made.uid}/form/").content.decode()


def test_correction_is_shown_point_by_point_with_what_stood_before(client, call, applicant):
    made = factory.submitted(call, user=applicant[0], party=applicant[1], now=clock.now())
    points = [Point("plan", "対象の製品を具体的に（架空）")]
    corrections.ask_correction(
        application=made, points=points, due_on=clock.today() + dt.timedelta(days=7), actor=None, now=clock.now(), today=clock.today()
    )
    assert "対象の製品を具体的に（架空）" in client.get(f"/my/applications/{made.uid}/").content.decode()
    form = client.get(f"/my/applications/{made.uid}/form/").content.decode()
    assert "対象の製品を具体的に（架空）" in form
    assert "補正前" in form
    line = made.costs.get()
    mended = {**text(made), "q-plan": "狭山茶の焼菓子（架空）", "costs": [line.uid], f"costs-{line.uid}-category": "material"}
    mended |= {f"costs-{line.uid}-label": "茶葉（架空）", f"costs-{line.uid}-amount": "800000"}
    client.post(f"/my/applications/{made.uid}/form/", mended)
    client.post(f"/my/applications/{made.uid}/check/")
    made.refresh_from_db()
    point = made.corrections.get().points.get()
    assert (made.status, point.before, point.after) == (ApplicationStatus.SCREENING, "新しい菓子を作る（架空）", "狭山茶の焼菓子（架空）")
    again = client.post(f"/my/applications/{made.uid}/check/")
    assert again["Location"] == f"/my/applications/{made.uid}/receipts/{made.number}-2/"
    assert made.receipts.count() == 2


def test_report_and_claim_after_the_decision(client, call, applicant):
    made = factory.granted(call, user=applicant[0], party=applicant[1], now=clock.now())
    form = client.get(f"/my/applications/{made.uid}/form/").content.decode()
    assert "実際にかかった経費" in form
    assert 'value="材料（架空）"' in form  # the planned line is where the actual one begins
    sent = {"q-result": "できた（架空）", "page": "p", "shown": "", "lane-shown": made.lane, "costs": ["real0000000001"]}
    sent |= {"costs-real0000000001-category": "material", "costs-real0000000001-label": "茶葉（架空）", "costs-real0000000001-amount": "700000"}
    client.post(f"/my/applications/{made.uid}/form/", sent)
    assert "350,000円" in client.get(f"/my/applications/{made.uid}/check/").content.decode()
    too_late = client.post(f"/my/applications/{made.uid}/check/", {"completed_on": "2199-01-01"})
    assert (too_late.status_code, "先の日付" in too_late.content.decode()) == (422, True)
    client.post(f"/my/applications/{made.uid}/check/", {"completed_on": clock.today().isoformat()})
    made.refresh_from_db()
    assert made.status == ApplicationStatus.REPORTED
    factory.judge_costs(made)
    proposed = [Proposed(made, Outcome.CONFIRMED, amount=350_000)]
    factory.decide(call, DecisionKind.CONFIRMATION, proposed, on=clock.today(), number="所産振第2号")
    answer = client.post(f"/my/applications/{made.uid}/claim/", {"amount": "400000"})
    assert (answer.status_code, "350,000円" in answer.content.decode()) == (422, True)
    client.post(f"/my/applications/{made.uid}/claim/", {"amount": "35万円"})
    made.refresh_from_db()
    assert (made.status, made.claims.get().amount) == (ApplicationStatus.CLAIMED, 350_000)


def test_change_is_asked_for_and_taken_back(client, call, applicant):
    made = factory.granted(call, user=applicant[0], party=applicant[1], now=clock.now())
    client.post(f"/my/applications/{made.uid}/change/", {"kind": "change", "content": "時期を延ばす（架空）", "reason": "資材の遅れ（架空）"})
    request = made.change_requests.get()
    assert "時期を延ばす（架空）" in client.get(f"/my/applications/{made.uid}/").content.decode()
    client.post(f"/my/applications/{made.uid}/change/{request.uid}/take-back/")
    request.refresh_from_db()
    assert request.status == "withdrawn"


def test_stepping_back_asks_for_a_reason_and_for_certainty(client, call, applicant):
    made = factory.submitted(call, user=applicant[0], party=applicant[1], now=clock.now())
    assert client.post(f"/my/applications/{made.uid}/withdraw/", {"reason": "中止（架空）"}).status_code == 422
    client.post(f"/my/applications/{made.uid}/withdraw/", {"reason": "中止（架空）", "sure": "on"})
    made.refresh_from_db()
    assert made.status == ApplicationStatus.WITHDRAWN


def test_nobody_else_sees_an_application(client, call):
    made = factory.draft(call, now=clock.now())
    client.force_login(person(), backend=BACKEND)
    pages = ["", "form/", "check/", "print/", "withdraw/", "claim/", "discard/"]
    assert {client.get(f"/my/applications/{made.uid}/{page}").status_code for page in pages} == {404}
    client.logout()
    assert client.get(f"/my/applications/{made.uid}/")["Location"].startswith("/account/login/")


def test_own_list_costs_the_same_for_one_and_for_three(client, call, applicant):
    user, party = applicant
    factory.draft(call, user=user, party=party, now=clock.now())
    one = queries_of(client, "/my/applications/")
    for _number in range(2):
        factory.submitted(call, user=user, party=party, now=clock.now())
    assert queries_of(client, "/my/applications/") == one
    assert "あなたの番の手続が1件あります" in client.get("/my/applications/").content.decode()


def test_form_costs_the_same_for_one_and_for_many_rows(client, call, applicant):
    user, party = applicant
    few = factory.draft(call, user=user, party=party, now=clock.now())
    many = factory.draft(call, user=user, party=party, costs=(1000,) * 12, now=clock.now())
    assert queries_of(client, f"/my/applications/{few.uid}/form/") == queries_of(client, f"/my/applications/{many.uid}/form/")


def test_draft_is_thrown_away_only_after_asking(client, call, applicant):
    made = begun(client, call, applicant[1])
    assert "元に戻せません" in client.get(f"/my/applications/{made.uid}/discard/").content.decode()
    client.post(f"/my/applications/{made.uid}/discard/")
    assert not Application.objects.exists()


def test_party_is_registered_on_the_way(client, call):
    client.force_login(person(), backend=BACKEND)
    back = f"/my/applications/begin/{call.uid}/"
    assert "先に、申請する人" in client.get(back).content.decode()
    future = {"kind": "person", "name": "架空 花子", "birth_on": "2199-01-01", "next": back}
    answer = client.post("/my/businesses/new/", future)
    assert (answer.status_code, "今日より後" in answer.content.decode()) == (422, True)
    assert client.post("/my/businesses/new/", {**future, "birth_on": "昭和60年4月1日"})["Location"] == back
    assert "架空 花子" in client.get(back).content.decode()


def test_form_opened_in_time_may_be_sent_until_the_grace_ends(client, item, applicant, monkeypatch):
    now = clock.now()
    call = factory.open_call(item, opens_at=now - dt.timedelta(days=2), closes_at=now - dt.timedelta(minutes=5))
    made = factory.draft(call, user=applicant[0], party=applicant[1], now=now - dt.timedelta(hours=1))
    assert client.post(f"/my/applications/begin/{call.uid}/", {"party": applicant[1].uid}).status_code == 422
    assert "締切から30分まで送れます" in client.get(f"/my/applications/{made.uid}/check/").content.decode()
    client.post(f"/my/applications/{made.uid}/check/")
    made.refresh_from_db()
    assert made.status == ApplicationStatus.SUBMITTED
    late = factory.draft(
        factory.open_call(item, opens_at=now - dt.timedelta(days=2), closes_at=now - dt.timedelta(minutes=31)), now=now - dt.timedelta(days=1)
    )
    drafts.save_answers(application=late, raw={}, party=applicant[1], now=now, today=now.date())
    answer = client.post(f"/my/applications/{late.uid}/check/")
    assert (answer.status_code, "受付は終わりました" in answer.content.decode()) == (409, True)
