"""The workbook's pages: seen before it is saved, accepted in part, nothing overwritten in silence."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.plans import random_document
from tests.factories.vision import small_plan, store
from tests.factories.workbooks import BAD, edited, put

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.store import apply_changes, load_document
from musubi.blocks.vision.interfaces.workbook import write_workbook
from musubi.blocks.vision.models import PlanItem, Revision, ScheduleMark, WorkbookUpload

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client, settings):
    settings.DEMO = True
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def upload(client, data, name="台帳.xlsx"):
    return client.post("/staff/plan/workbook/", {"file": SimpleUploadedFile(name, data)})


def boxes(client, address):
    """The page's check boxes in order: value and whether it is ticked."""
    page = client.get(address).content.decode()
    found = re.findall(r'name="accept" value="(\w+)" id="[\w-]+"( checked)?', page)
    return [(value, bool(ticked)) for value, ticked in found]


def accept(client, address, *numbers, **fields):
    """Accept the changes of those places on the page."""
    values = [value for value, _ticked in boxes(client, address)]
    return client.post(address, {"accept": [values[number] for number in numbers], "reason": "見直し", **fields})


@pytest.mark.parametrize("code", BAD)
def test_bad_file_is_told_at_the_field_and_saves_nothing(client, secretariat, code):
    _vision, document = small_plan()
    page = upload(client, BAD[code](document))
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    assert WorkbookUpload.objects.count() == 0


def test_export_imported_changes_nothing(client, secretariat):
    small_plan()
    data = client.get("/staff/plan/workbook/download/").content
    page = client.get(upload(client, data).headers["Location"]).content.decode()
    assert "計画と違うところはありません" in page


def test_changes_are_seen_and_accepted_in_part(client, secretariat):
    vision, document = small_plan()

    def change(book):
        put("体系", "名称", 4, "新しい名称")(book)
        put("体系", "備考", 4, "備考を足す")(book)

    address = upload(client, edited(document, change)).headers["Location"]
    assert "新しい名称" in client.get(address).content.decode()
    assert Revision.objects.count() == 1
    assert accept(client, address, 0).headers["Location"] == "/staff/plan/revisions/2/"
    item = PlanItem.objects.get(code="A-P1")
    assert (item.name, item.note) == ("新しい名称", "")
    assert "備考を足す" in client.get(address).content.decode()
    assert load_document(vision).rows("items")[item.uid]["name"] == "新しい名称"


def test_cells_of_a_row_with_a_fault_are_not_ticked(client, secretariat):
    _vision, document = small_plan()

    def slip(book):  # two columns' values change places under headings that stay
        page = book["体系"]
        columns = {cell.value: cell.column for cell in page[1]}
        for row in range(2, page.max_row + 1):
            one, other = page.cell(row, columns["名称"]), page.cell(row, columns["並び順"])
            one.value, other.value = other.value, one.value

    address = upload(client, edited(document, slip)).headers["Location"]
    found = boxes(client, address)
    assert found
    assert not any(ticked for _value, ticked in found)
    assert "同じ行に読めないセルがあります" in client.get(address).content.decode()


def rename(vision, after, before="企業誘致推進事業"):
    change = Change("items", "itema-p1", ChangeKind.UPDATE, "name", before, after, "A-P1")
    apply_changes(vision=vision, changes=[change], actor=None, now=timezone.now(), title="画面で")


def test_newer_value_in_the_plan_is_a_conflict_not_accepted_by_itself(client, secretariat):
    vision, document = small_plan()
    data = edited(document, put("体系", "名称", 4, "台帳の名称"))
    rename(vision, "画面の名称")
    address = upload(client, data).headers["Location"]
    page = client.get(address).content.decode()
    assert "ほかの人も変えました" in page
    assert "画面の名称" in page
    assert [ticked for _value, ticked in boxes(client, address)] == [False]
    accept(client, address, 0)
    assert PlanItem.objects.get(code="A-P1").name == "台帳の名称"


def test_what_was_not_seen_is_not_accepted(client, secretariat):
    vision, document = small_plan()
    address = upload(client, edited(document, put("体系", "名称", 4, "台帳の名称"))).headers["Location"]
    seen = [value for value, _ticked in boxes(client, address)]
    rename(vision, "画面の名称")
    page = client.post(address, {"accept": seen, "reason": "台帳が正しい"}).content.decode()
    assert "確かめている間に計画が変わりました" in page
    assert "台帳が正しい" in page
    assert PlanItem.objects.get(code="A-P1").name == "画面の名称"


