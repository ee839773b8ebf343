"""Workbooks: what was put in comes out, nothing becomes a formula, equal books are equal bytes."""

import datetime as dt
import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.excel import Book, lines_of

MADE = dt.datetime(2020, 10, 14, 9, 0, tzinfo=dt.UTC)
VALUES = ["=1+1", "+81", "-5", "@x", "0012", "http://example.invalid", "1行目\n2行目", 12, None, dt.date(2020, 4, 1), True]


def workbook(values=VALUES):
    book = Book(title="試験", dated=MADE)
    sheet = book.sheet("表", widths=[10, 20], landscape=True, repeat_rows=(0, 0))
    sheet.put_row(0, values)
    return book.content()


def test_values_come_back_as_they_were_put():
    row = CalamineWorkbook.from_filelike(io.BytesIO(workbook())).get_sheet_by_name("表").to_python()[0]
    assert row == ["=1+1", "+81", "-5", "@x", "0012", "http://example.invalid", "1行目\n2行目", 12.0, "", dt.date(2020, 4, 1), True]


def test_no_formula_link_or_macro_is_in_the_file():
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        names = archive.namelist()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [name for name in names if "vba" in name.lower()] == []


def test_equal_books_are_equal_bytes():
    assert workbook() == workbook()
    assert workbook() != workbook(["他"])


def test_canonical_orders_and_dates_entries_alike():
    def zipped(names, moment):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, moment), name)
        return buffer.getvalue()

    one = zipped(["b.xml", "a.xml", "[Content_Types].xml"], (2020, 1, 1, 0, 0, 0))
    other = zipped(["[Content_Types].xml", "a.xml", "b.xml"], (2021, 2, 2, 2, 2, 2))
    assert canonical(one) == canonical(other)
    with zipfile.ZipFile(io.BytesIO(canonical(one))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a.xml", "b.xml"]


def test_canonical_leaves_other_files_alone():
    assert canonical(b"%PDF-1.7") == b"%PDF-1.7"


@pytest.mark.parametrize(("text", "lines"), [("", 1), ("abcdefghi", 1), ("abcdefghij", 2), ("あいうえ", 1), ("あいうえお", 2), ("あ\nい", 2)])
def test_wrapped_text_takes_as_many_lines_as_it_needs(text, lines):
    assert lines_of(text, 10) == lines


def test_books_are_the_same_bytes_whenever_they_are_written_and_name_their_font_alone():
    def written():
        book = Book(title="表", dated=dt.datetime(2020, 10, 14, tzinfo=dt.UTC))
        book.sheet("表", widths=[10, 10]).span(0, 0, 1, "値")
        return book.content()

    first, second = written(), written()
    assert first == second
    styles = zipfile.ZipFile(io.BytesIO(first)).read("xl/styles.xml").decode()
    assert set(re.findall(r'<name val="([^"]+)"', styles)) == {"BIZ UDPGothic"}
    assert "scheme" not in styles
