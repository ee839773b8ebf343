"""A report's way: written, submitted, returned, confirmed, rated; who may do what."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator, target
from tests.factories.reporting import data_call
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.reporting.domain.figures import desk_figures
from musubi.blocks.reporting.domain.mechanical import mechanical_ratings
from musubi.blocks.reporting.domain.ratings import may_rate, rate_report
from musubi.blocks.reporting.domain.reports import (
    ReasonMissingError,
    ReportRightError,
    ReportStateError,
    confirmable,
    fill_report,
    may_confirm,
    move_report,
    report_of,
    write_report,
)
from musubi.blocks.reporting.enums import AnswerKind, Progress, RatingTier, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, Reply, ReplyEntry

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = dt.date(2020, 10, 14)


@pytest.fixture
def item(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def people():
    division = Organization.objects.get(code="D1")
    return {
        "staff": person(Role.DIVISION_STAFF, body=division),
        "head": person(Role.DIVISION_HEAD, body=division),
        "other": person(Role.DIVISION_HEAD, body=organization("Z", "別の課")),
        "secretariat": person(Role.SECRETARIAT),
    }


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def written(item, **values):
    return write_report(item=item, fiscal_year=2019, values={"progress": Progress.ON_TRACK, "done": "企業を訪問した", **values}, actor=None, now=NOW)


def test_a_year_passes_from_desk_to_head(client, item, people):
    sign_in(client, people["staff"])
    typed = {"progress": "late", "done": "企業訪問を行った", "problems": "", "direction": "", "shown": "{}", "next": "submit"}
    assert client.post("/staff/desk/A-P1/report/?year=2019", typed).status_code == 302
    report = ProgressReport.objects.get()
    assert (report.status, report.progress, report.submitted_by) == (ReportStatus.SUBMITTED, Progress.LATE, people["staff"])
    sign_in(client, people["head"])
    assert "内容を確認した" in client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    client.post("/staff/desk/A-P1/report/move/?year=2019", {"move": "return", "reason": "件数を書いてください"})
    assert ProgressReport.objects.get().return_reason == "件数を書いてください"
    sign_in(client, people["staff"])
    assert "件数を書いてください" in client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    move_report(report=report, move="submit", actor=people["staff"], now=NOW)
    move_report(report=report, move="confirm", actor=people["head"], now=NOW)
    report.refresh_from_db()
    assert (report.status, report.confirmed_by, report.return_reason) == (ReportStatus.CONFIRMED, people["head"], "")
    assert [event.verb for event in history_of(report)] == [
        "report.confirmed",
        "report.submitted",
        "report.returned",
        "report.submitted",
        "report.changed",
    ]


@pytest.mark.parametrize(
    ("who", "move", "error"),
    [
        ("other", "confirm", ReportRightError),
        ("staff", "confirm", ReportRightError),
        ("head", "reopen", ReportStateError),
        ("head", "return", ReasonMissingError),
    ],
)
def test_moves_that_are_refused(item, people, who, move, error):
    report = move_report(report=written(item), move="submit", actor=people["staff"], now=NOW)
    with pytest.raises(error):
        move_report(report=report, move=move, actor=people[who], now=NOW)
    assert ProgressReport.objects.get().status == ReportStatus.SUBMITTED


def test_confirmed_report_is_not_overwritten(client, item, people):
    report = move_report(report=written(item), move="submit", actor=None, now=NOW)
    move_report(report=report, move="confirm", actor=None, now=NOW)
    with pytest.raises(ReportStateError):
        written(item, done="別の内容")
    assert ProgressReport.objects.get().done == "企業を訪問した"


def test_two_who_write_at_once_both_see_both_versions(client, item, people):
    written(item)
    sign_in(client, people["staff"])
    typed = {"progress": "on_track", "done": "わたしの文", "problems": "", "direction": "", "shown": '{"done": "前の文"}'}
    answer = client.post("/staff/desk/A-P1/report/?year=2019", typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "企業を訪問した" in page
    assert "わたしの文" in page
    assert ProgressReport.objects.get().done == "企業を訪問した"


def test_missing_progress_is_told_and_nothing_typed_is_lost(client, item, people):
    sign_in(client, people["staff"])
    page = client.post("/staff/desk/A-P1/report/?year=2019", {"progress": "", "done": "長い文章", "shown": "{}"}).content.decode()
    assert "長い文章" in page
    assert 'class="error"' in page
    assert not ProgressReport.objects.exists()


def test_other_division_reads_and_does_not_write(client, item, people):
    written(item)
    sign_in(client, people["other"])
    page = client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    assert "企業を訪問した" in page
    assert "下書きを保存する" not in page
    client.post("/staff/desk/A-P1/report/?year=2019", {"progress": "late", "done": "x", "shown": "{}"})
    assert ProgressReport.objects.get().done == "企業を訪問した"


def test_partner_without_a_part_is_refused(client, item):
    sign_in(client, person(Role.PARTNER, body=organization("P", "団体")))
    assert client.get("/staff/desk/A-P1/report/").status_code == 403
    assert client.get("/staff/desk/Z-9/report/").status_code == 404


def entry_of(item, **values):
    reply = Reply.objects.create(call=data_call(item.vision), organization=organization())
    return ReplyEntry.objects.create(reply=reply, item=item, **values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"kind": AnswerKind.ANSWER, "progress": Progress.LATE, "done": "回答の文"}, (Progress.LATE, "回答の文")),
        ({"kind": AnswerKind.NOT_APPLICABLE}, (Progress.NOT_STARTED, "該当なし")),
        ({"kind": AnswerKind.SAME_AS_LAST}, (Progress.COMPLETED, "昨年の文")),
    ],
)
def test_answer_fills_the_report(item, values, expected):
    write_report(item=item, fiscal_year=2018, values={"progress": Progress.COMPLETED, "done": "昨年の文"}, actor=None, now=NOW)
    report = fill_report(entry=entry_of(item, **values), actor=None, now=NOW)
    assert (report.progress, report.done) == expected
    assert report.status == ReportStatus.SUBMITTED


def test_answer_does_not_touch_a_confirmed_report(item):
    report = move_report(report=written(item), move="submit", actor=None, now=NOW)
    move_report(report=report, move="confirm", actor=None, now=NOW)
    with pytest.raises(ReportStateError, match="A-P1"):
        fill_report(entry=entry_of(item, kind=AnswerKind.ANSWER, done="x"), actor=None, now=NOW)


def test_tiers_are_rated_by_those_named_for_them(item, people):
    department = Organization.objects.get(code="D1")
    top = organization("DEP", "部", kind=OrganizationKind.DEPARTMENT)
    Organization.objects.filter(pk=department.pk).update(parent=top)
    chief = person(Role.DIVISION_HEAD, body=top)
    report = written(item)
    may = {name: {tier for tier in RatingTier.values if may_rate(user, report, tier)} for name, user in {**people, "chief": chief}.items()}
    assert may == {
        "staff": {"division"},
        "head": {"division"},
        "other": set(),
        "secretariat": {"division", "department", "council"},
        "chief": {"department"},
    }


def test_rating_waits_for_the_report_and_wants_a_reason(item, people):
    load_scales(actor=None, now=NOW)
    report = written(item)
    with pytest.raises(ReportStateError):
        rate_report(report=report, tier="division", scale="marugame", step="A", reason="よい", actor=people["staff"], now=NOW, today=TODAY)
    report = move_report(report=report, move="submit", actor=None, now=NOW)
    with pytest.raises(ReasonMissingError):
        rate_report(report=report, tier="division", scale="marugame", step="A", reason=" ", actor=people["staff"], now=NOW, today=TODAY)
    rate_report(report=report, tier="division", scale="marugame", step="A", reason="計画を上回った", actor=people["staff"], now=NOW, today=TODAY)
    with pytest.raises(ReportStateError):
        rate_report(report=report, tier="council", scale="marugame", step="A", reason="よい", actor=people["secretariat"], now=NOW, today=TODAY)


def test_rating_is_given_on_the_desk_page(client, item, people):
    load_scales(actor=None, now=NOW)
    report = move_report(report=written(item), move="submit", actor=None, now=NOW)
    sign_in(client, people["staff"])
    address = "/staff/desk/A-P1/report/rate/division/?year=2019"
    refused = client.post(address, {"division-step": "nonsense:A", "division-reason": "書いた理由"})
    assert refused.status_code == 200
    assert "書いた理由" in refused.content.decode()
    from musubi.blocks.indicators.domain.scales import scales

    scale = next(scale for scale in scales() if scale.subject == "program")
    client.post(address, {"division-step": f"{scale.code}:{scale.steps[0].mark}", "division-reason": "計画を上回った"})
    assert report.ratings.get().reason == "計画を上回った"
    assert "計画を上回った" in client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    assert report_of(item, 2019).ratings.count() == 1


def measured(item, *values):
    """An indicator of 2019 with baseline 5 and target 10 for each value."""
    for number, value in enumerate(values):
        one = indicator(item, f"K{number}", baseline_fiscal_year=2017, baseline_value=5)
        target(one, 2019, 10)
        if value is not None:
            actual(one, 2019, Decimal(value))


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ((12,), {"nagayo-indicator": "S", "naruto-achievement": "A", "tama-pace": "①", "regional-revitalisation": "1"}),
        ((12, 7), {"nagayo-indicator": "A", "naruto-achievement": "C", "tama-pace": "②", "regional-revitalisation": "2"}),
        ((12, None), {"nagayo-indicator": "S", "naruto-achievement": "A", "tama-pace": "①", "regional-revitalisation": "1"}),
        ((None,), dict.fromkeys(("nagayo-indicator", "naruto-achievement", "tama-pace", "regional-revitalisation"), "−")),
        ((), {}),
    ],
)
def test_indicators_are_rated_by_rules_and_the_lowest_stands_for_them(item, values, marks):
    load_scales(actor=None, now=NOW)
    measured(item, *values)
    found = mechanical_ratings(report=report_of(item, 2019), today=TODAY)
    assert {each.scale.code: each.mark for each in found} == marks


def test_computed_rating_stands_beside_the_persons_choice(client, item, people):
    load_scales(actor=None, now=NOW)
    measured(item, 7)
    report = move_report(report=written(item), move="submit", actor=None, now=NOW)
    sign_in(client, people["staff"])
    assert "実績÷目標は70%で、70%以上です" in client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    typed = {"division-step": "regional-revitalisation:1", "division-reason": "件数は足りないが、雇用が増えた"}
    client.post("/staff/desk/A-P1/report/rate/division/?year=2019", typed)
    rating = report.ratings.get()
    assert (rating.step, rating.computed_step) == ("1", "2")
    assert "指標から計算した評価は 2" in client.get("/staff/desk/A-P1/report/?year=2019").content.decode()
    assert desk_figures(item=item, fiscal_year=2019, today=TODAY).ratings[0].computed == "2"


def test_head_confirms_several_at_once_and_only_what_waits_for_them(client, item, people):
    theirs = item.vision.items.get(code="A-P2")
    theirs.assignments.all().delete()
    for one in (item, theirs):
        write_report(item=one, fiscal_year=2019, values={"progress": Progress.ON_TRACK, "done": "実施した"}, actor=None, now=NOW)
        move_report(report=report_of(one, 2019), move="submit", actor=None, now=NOW)
    sign_in(client, people["staff"])
    assert 'name="code"' not in client.get("/staff/reports/?year=2019").content.decode()
    sign_in(client, people["head"])
    page = client.get("/staff/reports/?year=2019").content.decode()
    assert 'value="A-P1"' in page
    assert 'name="code" value="A-P2"' not in page
    told = client.post("/staff/reports/2019/confirm/", {"code": ["A-P1", "A-P2"]}, follow=True).content.decode()
    assert "あなたが確認できないもの" in told
    assert not ProgressReport.objects.filter(status=ReportStatus.CONFIRMED).exists()
    client.post("/staff/reports/2019/confirm/", {"code": ["A-P1"]})
    assert ProgressReport.objects.get(item=item).confirmed_by == people["head"]
    for user in people.values():
        seen = set(confirmable(user, ProgressReport.objects.all()))
        assert seen == {report for report in ProgressReport.objects.filter(status="submitted") if may_confirm(user, report.item)}
