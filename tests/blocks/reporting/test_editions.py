"""A year is frozen, published, corrected and printed; papers are the same bytes every time."""

import datetime as dt
import hashlib
import io
import subprocess
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.indicators import actual, indicator, target
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.money.models import FundingSource
from musubi.blocks.papers.domain.filling.files import TemplateFaultsError
from musubi.blocks.reporting.domain.editions import (
    AlreadyPublishedError,
    NothingReportedError,
    correct_edition,
    correction_candidates,
    freeze_year,
    gaps,
    issue_paper,
    publish_edition,
    published_year,
    rows_of,
)
from musubi.blocks.reporting.domain.figures import reported_items, year_rows
from musubi.blocks.reporting.domain.reports import ReasonMissingError, move_report, write_report
from musubi.blocks.reporting.domain.rows import CountRow, IndicatorRow, MoneyRow, ProgramRow, RatingRow, YearRows, differences, from_bytes, to_bytes
from musubi.blocks.reporting.domain.templates import SHIPPED, faults, fill, keep_template, load_built_in
from musubi.blocks.reporting.domain.vocabulary import tags
from musubi.blocks.reporting.enums import EditionStatus, Progress, TemplatePurpose
from musubi.blocks.reporting.models import ReportTemplate, YearEdition

NOW = timezone.now()
TODAY = dt.date(2020, 10, 14)
database = pytest.mark.django_db


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture
def vision(settings):
    settings.DEMO = True
    vision, _document = small_plan(programs=3)
    item = vision.items.get(code="A-P1")
    one = indicator(item, "K1", baseline_fiscal_year=2017, baseline_value=5)
    target(one, 2019, 10)
    actual(one, 2019, Decimal("7.5"))
    confirmed(vision, "A-P1", done="=SUM(A1)")
    return vision


def confirmed(vision, code, **values):
    item = vision.items.get(code=code)
    report = write_report(item=item, fiscal_year=2019, values={"progress": Progress.ON_TRACK, "done": "実施した", **values}, actor=None, now=NOW)
    for move in ("submit", "confirm"):
        report = move_report(report=report, move=move, actor=None, now=NOW)
    return report


def frozen(vision, note="一部の報告を待たずに確定"):
    return freeze_year(vision=vision, fiscal_year=2019, actor=None, now=NOW, today=TODAY, note=note)


@database
def test_rows_hold_the_year(vision):
    rows = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    row = next(row for row in rows.programs if row.code == "A-P1")
    assert (row.progress, row.done, row.owner) == ("on_track", "=SUM(A1)", "産業振興課")
    value = row.indicators[0]
    assert (value.actual, value.target, value.baseline, value.rate) == (Decimal("7.5"), Decimal(10), Decimal(5), Decimal("0.5"))


@database
def test_rows_take_their_counts_and_money_from_the_desk(vision):
    item = vision.items.get(code="A-P2")
    on = money.line(money.envelope(item, fiscal_year=2019), initial=1_000_000)
    money.contract(on, amount=600_000)
    for day in (5, 6):
        record_activity(item=item, happened_on=dt.date(2019, 6, day), kind="visit", title="企業を訪ねた", actor=None, now=NOW)
    with translation.override("en"):
        row = next(row for row in year_rows(vision=vision, fiscal_year=2019, today=TODAY).programs if row.code == "A-P2")
    assert row.activities == (CountRow("visit", "企業訪問", 2),)
    assert (row.money.current, row.money.committed, row.money.remaining) == (1_000_000, 600_000, 400_000)


@database
def test_what_pays_for_a_budget_and_its_lines_fill_templates(vision):
    item = vision.items.get(code="A-P2")
    for fiscal_year, initial in ((2018, 400_000), (2019, 1_000_000)):
        budget = money.envelope(item, fiscal_year=fiscal_year)
        money.line(budget, initial=initial)
        money.line(budget, initial=200_000, code="10", name="需用費")
    for kind, name, amount in (("national", "交付金", 500_000), ("general", "", 400_000), ("general", "基金", 300_000)):
        FundingSource.objects.create(envelope=budget, kind=kind, name=name, amount=amount)
    rows = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    told = next(each for each in tags(rows, stamp="案")["programs"] if each["code"] == "A-P2")
    shown = {name: told["money"][name] for name in ("initial", "previous_current", "national", "general", "local_bond", "unused")}
    assert shown == {"initial": 1_200_000, "previous_current": 600_000, "national": 500_000, "general": 700_000, "local_bond": None, "unused": None}
    assert [(line["key"], line["current"]) for line in told["lines"]] == [("10", 200_000), ("12", 1_000_000)]
    assert tags(rows, stamp="案")["total"]["general"] == 700_000


