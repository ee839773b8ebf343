"""The history of an application before a panel: its declarations, rulings and exclusions, for those who may read them alone."""

import pytest
from django.urls import reverse
from tests.factories import reviews
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude, lift_exclusion, rule_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(panel, reviewers, entries, head):
    """The first reviewer declared an interest, then none, then one that led to an exclusion; the second was excluded, and that was lifted."""
    say = {"channel": "paper", "actor": head, "now": reviews.NOW}
    declare(reviewer=reviewers[0], rows=[Declared(entries[0], "interest", "dealings", "仕入先（架空）"), Declared(entries[1], "none")], **say)
    declare(reviewer=reviewers[0], rows=[Declared(entries[0], "none")], **say)
    (row,) = declare(reviewer=reviewers[0], rows=[Declared(entries[0], "interest", "kin", "妹の店（架空）")], **say)
    rule_on(declaration=row, ruling="excluded", reason="親族であるため（架空）", actor=head, now=reviews.NOW)
    kept = exclude(reviewer=reviewers[1], entry=entries[0], ground="officer", reason="役員（架空）", actor=head, now=reviews.NOW)
    lift_exclusion(exclusion=kept, reason="別の会社だった（架空）", actor=head, now=reviews.NOW)
    return entries[0]


def pages(client, entry):
    found = [client.get(reverse("reviews:entry", args=[entry.uid])), client.get(reverse("audit:history", kwargs=_address(entry)))]
    assert [page.status_code for page in found] == [200, 200]
    return [page.content.decode() for page in found]


def _address(entry):
    found = address_of(entry)
    return {"kind": found["type"], "uid": found["id"]}


def test_both_pages_tell_answers_rulings_and_exclusions_with_their_reasons(sign_in, office, told, reviewers):
    for page in pages(sign_in(office), told):
        for words in ("利害関係を申告した", "申告に判断した", "親族であるため（架空）", "除斥した", "除斥・回避を解いた", "別の会社だった（架空）"):
            assert words in page
        assert f"<ins>{reviewers[0]}</ins>" in page
        assert "<del>利害関係なし</del> → <ins>利害関係あり</ins>" in page


def test_nothing_of_another_application_stands_there(sign_in, office, told, entries):
    verbs = [event.verb for event in history_of(entries[1], reader=office)]
    assert verbs == ["interest.declared"]
    assert all("親族であるため" not in page for page in pages(sign_in(office), entries[1]))


def test_who_is_kept_from_the_file_reads_nothing(sign_in, office, told, reviewers):
    member = reviewers[0].member
    member.user = office
    member.save()

    client = sign_in(office)

    assert client.get(reverse("reviews:entry", args=[told.uid])).status_code == 404
    assert client.get(reverse("audit:history", kwargs=_address(told))).status_code == 404
    assert all(event.after.get("reviewer") in {None, str(reviewers[0])} for event in history_of(told, reader=office))
    declaration = reviewers[1].exclusions.get()
    assert client.get(reverse("audit:history", kwargs=_address(declaration))).status_code == 404


def test_a_reviewer_and_a_stranger_read_nothing_of_others(told, users, reviewers, entries):
    stranger = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    for user in users:  # the first is kept from the file, also from the own answer about it
        assert [event.verb for event in history_of(told, reader=user)] == []
    own = {event.after["reviewer"] for event in history_of(entries[1], reader=users[0])}
    assert own == {str(reviewers[0])}
    assert history_of(told).count() == 0
    assert stranger.has_perm("reviews.view_panelentry", told) == (history_of(told, reader=stranger).count() > 0)


def test_the_history_of_a_reviewer_tells_no_answer_about_an_application(told, reviewers):
    assert [event.verb for event in history_of(reviewers[0])] == []
