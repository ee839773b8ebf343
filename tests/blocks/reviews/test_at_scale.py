"""Every page and file of a review costs the same number of queries with 5 applications and 2 reviewers as with 30 and 4."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import review_years, selections
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.reviews.domain.selection import lists, runs
from musubi.blocks.reviews.models import Panel

pytestmark = pytest.mark.django_db
SIZES = ((5, 2), (30, 4))
PANEL_PAGES = (
    ("reviews:panel", ()),
    ("reviews:entries", ()),
    ("reviews:interests", ()),
    ("reviews:sheets", ()),
    ("reviews:results", ()),
    ("reviews:results-export", ()),
    ("reviews:calibration", ()),
    ("reviews:apart", ()),
    ("reviews:topics", ()),
    ("selection:home", ()),
    ("selection:calculate", ()),
    ("selection:begin", ()),
)


@pytest.fixture(scope="module")
def built(once_a_module):
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    found = []
    for size, reviewers in SIZES:
        panel = review_years.review_year(item, size=size, reviewers=reviewers)
        run = runs.make_run(panel=panel, rules=selections.rules(budget=size * 200_000), actor=None, now=selections.NOW, at_once=0)
        begun = lists.begin_list(panel=panel, budget=size * 200_000, actor=None, now=selections.NOW)
        found.append((panel.pk, run.uid, begun.uid))
    return found


@pytest.fixture
def office(client, built):
    client.force_login(person(Role.SECRETARIAT, body=Organization.objects.get(code="D1")))
    return client


def cost(client, address):
    """Queries of the second reading: what a process keeps once is kept by then."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("name", "rest"), PANEL_PAGES, ids=[name for name, _rest in PANEL_PAGES])
def test_pages_and_files_of_a_panel_cost_the_same(office, built, name, rest):
    small, large = (reverse(name, args=[Panel.objects.get(pk=pk).uid, *rest]) for pk, _run, _begun in built)
    assert cost(office, small) == cost(office, large)


def test_the_assignment_costs_the_same(office, built):
    Panel.objects.update(status="open", closed_at=None)
    small, large = (reverse("reviews:assign", args=[Panel.objects.get(pk=pk).uid]) for pk, _run, _begun in built)
    assert cost(office, small) == cost(office, large)


@pytest.mark.parametrize("ending", [None, "xlsx"])
def test_a_run_and_its_paper_cost_the_same(office, built, ending):
    name, rest = ("selection:run", []) if ending is None else ("selection:run-file", [ending])
    small, large = (reverse(name, args=[run, *rest]) for _pk, run, _begun in built)
    assert cost(office, small) == cost(office, large)


@pytest.mark.parametrize("ending", [None, "xlsx"])
def test_a_list_and_its_paper_cost_the_same(office, built, ending):
    name, rest = ("selection:list", []) if ending is None else ("selection:list-file", [ending])
    small, large = (reverse(name, args=[begun, *rest]) for _pk, _run, begun in built)
    assert cost(office, small) == cost(office, large)


def test_a_reviewers_workbook_and_print_cost_the_same(office, built):
    people = [Panel.objects.get(pk=pk).reviewers.order_by("-pk").first() for pk, _run, _begun in built]
    for name, rest in (("reviews:typed", []), ("reviews:sheets-out", ["xlsx"])):
        small, large = (reverse(name, args=[row.uid, *rest]) for row in people)
        assert cost(office, small) == cost(office, large)
