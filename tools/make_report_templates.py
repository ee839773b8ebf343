"""Write the report templates that the product ships (ordinary Office files, which a city edits by hand afterwards)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FOLDER = Path(__file__).resolve().parents[1] / "src" / "musubi" / "blocks" / "reporting" / "data" / "forms"
FONT = "BIZ UDPGothic"
LINE = Border(*[Side(style="thin", color="8D8D8D")] * 4)
HEAD = PatternFill("solid", fgColor="E8F1FE")
LOOP, END = "{%tr for p in programs %}", "{%tr endfor %}"


def excel(
    name: str,
    title: str,
    columns: Sequence[tuple[str, str, float]],
    *,
    total: Sequence[str] = (),
    inner: Sequence[str] = (),
    lines: Sequence[str] = (),
) -> None:
    """A landscape list: one row a program; `lines` is a row for each 節, `inner` one for each indicator; `total` stands below."""
    book = openpyxl.Workbook()
    book._named_styles["Normal"].font.name = FONT  # noqa: SLF001 - page numbers are written in it
    sheet: Any = book.active
    sheet.title = title[:20]
    sheet.append(["{{ plan }}"])
    sheet.append([f"{title} {{{{ year.label }}}} {{{{ stamp }}}}"])
    sheet.append([])
    sheet.append([head for head, _tag, _width in columns])
    sheet.append([LOOP])
    sheet.append([tag for _head, tag, _width in columns])
    if lines:
        sheet.append(["{%tr for l in p.lines %}"])
        sheet.append(list(lines))
        sheet.append([END])
    if inner:
        sheet.append(["{%tr for i in p.indicators %}"])
        sheet.append(list(inner))
        sheet.append([END])
    sheet.append([END])
    if total:
        sheet.append(list(total))
    _dress(sheet, columns)
    book.properties.creator = ""
    buffer = io.BytesIO()
    book.save(buffer)
    (FOLDER / name).write_bytes(buffer.getvalue())


def _dress(sheet: Any, columns: Sequence[tuple[str, str, float]]) -> None:
    for row in sheet.iter_rows():
        statement = any(str(cell.value or "").startswith("{%") for cell in row)
        for cell in row:
            cell.font = Font(name=FONT, size=14 if cell.row == 2 else 10, bold=cell.row in {2, 4})
            cell.alignment = Alignment(wrap_text=cell.row > 3 and not statement, vertical="top")
            if cell.row >= 4 and not statement:
                cell.border = LINE
            if cell.row == 4:
                cell.fill = HEAD
            if any(name in str(cell.value) for name in ("money.", "total.", "l.current", "l.spent")):
                cell.number_format = "0.0" if "rate" in str(cell.value) else "#,##0"
                cell.alignment = Alignment(horizontal="right", vertical="top")
    for number, (_head, _tag, width) in enumerate(columns):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number + 1)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "4:4"
    sheet.freeze_panes = "A5"
    sheet.oddFooter.center.text = "&P / &N"


def word(name: str, lines: Sequence[str], table: Sequence[Sequence[str]] = ()) -> None:
    """A portrait paper: paragraphs (# heading), and a table of each program's indicators where {{table}} stands."""
    made = Document()
    made.styles["Normal"].font.name = FONT
    made.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    made.styles["Normal"].font.size = Pt(10.5)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for line in lines:
        if line == "TABLE":
            grid = made.add_table(rows=0, cols=len(table[0]))
            grid.style = "Table Grid"
            for row in table:
                for cell, text in zip(grid.add_row().cells, row, strict=True):
                    cell.text = text
        elif line.startswith("#"):
            paragraph = made.add_paragraph()
            run = paragraph.add_run(line.lstrip("# "))
            run.bold, run.font.size = True, Pt(16 - 2 * line.count("#"))
        else:
            made.add_paragraph(line)
    made.core_properties.author = ""
    made.core_properties.comments = ""
    buffer = io.BytesIO()
    made.save(buffer)
    (FOLDER / name).write_bytes(buffer.getvalue())


INDICATORS = [
    ["指標", "基準値", "目標値", "実績値", "達成率"],
    ["{%tr for i in p.indicators %}", "", "", "", ""],
    [
        "{{ i.name }}({{ i.unit }}・{{ i.basis }})",
        "{{ i.baseline|number }}",
        "{{ i.target|number }}",
        "{{ i.actual|number }}{{ i.state }}",
        "{{ i.rate|number }} {{ i.rate_definition }}",
    ],
    [END, "", "", "", ""],
]

FUNDING = (
    ("国庫支出金", "national"),
    ("県支出金", "prefecture"),
    ("地方債", "local_bond"),
    ("その他", "other"),
    ("一般財源", "general"),
)


def progress_sheet() -> None:
    """Write the progress sheet template."""
    excel(
        "progress-sheet.xlsx",
        "進捗管理シート",
        [
            ("番号", "{{ p.code }}", 8),
            ("名称", "{{ p.name }}", 26),
            ("所管課", "{{ p.owner }}", 16),
            ("進捗", "{{ p.progress }}", 10),
            ("実施内容", "{{ p.done }}", 40),
            ("課題と対応", "{{ p.problems }}", 34),
            ("今後の方向性", "{{ p.direction }}", 14),
            ("1次評価", "{{ p.rating_division }}", 8),
            ("2次評価", "{{ p.rating_department }}", 8),
            ("外部評価", "{{ p.rating_council }}", 8),
        ],
        inner=[
            "",
            "{{ i.code }} {{ i.name }}",
            "{{ i.basis }}",
            "{{ i.unit }}",
            "実績 {{ i.actual|number }} {{ i.state }}",
            "目標 {{ i.target|number }} 基準 {{ i.baseline|number }}",
            "{{ i.rate|number }}",
        ],
    )


def audit() -> None:
    """Write the audit template."""
    excel(
        "audit.xlsx",
        "監査調書(事業一覧)",
        [
            ("番号", "{{ p.code }}", 8),
            ("名称", "{{ p.name }}", 28),
            ("所管課", "{{ p.owner }}", 16),
            ("当初予算額", "{{ p.money.initial }}", 14),
            ("予算現額", "{{ p.money.current }}", 14),
            ("支出負担行為済額", "{{ p.money.committed }}", 14),
            ("支出済額", "{{ p.money.spent }}", 14),
            ("残額", "{{ p.money.remaining }}", 14),
            ("不用額", "{{ p.money.unused }}", 14),
            ("執行率(%)", "{{ p.money.execution_rate }}", 10),
            *((head, f"{{{{ p.money.{name} }}}}", 14) for head, name in FUNDING),
            ("活動記録", "{{ p.activity_count }}", 10),
            ("実施内容", "{{ p.done }}", 40),
        ],
        total=[
            *("", "合計({{ total.programs }}件)", "", "{{ total.initial }}", "{{ total.current }}", "{{ total.committed }}", "{{ total.spent }}"),
            *("{{ total.remaining }}", "{{ total.unused }}", "", *(f"{{{{ total.{name} }}}}" for _head, name in FUNDING), "", ""),
        ],
    )


def prefecture() -> None:
    """Write the prefecture template."""
    excel(
        "prefecture.xlsx",
        "取組状況調",
        [
            ("番号", "{{ p.code }}", 8),
            ("取組・事業", "{{ p.name }}", 30),
            ("実施主体", "{{ p.owner }} {{ p.partners }}", 24),
            ("取組の状況", "{{ p.done }}", 44),
            ("活動件数", "{{ p.activity_count }}", 10),
            ("課題", "{{ p.problems }}", 34),
            ("事業費(円)", "{{ p.money.spent }}", 14),
        ],
    )


def budget() -> None:
    """Write the budget template."""
    excel(
        "budget.xlsx",
        "予算要求の基礎資料",
        [
            ("番号", "{{ p.code }}", 8),
            ("名称", "{{ p.name }}", 28),
            ("前年度の進捗", "{{ p.previous_progress }}", 12),
            ("進捗", "{{ p.progress }}", 12),
            ("予算現額", "{{ p.money.current }}", 14),
            ("支出済額", "{{ p.money.spent }}", 14),
            ("執行率(%)", "{{ p.money.execution_rate }}", 10),
            ("前年度の支出済額", "{{ p.money.previous_spent }}", 14),
            *((head, f"{{{{ p.money.{name} }}}}", 13) for head, name in FUNDING),
            ("未達の理由・課題", "{{ p.problems }}", 40),
            ("今後の方向性", "{{ p.direction }}", 14),
        ],
        inner=[
            "",
            "{{ i.name }}({{ i.unit }})",
            "前年度 {{ i.previous|number }}",
            "実績 {{ i.actual|number }}",
            "目標 {{ i.target|number }}",
            "差 {{ i.difference|number }}",
            "{{ i.rate|number }}",
            *[""] * (1 + len(FUNDING)),
            "{{ i.target_reason }}",
            "",
        ],
        lines=["{{ l.key }}", "節 {{ l.name }}", "", "", "{{ l.current }}", "{{ l.spent }}", *[""] * 9],
        total=[
            *("", "合計", "", "", "{{ total.current }}", "{{ total.spent }}", "", "{{ total.previous_spent }}"),
            *(*(f"{{{{ total.{name} }}}}" for _head, name in FUNDING), "", ""),
        ],
    )


def results() -> None:
    """Write the results template."""
    word(
        "results.docx",
        [
            "# 主要施策の成果に関する説明書 {{ year.label }} {{ stamp }}",
            "{{ plan }}",
            "{%p for p in programs %}",
            "## {{ p.code }} {{ p.name }}",
            "所管課 {{ p.owner }}　進捗 {{ p.progress }}",
            "{%p if p.money.current|yen %}",
            (
                "予算現額 {{ p.money.current|yen }}(当初 {{ p.money.initial|yen }}、補正 {{ p.money.supplementary|yen }}、流用等 {{ p.money.moved|yen }}、"
                "繰越 {{ p.money.carried_in|yen }})　支出済額 {{ p.money.spent|yen }}　執行率 {{ p.money.execution_rate }}%"
                "{% if p.money.unused|yen %}　不用額 {{ p.money.unused|yen }}{% endif %}"
            ),
            "財源内訳:" + "".join(f"{{% if p.money.{name}|yen %}} {head} {{{{ p.money.{name}|yen }}}}{{% endif %}}" for head, name in FUNDING),
            "{%p endif %}",
            "{%p if p.done %}",
            "実施内容: {{ p.done }}",
            "{%p else %}",
            "実施内容: 報告がありません",
            "{%p endif %}",
            "{%p if p.indicators %}",
            "TABLE",
            "{%p endif %}",
            "{%p if p.problems %}",
            "課題と対応: {{ p.problems }}",
            "{%p endif %}",
            "{%p endfor %}",
        ],
        INDICATORS,
    )


def answer() -> None:
    """Write the answer template."""
    word(
        "answer.docx",
        [
            "# 答弁資料 {{ year.label }} {{ stamp }}",
            "{{ plan }}　事業等 {{ total.programs }}件、遅れ・やや遅れ {{ total.late }}件、報告待ち {{ total.unreported }}件",
            "{%p for p in programs %}",
            "## {{ p.code }} {{ p.name }}({{ p.owner }})",
            "現状: {{ p.progress }}。{{ p.done }}",
            "{%p for i in p.indicators %}",
            "・{{ i.name }}: 実績 {{ i.actual|number }}{{ i.unit }}(目標 {{ i.target|number }}{{ i.unit }}、前年度 {{ i.previous|number }}{{ i.unit }})",
            "{%p endfor %}",
            "課題と今後: {{ p.problems }} {{ p.direction }}",
            "評価: 所管課 {{ p.rating_division }} / 部 {{ p.rating_department }} / 推進会議 {{ p.rating_council }}",
            "{%p endfor %}",
        ],
    )


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for write in (progress_sheet, audit, prefecture, budget, results, answer):
        write()


if __name__ == "__main__":
    main()
