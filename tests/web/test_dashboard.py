"""The public dashboard: confirmed editions only, counts that equal the lists behind them, downloads, few queries."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.factories.indicators import actual, indicator, target
from tests.factories.plans import other_city, random_document
from tests.factories.published import indicator_row, program_row, publish_document, publish_year, random_published, random_year
from tests.factories.vision import full_row, small_document, small_plan

from musubi.blocks.indicators.domain.published import published_points
from musubi.blocks.reporting.domain.rows import YearRows
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.published import published
from musubi.web.dashboard import KINDS, Filters, build_dashboard

pytestmark = pytest.mark.django_db


def year_of(*rows, fiscal_year=2019):
    return YearRows(plan="試験市", plan_slug="", fiscal_year=fiscal_year, programs=rows)


@pytest.fixture
def vision():
    """Three programs and an initiative; one program late, one without report; an indicator with a small count."""
    document = small_document(programs=3)
    indicators = {
        "k1": full_row("indicators", code="K1", item="A-P1", name="架空の立地件数", name_en="Firms", unit="社", suppress_below=3,
                       baseline_fiscal_year=2017, baseline_value="2", measure="siting.firms"),
        "k2": full_row("indicators", code="K2", item="A-P2", name="架空の来訪者", unit="人", basis="year_end"),
    }  # fmt: skip
    targets = {
        "t1": full_row("targets", indicator="K1", fiscal_year=2020, value="10"),
        "t2": full_row("targets", indicator="K1", fiscal_year=2020, value="8", revision=1, reason="見直し", revised_on="2019-10-01"),
    }
    actuals = {"c1": full_row("actuals", indicator="K2", fiscal_year=2018, value="1200.5", note="課内の注記")}
    tables = {**document.tables, "indicators": indicators, "targets": targets, "actuals": actuals}
    vision = publish_document(PlanDocument(tables))
    publish_year(vision, year_of(program_row("A-P1", Progress.LATE, indicators=[indicator_row("K1", "2")], mark="C"), fiscal_year=2018))
    publish_year(
        vision,
        year_of(
            program_row("A-P1", Progress.ON_TRACK, indicators=[indicator_row("K1", "5")], mark="A"),
            program_row("A-P2", Progress.LATE, indicators=[indicator_row("K2", None, state="未入力")]),
            program_row("A-1", Progress.SLIGHTLY_LATE, kind="initiative"),
        ),
    )
    return vision


def test_page_tells_the_confirmed_year(client, vision):
    page = client.get("/dashboard/").content.decode()
    assert "3件のうち<b>1件が順調</b>です。1件に遅れがあり、1件は報告を待っています。" in page
    assert "評価 A" in page
    assert "架空の立地件数" in page
    assert "<del" in page
    assert "見直し" in page


def test_earlier_year_can_be_chosen(client, vision):
    page = client.get("/dashboard/?year=2018").content.decode()
    assert "3件のうち<b>0件が順調</b>です。1件に遅れがあり、2件は報告を待っています。" in page
    assert client.get("/dashboard/?year=x").status_code == 200
    assert client.get("/dashboard/?year=1900").status_code == 200


def test_live_entries_are_not_shown(client):
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    one = indicator(item, "K1", name="公表した指標")
    target(one, 2020, 10)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    actual(one, 2019, 777777)
    indicator(item, "K2", name="公表前の指標")
    for address in ("/dashboard/", "/plan/A-P1/", "/dashboard.json", "/dashboard/indicators.csv"):
        page = client.get(address).content.decode()
        assert "公表した指標" in page
        assert "777" not in page
        assert "公表前の指標" not in page


def test_small_counts_are_hidden_everywhere(client, vision):
    found = published(vision)
    raw = {points.subject.code: points for points in published_points(found)}
    assert raw["K1"].actuals[2018].value == 2
    for address in ("/dashboard/", "/plan/A-P1/", "/en/plan/A-P1/", "/dashboard/?year=2018"):
        page = client.get(address).content.decode()
        assert "3件未満" in page or "fewer than 3" in page, address
        assert "H30 2社" not in page
        assert re.search(r"<td class=\"num\">2<", page) is None
    record = json.loads(client.get("/dashboard.json").content)
    one = next(each for each in record["indicators"] if each["code"] == "K1")
    assert one["baseline"]["value"] is None
    assert [(year["fiscal_year"], year["actual"], year["state"]) for year in one["years"]][1:3] == [(2018, None, "suppressed"), (2019, "5", "typed")]
    rows = list(csv.DictReader(io.StringIO(client.get("/dashboard/indicators.csv").content.decode("utf-8-sig"))))
    assert {row["actual"] for row in rows if row["indicator"] == "K1"} == {"", "5"}
    assert all("課内の注記" not in client.get(address).content.decode() for address in ("/dashboard/", "/dashboard.json", "/editions/compare/"))


def test_comparison_of_editions_hides_small_counts(client):
    vision, _document = small_plan()
    one = indicator(vision.items.get(code="A-P1"), "K1", suppress_below=5, baseline_fiscal_year=2017, baseline_value=3)
    entered = actual(one, 2019, 4, note="一社だけ")
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    entered.value = 9
    entered.save()
    one.baseline_value = 6
    one.save()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="第2版")
    page = client.get("/editions/compare/").content.decode()
    changes = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert any("9" in cell for cell in changes)
    assert not any(re.fullmatch(r"\s*(<del>)?[34](</del>)?\s*", cell) for cell in changes)
    assert "一社だけ" not in page


@pytest.mark.parametrize("programs", [18, 202, 1000])
def test_queries_stay_few_at_every_size(client, programs):
    random_published(programs)
    for _once in range(2):
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/dashboard/").status_code == 200
    assert len(caught) <= 15
    with CaptureQueriesContext(connection) as caught:
        client.get("/dashboard.json")
    assert len(caught) <= 15


@pytest.fixture
def random_board():
    return published(random_published(60, seed=7))


filters = st.builds(
    Filters,
    project=st.sampled_from(["", "A", "B", "Z"]),
    progress=st.sampled_from(["", *Progress.values]),
    kind=st.sampled_from(KINDS),
    q=st.sampled_from(["", "事業1", "Ａ", "課", "無い言葉", "名称"]),
)


@given(asked=filters, year=st.sampled_from([None, 2018, 2019]))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_status_counts_equal_the_lists_behind_them(random_board, asked, year):
    board = build_dashboard(found=random_board, filters=asked, year=year)
    every = build_dashboard(found=random_board, filters=Filters(asked.project, "", asked.kind, asked.q), year=year)
    assert sum(count for _state, count in board.tally) == board.total == len(every.rows)
    for state, count in board.tally:
        behind = build_dashboard(found=random_board, filters=Filters(asked.project, state, asked.kind, asked.q), year=year)
        assert len(behind.rows) == count
        assert {row.progress for row in behind.rows} <= {state}
    if asked.progress:
        assert len(board.rows) == board.counts.get(asked.progress, 0)
    assert board.on_course + board.behind <= board.total


def test_links_of_the_tally_open_lists_of_that_length(client, vision):
    page = client.get("/dashboard/").content.decode()
    links = re.findall(r'<a href="(\?[^"]*progress=[^"]*)#programs">(\d+)</a>', page)
    assert len(links) >= 4
    for address, count in links:
        listed = client.get("/dashboard/" + address.replace("&amp;", "&")).context["page"].paginator.count
        assert listed == int(count)


def test_filters_narrow_items_and_indicators(client, vision):
    narrowed = client.get("/dashboard/", {"q": "来訪者"})
    assert "架空の来訪者" in narrowed.content.decode()
    assert "架空の立地件数" not in narrowed.content.decode()
    late = client.get("/dashboard/", {"progress": "late"})
    assert [row.node.code for row in late.context["board"].rows] == ["A-P2"]
    kinds = {kind: [row.node.code for row in client.get("/dashboard/", {"kind": kind}).context["board"].rows] for kind in KINDS}
    programs = ["A-P1", "A-P2", "A-P3"]
    assert kinds == {"": programs, "new": [], "existing": programs, "initiative": ["A-1"], "all": ["A-1", *programs]}
    empty = client.get("/dashboard/", {"q": "ない言葉"}).content.decode()
    assert "条件をゆるめると" in empty


@pytest.mark.parametrize("query", ["?page=99999", "?page=x", "?cards=x", "?progress=wrong", "?kind=x", "?project=<script>", "?q=" + "あ" * 500])
def test_odd_addresses_show_a_page(client, vision, query):
    assert client.get("/dashboard/" + query).status_code == 200


def test_before_a_plan_or_a_year_is_confirmed_the_page_says_so(client):
    assert "公表している計画はまだありません" in client.get("/dashboard/").content.decode()
    assert client.get("/dashboard.json").status_code == 404
    publish_document(small_document())
    page = client.get("/dashboard/").content.decode()
    assert "進捗を確定した年度は、まだ公表されていません" in page
    assert json.loads(client.get("/dashboard.json").content)["year"] is None


def test_downloads_hold_what_the_page_shows(client, vision):
    rows = list(csv.DictReader(io.StringIO(client.get("/dashboard.csv?progress=late").content.decode("utf-8-sig"))))
    assert [(row["code"], row["progress"], row["fiscal_year"]) for row in rows] == [("A-P2", "late", "2019")]
    record = json.loads(client.get("/dashboard.json").content)
    assert record["counts"] == {"on_track": 1, "slightly_late": 0, "late": 1, "unreported": 1}
    years = next(each["years"] for each in record["indicators"] if each["code"] == "K1")
    targets = next(year["targets"] for year in years if year["fiscal_year"] == 2020)
    assert [(each["value"], each["revision"], each["revised_on"]) for each in targets] == [("8", 1, "2019-10-01"), ("10", 0, None)]
    assert client.get("/dashboard.json")["Access-Control-Allow-Origin"] == "*"


def test_text_that_looks_like_a_formula_stays_text(client):
    document = small_document()
    row = full_row("indicators", code="K1", item="A-P1", name="=1+1", unit="+x")
    publish_document(PlanDocument({**document.tables, "indicators": {"k": row}, "actuals": {
        "c": full_row("actuals", indicator="K1", fiscal_year=2019, value="-5")}}))  # fmt: skip
    (found,) = csv.DictReader(io.StringIO(client.get("/dashboard/indicators.csv").content.decode("utf-8-sig")))
    assert (found["name"], found["unit"], found["actual"]) == ("'=1+1", "'+x", "-5")


def test_every_indicator_is_on_some_page(client):
    document = random_document(30)
    vision = publish_document(document)
    publish_year(vision, random_year(document, 2019))
    shown = []
    for number in (1, 2):
        shown += [card.subject.code for card, _node in client.get(f"/dashboard/?cards={number}").context["shown"]]
    assert sorted(shown) == sorted(row["code"] for row in document.rows("indicators").values())
    assert Decimal(len(shown)) == 30


def test_page_in_english(client, vision):
    page = client.get("/en/dashboard/").content.decode()
    assert "Firms" in page
    assert "On track" in page or "On course" in page


def test_plan_of_quite_other_levels_has_its_dashboard(client):
    vision = publish_document(other_city(levels=5, measures=30))
    rows = [program_row(f"11-1-2-3-{n:02}", Progress.ON_TRACK, indicators=[indicator_row(f"11-1-2-3-{n:02}-a", str(n))]) for n in range(30)]
    publish_year(vision, year_of(*rows, fiscal_year=2023))
    board = client.get("/dashboard/").context["board"]
    assert (board.total, board.on_course, len(board.points)) == (30, 30, 30)
    assert client.get("/dashboard/?kind=initiative").status_code == 200
    assert "架空指標3" in client.get("/plan/11-1-2-3-03/").content.decode()
