"""The demo's years: whole, fictional as they say, the same every time, and consistent."""

import datetime as dt

import pytest
from django.utils import timezone

from musubi.blocks.accounts.domain.demo import load_demo_people
from musubi.blocks.accounts.models import User
from musubi.blocks.applications.domain.applicant.awards import published
from musubi.blocks.applications.domain.settling.audit_sheet import audit_rows, awards_of
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.models import Application, Call, Certificate, DecisionRecord
from musubi.blocks.audit.models import Event
from musubi.blocks.desks.models import Activity, Association, DeskContact, Milestone
from musubi.blocks.indicators.domain.measures import measure
from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.meetings.models import Body, CouncilMember
from musubi.blocks.money.domain.breakdown import money_of
from musubi.blocks.money.domain.totals import envelope_lines, totals
from musubi.blocks.money.models import Contract, Envelope
from musubi.blocks.notifications.enums import MessageKind
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.parties.models import Corporation, Party
from musubi.blocks.reporting.domain.editions import correction_candidates, published_editions, rows_of
from musubi.blocks.reporting.domain.templates import load_built_in
from musubi.blocks.reporting.enums import AnswerChannel, CallStatus, Progress, ReplyStatus
from musubi.blocks.reporting.models import DataCall, Erratum, ReceivedCall, Reply
from musubi.blocks.reviews.domain.engine.calibration import levels_of
from musubi.blocks.reviews.domain.results import results_of
from musubi.blocks.reviews.models import Exclusion, Panel
from musubi.blocks.vision.domain.desks import desks_worked_by
from musubi.blocks.vision.domain.programs import programs
from musubi.blocks.vision.models import Assignment
from musubi.council.models import PublishedTrace
from musubi.packs.demo.story import STORIES
from musubi.packs.demo.years import BEGINS, STEPS, load_demo_years, people
from musubi.packs.loading import load_city
from musubi.programs.brand.local_brands.domain.stages import panel_points
from musubi.programs.brand.local_brands.models import BrandStage

pytestmark = pytest.mark.django_db
TODAY = dt.date(2020, 10, 14)


def load():
    load_scales(actor=None, now=BEGINS)
    load_built_in(actor=None, now=BEGINS)
    vision = load_city(name="tokorozawa", now=BEGINS)
    load_demo_people(now=BEGINS)
    names = []
    load_demo_years(today=TODAY, progress=names.append)
    assert len(names) == STEPS
    return vision


def test_demo_years_hold_together(settings, client):
    settings.DEMO = True
    vision = load()
    _whole(vision)
    _fictional()
    _consistent(vision)
    assert load_demo_years(today=TODAY) == 0  # once
    _council()
    _applications(vision)
    _reviews()
    _brand_reviews(client)
    _loop(vision, client)
    _money_ties(vision)
    for path in ("/opinions/", "/councils/", "/councils/promotion-council/", "/councils/promotion-council/2019-1/", "/en/opinions/I-1/"):
        assert client.get(path).status_code == 200
    for path in (
        "/dashboard/",
        "/progress/",
        "/progress/2018/",
        "/progress/2019/",
        "/plan/B-P1/",
        "/en/progress/2019/",
        *(each.public_page for each in programs()),
    ):
        assert client.get(path).status_code == 200


def _whole(vision):
    codes = {item.code for item in vision.items.filter(level__kind="program")}
    assert {story.code for story in STORIES} == codes
    assert len(codes) == 14
    for year in (2018, 2019, 2020):
        assert set(Activity.objects.filter(fiscal_year=year).values_list("item__code", flat=True)) >= codes
        assert set(Envelope.objects.filter(fiscal_year=year).values_list("item__code", flat=True)) >= codes
        assert set(Milestone.objects.filter(fiscal_year=year).values_list("item__code", flat=True)) == codes
    assert [edition.fiscal_year for edition in published_editions(vision)] == [2019, 2018]
    assert list(DataCall.objects.order_by("fiscal_year").values_list("status", flat=True)) == [CallStatus.CLOSED, CallStatus.CLOSED, CallStatus.SENT]
    running = Reply.objects.filter(call__fiscal_year=2020)
    assert set(running.values_list("status", flat=True)) == {ReplyStatus.COLLECTED, ReplyStatus.DRAFT, ReplyStatus.WAITING}
    rows = {row.code: row for row in rows_of(published_editions(vision)[0]).programs}
    assert rows["C-P5"].progress == Progress.UNREPORTED  # a missing answer
    assert rows["C-P1"].progress == Progress.LATE  # a delay
    assert Reply.objects.filter(channel=AnswerChannel.FAX, submissions__late=True).exists()
    assert Erratum.objects.count() == 1


