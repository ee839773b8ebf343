"""Thirty and more kinds of damage to a template: each is told with its place and its remedy, and none of them breaks anything."""

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from tests.blocks.papers.filling.test_filling import VALUES, VOCABULARY, document, workbook

from musubi.blocks.papers.domain.filling.files import FillError, faults, filled

GOOD = document("{{ year.label }}", table=[["{%tr for p in programs %}", ""], ["{{ p.code }}", "{{p.name}}"], ["{%tr endfor %}", ""]])
LOOP, END = "{%tr for p in programs %}", "{%tr endfor %}"


def word(change, *paragraphs, table=()):
    made = Document(io.BytesIO(document(*paragraphs, table=table)))
    change(made)
    return saved(made)


def saved(made):
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def excel(change, rows=(("x",),)):
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    change(book)
    return saved(book)


def packed(content, **parts):
    """The package with parts replaced or added; None takes one out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if name not in parts:
                made.writestr(name, source.read(name))
        for name, data in parts.items():
            if data is not None:
                made.writestr(name, data)
    return target.getvalue()


def boxed(made):
    """A text box with a tag that nobody knows."""
    box, paragraph, run, text = (OxmlElement(f"w:{name}") for name in ("txbxContent", "p", "r", "t"))
    text.text = "{{ foo }}"
    run.append(text)
    paragraph.append(run)
    box.append(paragraph)
    made.paragraphs[0].add_run("箱")._r.append(box)


def wrapped(kind):
    """Move the first paragraph's run into an element that Word uses for something else."""

    def change(made):
        paragraph = made.paragraphs[0]._p
        around = OxmlElement(kind)
        for run in paragraph.findall(qn("w:r")):
            around.append(run)
        paragraph.append(around)

    return change


def nested(made):
    made.tables[0].cell(0, 0).add_table(1, 1).cell(0, 0).text = "{{ foo }}"


def in_header(made):
    made.sections[0].header.paragraphs[0].text = "{{ foo }}"


def in_first_footer(made):
    made.sections[0].different_first_page_header_footer = True
    made.sections[0].first_page_footer.paragraphs[0].text = "{{ foo }}"


def in_properties(made):
    made.core_properties.title = "{{ foo }}"


def in_comment(made):
    made.add_comment(made.paragraphs[0].runs, text="{{ foo }}", author="x")


def charted(book):
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1))
    book.active.add_chart(chart, "C3")


def commented(book):
    book.active["A1"].comment = Comment("{{ year.label }}", "x")


def headed(book):
    book.active.oddHeader.center.text = "{{ year.label }}"


def renamed(book):
    book.active.title = "{{ year.label }}"


