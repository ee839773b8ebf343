"""Who is the same person in an earlier draw: exact evidence, doubtful pairs, and what is no evidence at all."""

import pytest

from musubi.blocks.draws.domain.past_matching import Pair, address_key, pairs_of, person_of, phone_key
from musubi.blocks.draws.enums import PastEvidence


def person(pk, name="架空 花子", kana="", address="", phone="", reference="", applicant=""):
    return person_of(pk, name, kana, address, phone, reference, applicant)


def compared(one, *others, references_last=False):
    return [(pair.evidence, pair.certain) for pair in pairs_of([one], others, references_last=references_last)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("架空町1丁目2番地3", "架空町 1-2-3", True),
        ("架空町1丁目2番3号", "架空町１－２－３", True),
        ("架空町1番地", "架空町1", True),
        ("架空町1-23", "架空町12-3", False),
        ("架空町1-2-3 201号", "架空町1-2-3-201", False),
    ],
)
def test_addresses_are_compared_in_plain_form_and_numbers_stay_apart(one, other, same):
    assert (address_key(one) == address_key(other)) is same


def test_telephone_numbers_are_their_digits():
    assert phone_key("０４-2998-9157") == phone_key("(04)2998 9157") == "0429989157"


@pytest.mark.parametrize(
    ("now", "then", "evidence"),
    [
        ({"applicant": "p1", "name": "架空の会社"}, {"applicant": "p1", "name": "架空の会社(旧)"}, PastEvidence.APPLICANT),
        ({"name": "髙﨑 一", "address": "架空町1-2"}, {"name": "高崎一", "address": "架空町1丁目2"}, PastEvidence.ADDRESS),
        ({"phone": "04-1"}, {"phone": "041", "address": "よその町"}, PastEvidence.PHONE),
    ],
)
def test_exact_evidence_is_certain(now, then, evidence):
    assert compared(person(1, **now), person(2, **then)) == [(evidence, True)]


@pytest.mark.parametrize(
    ("now", "then", "evidence"),
    [
        ({}, {"address": "よその町1"}, PastEvidence.NAME),
        ({"address": "架空町1"}, {}, PastEvidence.NAME),
        (
            {"name": "斉藤 花", "kana": "サイトウ ハナ", "phone": "041"},
            {"name": "齋藤 花", "kana": "さいとう はな", "phone": "04-1"},
            PastEvidence.KANA,
        ),
        ({"name": "架空 華", "kana": "カクウ ハナ", "phone": "041"}, {"name": "架空 花", "kana": "かくうはな", "phone": "04-1"}, PastEvidence.KANA),
        ({"address": "架空町1", "applicant": "p1"}, {"address": "架空町1", "applicant": "p2"}, PastEvidence.ADDRESS),
    ],
)
def test_what_is_not_exact_is_left_to_a_person(now, then, evidence):
    assert compared(person(1, **now), person(2, **then)) == [(evidence, False)]


def test_reference_counts_only_where_it_stays_with_a_person():
    one, other = person(1, name="架空 花子", reference="H001"), person(2, name="別の 人", reference="H001")
    moved = person(3, name="架空 花子", address="新しい町", reference="H001")

    assert compared(one, other) == []
    assert compared(one, other, references_last=True) == [(PastEvidence.REFERENCE, False)]
    assert compared(one, moved, references_last=True) == [(PastEvidence.REFERENCE, True)]
    assert compared(one, moved) == [(PastEvidence.NAME, False)]


def test_neither_household_nor_address_alone_is_evidence():
    one = person(1, name="架空 太郎", kana="タロウ", address="架空町1", phone="041")

    assert compared(one, person(2, name="架空 花子", kana="ハナコ", address="架空町1", phone="041")) == []


def test_earlier_entry_that_two_entries_fit_is_left_to_a_person():
    twins = [person(1, address="架空町1"), person(2, address="架空町1")]

    assert pairs_of(twins, [person(9, address="架空町1")], references_last=False) == [
        Pair(1, 9, PastEvidence.ADDRESS, False),
        Pair(2, 9, PastEvidence.ADDRESS, False),
    ]


def test_namesakes_are_not_asked_about_once_the_right_one_is_found():
    earlier = [person(8, address="架空町1"), person(9, address="よその町")]

    assert pairs_of([person(1, address="架空町1")], earlier, references_last=False) == [Pair(1, 8, PastEvidence.ADDRESS, True)]
