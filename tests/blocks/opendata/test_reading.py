"""Cells, columns and tables of municipal files."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from musubi.blocks.opendata.domain.errors import OpenDataError
from musubi.blocks.opendata.domain.exporting import cp932, six_digits, utf8, write_csv
from musubi.blocks.opendata.domain.specs import match_columns, specs
from musubi.blocks.opendata.domain.tables import read_table
from musubi.blocks.opendata.domain.values import Position, municipality_code, read_day, read_fee, read_position

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "municipal"


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        ("名称,緯度\r\n丘,35.8\r\n".encode(), "utf-8", ","),
        ("\ufeff名称,緯度\r\n丘,35.8\r\n".encode(), "utf-8-sig", ","),
        ("名称\t緯度\n丘\t35.8\n".encode("cp932"), "cp932", "\t"),
        ("名称\t緯度\n丘\t35.8\n".encode("utf-16-le"), "utf-16-le", "\t"),
        ("名称;緯度\n丘;35.8\n".encode("utf-16"), "utf-16", ";"),
        ("観光の一覧,\n名称,緯度\n\n丘,35.8\n".encode(), "utf-8", ","),
    ],
)
def test_encodings_delimiters_and_titles_above_the_headings(data, encoding, delimiter):
    table = read_table(data)
    assert (table.headings, [cells for _line, cells in table.rows], table.encoding, table.delimiter) == (
        ("名称", "緯度"), [("丘", "35.8")], encoding, delimiter,
    )  # fmt: skip


def test_lines_are_those_of_the_file():
    assert [line for line, _cells in read_table('名称,説明\n丘,"一\n二"\n山,三\n'.encode()).rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"\x00\x00", "empty"), ("甲,乙\n1,2\n".encode(), "headings"), (b"PK\x03\x04x", "broken")]
)
def test_what_is_no_table_is_refused(data, code):
    with pytest.raises(OpenDataError) as refused:
        read_table(data)
    assert refused.value.code == code


def test_cells_of_a_workbook_become_the_texts_of_a_csv():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "料金(基本)", "開始日", "開始時間"])
    sheet.write_row(1, 0, ["市", 300])
    sheet.write_datetime(1, 2, dt.datetime(2020, 10, 18), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - a cell has no zone
    sheet.write_datetime(1, 3, dt.time(9, 30), book.add_format({"num_format": "hh:mm"}))
    book.close()
    assert read_table(buffer.getvalue()).rows == ((2, ("市", "300", "2020-10-18", "9:30")),)


@pytest.mark.parametrize("name", ["料金（基本）", "料金(基本)", "22.料金(基本)", " 料金 (基本)"])
def test_headings_match_by_meaning(name):
    assert match_columns(["名称_ｶﾅ", name]) == {"name_kana": 0, "fee": 1}


@pytest.mark.parametrize(("text", "code"), [("112089", "11208"), ("11208", "11208"), ("92011", "09201"), ("112089.0", "11208"), ("所沢", "")])
def test_municipality_codes(text, code):
    assert municipality_code(text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-10-18", dt.date(2020, 10, 18)), ("令和2年10月18日(日)", dt.date(2020, 10, 18)), ("R2.10.18", dt.date(2020, 10, 18)),
        ("44698", dt.date(2022, 5, 17)), ("2020/10/18 00:00:00", dt.date(2020, 10, 18)), ("8月5日（水）", dt.date(2026, 8, 5)), ("未定", None),
        ("2020-13-40", None),
    ],
)  # fmt: skip
def test_days(text, day):
    assert read_day(text, year=2026) == day


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("無料", (0, True)),
        ("550円", (550, True)),
        ("32,500 ", (32500, True)),
        ("", (None, True)),
        ("-", (None, True)),
        ("一般300円、大学生150円", (None, False)),
    ],
)
def test_fees(text, fee):
    assert read_fee(text) == fee


def test_positions():
    good, swapped = Position(Decimal("35.8"), Decimal("139.5")), Position(Decimal("35.8"), Decimal("139.5"), "swapped")
    assert [read_position(*pair) for pair in (("35.8", "139.5"), ("139.5", " ３５．８ "), ("", ""), ("0", "0"))] == [
        good,
        swapped,
        Position(),
        Position(),
    ]
    assert [read_position(*pair).problem for pair in (("51.5", "-0.1"), ("北", "東"), ("NaN", "139"))] == ["outside", "not_numbers", "not_numbers"]


def test_the_export_is_the_standards_to_the_byte():
    text = write_csv(("ID", "名称", "備考"), [{"ID": "1", "名称": '丘,"一"'}, {"ID": "2", "名称": "𠮷野", "備考": "=1+1"}])
    assert utf8(text) == '\ufeffID,名称,備考\r\n1,"丘,""一""",\r\n2,𠮷野,\'=1+1\r\n'.encode()
    data, lost = cp932(text)
    assert (lost, "〓野" in data.decode("cp932")) == (["𠮷"], True)
    with pytest.raises(ValueError, match="地図"):
        write_csv(("ID",), [{"地図": ""}])


def test_codes_get_their_check_digit():
    assert [six_digits(code) for code in ("11208", "13213", "01100", "")] == ["112089", "132136", "011002", ""]


def test_specs_are_read_from_data():
    tourism = specs()["tourism"]
    assert (len(tourism.columns["current"]), len(tourism.columns["earlier"]), tourism.columns["earlier"][4]) == (39, 30, "名称")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")) + sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.name)
def test_every_published_file_is_read_with_a_name_column(path):
    table = read_table(path.read_bytes())
    assert ("name" in match_columns(table.headings), len(table.rows) >= 3) == (True, True)