@database
def test_editions_of_the_first_format_are_compared_in_what_they_hold(vision):
    item = vision.items.get(code="A-P1")
    money.line(money.envelope(item, fiscal_year=2019))
    live = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    old = replace(live, format=1, programs=tuple(replace(row, lines=(), money=MoneyRow(current=row.money.current)) for row in live.programs))
    assert {each.path for each in differences(old, live)} == {
        f"A-P1/money/{name}" for name in ("initial", "committed", "spent", "remaining", "execution_rate")
    }


@database
def test_newer_shipped_templates_replace_older_ones_but_not_the_citys_own(vision):
    load_built_in(actor=None, now=NOW)
    for key, built_in in (("audit", True), ("results", False)):  # an earlier release's, and the city's own
        ReportTemplate.objects.filter(key=key).update(sha256="0" * 64, built_in=built_in)
    assert load_built_in(actor=None, now=NOW) == 1
    assert ReportTemplate.objects.get(key="audit", in_use=True).edition == 2
    assert ReportTemplate.objects.get(key="results", in_use=True).edition == 1


@database
def test_queries_do_not_grow_with_the_plan(vision, django_assert_max_num_queries):
    assert len(reported_items(vision)) == 4
    with django_assert_max_num_queries(15):
        year_rows(vision=vision, fiscal_year=2019, today=TODAY)


@database
def test_gaps_are_named_and_freezing_over_them_wants_a_reason(vision):
    rows = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    assert [gap.code for gap in gaps(rows)] == ["A-1", "A-P2", "A-P3"]
    with pytest.raises(ReasonMissingError):
        frozen(vision, note="")
    with pytest.raises(NothingReportedError):
        freeze_year(vision=vision, fiscal_year=2021, actor=None, now=NOW, today=TODAY, note="x")


@database
def test_edition_is_its_stored_bytes(vision):
    edition = frozen(vision)
    assert hashlib.sha256(bytes(edition.content)).hexdigest() == edition.sha256
    confirmed_later = write_report(item=vision.items.get(code="A-P2"), fiscal_year=2019, values={"progress": Progress.LATE}, actor=None, now=NOW)
    assert confirmed_later.pk
    assert rows_of(YearEdition.objects.get()) == rows_of(edition)
    assert frozen(vision).number == 2


@database
def test_later_changes_are_candidates_until_they_are_errata(vision):
    edition = frozen(vision)
    assert correction_candidates(edition, today=TODAY) == []
    write_report(
        item=vision.items.get(code="A-P2"), fiscal_year=2019, values={"progress": Progress.LATE, "done": "遅れて届いた"}, actor=None, now=NOW
    )
    found = correction_candidates(edition, today=TODAY)
    assert [(each.path, each.before, each.after) for each in found] == [("A-P2/done", "", "遅れて届いた"), ("A-P2/progress", "unreported", "late")]
    with pytest.raises(ReasonMissingError):
        correct_edition(edition=edition, difference=found[0], label="A-P2 実施内容", reason="", actor=None, now=NOW)
    correct_edition(edition=edition, difference=found[0], label="A-P2 実施内容", reason="FAXが遅れた", actor=None, now=NOW)
    assert [each.path for each in correction_candidates(edition, today=TODAY)] == ["A-P2/progress"]


@database
def test_public_sees_the_year_only_after_the_head_confirmed_it(vision, client):
    edition = frozen(vision)
    assert client.get("/progress/2019/").status_code == 404
    assert published_year(vision) is None
    sign_in(client, person(Role.SECRETARIAT))
    assert client.post(f"/staff/editions/{edition.uid}/publish/").status_code == 403
    sign_in(client, person(Role.DIVISION_HEAD))
    client.post(f"/staff/editions/{edition.uid}/publish/")
    client.logout()
    page = client.get("/progress/2019/").content.decode()
    assert "=SUM(A1)" in page
    assert "50%" in page
    with pytest.raises(AlreadyPublishedError):
        publish_edition(edition=edition, actor=None, now=NOW)
    assert client.get("/progress/").status_code == 200
    assert client.get("/en/progress/2019/").status_code == 200


