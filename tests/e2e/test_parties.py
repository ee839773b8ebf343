"""A business registers itself by its number as it types; the city checks it; the pages are sound on a phone and at a desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import parties
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.parties.domain.acting import claim_representation
from musubi.blocks.parties.domain.naming import party_key
from musubi.blocks.parties.models import Party
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretariat(settings):
    settings.DEMO = True
    load_city(name="tokorozawa", now=timezone.now())
    return person(Role.SECRETARIAT, body=organization("industrial-promotion"))


def test_business_registers_itself_as_it_types(open_page, secretariat):
    known = parties.corporation(name="㈱架空髙橋製作所", key=party_key("㈱架空髙橋製作所"))
    page = open_page("/my/businesses/new/", user=person(), size="phone")
    page.get_by_label("個人", exact=True).check()
    expect(page.get_by_label("役員名簿")).to_be_hidden()
    assert (overflow(page), axe_findings(page)) == ([], [])
    page.get_by_label("法人番号・名称・カナ").press_sequentially("架空高橋")
    page.get_by_role("link", name="この法人を選ぶ").click()
    expect(page.get_by_text("審査のときに、市が書類で確認します")).to_be_visible()
    assert (overflow(page), axe_findings(page)) == ([], [])
    page.get_by_role("button", name="登録する", exact=True).click()
    expect(page.get_by_text("申告(市の確認前)")).to_be_visible()
    assert (overflow(page), axe_findings(page)) == ([], [])
    party = Party.objects.get(legal_entity_number=known.legal_entity_number)
    claim_representation(party=party, user=person(), role="employee", starts_on=parties.DAY, now=timezone.now())
    parties.legal_entity("架空髙橋製作所", legal_entity_number="")
    group = parties.group()
    paths = [
        "",
        "claims/",
        "doubles/",
        "register/",
        "new/",
        "new/group/",
        f"{party.uid}/",
        f"{party.uid}/edit/",
        f"{party.uid}/merge/",
        f"{group.uid}/",
    ]
    rows = []
    for size in ("phone", "desk"):
        page = open_page("/staff/parties/", user=secretariat, size=size)
        for path in paths:
            page.goto("/staff/parties/" + path)
            rows += [f"{path} at {size}: {finding}" for finding in [*overflow(page), *axe_findings(page)]]
    assert rows == []
