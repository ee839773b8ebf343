"""Declared before opening; the office rules; what is excluded stays shut until the head lifts it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.factories import reviews

from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.audit.models import Event
from musubi.blocks.meetings.models import MemberContact
from musubi.blocks.notifications.models import Task
from musubi.blocks.parties.models import LegalEntity, Party
from musubi.blocks.places.models import Address
from musubi.blocks.reviews.domain import interests
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.hints import hints_of
from musubi.blocks.reviews.domain.interests import Declared
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, ReviewerTie


def declare(reviewer, *rows, channel="screen"):
    return interests.declare(reviewer=reviewer, rows=rows, channel=channel, actor=reviewer.member.user, now=reviews.NOW)


def barred(user):
    """Asked anew, as the next request does."""
    return barred_applications(type(user).objects.get(pk=user.pk))


def test_no_interest_bars_nothing_and_settles_the_task(reviewers, entries, users):
    declare(reviewers[0], *(Declared(entry, "none") for entry in entries))
    assert barred(users[0]) == frozenset()
    assert Task.objects.get(object_type="reviews.InterestDeclaration", assignee=users[0]).status == "done"
    assert Event.objects.filter(verb="interest.declared").count() == 3


def test_an_interest_bars_until_the_office_rules(reviewers, entries, users, office):
    (row,) = declare(reviewers[0], Declared(entries[1], "interest", "dealings", "仕入先（架空）"))
    assert barred(users[0]) == {entries[1].application_id}
    interests.rule_on(declaration=row, ruling="admitted", reason="10年前に終わった取引（架空）", actor=office, now=reviews.NOW)
    assert barred(users[0]) == frozenset()


def test_an_excluding_ruling_bars_for_good(reviewers, entries, users, office):
    (row,) = declare(reviewers[0], Declared(entries[1], "interest", "kin", "弟の会社（架空）"))
    interests.rule_on(declaration=row, ruling="excluded", reason="2親等以内（架空）", actor=office, now=reviews.NOW)
    assert barred(users[0]) == {entries[1].application_id}
    with pytest.raises(ReviewError) as error:
        declare(reviewers[0], Declared(entries[1], "none"))
    assert error.value.code == "excluded"


def test_stepping_back_bars_at_once_and_ends_the_assignment(ready, reviewers, entries, users):
    declare(reviewers[0], Declared(entries[0], "recusal", "advice", "申請を手伝った（架空）"))
    assert barred(users[0]) == {entries[0].application_id}
    assert [row.ended_reason for row in reviewers[0].assignments.filter(entry=entries[0])] == ["回避"]


def test_nobody_rules_on_the_own_declaration(panel, entries, head):
    member = panel.reviewers.first().member
    member.user = head
    member.save()
    (row,) = declare(panel.reviewers.first(), Declared(entries[0], "interest", "kin"))
    with pytest.raises(ReviewError) as error:
        interests.rule_on(declaration=row, ruling="admitted", reason="問題なし", actor=head, now=reviews.NOW)
    assert error.value.code == "own"


@pytest.mark.parametrize(
    ("row", "code"), [({"answer": "interest"}, "kind"), ({"answer": "maybe"}, "answer"), ({"answer": "recusal", "kind": "no"}, "kind")]
)
def test_an_incomplete_declaration_is_refused_whole(reviewers, entries, row, code):
    with pytest.raises(ReviewError) as error:
        declare(reviewers[0], Declared(entries[0], "none"), Declared(entries[1], **row))
    assert error.value.code == code
    assert InterestDeclaration.objects.count() == 0


def test_an_application_of_another_panel_cannot_be_declared(reviewers, call):
    other = reviews.prepared(call, users=[], applications_in=1, round=2)
    with pytest.raises(ReviewError) as error:
        declare(reviewers[0], Declared(other.entries.get(), "none"))
    assert error.value.code == "other_panel"


def test_lifting_is_for_the_head_and_asks_for_a_new_declaration(reviewers, entries, users, office, head):
    made = interests.exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=office, now=reviews.NOW)
    with pytest.raises(ReviewError) as error:
        interests.lift_exclusion(exclusion=made, reason="誤り（架空）", actor=office, now=reviews.NOW)
    assert error.value.code == "head"
    interests.lift_exclusion(exclusion=made, reason="同姓の別人（架空）", actor=head, now=reviews.NOW)
    assert barred(users[0]) == frozenset()
    assert not reviewers[0].declarations.filter(entry=entries[0]).exists()


def test_one_exclusion_stands_at_a_time(reviewers, entries):
    values = {"reviewer": reviewers[0], "entry": entries[0], "kind": "exclusion", "reason": "試験", "decided_at": reviews.NOW, "decided_by": "係"}
    Exclusion.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(**values)


def kinds(panel):
    return {(hint.entry.number, hint.reviewer.member.name[3], str(hint.kind)) for hint in hints_of(panel)}


def company(party, *, number, boss, address):
    """Make an applicant's party a legal entity with an officer and an address."""
    Party.objects.filter(pk=party.pk).update(
        kind="legal_entity",
        trade_name="",
        birth_on=None,
        name="株式会社架空製作所（架空）",
        legal_entity_number=number,
        address=Address.objects.create(text=address),
    )
    LegalEntity.objects.create(party=party, legal_form="stock", representative_name=boss)


def test_hints_find_numbers_addresses_officers_employers_and_kin(panel, reviewers, entries):
    company(entries[0].application.party, number="1000012160153", boss="審査 2郎（架空）", address="所沢市架空町一丁目1番地")
    ReviewerTie.objects.create(reviewer=reviewers[0], kind="employer", name="別の名前（架空）", legal_entity_number="1000012160153")
    MemberContact.objects.create(member=reviewers[2].member, address="所沢市架空町1丁目1番地")
    ReviewerTie.objects.create(reviewer=reviewers[2], kind="employer", name="株式会社 架空製作所（架空）")
    ReviewerTie.objects.create(reviewer=reviewers[3], kind="kin", name="審査 2郎（架空）")
    found = kinds(panel)
    assert {(1, "1", "number"), (1, "2", "officer"), (1, "3", "name"), (1, "4", "kin")} <= found
    assert {number for number, _name, _kind in found} == {1}


def test_the_same_address_is_a_hint(panel, reviewers, entries):
    company(entries[0].application.party, number="1000012160153", boss="別人（架空）", address="所沢市架空町9番地")
    MemberContact.objects.create(member=reviewers[2].member, address="所沢市架空町9番地")
    assert (1, "3", "address") in kinds(panel)


def test_who_acts_for_the_applicant_is_a_hint(panel, reviewers, entries):
    member = reviewers[0].member
    member.user = entries[1].application.applicant
    member.save()
    assert (2, "1", "acts") in kinds(panel)


def test_a_settled_pair_is_hinted_no_more(panel, reviewers, entries):
    ReviewerTie.objects.create(reviewer=reviewers[0], kind="kin", name=entries[0].application.party.name)
    assert (1, "1", "kin") in kinds(panel)
    interests.exclude(
        reviewer=reviewers[0], entry=entries[0], ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW + dt.timedelta(days=1)
    )
    assert not {row for row in kinds(panel) if row[:2] == (1, "1")}