@database
def test_errata_are_public_beside_the_edition(vision, client):
    edition = publish_edition(edition=frozen(vision), actor=None, now=NOW)
    write_report(
        item=vision.items.get(code="A-P2"), fiscal_year=2019, values={"progress": Progress.LATE, "done": "後から分かった"}, actor=None, now=NOW
    )
    assert "後から分かった" not in client.get("/progress/2019/").content.decode()
    sign_in(client, person(Role.SECRETARIAT))
    address = f"/staff/editions/{edition.uid}/correct/"
    client.post(address, {"path": "A-P2/done", "reason": ""})
    assert not edition.errata.exists()
    client.post(address, {"path": "A-P2/done", "reason": "報告の遅れ"})
    client.logout()
    page = client.get("/progress/2019/").content.decode()
    assert "後から分かった" in page
    assert "報告の遅れ" in page


@database
def test_papers_are_issued_once_and_served_again_byte_for_byte(vision, client):
    load_built_in(actor=None, now=NOW)
    edition = publish_edition(edition=frozen(vision), actor=None, now=NOW)
    template = ReportTemplate.objects.get(key="progress-sheet")
    inside = issue_paper(edition=edition, template=template, actor=None, now=NOW)
    assert client.get(f"/progress/2019/papers/{inside.uid}/").status_code == 404
    paper = issue_paper(edition=edition, template=template, actor=None, now=NOW, public=True)
    assert issue_paper(edition=edition, template=template, actor=None, now=timezone.now(), public=True) == paper
    served = client.get(f"/progress/2019/papers/{paper.uid}/")
    assert hashlib.sha256(served.content).hexdigest() == paper.document.sha256
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(served.content)).active.iter_rows() for cell in row]
    assert "企業誘致推進事業" in cells
    assert "=SUM(A1)" in cells


@database
def test_every_shipped_template_fills_whatever_is_empty(vision):
    assert load_built_in(actor=None, now=NOW) == len(SHIPPED)
    assert load_built_in(actor=None, now=NOW) == 0
    full = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    empty = YearRows(plan="空", plan_slug="x", fiscal_year=2019)
    bare = YearRows(
        plan="空", plan_slug="x", fiscal_year=2019, programs=(ProgramRow("A", "名", "", "program", "事業", "A", "名", "", "", "draft", "unreported"),)
    )
    for template in ReportTemplate.objects.all():
        for rows in (full, empty, bare):
            assert fill(template, rows, stamp="案") == fill(template, rows, stamp="案")


@database
@pytest.mark.office
def test_office_program_opens_every_shipped_template(vision, tmp_path):
    load_built_in(actor=None, now=NOW)
    rows = year_rows(vision=vision, fiscal_year=2019, today=TODAY)
    names = []
    for template in ReportTemplate.objects.all():
        (tmp_path / template.file_name).write_bytes(fill(template, rows, stamp="案"))
        names.append(str(tmp_path / template.file_name))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *names], check=True, capture_output=True, timeout=240
    )
    for name in names:
        made = tmp_path / (name.rsplit(".", 1)[0] + ".pdf")
        text = subprocess.run(["pdftotext", str(made), "-"], check=True, capture_output=True, text=True).stdout
        assert "企業誘致推進" in text.replace("\n", "")
        assert "{{" not in text


