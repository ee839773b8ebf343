"""Word and Excel templates: what is wrong is told by place, what is right is filled, twice alike."""

import datetime as dt
import io
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from docx import Document
from openpyxl.styles import Font

from musubi.blocks.papers.domain.filling.excel import check_excel, fill_excel
from musubi.blocks.papers.domain.filling.tags import described
from musubi.blocks.papers.domain.filling.word import check_word, fill_word
from musubi.blocks.papers.domain.letter_word import letter_word

VOCABULARY = {
    "year": {"label": "年度", "number": "西暦の年度"},
    "programs": [{"code": "番号", "name": "名称", "done": "実施内容", "amount": "金額", "indicators": [{"name": "指標名", "value": "値"}]}],
}
VALUES = {
    "year": {"label": "令和元年度", "number": 2019},
    "programs": [
        {
            "code": "A-P1",
            "name": "企業誘致推進事業",
            "done": "=1+1",
            "amount": 1234,
            "indicators": [{"name": "訪問", "value": Decimal("12.5")}, {"name": "立地", "value": None}],
        },
        {"code": "A-P2", "name": "<b>&未利用", "done": "", "amount": None, "indicators": []},
    ],
}


def workbook(rows, *, hidden=False):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "進捗"
    for row in rows:
        sheet.append(row)
    if hidden:
        book.create_sheet("裏").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def document(*paragraphs, table=()):
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


ROWS = [
    ["{{ year.label }} 進捗管理シート"],
    ["番号", "名称", "金額", "実施内容"],
    ["{%tr for p in programs %}"],
    ["{{ p.code }}", "{{ p.name }}", "{{ p.amount }}", "{{ p.done }}"],
    ["{%tr for i in p.indicators %}"],
    ["", "{{ loop.index }} {{ i.name }}", "{{ i.value }}"],
    ["{%tr endfor %}"],
    ["{%tr if not p.indicators %}"],
    ["", "指標はありません"],
    ["{%tr endif %}"],
    ["{%tr endfor %}"],
    ["以上"],
]


def test_excel_rows_repeat_with_their_types():
    assert check_excel(workbook(ROWS), VOCABULARY) == []
    sheet = openpyxl.load_workbook(io.BytesIO(fill_excel(workbook(ROWS), VALUES)))["進捗"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["令和元年度 進捗管理シート", None, None, None],
        ["番号", "名称", "金額", "実施内容"],
        ["A-P1", "企業誘致推進事業", 1234, "=1+1"],
        [None, "1 訪問", 12.5, None],
        [None, "2 立地", None, None],
        ["A-P2", "<b>&未利用", None, None],
        [None, "指標はありません", None, None],
        ["以上", None, None, None],
    ]
    assert sheet["D3"].data_type == "s"


def test_excel_keeps_looks_heights_and_merges():
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    sheet = book.active
    sheet.merge_cells("A1:D1")
    sheet["A4"].font = Font(bold=True)
    sheet.row_dimensions[4].height = 40
    sheet.merge_cells("A12:B12")
    buffer = io.BytesIO()
    book.save(buffer)
    filled = openpyxl.load_workbook(io.BytesIO(fill_excel(buffer.getvalue(), VALUES))).active
    assert {str(merged) for merged in filled.merged_cells.ranges} == {"A1:D1", "A8:B8"}
    assert [filled[f"A{row}"].font.bold for row in (3, 6)] == [True, True]
    assert [filled.row_dimensions[row].height for row in (3, 4, 6)] == [40, None, 40]


@pytest.mark.parametrize(
    ("rows", "place", "message"),
    [
        ([["{{ year.labl }}"]], "シート「進捗」のA1", "「year.label」のことですか"),
        ([["{{ foo }}"]], "シート「進捗」のA1", "「foo」という項目はありません"),
        ([["{{ year.label"]], "シート「進捗」のA1", "閉じていない波括弧"),
        ([["{%tr for p in programs %}"], ["{{ p.code }}"]], "シート「進捗」のA1", "閉じていません"),
        ([["{%tr endfor %}"]], "シート「進捗」のA1", "始まりがありません"),
        ([["{%tr for p in year %}"], ["{%tr endfor %}"]], "シート「進捗」のA1", "繰り返せません"),
        ([["{%tr for p in programs %}", "{{ year.label }}"], ["{%tr endfor %}"]], "シート「進捗」のA1", "ほかに何もない行"),
        ([["{{ year.label.upper() }}"]], "シート「進捗」のA1", "使えません"),
        ([["{{ ''.__class__ }}"]], "シート「進捗」のA1", ""),
        ([["{{ year.label|shout }}"]], "シート「進捗」のA1", "書式「shout」はありません"),
        ([["{{ }}"]], "シート「進捗」のA1", "中が空です"),
        ([["{{ year.label + }}"]], "シート「進捗」のA1", "読めません"),
        ([["{% include 'x' %}"]], "シート「進捗」のA1", "「include」は使えません"),
        ([["{%tr if year %}"], ["{%tr else %}"], ["{%tr endif %}"]], "シート「進捗」のA2", "else"),
    ],
)
def test_excel_faults_are_told_at_their_cell(rows, place, message):
    findings = check_excel(workbook(rows), VOCABULARY)
    assert place in [finding.place for finding in findings]
    assert message in " ".join(finding.message for finding in findings)


