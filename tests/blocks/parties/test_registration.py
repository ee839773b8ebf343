"""Parties come into being once, under the name that their owner writes."""

import datetime as dt
import threading

import pytest
from django.db import DataError, IntegrityError, connections, transaction
from django.utils import timezone
from tests.factories import parties
from tests.factories.accounts import person as account

from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.parties.domain.errors import NumberTakenError, PartyError
from musubi.blocks.parties.domain.naming import has_right_check_digit, party_kana_key, party_key, read_kana, read_number
from musubi.blocks.parties.domain.registration import Particulars, register_from_corporation, register_legal_entity, register_person
from musubi.blocks.parties.models import Party, Representation

DAY = parties.DAY


def when():
    return {"actor": None, "now": timezone.now(), "today": DAY}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱髙橋製作所", "高橋製作所　株式会社"),
        ("(株)ＡＢＣ", "株式会社ａｂｃ"),
        ("ｶｸｳ有限会社", "有限会社カクウ"),
        ("一般社団法人 架空会", "架空会(一社)"),
        ("渡邊商店", "渡辺商店"),
        ("特定非営利活動法人架空", "(特非)架空"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert party_key(one) == party_key(other)


def test_a_name_that_is_only_a_form_keeps_a_key():
    assert party_key("株式会社")
    assert party_key("株式会社架空") != party_key("株式会社仮空")
    assert party_kana_key("カブシキガイシャカクウ") == party_kana_key("ｶｸｳ") == party_kana_key("かくう(カ")


@pytest.mark.parametrize("text", ["9000020112089", "９０００-０２０１-１２０８-９", " T9000020112089 ", "9000 0201 12089"])
def test_number_is_read_however_typed(text):
    assert read_number(text) == "9000020112089"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8000020112089", "number_check_digit"),
        ("9000020112098", "number_check_digit"),
        ("000020112089", "number_registry"),
        ("90000201120890", "number_length"),
        ("9000020l12089", "number_letters"),
        ("", "number_letters"),
    ],
)
def test_wrong_number_is_told_at_its_field(text, code):
    with pytest.raises(PartyError) as told:
        read_number(text)
    assert (told.value.code, told.value.field) == (code, "legal_entity_number")


def test_kana_is_read_in_any_width_and_script():
    assert read_kana("ｶｸｳ はなこ") == "カクウ ハナコ"
    with pytest.raises(PartyError):
        read_kana("架空 ハナコ")


@pytest.mark.django_db
def test_name_is_kept_as_written_and_told_in_the_trail():
    party = parties.legal_entity("㈱髙﨑　製作所", particulars=Particulars(name_kana="ﾀｶｻｷｾｲｻｸｼｮ"))
    party.refresh_from_db()
    assert (party.name, party.name_kana, party.key) == ("㈱髙﨑　製作所", "タカサキセイサクショ", "高崎製作所")
    event = history_of(party).get(verb="party.created")
    assert "name" not in event.after
    assert event.personal_values.get(field="name").after == "㈱髙﨑　製作所"


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "code"), [(DAY + dt.timedelta(days=1), "birth_future"), (dt.date(1890, 1, 1), "birth_past")])
def test_impossible_birth_is_refused(day, code):
    with pytest.raises(PartyError) as told:
        register_person(name="架空 花子", birth_on=day, **when())
    assert (told.value.code, told.value.field) == (code, "birth_on")


@pytest.mark.django_db
def test_one_number_one_party():
    first = parties.legal_entity()
    with pytest.raises(NumberTakenError, match=first.name) as told:
        parties.legal_entity("別名株式会社", legal_entity_number=first.legal_entity_number)
    assert told.value.party == first


@pytest.mark.django_db
def test_closed_firm_needs_a_reason():
    gone = parties.corporation(closed_on=dt.date(2019, 4, 1), close_cause="liquidated")
    with pytest.raises(PartyError, match="平成31年4月1日に閉鎖") as told:
        register_legal_entity(name=gone.name, legal_entity_number=gone.legal_entity_number, **when())
    assert told.value.code == "number_closed"
    kept = register_legal_entity(name=gone.name, legal_entity_number=gone.legal_entity_number, closed_reason="過去の交付の整理", **when())
    assert kept.legal_entity_number == gone.legal_entity_number


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "legal_entity", "legal_entity_number": "8000020112089"},
        {"kind": "legal_entity", "legal_entity_number": "900002011208"},
        {"kind": "legal_entity", "legal_entity_number": "90000201120a9"},
        {"kind": "person", "legal_entity_number": "9000020112089"},
        {"kind": "group", "birth_on": dt.date(1990, 1, 1)},
        {"kind": "person", "trade_name": "架空屋"},
        {"kind": "person", "name": ""},
        {"kind": "person", "status": "merged"},
        {"kind": "person", "status": "erased"},
        {"kind": "person", "invoice_number": "1234"},
    ],
)
def test_database_refuses_what_cannot_be(wrong):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Party.objects.create(**{"name": "架空", **wrong})


@pytest.mark.django_db
def test_every_number_that_passes_here_passes_the_database():
    for serial in range(12):
        number = parties.number(serial * 7_654_321 % 99_999_999)
        assert has_right_check_digit(number)
        Party.objects.create(kind="legal_entity", name="架空", legal_entity_number=number)


@pytest.mark.django_db
def test_party_from_the_register_and_a_claim_on_a_known_one():
    known = parties.corporation(name="㈱架空興業")
    first, second = account(), account()
    made = register_from_corporation(legal_entity_number=known.legal_entity_number, user=first, **{**when(), "actor": first})
    assert (made.is_new, made.party.name, made.party.legal_entity.legal_form) == (True, "㈱架空興業", "stock_company")
    assert made.party.address.text == known.address
    assert made.right.self_declared
    again = register_from_corporation(legal_entity_number=known.legal_entity_number, user=second, **{**when(), "actor": second})
    assert (again.is_new, again.party, again.right.confirmed_at) == (False, made.party, None)


@pytest.mark.django_db
def test_unknown_number_says_what_to_do():
    with pytest.raises(PartyError, match="名称と所在地を入力") as told:
        register_from_corporation(legal_entity_number="9000020112089", **when())
    assert told.value.code == "number_unknown"


@pytest.mark.django_db(transaction=True)
def test_two_who_register_one_number_at_once_get_one_party():
    known = parties.corporation()
    users = [account() for _ in range(4)]
    barrier, told, failed = threading.Barrier(len(users)), [], []

    def register(user):
        try:
            barrier.wait()
            told.append(register_from_corporation(legal_entity_number=known.legal_entity_number, user=user, **{**when(), "actor": user}))
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Party.objects.filter(legal_entity_number=known.legal_entity_number).count() == 1
    assert sorted(one.is_new for one in told) == [False, False, False, True]
    assert Representation.objects.waiting().count() == 3