def _loop(vision, client):
    """Each role has desks to work at, and what is recorded there moves the indicator."""
    worked = {mail: set(desks_worked_by(people()[mail]).values_list("code", flat=True)) for mail in ("kacho", "tanto", "dantai")}
    assert worked["tanto"] == {"A-P3", "B-P3", "C-P4", "D-P2", "A-5", "B-3", "C-4", "C-5", "D-2"}
    assert worked["dantai"] >= {"B-P2", "D-P1"}
    assert {"A-P1", "C-P1"} <= worked["kacho"]
    counted = Indicator.objects.get(code="D-P2-2")
    before = values(indicators=[counted], fiscal_years=[2020], today=TODAY)[counted.uid, 2020].actual
    client.force_login(people()["tanto"], backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"quick-text": "就農の相談を受けた（架空）", "quick-kind": "consultation", "quick-happened_on": "2020-10-14"}
    assert client.post("/staff/desk/D-P2/journal/quick/", typed).status_code == 302
    assert values(indicators=[counted], fiscal_years=[2020], today=TODAY)[counted.uid, 2020].actual == before + 1
    client.logout()
    rows = {row.code: row for row in rows_of(published_editions(vision)[0]).programs}
    assert {rating.tier for rating in rows["A-P1"].ratings} == {"division", "department", "council"}
    revised = Indicator.objects.get(code="C-P2-1").targets.filter(fiscal_year=2020).order_by("revision")
    assert [int(target.value) for target in revised] == [400, 320]
    assert list(ReceivedCall.objects.order_by("fiscal_year").values_list("status", flat=True)) == ["answered", "open"]
    assert Reply.objects.filter(call__fiscal_year=2018, submissions__status="set_aside").exists()  # sent back once


def _money_ties(vision):
    found = money_of(item_ids=vision.items.values_list("pk", flat=True), fiscal_years=[2018, 2019, 2020])
    for known in found.values():
        figures = known.totals
        assert sum(known.funding.values()) == figures.current
        assert 0 <= figures.spent <= figures.committed <= figures.current
        assert figures.unused is None or figures.unused == figures.current - figures.spent - figures.carried_out >= 0
    delayed = vision.items.get(code="C-P1").pk
    assert found[delayed, 2019].totals.carried_out == found[delayed, 2020].totals.carried_over == 6_000_000
    settled = Contract.objects.get(title__contains="負担金")
    assert sorted(settled.payments.values_list("kind", "amount")) == [("estimated", 400_000), ("refund", 28_000)]


def _council():
    council = Body.objects.get(code="promotion-council")
    assert [str(each.status) for each in council.meetings.order_by("starts_at")] == ["held", "held", "announced"]
    assert not Body.objects.get(code="siting-liaison").is_public
    shown = PublishedTrace.objects.get().content
    assert [len(shown[part]) for part in ("opinions", "resolutions", "decisions", "responses", "actions", "items")] == [1] * 6
    assert [each["title"] for each in shown["revisions"]] == ["工程: B-P1 申請書類を減らす"]
    assert shown["issue"]["status"] == "closed"


def _applications(vision):
    """The subsidy year whose sums tie, and a call of each kind at a different stage."""
    call = Call.objects.get(fiscal_year=2019, item__code="B-P1")
    sums = budget_of(call)
    rows = call.applications.all()
    counts = [rows.count(), rows.filter(decided__isnull=False).count(), rows.filter(status="reserve").count()]
    assert counts == [14, 8, 2]
    assert (sums.budget, sums.decided, sums.bound, sums.confirmed, sums.paid - sums.returned) == (
        6_000_000,
        5_900_000,
        5_412_000,
        5_412_000,
        5_412_000,
    )
    assert sums.returned == 28_000  # an advance of 400,000 settled at 372,000
    found = totals(item_ids=[call.item_id], fiscal_years=[2019])[call.item_id, 2019]
    line = next(each for each in envelope_lines([call.line.envelope_id]))
    assert (line.totals.spent, str(line.totals.execution_rate)) == (5_412_000, "90.2")
    assert found.committed >= 5_412_000
    assert [
        row.application.number for row in audit_rows(awards_of(User.objects.get(email="kansa@demo.example.jp"), fiscal_year=2019)) if row.faults
    ] != []
    assert Certificate.objects.filter(application__call__item__code="B-3").count() == 1
    assert DecisionRecord.objects.filter(call__item__code="B-3", decided_on__isnull=True).count() == 1
    shown = published([call]).awards
    assert (len(shown), sum(each.disbursed for each in shown), {each.recipient is None for each in shown}) == (8, 5_412_000, {False})
    counted = [measure(f"applications.{key}").compute([call.item_id], [2019])[call.item_id, 2019] for key in ("received", "granted", "confirmed_yen")]
    assert counted == [14, 8, 5_412_000]
    indicator = Indicator.objects.get(measure="applications.granted")
    told = values(indicators=[indicator], fiscal_years=[2019], today=TODAY)[indicator.uid, 2019]
    assert (told.actual, told.target.value) == (8, 8)  # an award is the indicator's next value
    assert set(Call.objects.values_list("kind", flat=True)) == {"subsidy", "wish_survey", "designation", "certification"}
    assert set(Call.objects.filter(fiscal_year=2020).values_list("item__code", flat=True)) == {"B-P1", "B-3", "C-3", "C-4", "A-1", "A-4", "D-2"}
    statuses = set(Application.objects.filter(call__fiscal_year=2020).values_list("status", flat=True))
    assert statuses >= {"draft", "submitted", "screening", "granted", "certified", "tallied"}
    numbers = [number for number in Party.objects.values_list("legal_entity_number", flat=True) if number]
    assert not Corporation.objects.filter(legal_entity_number__in=numbers).exists()
    assert all(number[1:5] == "9999" for number in numbers)
    assert all("架空" in name for name in [*Party.objects.values_list("name", flat=True), *Call.objects.values_list("name", flat=True)])


