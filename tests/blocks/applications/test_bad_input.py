"""What people mistype or try: each is told at its place what to do, and nothing else is lost."""

import datetime as dt

import pytest
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain.answers import read_answers
from musubi.blocks.applications.domain.applicant.rows import read_cost_rows
from musubi.blocks.applications.domain.terms import Question, read_terms
from musubi.blocks.kernel import clock
from musubi.blocks.parties.models import Corporation, Party, Representation

TERMS = read_terms(factory.TERMS)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("amount", "10.5", "1円未満"),
        ("amount", "10兆円", "読めません"),
        ("amount", "10000000000000", "10兆円以上"),
        ("amount", "△500", "0円以上"),
        ("amount", "", "金額を入れてください"),
        ("tax", "900001", "消費税が金額を超えています"),
        ("category", "unknown", "区分を選んでください"),
        ("quantity", "NaN", "数量"),
        ("quantity", "1.23456", "3桁まで"),
        ("months", "0", "月数"),
        ("receipt_on", "令和2年2月30日", "2月"),
        ("label", "あ" * 201, "200文字まで"),
    ],
)
def test_cell_is_told_what_is_wrong(field, typed, told):
    row = {"uid": "a", "category": "material", "label": "材料", "amount": "900000", field: typed}
    read = read_cost_rows([row], TERMS)[0]
    assert told in read.faults[field]


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (Question("birth_on", "生年月日", "date"), "2199-01-01", "先の日付"),
        (Question("sum", "売上", "yen"), "1,000.5円", "1円未満"),
        (Question("sum", "売上", "yen"), "100000億円", "10兆円以上"),
        (Question("count", "人数", "integer", minimum=0), "-1", "0以上"),
        (Question("count", "人数", "integer"), "9" * 400, "大きすぎます"),
        (Question("way", "方法", "choice", choices=("甲", "乙")), "丙", "選択肢の中から"),
        (Question("name", "名前"), "あ" * 201, "200文字まで"),
    ],
)
def test_field_is_told_what_is_wrong(question, typed, told):
    values, faults = read_answers([question], {question.key: typed}, today=dt.date(2020, 10, 14))
    assert (values, told in faults[question.key]) == ({}, True)


def test_numbers_are_read_as_people_write_them():
    questions = [Question(key, key, kind) for key, kind in (("a", "integer"), ("b", "integer"), ("c", "yen"), ("d", "date"))]
    typed = {"a": "１，２３４", "b": "三十", "c": "１２０千円", "d": "R2.10.14"}
    values, faults = read_answers(questions, typed, today=dt.date(2020, 10, 14))
    assert (values, faults) == ({"a": 1234, "b": 30, "c": 120_000, "d": "2020-10-14"}, {})


@pytest.fixture
def signed_in(client, settings, db):
    settings.DEMO = True
    user = person()
    client.force_login(user, backend=BACKEND)
    return user


def firm(**fields):
    """A fictional entry of the register; the number is possible and not assigned."""
    values = {"legal_entity_number": "1999999999997", "name": "架空製作所", "process": "new", "updated_on": dt.date(2020, 1, 1), **fields}
    return Corporation.objects.create(**values)


def possible_number():
    """A 13-digit number with the right check digit that nobody has."""
    rest = "999999999999"
    weighted = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(rest, start=1))
    return f"{9 - weighted % 9}{rest}"


def test_closed_firms_number_is_refused_and_what_was_typed_stays(client, signed_in):
    number = possible_number()
    firm(legal_entity_number=number, closed_on=dt.date(2019, 3, 31), close_cause="merger")
    answer = client.post("/my/businesses/new/", {"kind": "legal_entity", "legal_entity_number": number, "phone": "04-0000-0001"})
    page = answer.content.decode()
    assert (answer.status_code, "閉鎖されています" in page, 'value="04-0000-0001"' in page) == (422, True, True)
    assert not Party.objects.exists()


def test_second_person_of_a_firm_asks_and_waits(client, signed_in):
    number = possible_number()
    firm(legal_entity_number=number)
    typed = {"kind": "legal_entity", "legal_entity_number": number}
    client.post("/my/businesses/new/", typed)
    client.force_login(person(), backend=BACKEND)
    client.post("/my/businesses/new/", typed)
    assert Party.objects.count() == 1
    assert [right.confirmed_at is None for right in Representation.objects.order_by("pk")] == [False, True]
    vision, _document = small_plan()
    now = clock.now()
    call = factory.open_call(vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=1))
    answer = client.post(f"/my/applications/begin/{call.uid}/", {"party": Party.objects.get().uid})
    assert answer.status_code == 422
