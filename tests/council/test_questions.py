"""The assembly's questions: notice in, an answer sheet with five years, unit cost and neighbours out; promises and opinions follow."""

import datetime as dt
import io
import zipfile

import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.factories import money
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator, target

from musubi.blocks.accounts.enums import Role
from musubi.blocks.money.domain.ledger import inspect_contract, pay_contract
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.council.models import AssemblyQuestion, Opinion, Promise

pytestmark = pytest.mark.django_db
BASE = "/staff/council/questions/"
NOTICE = {
    "session": "令和2年12月定例会",
    "questioner": "架空 議員",
    "received_on": "R2.10.14",
    "due_on": "R2.10.20",
    "title": "補助金の使いやすさ",
    "question": "小さな店でも使えるようになったか。",
    "organization": "K",
    "items": "A-P1",
}


@pytest.fixture
def plan(vision, settings):
    settings.DEMO = True
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return vision


@pytest.fixture
def asked(client, plan, secretariat):
    enter(client, secretariat)
    client.post(f"{BASE}new/", NOTICE)
    return AssemblyQuestion.objects.get()


@pytest.fixture
def here(asked):
    return f"{BASE}{asked.uid}/"


def test_notice_opens_a_task_for_the_division_that_answers(asked, division):
    task = Task.objects.get(object_id=asked.uid)
    assert (task.organization, task.due_on) == (division, dt.date(2020, 10, 20))
    assert task.address == f"{BASE}{asked.uid}/"


def test_wrong_days_and_codes_are_told_and_words_stay(client, plan, secretariat):
    enter(client, secretariat)
    answer = client.post(f"{BASE}new/", {**NOTICE, "due_on": "R2.10.1", "items": "Z-9"})
    assert "計画にない番号です" in answer.context["form"].errors["items"][0]
    answer = client.post(f"{BASE}new/", {**NOTICE, "due_on": "R2.10.1"})
    assert "期限は" in answer.context["form"].errors["due_on"][0]
    assert NOTICE["question"] in answer.content.decode()


def test_sheet_holds_five_years_unit_cost_and_neighbours(client, plan, asked, here):
    item = plan.items.get(code="A-P1")
    on = money.line(money.envelope(item, fiscal_year=2019), initial=1_000_000)
    contract = money.contract(on, amount=600_000)
    inspect_contract(contract=contract, inspected_on=dt.date(2019, 12, 1), inspector="検査員", actor=None, now=money.NOW)
    pay_contract(contract=contract, amount=600_000, paid_on=dt.date(2019, 12, 20), actor=None, now=money.NOW)
    counted = indicator(item, "K-1", name="採択件数", unit="件")
    target(counted, 2019, 5)
    actual(counted, 2019, 4)
    neighbour = {"municipality": "架空市", "label": "採択件数", "value": "7", "unit": "件", "as_of": "令和元年度", "source": "架空市の決算資料"}
    assert "出典" in str(client.post(f"{here}step/neighbour/", {**neighbour, "source": ""}).context["form"]["source"].label)
    client.post(f"{here}step/neighbour/", neighbour)
    client.post(f"{here}answer/", {"answer": "様式を5種類に減らした。", "follow_ups": "期間は4月から。", "shown": ""})
    page = client.get(here).content.decode()
    for words in ("1,000,000", "600,000", "150,000", "採択件数(件) 目標", "架空市の決算資料", "様式を5種類に減らした"):
        assert words in page, words
    word = client.get(f"{here}sheet.docx")
    with zipfile.ZipFile(io.BytesIO(word.content)) as file:
        text = file.read("word/document.xml").decode()
    for words in ("補助金の使いやすさ", "150,000", "架空市", "期間は4月から。", "2019年度", "—"):
        assert words in text, words
    assert client.get(f"{here}sheet.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{here}sheet.xlsx").content.startswith(b"PK")
    assert client.get(f"{here}sheet.exe").status_code == 404
    client.post(f"{here}neighbours/{asked.neighbour_figures.get().uid}/remove/")
    assert not asked.neighbour_figures.exists()


def test_head_checks_then_it_is_used_and_may_be_reopened(client, asked, here, head, secretariat):
    assert client.post(f"{here}press/check/").status_code == 403
    enter(client, head)
    assert "答弁が書かれていません" in client.post(f"{here}press/check/", follow=True).content.decode()
    enter(client, secretariat)
    client.post(f"{here}answer/", {"answer": "減らした。", "follow_ups": "", "shown": ""})
    enter(client, head)
    client.post(f"{here}press/check/")
    assert Task.objects.get(object_id=asked.uid).status == "done"
    enter(client, secretariat)
    assert "先に確認を取り消します" in client.get(f"{here}answer/", follow=True).content.decode()
    client.post(f"{here}press/use/")
    asked.refresh_from_db()
    assert asked.status == "used"
    client.post(f"{here}step/reopen/", {"reason": "数字を直す"})
    asked.refresh_from_db()
    assert (asked.status, asked.checked_at) == ("draft", None)


def test_question_becomes_an_opinion_once_and_a_promise_names_it(client, asked, here):
    client.post(f"{here}press/opinion/")
    made = Opinion.objects.get()
    assert (made.source, made.author_class, made.text, made.origin) == (
        "assembly",
        "assembly",
        NOTICE["question"],
        "令和2年12月定例会 補助金の使いやすさ",
    )
    client.post(f"{here}press/opinion/")
    assert Opinion.objects.count() == 1
    form = client.get(f"/staff/council/promises/new/?question={asked.uid}").context["form"]
    assert form["promised_to"].value() == "架空 議員"
    given = {
        "text": "検討します",
        "promised_by": "部長",
        "promised_on": "R2.10.14",
        "promised_to": "架空 議員",
        "organization": "K",
        "due_on": "R2.12.1",
    }
    client.post(f"/staff/council/promises/new/?question={asked.uid}", given)
    assert Promise.objects.get().opinion == made


def test_other_divisions_read_and_do_not_write(client, asked, here):
    enter(client, person(Role.DIVISION_STAFF, body=organization("X", "別の課")))
    assert client.get(here).status_code == 200
    assert client.get(f"{here}answer/").status_code == 403
    enter(client, person(Role.PARTNER))
    assert client.get(here).status_code == 403


def test_hearing_and_resolutions_come_in_one_form(client, plan, secretariat):
    enter(client, secretariat)
    path = "/staff/council/opinions/several/"
    given = {
        "source": "supplementary",
        "received_on": "R2.3.24",
        "author_class": "assembly",
        "publicity": "public",
        "texts": "成果を数字で示すこと。\n\n小さな店に配慮すること。",
        "items": "A-P1",
    }
    assert "会期か文書番号" in client.post(path, given).context["form"].errors["origin"][0]
    client.post(path, {**given, "origin": "令和2年3月定例会 附帯決議"})
    assert list(Opinion.objects.order_by("number").values_list("text", "origin")) == [
        ("成果を数字で示すこと。", "令和2年3月定例会 附帯決議"),
        ("小さな店に配慮すること。", "令和2年3月定例会 附帯決議"),
    ]
    assert "texts" in client.post(path, {**given, "origin": "x", "texts": " "}).context["form"].errors
