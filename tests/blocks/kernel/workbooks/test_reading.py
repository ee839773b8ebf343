"""Hostile and damaged workbooks: a message, never a fallen process, never a value silently lost."""

import io
import random
import re
import zipfile

import pytest
import xlsxwriter

from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.scanning import Fault, scan
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes


def book_of(fill):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book)
    book.close()
    return buffer.getvalue()


def stray(row, column):
    def fill(book):
        page = book.add_worksheet("表")
        page.write(0, 0, "番号")
        page.write(row, column, "x")

    return book_of(fill)


@pytest.mark.parametrize(
    ("row", "column", "code", "words"),
    [(19_999, 16_383, "too_wide", "XFD列"), (1_048_575, 0, "too_many_rows", "1048576行"), (0, 600, "too_wide", "WC列")],
)
def test_a_stray_cell_far_away_is_refused_before_the_sheet_is_laid_out(row, column, code, words):
    with pytest.raises(WorkbookError) as caught:
        read_sheets(stray(row, column))
    assert (caught.value.code, words in str(caught.value)) == (code, True)


def test_borders_drawn_far_down_are_no_values():
    def fill(book):
        page = book.add_worksheet("表")
        page.write(0, 0, "番号")
        page.write_blank(400_000, 9_000, None, book.add_format({"border": 1}))

    assert read_sheets(book_of(fill)) == {"表": [["番号"]]}


def test_errors_and_formulas_without_a_result_are_told_and_results_are_read():
    def fill(book):
        page = book.add_worksheet("表")
        page.write_formula(0, 0, "=NA()", None, "#N/A")
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(2, 0, '="a"&"b"', None, "ab")
        page.write_formula(5, 1, "=1/0", None, "#DIV/0!")

    rows = read_sheets(book_of(fill))["表"]
    assert [row[0] for row in rows[:3]] == [Fault.ERROR, 2, "ab"]
    assert rows[5][1] is Fault.ERROR
    xml = b'<sheetData><row r="2"><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v></v></c><c r="D2" t="str"><f>""</f><v></v></c><c r="E2" s="1"/></row></sheetData>'
    assert scan(xml).faults == {(1, 1): Fault.NOT_CALCULATED, (1, 2): Fault.NOT_CALCULATED}
    assert (scan(xml).rows, scan(xml).columns) == (2, 4)


def test_chart_sheets_are_passed_over_and_cells_without_addresses_count():
    def fill(book):
        book.add_worksheet("表").write(0, 0, "x")
        book.add_chartsheet("図")

    assert list(read_sheets(book_of(fill))) == ["表"]
    assert scan(b'<row r="30000"><c><v>1</v></c></row>').rows == 30_000


def test_headings_may_be_wrapped_or_wide_and_unknown_columns_are_named():
    raw = [["名\n称 ", "番 号", "担当メモ", ""], ["あ", "A-1", "", ""], ["い", "A-2", "田中", "欄外"]]
    found = rows_under("表", raw, ["番号", "名称"])
    assert [(n, cells["番号"].value, cells["番号"].address) for n, cells in found.rows] == [(2, "A-1", "B2"), (3, "A-2", "B3")]
    assert found.unknown == ("担当メモ", "D")


def test_every_missing_heading_is_named():
    with pytest.raises(WorkbookError, match="「番号」、「名称」"):
        rows_under("表", [["なまえ"]], ["番号", "名称"])


def damaged(data, seed):
    """The workbook with one part's bytes disturbed, zipped soundly again."""
    chance = random.Random(seed)  # noqa: S311 - repeatable test data
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.startswith("xl/") or name == "[Content_Types].xml"]
        victim = chance.choice(names)
        for name in old.namelist():
            content = bytearray(old.read(name))
            if name == victim:
                way = chance.randrange(4)
                if way == 0:
                    continue
                if way == 1:
                    content = content[: chance.randrange(len(content))]
                elif way == 2:
                    for _ in range(20):
                        content[chance.randrange(len(content))] = chance.randrange(256)
                else:
                    content = bytearray(re.sub(rb"\d+", lambda _match: str(chance.randrange(10**6)).encode(), bytes(content)))
            new.writestr(name, bytes(content))
    return buffer.getvalue()


@pytest.mark.parametrize("seed", range(150))
def test_damaged_parts_give_a_message_or_are_read(seed):
    rows = [[f"A-{n}", n, "説明\n二行目"] for n in range(30)]
    whole = workbook_bytes([Sheet("表", [SheetColumn("番号"), SheetColumn("数"), SheetColumn("説明")], rows)], title="t")
    data = damaged(whole, seed)
    try:
        rows = read_sheets(data).get("表", [])
    except WorkbookError:  # anything else would fail the test
        rows = []
    assert len(rows) <= 20_000
