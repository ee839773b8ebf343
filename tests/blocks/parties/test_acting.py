"""Who may act for whom, from a day until a day."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories import parties
from tests.factories.accounts import person as account

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.acting import (
    claim_representation,
    confirm_representation,
    end_representation,
    parties_acted_for,
    party_of,
    refuse_representation,
)
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.rights import acts_for, may_admit
from musubi.blocks.parties.models import Party, Representation

pytestmark = pytest.mark.django_db
DAY = parties.DAY


def again(user):
    """The user as the next request has it."""
    return type(user).objects.get(pk=user.pk)


def test_own_party_and_parties_acted_for():
    user = account()
    own, company = parties.sole_proprietor(user=user), parties.legal_entity()
    parties.acting(company, user)
    parties.group()
    assert party_of(again(user), day=DAY) == own
    assert set(parties_acted_for(again(user), day=DAY)) == {own, company}
    assert set(visible_to(again(user), Party)) == {own, company}


def test_right_ends_on_its_day():
    user, company = account(), parties.legal_entity()
    parties.acting(company, user, "agent", ends_before=DAY)
    assert set(parties_acted_for(again(user), day=DAY - dt.timedelta(days=1))) == {company}
    assert not parties_acted_for(again(user), day=DAY).exists()
    assert not acts_for(again(user), company)


def test_ended_right_is_gone_within_the_same_request():
    user, company = account(), parties.legal_entity()
    right = parties.acting(company, user)
    assert acts_for(user, company)
    end_representation(right=right, ends_before=DAY, actor=None, now=timezone.now(), reason="退職")
    assert acts_for(again(user), company) is False


def test_claim_gives_no_right_until_confirmed():
    owner, user, company = account(), account(), parties.legal_entity()
    parties.acting(company, owner)
    claim = claim_representation(party=company, user=user, role="employee", starts_on=DAY, now=timezone.now())
    assert not acts_for(again(user), company)
    with pytest.raises(PartyError) as told:
        confirm_representation(right=claim, actor=owner, now=timezone.now(), basis=" ")
    assert told.value.field == "basis"
    confirm_representation(right=claim, actor=owner, now=timezone.now(), basis="社員証")
    assert acts_for(again(user), company)
    assert not may_admit(again(user), company)
    assert may_admit(again(owner), company)
    with pytest.raises(PartyError, match="済んでいます"):
        refuse_representation(right=claim, actor=owner, now=timezone.now(), reason="知らない人")


def test_refused_claim_may_be_made_again():
    user, company = account(), parties.legal_entity()
    claim = claim_representation(party=company, user=user, role="employee", starts_on=DAY, now=timezone.now())
    with pytest.raises(PartyError, match="すでにあります"):
        claim_representation(party=company, user=user, role="employee", starts_on=DAY, now=timezone.now())
    refuse_representation(right=claim, actor=None, now=timezone.now(), reason="書類が足りない")
    claim_representation(party=company, user=user, role="employee", starts_on=DAY, now=timezone.now())
    assert Representation.objects.waiting().count() == 1


def test_self_declared_representative_admits_nobody():
    user, company = account(), parties.legal_entity()
    right = parties.acting(company, user, self_declared=True)
    assert acts_for(again(user), company)
    assert not may_admit(again(user), company)
    confirm_representation(right=right, actor=account(), now=timezone.now(), basis="登記事項証明書")
    assert may_admit(again(user), company)


@pytest.mark.parametrize(
    ("role", "ends_before", "code"),
    [("self", None, "role"), ("agent", None, "agent_end"), ("employee", dt.date(2018, 4, 1), "period")],
)
def test_right_that_cannot_be_is_refused(role, ends_before, code):
    with pytest.raises(PartyError) as told:
        parties.acting(parties.legal_entity(), role=role, ends_before=ends_before)
    assert told.value.code == code


def test_database_keeps_one_owner_and_ends_every_mandate():
    user, own = account(), parties.person()
    parties.acting(own, user, "self")
    for wrong in ({"user": account(), "role": "self"}, {"user": account(), "role": "agent"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Representation.objects.create(party=own, starts_on=DAY, **wrong)


def test_deactivated_user_acts_for_nobody():
    user, company = account(), parties.legal_entity()
    parties.acting(company, user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert not acts_for(again(user), company)
