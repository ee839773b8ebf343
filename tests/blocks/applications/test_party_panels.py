"""What a party applied for, got and owes, on the office's page of the party and on its own page, by the reader's rights."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.models import Obligation
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def granted(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    call = factory.open_call(vision.items.get(code="A-P1"))
    made = factory.granted(call)
    Obligation.objects.create(application=made, kind="status", key="status", label="遂行状況報告（架空）", due_on=clock.today())
    return made


def shown(client, user, url):
    """The page as the user reads it."""
    client.force_login(user, backend=BACKEND)
    return client.get(url).content.decode()


def test_office_sees_what_it_may_and_the_party_its_own(client, granted):
    staff = reverse("parties:party", args=[granted.party.uid])
    page = shown(client, person(Role.SECRETARIAT), staff)
    assert all(words in page for words in (granted.number, "交付決定", "400,000", "遂行状況報告（架空）"))
    elsewhere = shown(client, person(Role.DIVISION_STAFF, body=organization("D7", "別の課")), staff)
    assert (granted.number in elsewhere, "遂行状況報告（架空）" in elsewhere) == (False, False)
    own = shown(client, granted.applicant, reverse("parties:own-party", args=[granted.party.uid]))
    assert all(words in own for words in (granted.number, "400,000", "遂行状況報告（架空）", reverse("filings:application", args=[granted.uid])))


def test_pages_cost_the_same_for_one_and_many(client, granted):
    own = reverse("parties:own-party", args=[granted.party.uid])
    client.force_login(granted.applicant, backend=BACKEND)
    few = queries_of(client, own)
    for _number in range(3):
        factory.draft(granted.call, user=granted.applicant, party=granted.party)
        Obligation.objects.create(application=granted, kind="status", key=f"k{_number}", label="報告", due_on=clock.today() + dt.timedelta(days=9))
    assert queries_of(client, own) == few


def test_party_with_an_open_file_says_so_instead_of_a_day(client, granted):
    page = shown(client, person(Role.DIVISION_HEAD, body=granted.call.organization), reverse("parties:party", args=[granted.party.uid]))
    assert "終わっていない手続があるため" in page
    assert "令和7981年" not in page
