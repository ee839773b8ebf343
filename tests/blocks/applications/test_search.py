"""Calls, applications and parties in the site's search: each reader finds what the reader may open, and nothing more."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import applications as factory
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.applications.domain.drafts import discard_draft
from musubi.blocks.applications.domain.office.indexing import reindex
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.parties.domain.erasure import erase_party
from musubi.blocks.parties.domain.indexing import reindex as reindex_parties
from musubi.blocks.parties.domain.merging import merge_parties, undo_merge
from musubi.blocks.parties.domain.registration import change_party, register_person
from musubi.blocks.parties.models import Party
from musubi.blocks.search.domain.queries import find
from musubi.blocks.search.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def clerk(item):
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


@pytest.fixture
def other(item):
    return person(Role.DIVISION_STAFF, body=organization("D9", "別の課"))


def sources(user, query):
    return sorted({entry.source for entry in find(user=user or AnonymousUser(), query=query).entries})


def test_public_call_is_found_by_all_and_one_in_preparation_by_staff(item, clerk):
    factory.open_call(item, name="夕焼けの補助金（架空）")
    factory.call(item, name="朝焼けの補助金（架空）")
    assert [sources(None, "夕焼け"), sources(None, "朝焼け"), sources(clerk, "朝焼け")] == [["call"], [], ["call"]]


def test_application_is_found_by_its_office_and_its_applicant_only(item, clerk, other):
    user, party = factory.applicant("検索 花子")
    made = factory.submitted(factory.open_call(item), user=user, party=party)
    for word in (made.number, "狭山茶の菓子", "検索花子"):
        assert "application" in sources(clerk, word)
        assert "own-application" in sources(user, word)
        assert not {"application", "own-application"} & set(sources(other, word))
        assert sources(factory.applicant()[0], word) == []
        assert sources(None, word) == []
        assert "application" not in sources(person(Role.PARTNER, body=Organization.objects.get(code="D1")), word)
    assert "application" in sources(person(Role.AUDITOR), made.number)


def test_every_hit_leads_to_a_page_that_its_finder_may_open(item, clerk, other, client):
    user, party = factory.applicant("検索 花子")
    factory.submitted(factory.open_call(item), user=user, party=party)
    for reader in (clerk, other, user, person(Role.AUDITOR)):
        client.force_login(reader)
        for word in ("検索", "狭山茶の菓子", "試験補助金"):
            for entry in find(user=reader, query=word).entries:
                assert client.get(entry.address).status_code == 200, (reader, entry.address)


def test_draft_is_found_by_its_writer_until_it_is_discarded(item, clerk):
    made = factory.draft(factory.open_call(item))
    assert (sources(made.applicant, "狭山茶の菓子"), sources(clerk, "狭山茶の菓子")) == (["own-application"], [])
    user = made.applicant
    discard_draft(application=made, actor=user, now=factory.NOW)
    assert (sources(user, "狭山茶の菓子"), Entry.objects.filter(source="application").count()) == ([], 0)


def test_who_is_kept_from_a_file_does_not_find_it(item, clerk, monkeypatch):
    made = factory.submitted(factory.open_call(item))
    assert "application" in sources(clerk, made.number)
    monkeypatch.setattr("musubi.blocks.applications.domain.barriers._barriers", [lambda user: {made.pk} if user == clerk else set()])
    clerk = type(clerk).objects.get(pk=clerk.pk)
    assert barred_applications(clerk) == {made.pk}
    assert sources(clerk, made.number) == []


def test_search_follows_the_partys_name_its_merge_and_its_erasure(item, clerk):
    user, party = factory.applicant("旧姓 花子")
    made = factory.submitted(factory.open_call(item), user=user, party=party)
    change_party(party=party, values={"name": "新姓 花子"}, unchanged=lambda _name, _value: True, actor=None, now=timezone.now())
    assert (sources(clerk, "新姓"), sources(clerk, "旧姓")) == (["application", "party"], [])
    kept = register_person(name="生残 花子", actor=None, now=timezone.now(), today=factory.TODAY)
    merge = merge_parties(survivor=kept, absorbed=Party.objects.get(pk=party.pk), reason="同じ人", actor=None, now=timezone.now())
    assert (sources(clerk, "生残"), sources(clerk, "新姓")) == (["application", "party"], [])
    undo_merge(merge=merge, reason="別の人", actor=None, now=timezone.now())
    assert (sources(clerk, "生残"), sources(clerk, "新姓")) == (["party"], ["application", "party"])
    merge_parties(survivor=Party.objects.get(pk=kept.pk), absorbed=Party.objects.get(pk=party.pk), reason="同じ人", actor=None, now=timezone.now())
    Application.objects.filter(pk=made.pk).update(status="withdrawn", updated_at=dt.datetime(2010, 1, 1, tzinfo=dt.UTC))
    Party.objects.filter(pk=kept.pk).update(keep_until=dt.date(2016, 4, 1))
    erase_party(party=Party.objects.get(pk=kept.pk), actor=None, now=timezone.now(), today=dt.date(2030, 1, 1), reason="満了")
    assert sources(clerk, "生残") == []
    assert not Entry.objects.filter(key__contains="生残").exists()


def test_finding_people_is_logged_and_finding_calls_is_not(item, clerk, client):
    factory.submitted(factory.open_call(item))
    factory.open_call(item, name="夕焼けの補助金（架空）")
    client.force_login(clerk)
    for query, times in (("夕焼けの補助金", 0), ("ない言葉", 0), ("架空商店", 1)):
        client.get("/search/", {"q": query})
        assert PersonalDataView.objects.filter(purpose="search", actor_id=clerk.uid).count() == times, query


def test_search_costs_the_same_whatever_is_found(item, clerk, client):
    call = factory.open_call(item)
    factory.submitted(call)
    client.force_login(clerk)
    few = queries_of(client, "/search/?q=狭山茶の菓子")
    for _number in range(3):
        factory.submitted(call)
    assert queries_of(client, "/search/?q=狭山茶の菓子") == few


def test_reindex_finds_the_same_again(item, clerk):
    made = factory.submitted(factory.open_call(item))
    words = ("狭山茶の菓子", made.number, "架空商店", "試験補助金")
    before = [sources(clerk, word) for word in words]
    Entry.objects.filter(source__in=["call", "application", "own-application", "party"]).delete()
    assert [sources(clerk, word) for word in words] != before
    reindex_parties()
    reindex()
    assert [sources(clerk, word) for word in words] == before
