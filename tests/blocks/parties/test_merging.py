"""Doubles are found, merged with a trail, parted again; erasure leaves statistics."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories import parties
from tests.factories.accounts import person as account

from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.models import PersonalValue
from musubi.blocks.parties.domain.details import change_number, give_consent, has_consent, save_detail, withdraw_consent
from musubi.blocks.parties.domain.erasure import erase_party, is_due
from musubi.blocks.parties.domain.errors import NumberTakenError, PartyError
from musubi.blocks.parties.domain.merging import doubles_of, likely_doubles, merge_parties, undo_merge
from musubi.blocks.parties.domain.registration import Particulars, canonical
from musubi.blocks.parties.models import ContactPoint, Party, PartyOfficer, Representation
from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.importing import import_towns

pytestmark = pytest.mark.django_db
DAY = parties.DAY


def merge(survivor, absorbed):
    return merge_parties(survivor=survivor, absorbed=absorbed, reason="同じ法人", actor=None, now=timezone.now())


def test_doubles_are_found_unless_something_tells_them_apart(django_assert_num_queries):
    import_towns()
    here, there = Particulars(address=AddressText("所沢市並木1-1-1")), Particulars(address=AddressText("所沢市花園1-1"))
    one = parties.legal_entity("㈱髙橋製作所", particulars=here)
    two = parties.legal_entity("高橋製作所株式会社", legal_entity_number="", particulars=here)
    parties.legal_entity("高橋製作所", legal_entity_number="", particulars=there)
    parties.person("高橋製作所")
    parties.person("架空 花子", birth_on=dt.date(1990, 1, 1))
    parties.person("架空花子", birth_on=dt.date(1991, 1, 1))
    assert doubles_of(one) == [two]
    with django_assert_num_queries(2):
        found = likely_doubles(Party.objects.all())
    assert found == [[one, two]]


def test_merge_moves_everything_and_undo_brings_it_back():
    survivor, absorbed = parties.legal_entity(legal_entity_number=""), parties.legal_entity(particulars=Particulars(phone="04-0000-0000"))
    number = absorbed.legal_entity_number
    user = account()
    parties.acting(absorbed, user)
    contact = ContactPoint(party=absorbed, name="窓口 花子")
    save_detail(record=contact, values={"name": "窓口 花子"}, actor=None, now=timezone.now(), today=DAY)
    for party in (survivor, absorbed):
        give_consent(party=party, scope="contact", wording="同意します", channel="paper", given_on=DAY, actor=None, now=timezone.now())
    done = merge(survivor, absorbed)
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    assert (survivor.legal_entity_number, survivor.phone, absorbed.status, canonical(absorbed)) == (number, "04-0000-0000", "merged", survivor)
    assert set(Representation.objects.values_list("party", flat=True)) == {survivor.pk}
    assert history_of(survivor).filter(verb="party.merged").exists()
    undo_merge(merge=done, reason="別の法人だった", actor=None, now=timezone.now())
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    assert (survivor.legal_entity_number, absorbed.legal_entity_number, absorbed.status) == (None, number, "active")
    assert ContactPoint.objects.get().party == absorbed
    assert Representation.objects.get().party == absorbed
    with pytest.raises(PartyError, match="取り消されています"):
        undo_merge(merge=done, reason="もう一度", actor=None, now=timezone.now())


def test_what_cannot_be_one_is_not_merged():
    person, company, other = parties.person(), parties.legal_entity(), parties.legal_entity()
    for survivor, absorbed, code in ((person, company, "kind"), (company, other, "numbers"), (company, company, "same")):
        with pytest.raises(PartyError) as told:
            merge(survivor, absorbed)
        assert told.value.code == code
    one, two = parties.person(user=account()), parties.person(user=account())
    with pytest.raises(PartyError) as told:
        merge(one, two)
    assert told.value.code == "owners"


def test_number_is_corrected_but_never_taken_from_another():
    one, other = parties.legal_entity(), parties.legal_entity(legal_entity_number="")
    with pytest.raises(NumberTakenError, match="統合してください"):
        change_number(party=other, text=one.legal_entity_number, actor=None, now=timezone.now(), reason="登記で確認")
    number = parties.number()
    change_number(party=other, text=number, actor=None, now=timezone.now(), reason="登記で確認")
    other.refresh_from_db()
    assert other.legal_entity_number == number


def test_consent_ends_at_once_when_taken_back():
    party = parties.person()
    consent = give_consent(party=party, scope="publish_name", wording="公表します", channel="web", given_on=DAY, actor=None, now=timezone.now())
    assert has_consent(party, "publish_name")
    withdraw_consent(consent=consent, day=DAY, actor=None, now=timezone.now())
    assert not has_consent(party, "publish_name")


def test_erasure_waits_for_the_period_and_leaves_statistics():
    import_towns()
    party = parties.sole_proprietor(
        birth_on=dt.date(1980, 1, 1),
        particulars=Particulars(address=AddressText("所沢市並木1-1-1"), industry_code="76", employees=3, mail="a@example.jp"),
        user=account(),
    )
    double = parties.sole_proprietor()
    merge(party, double)
    erase = {"actor": None, "now": timezone.now(), "today": DAY, "reason": "保存期間満了"}
    with pytest.raises(PartyError) as told:
        erase_party(party=party, **erase)
    assert told.value.code == "no_period"
    Party.objects.filter(pk=party.pk).update(keep_until=DAY + dt.timedelta(days=1))
    party.refresh_from_db()
    with pytest.raises(PartyError, match="保存期間が令和2年10月15日まで"):
        erase_party(party=party, **erase)
    Party.objects.filter(pk=party.pk).update(keep_until=DAY)
    party.refresh_from_db()
    assert is_due(party, today=DAY)
    erase_party(party=party, **erase)
    party.refresh_from_db()
    double.refresh_from_db()
    assert (party.status, party.name, party.birth_on, party.mail, party.address.text) == ("erased", "", None, "", "")
    assert (party.kind, party.industry_code, party.employees, party.address.town.name) == ("sole_proprietor", "76", 3, "並木一丁目")
    assert double.name == "（消去済み）"
    assert not Representation.objects.exists()
    assert not PersonalValue.objects.exists()
    assert history_of(party).filter(verb="party.erased").exists()


def test_erasing_a_group_forgets_its_officers_not_its_name():
    party = parties.group()
    Party.objects.filter(pk=party.pk).update(keep_until=DAY)
    party.refresh_from_db()
    erase_party(party=party, actor=None, now=timezone.now(), today=DAY, reason="保存期間満了")
    party.refresh_from_db()
    assert party.name == "架空商店街振興会"
    assert not PartyOfficer.objects.exists()
