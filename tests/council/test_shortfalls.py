"""An indicator that missed its target: fact, cause and action lead to a task, the report, the next agenda with its paper, an issue."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator, target
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.meetings.domain.papers.issuing import make_papers
from musubi.blocks.meetings.models import PaperPlan
from musubi.blocks.notifications.models import Task
from musubi.blocks.reporting.models import ProgressReport
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.council.models import Issue, Shortfall

pytestmark = pytest.mark.django_db
BASE = "/staff/council/shortfalls/"
WRITTEN = {
    "fact": "目標5件に対し3件だった。",
    "cause": "相談の時間が平日だけだった。",
    "action": "夜の相談日を月2回つくる。",
    "organization": "K",
    "due_on": "R3.3.31",
    "cost": "120000",
    "direction": "improve",
}


@pytest.fixture
def plan(vision, settings):
    settings.DEMO = True
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return vision


@pytest.fixture
def missed(plan):
    found = indicator(plan.items.get(code="A-P1"), "K-1", name="相談件数", unit="件")
    target(found, 2019, 5)
    actual(found, 2019, 3)
    return found


@pytest.fixture
def here(missed):
    return f"{BASE}{missed.uid}/2019/"


def test_missed_indicators_stand_in_the_list_and_reached_ones_do_not(client, plan, missed, secretariat):
    reached = indicator(plan.items.get(code="A-P2"), "K-2", name="届いた指標")
    target(reached, 2019, 5)
    actual(reached, 2019, 6)
    lower = indicator(plan.items.get(code="A-P2"), "K-3", name="少ないほどよい指標", direction="down")
    target(lower, 2019, 5)
    actual(lower, 2019, 6)
    enter(client, secretariat)
    page = client.get(BASE).content.decode()  # the last finished year
    assert "相談件数" in page
    assert "少ないほどよい指標" in page
    assert "届いた指標" not in page
    assert "2件の事実・原因・対応が、まだ書かれていません" in page
    assert "この年度に、目標に届かなかった指標はありません" in client.get(f"{BASE}?year=2018").content.decode()


def test_fact_is_drafted_and_the_action_becomes_a_task(client, missed, here, secretariat, division):
    enter(client, secretariat)
    assert "目標5件に対し、実績は3件でした" in client.get(here).context["form"]["fact"].value()
    client.post(here, WRITTEN)
    found = Shortfall.objects.get()
    assert (found.item, found.cost, found.direction, found.due_on) == (missed.item, 120_000, "improve", dt.date(2021, 3, 31))
    task = Task.objects.get(object_id=found.uid)
    assert (task.organization, task.due_on) == (division, dt.date(2021, 3, 31))
    shown = client.get(here).context["form"].fields["shown"].initial
    client.post(here, {**WRITTEN, "due_on": "R3.2.26", "shown": shown})
    assert list(Task.objects.filter(object_id=found.uid, status="open").values_list("due_on", flat=True)) == [dt.date(2021, 2, 26)]


def test_action_needs_who_and_until_when(client, here, secretariat):
    enter(client, secretariat)
    for name in ("organization", "due_on"):
        answer = client.post(here, {**WRITTEN, name: ""})
        assert answer.status_code == 422
        assert "担当と期限" in answer.context["form"].errors[name][0]
        assert WRITTEN["cause"] in answer.content.decode()
    assert not Shortfall.objects.exists()


def test_direction_goes_into_the_years_report(client, missed, here, secretariat):
    enter(client, secretariat)
    client.post(here, {**WRITTEN, "direction": ""})
    assert "先に「今後の方向性」" in client.post(f"{here}direction/", follow=True).content.decode()
    shown = client.get(here).context["form"].fields["shown"].initial
    client.post(here, {**WRITTEN, "shown": shown})
    client.post(f"{here}direction/")
    report = ProgressReport.objects.get(item=missed.item, fiscal_year=2019)
    assert report.direction == "improve"
    assert "夜の相談日" in report.problems
    ProgressReport.objects.update(status="confirmed", confirmed_at=timezone.now())
    assert "確認済みの報告です" in client.post(f"{here}direction/", follow=True).content.decode()


def test_next_agenda_has_it_with_its_paper(client, missed, here, secretariat, council, plan):
    coming = meetings.meeting(council, number=2)
    enter(client, secretariat)
    client.post(here, WRITTEN)
    client.post(f"{here}agenda/", {"meeting": coming.uid})
    item = coming.agenda.get(title="目標に届かなかった指標への対応")
    assert list(item.items.all()) == [missed.item]
    assert Shortfall.objects.get().agenda == item
    assert PaperPlan.objects.filter(meeting=coming, source="shortfalls").count() == 1
    made, _new = make_papers(meeting=coming, reason="", actor=None, today=dt.date(2020, 10, 14), now=timezone.now())
    html = bytes(made.files.get(title="目標に届かなかった指標への対応", format="html").document.content).decode()
    for words in ("相談件数", "5 / 3 件", "平日だけ", "夜の相談日", "令和3年3月31日", "120,000円", "改善して継続"):
        assert words in html, words
    over = meetings.meeting(council, number=3, status="held")
    assert "meeting" in client.post(f"{here}agenda/", {"meeting": over.uid}).context["form"].errors


def test_it_becomes_an_issue_once(client, here, secretariat):
    enter(client, secretariat)
    client.post(here, WRITTEN)
    client.post(f"{here}issue/")
    issue = Issue.objects.get()
    assert "相談件数" in issue.title
    assert [item.code for item in issue.items.all()] == ["A-P1"]
    assert "もうI-1として" in client.post(f"{here}issue/", follow=True).content.decode()
    assert Issue.objects.count() == 1


def test_two_people_see_both_versions(client, here, secretariat):
    enter(client, secretariat)
    client.post(here, WRITTEN)
    shown = client.get(here).context["form"].fields["shown"].initial
    Shortfall.objects.update(cause="先の人の原因", version=2)
    answer = client.post(here, {**WRITTEN, "cause": "あとの人の原因", "shown": shown})
    assert answer.status_code == 409
    assert "先の人の原因" in answer.content.decode()
    assert "あとの人の原因" in answer.content.decode()


def test_only_who_works_at_the_desk_writes(client, here, plan):
    enter(client, person(Role.DIVISION_STAFF, body=organization("X", "別の課")))
    assert client.get(here).status_code == 200
    assert client.post(here, WRITTEN).status_code == 403
    assert not Shortfall.objects.exists()
    enter(client, person(Role.AUDITOR))
    assert client.get(here).status_code == 200


def test_list_costs_the_same_for_two_and_for_twenty(client, plan, missed, secretariat):
    enter(client, secretariat)

    def grow(count, start):
        for number in range(start, start + count):
            found = indicator(plan.items.get(code="A-P1"), f"Q-{number}")
            target(found, 2019, 5)
            actual(found, 2019, 3)
            Shortfall.objects.create(indicator=found, item=found.item, fiscal_year=2019, fact="届かなかった")

    grow(2, 0)
    few = queries_of(client, BASE)
    grow(18, 10)
    assert queries_of(client, BASE) == few