def _reviews():
    """A panel of five scored the year's fourteen, one of them kept from one application; the running panel waits for declarations."""
    closed, running = Panel.objects.filter(call__item__code="B-P1").order_by("pk")
    assert (closed.status, running.status) == ("closed", "open")
    assert (closed.reviewers.count(), closed.entries.count(), Exclusion.objects.filter(entry__panel=closed).count()) == (5, 14, 1)
    sat = closed.selection_lists.get(fixed_at__isnull=False).meeting
    assert (sat.status, sat.attendances.filter(state="attends").count(), sat.minutes.status) == ("held", 5, "final")
    rows = results_of(closed)
    assert {(len(row.sheets), len(row.waiting)) for row in rows} == {(3, 0)}
    assert [str(row.excluded[0]) for row in rows if row.excluded] == ["岡田 実（架空）"]
    assert len(levels_of(closed, rows).reviewers) == 5
    assert Task.objects.filter(object_type="reviews.InterestDeclaration", status="open", object_id__in=running.reviewers.values("uid")).count() == 1


def _brand_reviews(client):
    """The brand round's papers stage tells what its panel's sheets add up to; the demo's reviewer is kept from one of its files."""
    stage = BrandStage.objects.get(panel__isnull=False)
    panel = stage.panel
    assert (panel.reviewers.count(), panel.entries.count(), panel.status) == (5, 11, "closed")
    assert panel_points(stage) == {row.application_id: row.points for row in stage.results.all()}
    assert {len(row.sheets) for row in results_of(panel)} == {3}
    exclusion = Exclusion.objects.get(entry__panel=panel)
    assert exclusion.reviewer.member.user == people()["shinsa"]
    application = exclusion.entry.application
    client.force_login(people()["shinsa"], backend="allauth.account.auth_backends.AuthenticationBackend")
    own = client.get(f"/reviews/{panel.uid}/").content.decode()
    assert "除斥した" in own
    assert application.title not in own
    together = client.get(f"/reviews/{panel.uid}/together/")
    assert together.status_code == 200
    assert application.title not in together.content.decode()
    client.logout()


def _fictional():
    assert all("架空" in name for name in CouncilMember.objects.values_list("name", flat=True))
    assert all("架空" in name for name in Body.objects.values_list("name", flat=True))
    assert all("架空" in title for title in Activity.objects.values_list("title", flat=True))
    assert all("架空" in name for name in Indicator.objects.values_list("name", flat=True))
    assert all("架空" in name for name in Contract.objects.values_list("counterparty", flat=True))
    assert all("架空" in name for name in Envelope.objects.values_list("name", flat=True))
    assert all("架空" in name for name in DeskContact.objects.values_list("name", flat=True))
    assert all("架空" in name for name in Association.objects.values_list("name", flat=True))
    assert set(Assignment.objects.values_list("note", flat=True)) == {"架空(デモ)"}
    assert all("架空" in title for title in DataCall.objects.values_list("title", flat=True))


def _consistent(vision):
    editions = published_editions(vision)
    for edition in editions:
        left = [each for each in correction_candidates(edition, today=TODAY) if "/money/" not in each.path]
        assert [each.path for each in left if each.path.endswith("/actual")] == []
    reminders = OutboxMessage.objects.filter(kind=MessageKind.REMINDER)
    assert reminders.count() == len({(mail.recipient_uid, mail.reminder_day) for mail in reminders}) == 3
    assert (
        not Event.objects.filter(at__gt=dt.datetime(2020, 10, 15, tzinfo=timezone.get_default_timezone()))
        .exclude(object_type="reporting.AccessLink")
        .exists()
    )


def test_the_same_years_every_time(settings):
    settings.DEMO = True
    load()
    columns = ("item__code", "happened_on", "kind", "title", "people")
    first = Activity.objects.order_by("item__code", "happened_on", "pk").values_list(*columns)[0]
    assert first == ("A-1", dt.date(2018, 6, 4), "meeting", "関係する団体との打合せ（架空）", 4)
