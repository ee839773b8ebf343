"""What the public reads of a confirmed year: small counts are hidden, held values are not taken for a year's own."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.indicators import indicator
from tests.factories.published import indicator_row, program_row, publish_year
from tests.factories.vision import small_plan

from musubi.blocks.reporting.domain.confirmed import confirmed_actuals, confirmed_bands
from musubi.blocks.reporting.domain.editions import issue_paper
from musubi.blocks.reporting.domain.rows import YearRows
from musubi.blocks.reporting.domain.suppression import public_rows, thresholds
from musubi.blocks.reporting.domain.templates import load_built_in
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.reporting.models import Erratum, ReportTemplate
from musubi.blocks.vision.domain.editions import confirm_edition

numbers = st.none() | st.decimals(min_value=-3, max_value=40, places=1)


@given(actual=numbers, baseline=numbers, previous=numbers, least=st.integers(min_value=1, max_value=20))
def test_small_counts_are_hidden_with_what_tells_them(actual, baseline, previous, least):
    row = replace(indicator_row("K1", None), actual=actual, baseline=baseline, previous=previous, rate=Decimal("0.5"), note="課内の注記")
    year = YearRows(plan="", plan_slug="", fiscal_year=2019, programs=(program_row("A-P1", Progress.LATE, indicators=[row]),))
    shown = public_rows(year, {"K1": least}).programs[0].indicators[0]
    for value in (shown.actual, shown.baseline, shown.previous):
        assert value is None or value <= 0 or value >= least
    if shown.actual != actual or shown.baseline != baseline:
        assert shown.rate is None
    assert shown.note == ""
    assert public_rows(year, {}).programs[0].indicators[0] == replace(row, note="")


@pytest.mark.django_db
def test_public_year_and_its_errata_hide_them(client):
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    indicator(item, "K1", suppress_below=5, name="架空の指標")
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    row = replace(indicator_row("K1", "3"), name="架空の指標")
    edition = publish_year(vision, YearRows("", "", 2019, (program_row("A-P1", Progress.LATE, indicators=[row]),)))
    Erratum.objects.create(
        edition=edition,
        item=item,
        path="A-P1/indicators/K1/actual",
        label="実績値",
        before="3",
        after="4",
        reason="数え直し",
        corrected_at=timezone.now(),
    )
    assert thresholds(vision) == {"K1": 5}
    page = client.get("/progress/2019/").content.decode()
    assert "非公表" in page
    assert "数え直し" in page
    for figure in ("3", "4"):
        assert f">{figure}<" not in page


@pytest.mark.django_db
def test_newest_public_edition_of_each_year_gives_the_figures(django_assert_num_queries):
    vision, _document = small_plan()

    def year(fiscal_year, value, *, state="", number=1):
        row = indicator_row("K1", value, state=state)
        return publish_year(vision, YearRows("", "", fiscal_year, (program_row("A-P1", Progress.LATE, indicators=[row]),)), number=number)

    year(2017, "4", state="前回値")
    year(2018, "5")
    year(2018, "6", number=2)
    year(2019, "7", state="速報値")
    year(2020, None)
    mark, read = confirmed_actuals(vision)
    found = read()
    assert {key: (point.value, point.provisional) for key, point in found.items()} == {("K1", 2018): (6, False), ("K1", 2019): (7, True)}
    with django_assert_num_queries(1):
        again, read = confirmed_actuals(vision)
        read()
    assert again == mark


@pytest.mark.django_db
def test_confirmed_years_are_bands_of_the_roadmap(client):
    vision, _document = small_plan(programs=3)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    for year, states in ((2018, (Progress.ON_TRACK, Progress.ON_TRACK, Progress.NOT_STARTED)), (2019, (Progress.LATE, Progress.COMPLETED, ""))):
        rows = [program_row(f"A-P{n}", state) for n, state in enumerate(states, 1) if state]
        publish_year(vision, YearRows("", "", year, tuple(rows)))
    found = confirmed_bands(vision, dt.date(2020, 10, 14))
    told = {code: [(band.fiscal_year, band.look) for band in bands] for code, bands in found.items()}
    assert told == {"A-P1": [(2018, ""), (2019, "slow"), (2020, "none")], "A-P2": [(2018, ""), (2019, "")]}
    for address in ("/dashboard/", "/", "/roadmap/", "/plan/A-P1/", "/plan/A/"):
        page = client.get(address).content.decode()
        assert 'class="rm-actual slow"' in page, address
        assert "報告待ち" in page


@pytest.mark.django_db
def test_papers_of_an_edition_hide_them():
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    indicator(item, "K1", suppress_below=5)
    indicator(item, "K2")
    load_built_in(actor=None, now=timezone.now())
    rows = [replace(indicator_row(code, value), name=f"架空{code}") for code, value in (("K1", "4321e-3"), ("K2", "9.876"))]
    edition = publish_year(vision, YearRows("試験市", "", 2019, (program_row("A-P1", Progress.LATE, indicators=rows),)))
    paper = issue_paper(edition=edition, template=ReportTemplate.objects.get(key="progress-sheet"), actor=None, now=timezone.now(), public=True)
    book = openpyxl.load_workbook(io.BytesIO(bytes(paper.document.content)))
    cells = " ".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    assert "9.876" in cells
    assert "4.321" not in cells