def test_hidden_sheets_and_broken_files_are_told():
    assert [finding.place for finding in check_excel(workbook([["x"]], hidden=True), VOCABULARY)] == ["シート「裏」"]
    assert [finding.place for finding in check_excel(b"PK broken", VOCABULARY)] == ["ファイル"]
    assert [finding.place for finding in check_word(b"not a zip", VOCABULARY)] == ["ファイル"]


def test_word_is_filled_and_checked():
    content = document(
        "{{ year.label }}",
        "{%p for p in programs %}",
        "{{ p.code }} {{ p.name }} {{ p.amount|yen }}",
        "{%p endfor %}",
        table=[["{%tr for p in programs %}", ""], ["{{ p.code }}", "{{ p.name }}"], ["{%tr endfor %}", ""]],
    )
    assert check_word(content, VOCABULARY) == []
    filled = Document(io.BytesIO(fill_word(content, VALUES)))
    assert [paragraph.text for paragraph in filled.paragraphs] == ["令和元年度", "A-P1 企業誘致推進事業 1,234円", "A-P2 <b>&未利用 "]
    assert [[cell.text for cell in row.cells] for row in filled.tables[0].rows] == [["A-P1", "企業誘致推進事業"], ["A-P2", "<b>&未利用"]]


def test_word_faults_are_told_at_their_place():
    content = document("よい", "{{ year.lable }}", table=[["{%tr for p in programs %}"], ["{{ p.nme }}"]])
    found = {(finding.place, finding.message.split("。")[0]) for finding in check_word(content, VOCABULARY)}
    assert ("2番目の段落", "「year.lable」という項目はありません") in found
    assert ("表1の2行目", "「p.nme」という項目はありません") in found
    assert any(place == "表1の1行目" and "閉じていません" in message for place, message in found)


def test_equal_input_gives_equal_bytes():
    assert fill_excel(workbook(ROWS), VALUES) == fill_excel(workbook(ROWS), VALUES)
    word = document("{{ year.label }}")
    assert fill_word(word, VALUES) == fill_word(word, VALUES)


def test_days_stay_days_and_tags_are_described():
    rows = [["{{ day }}"], ["{{ day|date }}"]]
    filled = openpyxl.load_workbook(io.BytesIO(fill_excel(workbook(rows), {"day": dt.date(2020, 10, 14)}))).active
    assert filled["A1"].value.date() == dt.date(2020, 10, 14)
    assert filled["A2"].value == "令和2年10月14日"
    assert ("programs[].indicators[].name", "指標名") in list(described(VOCABULARY))


@pytest.mark.office
def test_office_program_opens_filled_files_without_repair(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(fill_excel(workbook(ROWS), VALUES))
    (tmp_path / "b.docx").write_bytes(fill_word(document("{{ year.label }}"), VALUES))
    letter = {
        "title": "決定通知書",
        "heading": "決定通知書",
        "number": ["第1号"],
        "to": ["〒359-0000", "所沢市(架空)", "架空 太郎 様"],
        "sender": ["市長"],
    }
    letter |= {"text": ["次のとおり。"], "facts": [["交付決定額", "400,000円"]], "foot": "", "language": "ja"}
    (tmp_path / "c.docx").write_bytes(letter_word(letter, dated=dt.date(2020, 10, 14)))
    for name in ("a.xlsx", "b.docx", "c.docx"):
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / name)], check=True, capture_output=True, timeout=120)
        assert (tmp_path / name).with_suffix(".pdf").stat().st_size > 1000
    text = subprocess.run(["pdftotext", str(tmp_path / "c.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    plain = "".join(text.split())
    assert plain.index("〒359-0000") < plain.index("様") < plain.index("400,000円")


def test_what_is_not_known_stays_blank():
    values = {"programs": [{"code": "A", "amount": None}], "year": {"label": None}}
    word = document("{{ year.label }}円", table=[["{%tr for p in programs %}", ""], ["{{ p.code }}", "{{ p.amount }}"], ["{%tr endfor %}", ""]])
    filled = Document(io.BytesIO(fill_word(word, values)))
    assert filled.paragraphs[0].text == "円"
    assert [cell.text for cell in filled.tables[0].rows[0].cells] == ["A", ""]
    sheet = openpyxl.load_workbook(io.BytesIO(fill_excel(workbook([["{{ year.label }} 円"]]), values))).active
    assert sheet["A1"].value == " 円"
