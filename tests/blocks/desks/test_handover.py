"""The handover paper: what is open, what recurs, whom to ask; issued once, never changed."""

import datetime as dt
import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.desks import activity, association, attachment

from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.desks.domain.activities import finish_step
from musubi.blocks.desks.domain.associations import keep_year
from musubi.blocks.desks.domain.contacts import add_contact
from musubi.blocks.desks.domain.handovers import desk_state
from musubi.blocks.desks.domain.milestones import add_milestone, finish_milestone
from musubi.blocks.desks.domain.templates import add_template
from musubi.blocks.desks.models import Handover

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2021, 3, 20, 3, tzinfo=dt.UTC)
PATH = "/staff/desk/A-P1/handover/"
FORM = {"giver": "佐々木 一郎", "receiver": "高橋 次郎", "handed_on": "R3.3.31", "remarks": "予算の査定は10月"}


@pytest.fixture
def full(item, clerk):
    """A desk with something of everything."""
    given = {"item": item, "actor": clerk, "now": NOW}
    add_milestone(**given, title="要件の見直し", due_on=dt.date(2021, 6, 30))
    done = add_milestone(**given, title="終わった節目", due_on=dt.date(2020, 6, 30))
    finish_milestone(milestone=done, done_on=dt.date(2020, 6, 1), actor=clerk, now=NOW)
    activity(**given, happened_on=dt.date(2021, 3, 10), next_step="面積を返答", next_due_on=dt.date(2021, 4, 5))
    closed = activity(**given, happened_on=dt.date(2021, 2, 10), next_step="済んだ返答", next_due_on=dt.date(2021, 3, 25))
    finish_step(activity=closed, actor=clerk, now=NOW)
    add_template(**given, name="定例", kind="meeting", title="企業誘致連絡会", months=[5, 11])
    add_contact(**given, name="相手 花子", body="架空銀行", phone="04-0000-0000")
    attachment(item, title="誘致方針")
    keep_year(association=association(item, city_is_office=True), fiscal_year=2020, actor=clerk, now=NOW, city_burden=500_000)
    return item


def words(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_state_holds_what_is_open_and_nothing_that_is_done(full):
    state = desk_state(item=full, fiscal_year=2020)
    assert [row.title for row in state.milestones] == ["要件の見直し"]
    assert [row.next_step for row in state.steps] == ["面積を返答"]
    assert [len(part) for part in (state.templates, state.contacts, state.documents, state.associations)] == [1, 1, 1, 1]


def test_paper_is_issued_with_everything_and_kept(client, clerk, full):
    assert client.post(f"{PATH}?year=2020", FORM).status_code == 302
    made = Handover.objects.get()
    content = client.get(f"{PATH}{made.uid}/").content
    text = words(content)
    for part in (
        "事務引継書",
        "佐々木 一郎",
        "高橋 次郎",
        "要件の見直し",
        "面積を返答",
        "企業誘致連絡会",
        "相手 花子",
        "誘致方針",
        "500,000円",
        "予算の査定は10月",
    ):
        assert part.replace(" ", "") in text.replace(" ", ""), part
    assert "済んだ返答" not in text
    finish_milestone(milestone=full.milestones.get(title="要件の見直し"), done_on=dt.date(2021, 4, 1), actor=clerk, now=NOW)
    assert client.get(f"{PATH}{made.uid}/").content == content


def test_reading_the_paper_is_noted(client, clerk, full):
    client.post(f"{PATH}?year=2020", FORM)
    client.get(f"{PATH}{Handover.objects.get().uid}/")
    assert PersonalDataView.objects.filter(object_type="desks.Handover").count() == 1


def test_page_shows_the_parts_but_no_contact(client, clerk, full):
    page = client.get(f"{PATH}?year=2020").content.decode()
    assert "要件の見直し" in page
    assert "企業誘致連絡会" in page
    assert "相手 花子" not in page
    assert "連絡先1件も" in page


def test_character_without_a_glyph_is_told_and_nothing_is_kept(client, clerk, full):
    page = client.post(f"{PATH}?year=2020", {**FORM, "receiver": "高橋𓀀"}).content.decode()
    assert "𓀀" in page
    assert Handover.objects.count() == 0


def test_missing_names_are_asked_for_and_remarks_stay(client, clerk, item):
    page = client.post(f"{PATH}?year=2020", {**FORM, "receiver": ""}).content.decode()
    assert "予算の査定は10月</textarea>" in page
    assert Handover.objects.count() == 0


def test_empty_desk_makes_a_paper_too(client, clerk, item):
    assert client.post(f"{PATH}?year=2020", {**FORM, "remarks": ""}).status_code == 302
    assert "未了の事項はありません" in words(client.get(f"{PATH}{Handover.objects.get().uid}/").content)


def test_queries_of_the_state_do_not_grow(item, clerk, full):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            desk_state(item=item, fiscal_year=2020)
        return len(captured)

    few = cost()
    for number in range(20):
        activity(item, happened_on=dt.date(2021, 3, 1), actor=clerk, now=NOW, next_step="x", next_due_on=dt.date(2021, 4, 1))
        attachment(item, title=f"資料{number}")
        keep_year(association=association(item, f"団体{number}"), fiscal_year=2020, actor=clerk, now=timezone.now())
    assert cost() == few