FILE, A1 = "ファイル", "シート「進捗」のA1"
DAMAGE = {
    "an old Word file": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", FILE, "パスワードを外し、新しい形式"),
    "an empty file": ("a.docx", b"", FILE, "保存し直して"),
    "no office file at all": ("a.docx", b"not a zip", FILE, "受け取れません"),
    "a package cut off": ("a.docx", GOOD[:1500], FILE, "開いて保存し直して"),
    "another ending": ("a.pdf", b"%PDF-1.7", FILE, "ExcelかWordのファイル"),
    "a workbook called Word": ("a.docx", workbook([["x"]]), FILE, "Wordで開いて保存し直して"),
    "a letter called Excel": ("a.xlsx", GOOD, FILE, "Excelで開いて保存し直して"),
    "macros inside": ("a.docx", packed(GOOD, **{"word/vbaProject.bin": b"x"}), FILE, "マクロなしの形式で"),
    "too large": ("a.xlsx", b"PK" + b"0" * 6_000_000, FILE, "画像を減らして"),
    "a bomb": ("a.docx", lambda: packed(GOOD, **{"word/media/a.png": b"0" * 105_000_000}), FILE, "画像を減らして"),
    "its text not XML": ("a.docx", packed(GOOD, **{"word/document.xml": b"<w:document"}), FILE, "Wordで開いて保存し直して"),
    "its sheet not XML": ("a.xlsx", packed(workbook([["x"]]), **{"xl/worksheets/sheet1.xml": b"<worksheet"}), FILE, "Excel"),
    "its list of parts gone": ("a.docx", packed(GOOD, **{"[Content_Types].xml": None}), FILE, "Wordで開いて保存し直して"),
    "an unknown tag": ("a.docx", document("よい", "{{ foo }}"), "2番目の段落", "使える項目は、様式の説明"),
    "a misspelt tag": ("a.docx", document("{{ year.lable }}"), "1番目の段落", "「year.label」のことですか"),
    "full-width braces": ("a.docx", document("｛｛ year.label ｝｝"), "1番目の段落", "半角で"),
    "full-width braces in Excel": ("a.xlsx", workbook([["｛{ year.label }｝"]]), A1, "半角で"),
    "round quotes": ("a.docx", document("{{ year.label if year.number == “2019” else “” }}"), "1番目の段落", "引用符は半角"),
    "a full-width bar": ("a.docx", document("{{ year.label｜yen }}"), "1番目の段落", "半角で書いてください"),
    "a tag over two paragraphs": ("a.docx", document("{{ year", ".label }}"), "1番目の段落", "同じ場所に書き"),
    "a tag over two cells": ("a.xlsx", workbook([["{{ year", ".label }}"]]), "シート「進捗」のB1", "同じ場所に書き"),
    "no space after the sign": ("a.docx", document("{%for p in programs %}"), "1番目の段落", "{% のあとは空白"),
    "a loop left open": ("a.docx", document("x", table=[[LOOP], ["{{ p.code }}"]]), "表1の1行目", "{%tr endfor %} を書いて"),
    "an end without a loop": ("a.docx", document("x", table=[["x"], [END]]), "表1の2行目", "始まりがありません"),
    "a loop ended as a condition": ("a.docx", document("x", table=[[LOOP], ["{%tr endif %}"]]), "表1の2行目", "始まりがありません"),
    "a loop ended in another table": (
        "a.docx",
        word(lambda made: made.add_table(1, 1).cell(0, 0).paragraphs[0].add_run(END), "x", table=[[LOOP], ["x"]]),
        "表2の1行目",
        "同じ表・同じ場所で",
    ),
    "a loop over paragraphs ended in a table": (
        "a.docx",
        document("{%p for p in programs %}", table=[["{%p endfor %}"]]),
        "表1の1行目",
        "同じ場所で",
    ),
    "a row statement outside of tables": ("a.docx", document(LOOP, END), "1番目の段落", "{%p … %} を"),
    "words beside a row statement": ("a.docx", document("x", table=[[LOOP, "消える"], [END, ""]]), "表1の1行目", "ほかに何も書かないで"),
    "words beside a paragraph statement": ("a.docx", document("前 {%p if year %}", "{%p endif %}"), "1番目の段落", "ほかに何もないところへ"),
    "words beside a row statement in Excel": ("a.xlsx", workbook([[LOOP, "x"], [END]]), A1, "ほかに何もない行"),
    "a loop over what does not repeat": ("a.docx", document("x", table=[["{%tr for p in year %}"], [END]]), "表1の1行目", "繰り返せるのは programs"),
    "a tag after its loop": ("a.docx", document("x", table=[[LOOP], [END], ["{{ p.code }}"]]), "表1の3行目", "「p」という項目はありません"),
    "a call": ("a.docx", document("{{ year.label.upper() }}"), "1番目の段落", "だけを書いて"),
    "an unknown format": ("a.docx", document("{{ year.label|shout }}"), "1番目の段落", "使えるのは number"),
    "an empty tag": ("a.docx", document("{{ }}"), "1番目の段落", "項目の名前を書いて"),
    "a formula cut off": ("a.docx", document("{{ year.number + }}"), "1番目の段落", "半角で書いて"),
    "an unknown statement": ("a.docx", document("{% include 'x' %}"), "1番目の段落", "使えるのは for"),
    "a condition's else in Excel": (
        "a.xlsx",
        workbook([["{%tr if year %}"], ["{%tr else %}"], ["{%tr endif %}"]]),
        "シート「進捗」のA2",
        "もう一つ if",
    ),
    "a tag in a header": ("a.docx", word(in_header, "x"), "ヘッダー", "「foo」という項目はありません"),
    "a tag in the first page's footer": ("a.docx", word(in_first_footer, "x"), "フッター", "「foo」という項目はありません"),
    "a tag in a text box": ("a.docx", word(boxed, "x"), "1番目の段落のテキストボックス", "「foo」という項目はありません"),
    "a tag in a table within a table": ("a.docx", word(nested, "x", table=[["x"]]), "表1の1行目表1の1行目", "「foo」という項目はありません"),
    "a tag in a tracked change": ("a.docx", word(wrapped("w:ins"), "{{ foo }}"), "変更履歴などの中", "変更履歴は確定し"),
    "a tag in the properties": ("a.docx", word(in_properties, "x"), "ファイルのプロパティ", "本文か表の中へ"),
    "a tag in a comment": ("a.docx", word(in_comment, "x"), "コメント", "本文か表の中へ"),
    "a hidden sheet": ("a.xlsx", workbook([["x"]], hidden=True), "シート「裏」", "表示するか、削除"),
    "a tag in a formula": ("a.xlsx", workbook([["={{ year.number }}+1"]]), A1, "数式からはそのセルを"),
    "a tag in a cell's comment": ("a.xlsx", excel(commented), A1, "セルに書いて"),
    "a tag in a page header": ("a.xlsx", excel(headed), "シート「進捗」", "セルに書いて"),
    "a tag in a sheet's name": ("a.xlsx", excel(renamed), "シート「{{ year.label }}」", "セルに書いて"),
    "a chart that would be lost": ("a.xlsx", excel(charted, [[1]]), FILE, "削除するか"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_told_with_its_place_and_remedy(kind):
    name, content, place, remedy = DAMAGE[kind]
    found = faults(name, content() if callable(content) else content, VOCABULARY)
    assert any(finding.place == place and remedy in finding.message for finding in found), found


def test_thirty_kinds_and_more():
    assert len(DAMAGE) >= 30


def test_undamaged_files_have_no_finding_and_are_filled():
    for name, content in (("a.docx", GOOD), ("a.xlsx", workbook([["{{year.label}}"], [LOOP], ["{{p.code}}"], [END]]))):
        assert faults(name, content, VOCABULARY) == []
        assert filled(name="様式", file_name=name, content=content, values=VALUES)


def test_a_formula_on_a_missing_figure_is_told_and_not_thrown():
    content = workbook([[LOOP], ["{{ p.amount + 1 }}"], [END]])
    assert faults("a.xlsx", content, VOCABULARY) == []
    with pytest.raises(FillError, match="「進捗」に値を入れられません"):
        filled(name="進捗", file_name="a.xlsx", content=content, values=VALUES)
