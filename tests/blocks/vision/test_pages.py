"""The plan's public pages: every code, whatever the plan's size, from the confirmed edition alone."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.plans import other_city
from tests.factories.vision import full_row, small_document, store

from musubi.blocks.vision.domain.document import Change, ChangeKind, PlanDocument
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.store import apply_changes, load_document
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import PlanItem, Succession, Vision

pytestmark = pytest.mark.django_db


def several(document, slug):
    """The document with row ids of its own, so that several plans can stand side by side."""
    tables = {name: rows if name == "organizations" else {f"{slug}{uid}": row for uid, row in rows.items()} for name, rows in document.tables.items()}
    return PlanDocument(tables)


def confirmed(*, programs=2, slug="p1", in_force=True):
    vision = store(several(small_document(programs=programs, slug=slug), slug), in_force=in_force)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return vision


def rename(vision, code, name):
    item = PlanItem.objects.get(vision=vision, code=code)
    change = Change("items", item.uid, ChangeKind.UPDATE, "name", item.name, name)
    apply_changes(vision=vision, changes=[change], actor=None, now=timezone.now(), title="名称の変更")


def queries_of(client, path):
    client.get(path)  # the edition's document is read into memory once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/", "/plan/A/", "/plan/A-P1/", "/roadmap/", "/actors/", "/map/", "/editions/", "/en/roadmap/"])
def test_queries_do_not_grow_with_the_plan(client, path):
    counts = {}
    for programs in (18, 202, 1000):
        confirmed(programs=programs, slug=f"p{programs}")
        counts[programs] = queries_of(client, path)
        Vision.objects.update(status=VisionStatus.SUPERSEDED)
    assert len(set(counts.values())) == 1, counts
    assert max(counts.values()) <= 15


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_code_has_a_page_with_its_name(client, language):
    confirmed(programs=5)
    for item in PlanItem.objects.all():
        page = client.get(f"{language}/plan/{item.code}/")
        assert page.status_code == 200
        text = re.sub(r"<wbr>", "", page.content.decode())
        assert f"{item.name}</span></h1>" in text or f"{item.name}</span></span></h1>" in text


def test_pages_show_the_confirmed_edition_and_not_what_staff_changed_since(client):
    vision = confirmed()
    rename(vision, "A-P1", "変わった名前")
    assert "変わった名前" not in client.get("/plan/A-P1/").content.decode()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="改定版")
    assert "変わった名前" in client.get("/plan/A-P1/").content.decode().replace("<wbr>", "")


def test_unknown_code_offers_search_and_the_map(client):
    confirmed()
    page = client.get("/plan/Z-9/")
    assert page.status_code == 404
    text = page.content.decode()
    assert "「Z-9」という番号は、現行の計画にありません" in text
    assert 'action="/search/"' in text
    assert 'href="/map/"' in text


def test_without_a_confirmed_plan_pages_say_so(client):
    assert "公表している計画はまだありません" in client.get("/").content.decode()
    assert "公表している計画はまだありません" in client.get("/map/").content.decode()
    assert client.get("/roadmap/").status_code == 404


def test_code_of_an_ended_plan_stays_reachable(client):
    old = confirmed(programs=4, slug="old", in_force=False)
    Vision.objects.filter(pk=old.pk).update(status=VisionStatus.SUPERSEDED)
    confirmed(programs=1)
    page = client.get("/plan/A-P4/")
    assert page.status_code == 200
    assert "引継ぎ先は、まだ記録されていません" in page.content.decode()
    assert 'href="/plans/old/A-P4/"' in page.content.decode()
    text = client.get("/plans/old/A-P4/").content.decode()
    assert "これは終了した計画のページです" in text
    assert client.get("/plans/old/").content.decode().count('class="lane"') == 4
    assert 'href="/plans/old/A/"' in text


def test_draft_plan_is_not_public(client):
    store(small_document(slug="draft"), in_force=False)
    assert client.get("/plans/draft/").status_code == 404
    assert client.get("/plans/draft/A/").status_code == 404


def test_succession_links_both_plans(client):
    old = confirmed(programs=2, slug="old", in_force=False)
    Vision.objects.filter(pk=old.pk).update(status=VisionStatus.SUPERSEDED)
    new = confirmed(programs=1)
    earlier = PlanItem.objects.get(vision=old, code="A-P2")
    later = PlanItem.objects.get(vision=new, code="A-P1")
    Succession.objects.create(earlier=earlier, later=later, kind="merged")
    assert 'href="/plans/old/A-P2/"' in client.get("/plan/A-P1/").content.decode()


def test_item_tells_its_owner_pairing_question_and_revisions(client):
    vision = confirmed()
    rename(vision, "A-P1", "新しい名前")
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="改定版")
    text = client.get("/plan/A-P1/").content.decode()
    assert "産業振興課" in text
    assert "確認中(案)" in text
    assert "◆の年度を確かめてください" in text
    assert "名称の変更" in text
    assert "名称の変更" not in client.get("/plan/A-P2/").content.decode()


def test_roadmap_is_narrowed_and_paged(client):
    confirmed(programs=202)
    assert client.get("/roadmap/").content.decode().count('class="lane"') == 100
    assert client.get("/roadmap/?page=3").content.decode().count('class="lane"') == 2
    assert client.get("/roadmap/?owner=D1").content.decode().count('class="lane"') == 1
    empty = client.get("/roadmap/?origin=new").content.decode()
    assert "この条件に合う事業はありません" in empty


def test_editions_are_compared_cell_by_cell(client):
    vision = confirmed()
    rename(vision, "A-P1", "新しい名前")
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="改定版")
    text = client.get("/editions/compare/?a=1&b=2").content.decode()
    assert "<del>企業誘致推進事業</del>" in text
    assert "<ins>新しい名前</ins>" in text
    assert "違いはありません" in client.get("/editions/compare/?a=1&b=2&item=A-P2").content.decode()
    assert client.get("/editions/compare/?a=9&b=2").status_code == 404


def test_open_data_holds_every_item(client):
    vision = confirmed(programs=3)
    data = json.loads(client.get("/plan.json").content)
    assert [item["code"] for item in data["items"]] == ["A", "A-1", "A-P1", "A-P2", "A-P3"]
    assert data["edition"]["number"] == 1
    rows = list(csv.DictReader(io.StringIO(client.get("/plan.csv").content.decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == ["A", "A-1", "A-P1", "A-P2", "A-P3"]
    assert rows[2]["lead"] == "産業振興課"
    assert len(load_document(vision).rows("items")) == len(rows)


def test_csv_cell_that_looks_like_a_formula_is_text(client):
    document = small_document(programs=1)
    items = {**document.rows("items"), "x": full_row("items", code="A-P9", level=3, parent="A", name="=1+1")}
    vision = store(PlanDocument({**document.tables, "items": items}))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    rows = list(csv.DictReader(io.StringIO(client.get("/plan.csv").content.decode("utf-8-sig"))))
    assert next(row["name"] for row in rows if row["code"] == "A-P9") == "'=1+1"


def test_actor_page_lists_what_it_carries(client):
    confirmed()
    text = client.get("/actors/D1/").content.decode()
    assert 'href="/plan/A-P1/"' in text
    assert 'href="/plan/A-P2/"' not in text
    assert client.get("/actors/nobody/").status_code == 404


def test_plan_of_other_depth_and_codes_is_drawn(client):
    document = small_document(programs=1)
    codes = {"11": None, "11-1": "11", "11-1-2": "11-1", "11-1-2-05": "11-1-2"}
    tables = {
        **document.tables,
        "levels": {f"l{n}": full_row("levels", number=n, name=f"第{n}階層") for n in range(1, 5)},
        "items": {
            f"i{code}": full_row("items", code=code, level=level, parent=parent, name=f"項目{code}")
            for level, (code, parent) in enumerate(codes.items(), start=1)
        },
        "pairings": {},
        "marks": {"m": full_row("marks", item="11-1-2-05", kind="continue", fiscal_year=2019, last_fiscal_year=2020)},
        "owners": {},
        "questions": {},
    }
    vision = store(PlanDocument(tables))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    roadmap = client.get("/roadmap/").content.decode()
    assert roadmap.count('class="lane"') == 1
    assert 'class="roadmap grouped"' in roadmap
    assert "対応する取組" not in client.get("/plan/11-1-2-05/").content.decode()
    for path in ["/", "/map/", *(f"/plan/{code}/" for code in codes)]:
        assert client.get(path).status_code == 200


def test_deep_plan_of_many_measures_reads_branch_by_branch(client):
    document = other_city(levels=5, measures=20)
    second = {"v1": full_row("items", code="11-1-9", level=3, parent="11-1", name="第二施策", order=0)}
    third = {"y3": full_row("periods", label="令和7年度実施計画", first_fiscal_year=2025, last_fiscal_year=2027, rolling=True)}
    tables = {**document.tables, "items": {**document.tables["items"], **second}, "periods": {**document.tables["periods"], **third}}
    vision = store(PlanDocument(tables))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    home = client.get("/").content.decode().replace("<wbr>", "")
    assert "2023–2027年度(令和5年度–令和9年度)・3の期" in home
    assert "架空基本事業" in home  # of the lower levels the one that is short enough to list
    codes = [item["code"] for item in json.loads(client.get("/plan.json").content)["items"]]
    assert codes[:5] == ["11", "11-1", "11-1-9", "11-1-2", "11-1-2-3"]
    assert "対応する事業" not in client.get("/plan/11-1-2-3/").content.decode()