@database
def test_city_replaces_a_template_and_goes_back(vision, client):
    load_built_in(actor=None, now=NOW)
    sign_in(client, person(Role.SECRETARIAT))
    book = openpyxl.Workbook()
    book.active["A1"] = "{{ plan }} {{ year.lable }}"
    buffer = io.BytesIO()
    book.save(buffer)
    upload = io.BytesIO(buffer.getvalue())
    upload.name = "進捗.xlsx"
    data = {"name": "進捗管理シート", "purpose": TemplatePurpose.PROGRESS_SHEET, "note": "", "file": upload}
    answer = client.post("/staff/report-templates/progress-sheet/next/", data)
    assert answer.status_code == 422
    assert "year.label" in answer.content.decode()
    book.active["A1"] = "{{ plan }} {{ year.label }}"
    buffer = io.BytesIO()
    book.save(buffer)
    upload = io.BytesIO(buffer.getvalue())
    upload.name = "進捗.xlsx"
    assert client.post("/staff/report-templates/progress-sheet/next/", {**data, "file": upload}).status_code == 302
    assert ReportTemplate.objects.get(key="progress-sheet", in_use=True).edition == 2
    assert client.get("/staff/reports/filled/progress-sheet/?year=2019").status_code == 200
    first = ReportTemplate.objects.get(key="progress-sheet", edition=1)
    client.post(f"/staff/report-templates/{first.uid}/use/")
    assert ReportTemplate.objects.get(key="progress-sheet", in_use=True).edition == 1


@database
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsm", b"PK"), ("a.pdf", b"%PDF"), ("a.xlsx", b"not a zip"), ("a.docx", b"PK\x03\x04 broken"), ("a.xlsx", b"0" * 6_000_000)],
)
def test_files_that_cannot_be_templates_are_told(name, content):
    assert [finding.place for finding in faults(name, content)] == ["ファイル"]
    with pytest.raises(TemplateFaultsError):
        keep_template(key="x", name="x", purpose="other", file_name=name, content=content, actor=None, now=NOW)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
numbers = st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))


@st.composite
def program_rows(draw):
    values = [
        IndicatorRow(
            code=f"K{n}", name=draw(texts), unit="件", kind="", direction="up", basis="", state="", actual=draw(numbers), target=draw(numbers)
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    return ProgramRow(
        *(["A-P1", draw(texts), "", "program", "事業", "A", "名", "課", "", "draft", draw(st.sampled_from(Progress.values)), draw(texts)]),
        indicators=tuple(values),
        ratings=tuple(RatingRow(tier, "s", "A", "よい", draw(texts)) for tier in draw(st.sets(st.sampled_from(["division", "council"])))),
        activities=(CountRow("visit", "訪問", draw(st.integers(0, 99))),),
        money=MoneyRow(current=draw(st.one_of(st.none(), st.integers(0, 10**12))), execution_rate=draw(numbers)),
    )


@given(program_rows())
def test_frozen_bytes_read_back_as_the_same_rows(row):
    rows = YearRows("計画", "p", 2019, (row,))
    assert from_bytes(to_bytes(rows)) == rows
    assert to_bytes(from_bytes(to_bytes(rows))) == to_bytes(rows)
    assert differences(rows, from_bytes(to_bytes(rows))) == []


@database
def test_counts_equal_the_lists_behind_them(vision, client):
    confirmed(vision, "A-P2", progress=Progress.LATE)
    sign_in(client, person(Role.DIVISION_STAFF))
    page = client.get("/staff/reports/?year=2019")
    for value, _label, count in page.context["counts"]:
        behind = client.get(f"/staff/reports/?year=2019&progress={value}")
        assert len(behind.context["rows"]) == count
    assert sum(count for _value, _label, count in page.context["counts"]) == page.context["total"] == 4
    assert page.context["rows"][0].code == "A-P2"


@database
def test_pages_of_editions_and_templates_open(vision, client, django_assert_max_num_queries):
    load_built_in(actor=None, now=NOW)
    edition = frozen(vision)
    sign_in(client, person(Role.SECRETARIAT))
    for path in (
        "/staff/reports/",
        "/staff/editions/",
        "/staff/editions/freeze/?year=2019",
        f"/staff/editions/{edition.uid}/",
        "/staff/report-templates/",
    ):
        with django_assert_max_num_queries(30):
            assert client.get(path).status_code == 200
    assert client.post("/staff/editions/freeze/?year=2019", {"note": ""}).status_code == 200
    assert client.post("/staff/editions/freeze/?year=2019", {"note": "理由"}).status_code == 302
    assert YearEdition.objects.filter(status=EditionStatus.FROZEN).count() == 2
    client.post(f"/staff/editions/{edition.uid}/issue/", {"template": "audit"})
    assert edition.papers.count() == 1
