"""様式: every form prints blank and filled as PDF, and the office can enter it from paper with its 受付日."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import drafts, filings
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.interfaces.sheets.model import EMPTY_DAY, Group
from musubi.blocks.applications.interfaces.sheets.register import sheet_of, sheets_of
from musubi.blocks.applications.models import Asset, AssetDisposal, Obligation, TaxReport
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def granted(item):
    return factory.granted(factory.open_call(item), amount=400_000)


@pytest.fixture
def clerk(item):
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


def cells(sheet):
    """Label → what stands in the cell, ticked choices by name."""
    found = {}
    for group in sheet.groups:
        assert isinstance(group, Group)
        for each in group.fields:
            found[each.label] = [text for text, on in each.choices if on] if each.choices else each.value
    return found


def test_every_form_prints_blank_and_filled_for_applicant_and_office(client, granted, clerk):
    user, day = granted.applicant, dt.date(2020, 7, 1)
    filings.request_change(
        application=granted, kind="change", reason="遅れ（架空）", content="完了を延ばす（架空）", requested=300_000, actor=user, now=factory.NOW
    )
    filings.claim(application=granted, kind="advance", amount=100_000, claimed_on=day, reason="材料（架空）", actor=user, now=factory.NOW)
    owed = Obligation.objects.create(application=granted, kind="status", key="s", label="遂行状況報告", due_on=day)
    Obligation.objects.create(application=granted, kind="tax", key="t", label="消費税の報告", due_on=day)
    fulfil(obligation=owed, done_on=day, actor=user, now=factory.NOW, content={"text": "半分まで（架空）", "amount": 5})
    Obligation.objects.create(application=granted, kind="outcome", key="o", label="事業化状況報告", due_on=day)
    asset = Asset.objects.create(application=granted, name="機械（架空）", cost=800_000, acquired_on=day, restricted_until=dt.date(2099, 1, 1))
    kept = {"application": granted, "received_on": day, "submitted_at": factory.NOW}
    AssetDisposal.objects.create(
        asset=asset, kind="gift", planned_on=day, reason="譲る（架空）", explanation=[{"label": "返還額", "how": "計算", "yen": 0}], **kept
    )
    TaxReport.objects.create(standing="simplified", **kept)
    links = sheets_of(granted)
    blank = {link.kind for link in links if not link.filled}
    filled = {link.kind for link in links if link.filled}
    assert blank == {"report", "change", "claim", "renounce", "disposal", "tax", "obligation"}
    assert filled == {"application", "change", "claim", "obligation", "disposal", "tax"}
    for who, name in ((user, "filings"), (clerk, "applications")):
        client.force_login(who, backend=BACKEND)
        page = client.get(reverse(f"{name}:application", args=[granted.uid])).content.decode()
        for link in links:
            address = reverse(f"{name}:sheet", args=[granted.uid, link.kind])
            assert address in page
            answer = client.get(address, {**({"of": link.of} if link.of else {}), **({"filled": "1"} if link.filled else {})})
            assert (answer.status_code, answer.content[:5], answer["Content-Type"]) == (200, b"%PDF-", "application/pdf"), link
    client.force_login(person(), backend=BACKEND)
    assert client.get(reverse("filings:sheet", args=[granted.uid, "change"])).status_code == 404


def test_filled_sheet_says_what_was_handed_in_and_a_blank_one_leaves_room(granted):
    made = filings.request_change(
        application=granted, kind="suspension", reason="遅れ（架空）", requested=300_000, received_on=dt.date(2020, 7, 2), actor=None, now=factory.NOW
    )
    filled = sheet_of(granted, "change", made.uid, filled=True)
    told = cells(filled)
    assert (told["種類"], told["理由"], told["変更後の申請額"], filled.received_on) == (["中止"], "遅れ（架空）", "300,000円", dt.date(2020, 7, 2))
    blank = cells(sheet_of(granted, "change", "", filled=False))
    assert (blank["種類"], blank["理由"], blank["変更後の完了予定日"], blank["交付決定額"]) == ([], "", EMPTY_DAY, "400,000円")
    application = sheet_of(granted, "application", "", filled=True)
    assert cells(application)["事業の内容"] == "新しい菓子を作る（架空）"
    assert application.tables[0].rows[-1][4] == 800_000
    empty = sheet_of(granted, "report", "", filled=False)
    assert (cells(empty)["事業の成果"], len(empty.tables[0].rows), empty.enclosed) == ("", 6, ["領収書の写し"])
    assert sheet_of(granted, "nothing", "", filled=False) is None
    assert sheet_of(granted, "obligation", "x", filled=False) is None


def test_withdrawal_and_renunciation_from_paper_print_with_their_reason(client, item, granted, clerk):
    client.force_login(clerk)
    waiting = factory.submitted(granted.call)
    for made, name in ((waiting, "withdraw"), (granted, "renounce")):
        step = reverse("applications:settle-step", args=[made.uid, f"paper-{name}"])
        assert client.post(step, {"received_on": "R2.7.3", "reason": "事情が変わった（架空）"}).status_code == 302
        change = made.status_changes.get(move=name)
        assert "令和2年7月3日" in change.note
        link = next(each for each in sheets_of(made) if each.kind == name and each.filled)
        assert cells(sheet_of(made, name, link.of, filled=True))["理由"] == "事情が変わった（架空）"


def test_change_from_paper_bears_its_day(client, granted, clerk):
    client.force_login(clerk)
    step = reverse("applications:settle-step", args=[granted.uid, "paper-change"])
    refused = client.post(step, {"received_on": "R2.7.3", "kind": "change", "reason": "遅れ（架空）"})
    assert (refused.status_code, "何をどう変えるか" in refused.content.decode()) == (422, True)
    assert client.post(step, {"received_on": "R2.7.3", "kind": "change", "content": "延ばす", "reason": "遅れ（架空）"}).status_code == 302
    assert granted.change_requests.get().received_on == dt.date(2020, 7, 3)


def test_report_from_paper_is_typed_by_the_office_and_counts_from_its_day(client, granted, clerk):
    client.force_login(clerk)
    form = reverse("filings:form", args=[granted.uid])
    assert client.get(form).status_code == 403
    step = reverse("applications:settle-step", args=[granted.uid, "paper-report"])
    early = client.post(step, {"received_on": "R2.6.1"})
    assert (early.status_code, "交付決定日から今日まで" in early.content.decode()) == (422, True)
    assert client.post(step, {"received_on": "R3.3.15"}).status_code == 302
    assert "実績報告を入力する" in client.get(reverse("applications:application", args=[granted.uid])).content.decode()
    assert client.get(form).status_code == 200
    drafts.save_answers(application=granted, raw={"result": "できた（架空）"}, stage=Stage.REPORT, now=clock.now(), today=clock.today())
    drafts.save_costs(application=granted, rows=[factory.cost(500_000)], stage=Stage.REPORT, now=clock.now())
    late = client.post(reverse("filings:check", args=[granted.uid]), {"completed_on": "R3.3.20"})
    assert (late.status_code, "受付日より後" in late.content.decode()) == (422, True)
    assert client.post(reverse("filings:check", args=[granted.uid]), {"completed_on": "R3.3.1"}).status_code == 302
    granted.refresh_from_db()
    assert (granted.status, granted.reported_on) == ("reported", dt.date(2021, 3, 15))
    assert granted.obligations.get(kind="report").done_on == dt.date(2021, 3, 15)
    assert client.get(form).status_code == 403


def test_owed_report_from_paper_keeps_its_words(client, granted, clerk):
    owed = Obligation.objects.create(application=granted, kind="status", key="s", label="遂行状況報告", due_on=dt.date(2020, 9, 30))
    client.force_login(clerk)
    step = reverse("applications:settle-step", args=[granted.uid, "fulfil"])
    assert client.post(step, {"obligation": owed.uid, "done_on": "R2.9.25", "content": "半分（架空）", "amount": "12万円"}).status_code == 302
    owed.refresh_from_db()
    assert (owed.done_on, owed.content) == (dt.date(2020, 9, 25), {"text": "半分（架空）", "amount": 120_000})