def test_provisional_mark_falls_by_a_decision_only(client, secretariat):
    vision, _document = small_plan()
    PlanItem.objects.filter(code="A-P1").update(provisional=True)
    data = edited(load_document(vision), put("体系", "仮称", 4, "いいえ"))
    address = upload(client, data).headers["Location"]
    assert "市の決定" in accept(client, address, 0).content.decode()
    assert PlanItem.objects.get(code="A-P1").provisional
    accept(client, address, 0, basis_label="名称の決定", decided_on="R2.10.1", document_number="所産振第1号")
    assert not PlanItem.objects.get(code="A-P1").provisional
    revision = Revision.objects.order_by("number").last()
    assert (revision.basis_label, str(revision.decided_on)) == ("名称の決定", "2020-10-01")


def test_missing_row_is_removed_only_when_chosen(client, secretariat):
    vision, document = small_plan()
    data = edited(document, lambda book: book["確認事項"].delete_rows(2))
    address = upload(client, data).headers["Location"]
    assert [ticked for _value, ticked in boxes(client, address)] == [False]
    accept(client, address, 0)
    assert vision.questions.count() == 0


def test_new_row_without_an_id_is_added(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        book["体系"].append([None, "A-P9", 3, "A", "新しい事業", "はい", "新規", "実施中"])

    accept(client, upload(client, edited(document, change)).headers["Location"], 0)
    assert PlanItem.objects.get(code="A-P9").provisional


@pytest.mark.parametrize("role", [Role.DIVISION_STAFF, Role.PARTNER, Role.COUNCIL_MEMBER, Role.ADMINISTRATOR])
def test_only_the_secretariat_takes_workbooks_in(client, settings, role):
    settings.DEMO = True
    small_plan()
    client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("", "download/", "template/", "new/"):
        assert client.get(f"/staff/plan/workbook/{address}").status_code == 403


def test_organisation_renamed_outside_the_plan_is_not_renamed_back(client, secretariat):
    _vision, document = small_plan()
    data = edited(document, put("体系", "備考", 4, "備考を足す"))
    Organization.objects.filter(code="D1").update(name="産業戦略課")
    address = upload(client, data).headers["Location"]
    assert "シート「組織」は、書き出した後に台帳の外で変わりました" in client.get(address).content.decode()
    ticked = {row["told"].row: row["checked"] for row in client.get(address).context["rows"]}
    assert ticked == {"D1 産業振興課": False, "A-P1 企業誘致推進事業": True}


def test_workbook_without_its_cover_ticks_nothing_and_says_so(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        put("体系", "備考", 4, "備考を足す")(book)
        del book["使い方"]

    address = upload(client, edited(document, change)).headers["Location"]
    assert "改定番号が読めない" in client.get(address).content.decode()
    assert [ticked for _value, ticked in boxes(client, address)] == [False]
    assert [ticked for _value, ticked in boxes(client, f"{address}?mark=all")] == [True]


def test_what_is_not_read_is_named(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        del book["担当"]
        book["工程"].title = "工程表"
        book["体系"].cell(row=1, column=30).value = "担当者メモ"
        book["体系"].cell(row=3, column=30).value = "田中"

    page = client.get(upload(client, edited(document, change)).headers["Location"]).content.decode()
    for words in ("「担当」がありません", "「工程」がありません", "「工程表」は計画台帳の表ではない", "列「担当者メモ」"):
        assert words in page


def test_child_brings_its_new_parent_along(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        book["体系"].append([None, "B", 1, None, "新しいプロジェクト"])
        book["体系"].append([None, "B-P1", 3, "B", "新しい事業"])

    address = upload(client, edited(document, change)).headers["Location"]
    page = client.get(accept(client, address, 1).headers["Location"]).content.decode()
    assert PlanItem.objects.get(code="B-P1").parent.code == "B"
    assert "合わせて反映しました(1件)" in page


def test_same_workbook_twice_adds_its_rows_once(client, secretariat):
    _vision, document = small_plan()
    data = edited(document, lambda book: book["工程"].append([None, "A-P1", "スタート", "予定", 2019]))
    address = upload(client, data).headers["Location"]
    before = ScheduleMark.objects.count()
    accept(client, address, 0)
    assert ScheduleMark.objects.count() == before + 1
    again = upload(client, data).headers["Location"]
    assert boxes(client, address) == boxes(client, again) == []


def test_lost_row_ids_are_found_by_number(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        for page in book:
            if page["A1"].value == "行ID":
                for number in range(2, page.max_row + 1):
                    page.cell(row=number, column=1).value = None
        put("体系", "名称", 4, "新しい名称")(book)

    address = upload(client, edited(document, change)).headers["Location"]
    rows = client.get(f"{address}?table=items").context["rows"]
    assert [(row["told"].row, row["told"].after) for row in rows] == [("A-P1 新しい名称", "新しい名称")]


def test_workbook_of_another_plan_is_refused(client, secretariat):
    small_plan()
    other = load_document(store(random_document(2), in_force=False))
    page = upload(client, write_workbook(other, revision=1, title="別")).content.decode()
    assert "別の計画の台帳です" in page


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (put("体系", "並び順", 4, -1), "体系!P4", "0から"),
        (put("体系", "並び順", 4, 10**8), "体系!P4", "0から"),
        (put("体系", "番号", 4, "A/P1"), "体系!B4", "「/」"),
        (put("体系", "番号", 4, "A-P2"), "体系!B4", "2行以上"),
        (put("体系", "上位の番号", 2, "A-P1"), "体系!D2", "自分に戻ります"),
        (put("計画", "アドレス名", 2, "所沢"), "計画!B2", "アドレス名"),
        (put("取組と事業の対応", "取組の番号", 2, "A-P1"), "取組と事業の対応!C2", "別の番号"),
        (lambda book: book["指標"].append([None, "K1", "A-P1", "件数", *[None] * 6, 12]), "指標!J2", "基準年度"),
        (lambda book: book["指標"].append([None, "K1", "A-P1", "件数", *[None] * 5, "R1", "12%"]), "指標!K2", "数で入力"),
    ],
)
def test_unsound_change_is_told_at_its_cell_and_nothing_is_saved(client, secretariat, change, place, words):
    vision, document = small_plan()
    address = upload(client, edited(document, change)).headers["Location"]
    values = [value for value, _ticked in boxes(client, address)]
    page = client.post(address, {"accept": values, "reason": "直す"}).content.decode()
    told = re.findall(r'<tr><th scope="row">([^<]*)</th><td>([^<]*)</td></tr>', page)
    assert [cell for cell, text in told if words in text][:1] == [place]
    assert load_document(vision) == document


def test_page_with_unread_cells_alone_does_not_say_that_all_is_the_same(client, secretariat):
    _vision, document = small_plan()
    page = client.get(upload(client, edited(document, put("体系", "並び順", 4, "三番目"))).headers["Location"]).content.decode()
    assert "取り込めないセルのほかに" in page
    assert "<p>計画と違うところはありません。" not in page


def test_workbook_that_can_no_longer_be_read_is_told(client, secretariat):
    _vision, document = small_plan()
    address = upload(client, edited(document, put("体系", "備考", 4, "x"))).headers["Location"]
    kept = WorkbookUpload.objects.get()
    kept.file.storage.delete(kept.file.name)
    page = client.get(address)
    assert page.status_code == 200
    assert "もう一度取り込んでください" in page.content.decode()


def test_many_changes_come_a_page_at_a_time_and_can_be_accepted_at_once(client, secretariat):
    vision = store(random_document(350))
    document = load_document(vision)

    def change(book):
        page = book["体系"]
        column = next(cell.column for cell in page[1] if cell.value == "備考")
        for number in range(2, page.max_row + 1):
            page.cell(row=number, column=column).value = "まとめて直す"

    address = upload(client, edited(document, change)).headers["Location"]
    assert len(boxes(client, address)) == 300
    assert len(boxes(client, f"{address}?page=2")) > 0
    answer = client.post(address, {"every": "1", "reason": "まとめて"})
    assert answer.status_code == 302
    assert {row["note"] for row in load_document(vision).rows("items").values()} == {"まとめて直す"}


@pytest.mark.parametrize("query", ["?show=conflicts", "?show=removals", "?show=nonsense&table=none&page=x"])
def test_parts_of_the_preview_can_be_looked_at(client, secretariat, query):
    _vision, document = small_plan()
    address = upload(client, edited(document, put("体系", "備考", 4, "x"))).headers["Location"]
    assert client.get(address + query).status_code == 200
    assert len(boxes(client, f"{address}?table=items")) == 1
    assert boxes(client, f"{address}?show=removals") == []
