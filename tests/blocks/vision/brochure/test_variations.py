"""The same brochure as other scanners, editors and encodings would hand it over."""

import re
import time

import pytest

from musubi.blocks.vision.domain.brochure import NotAVision, as_contract, read_brochure_file, read_brochure_text

YEARS = "2018\t2019\t2020\t2021\t2022"
ROW = re.compile(r"^(?P<first><ul[^>]*>[^\t]*)?\t(?P<name>[^\t]+)\t(?P<arrow>[←●]—+→)\t*$", re.MULTILINE)


def outline(draft):
    """What must not change: codes, names, kinds, flags, council, period."""
    return {key: value for key, value in as_contract(draft).items() if key != "unknowns"}


def initiatives_of(cell):
    return re.findall(r"●[^●<\t]+", cell or "")


def as_pipes(text):
    text = ROW.sub(lambda m: f"| {'<br>'.join(initiatives_of(m['first']))} | {m['name']} | {m['arrow']} | | | | |", text)
    return text.replace("\t\t2018\t2019\t2020\t2021\t2022", "|---|---|---|---|---|---|---|\n| | | 2018 | 2019 | 2020 | 2021 | 2022 |").replace(
        "実現に向けた取組\t重点事業\tビジョン計画期間(前期)", "| 実現に向けた取組 | 重点事業 | ビジョン計画期間(前期) |||||"
    )


def as_html(text):
    def row(match):
        items = "".join(f"<li>{name[1:]}</li>" for name in initiatives_of(match["first"]))
        return f"<tr><td><ul>{items}</ul></td><td>{match['name']}</td><td colspan=5>{match['arrow']}</td></tr>"

    return ROW.sub(row, text)


def as_one_cell_per_line(text):
    text = ROW.sub(lambda m: "\n".join([*initiatives_of(m["first"]), m["name"], m["arrow"]]), text)
    return re.sub(r"[ \t]*\t[ \t]*", "\n", text)


def as_spaces(text):
    return text.replace("\t", "   ")


def as_full_width(text):
    wide = {ord(c): ord(c) + 0xFEE0 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()"}
    return re.sub(r"[A-D0-9()]+", lambda m: m[0].translate(wide), text)


def with_page_headers(text):
    text = re.sub(r"(■ 実現に向けた取組\n\n)", r"- 2 -\n\n\1", text)
    return re.sub(r"^(先導プロジェクト) \*\*([A-D])\*\* (.+)$", r"\1 **\2** \3\n\n\1 \2 \3", text, flags=re.MULTILINE)


def with_back_page_last(text):
    head, rest = text.split("先導プロジェクト **A**", 1)
    return "先導プロジェクト **A**" + rest + "\n\n" + head


VARIATIONS = {
    "pipes": as_pipes,
    "html": as_html,
    "one cell per line": as_one_cell_per_line,
    "spaces": as_spaces,
    "full width": as_full_width,
    "page headers": with_page_headers,
    "back page last": with_back_page_last,
    "no square headings": lambda text: re.sub(r"^■.*\n", "", text, flags=re.MULTILINE),
    "no blank lines": lambda text: re.sub(r"\n\s*\n+", "\n", text),
    "no emphasis": lambda text: text.replace("**", ""),
    "heading over two lines": lambda text: re.sub(r"(プロジェクト \*\*[A-D]\*\*) ", r"\1\n", text),
    "markdown headings": lambda text: text.replace("先導プロジェクト **", "## 先導プロジェクト **").replace("■ ", "### "),
    "double bullets": lambda text: re.sub(r"^●", "- ●", text, flags=re.MULTILINE),
    "bullets alone": lambda text: re.sub(r"^●", "●\n", text, flags=re.MULTILINE),
    "indented": lambda text: re.sub(r"^(?=[^\t\n])", "\u3000 ", text, flags=re.MULTILINE),
    "zero-width": lambda text: text.replace("事業", "事\u200b業"),
    "other dashes": lambda text: text.replace("—", "─"),
    "a space after every letter": lambda text: re.sub(r"([ぁ-ヿ一-鿿])(?=[ぁ-ヿ一-鿿])", r"\1 ", text),
    "table without a frame": lambda text: text.replace("\t", " | "),
    "years in one cell": lambda text: text.replace(YEARS, "2018 2019 2020 2021 2022"),
    "years spaced out": lambda text: text.replace(YEARS, YEARS.replace("20", "2 0 ").replace("1", " 1 ")),
    "letters for digits": lambda text: text.replace(YEARS, "20l8\t2O19\t2O2O\t202l\t2022"),
    "small dots for bullets": lambda text: text.replace("●", "・"),
    "kanji for dashes": lambda text: text.replace("—", "一").replace("←", "く"),
    "other brackets": lambda text: text.replace("(仮称)", "〔仮称〕"),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_reads_as_the_original(brochure, name):
    changed = VARIATIONS[name](brochure)
    assert changed != brochure
    assert outline(read_brochure_text(changed)) == outline(read_brochure_text(brochure))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_every_usual_encoding_reads_alike(brochure, encoding):
    text = brochure.replace("—", "―").replace("©", "(C)")  # CP932 has neither character
    assert outline(read_brochure_file(text.encode(encoding))) == outline(read_brochure_text(brochure))


def test_a_few_broken_bytes_do_not_stop_the_reading(brochure):
    data = brochure.encode().replace("立地特性".encode(), b"\xff\xfe", 1)
    draft = read_brochure_file(data)
    assert outline(draft) == outline(read_brochure_text(brochure))
    assert ("A", "text") in [(d.about, d.what) for d in draft.doubts]


def test_line_numbers_do_not_depend_on_line_ends(brochure):
    crlf = read_brochure_text(brochure.replace("\n", "\r\n"))
    assert crlf == read_brochure_text(brochure)


def test_names_before_all_arrows_are_put_together_with_a_doubt(brochure):
    text = brochure.replace(
        "(仮称)人材確保推進事業\t●————→\t\t\t\t\n\t新規就農戸増進推進事業\t←————→\t\t\t\t\n\t就労チャレンジ支援事業\t←————→",
        "\n(仮称)人材確保推進事業\n新規就農戸増進推進事業\n就労チャレンジ支援事業\n●————→\n←————→\n←————→",
    )
    draft = read_brochure_text(text)
    assert outline(draft) == outline(read_brochure_text(brochure))
    assert [d.seen for d in draft.doubts if d.what == "arrow"] == ["●————→", "←————→", "←————→"]


def test_a_name_over_two_lines_is_joined_with_a_doubt(brochure):
    text = brochure.replace("(仮称)地域の中核となる事業者等応援事業\t●", "(仮称)地域の中核となる\t\n\t事業者等応援事業\t●")
    draft = read_brochure_text(text)
    assert outline(draft) == outline(read_brochure_text(brochure))
    assert [(d.seen, d.reading) for d in draft.doubts if d.about == "B"] == [
        ("(仮称)地域の中核となる / 事業者等応援事業", "(仮称)地域の中核となる事業者等応援事業")
    ]


def test_an_initiative_heading_over_two_lines_is_joined_by_the_table(brochure):
    text = brochure.replace("●関係機関と連携した総合的な起業・創業の促進\n", "●関係機関と連携した総合的な\n起業・創業の促進\n")
    draft = read_brochure_text(text)
    assert outline(draft) == outline(read_brochure_text(brochure))


def test_a_heading_that_differs_from_the_table_is_one_initiative_with_a_doubt(brochure):
    text = brochure.replace("●農商工連携の推進\n", "●農商エ連携の推進\n")
    draft = read_brochure_text(text)
    assert len(draft.initiatives) == 18
    assert [(d.about, d.seen) for d in draft.doubts if d.about == "A-5"] == [("A-5", "農商エ連携の推進 / 農商工連携の推進")]


def test_a_lost_arrow_leaves_the_kind_unknown(brochure):
    text = brochure.replace("農商工連携推進事業\t←————→", "農商工連携推進事業\t")
    draft = read_brochure_text(text)
    program = next(p for p in draft.programs if p.code == "A-P3")
    assert (program.name, program.kind) == ("農商工連携推進事業", "unknown")
    assert ("A-P3", "kind") in [(u.about, u.what) for u in draft.unknowns]
    assert ("A-P3", "kind") in [(d.about, d.what) for d in draft.doubts]


def test_without_headings_the_table_alone_tells_the_initiatives(brochure):
    text = re.sub(r"^●.*\n", "", brochure, flags=re.MULTILINE)
    draft = read_brochure_text(text)
    assert outline(draft) == outline(read_brochure_text(brochure))


def test_a_cut_text_gives_what_it_holds_and_says_what_is_missing(brochure):
    draft = read_brochure_text(brochure[: brochure.index("■ 実現に向けた取組", brochure.index("**D**"))])
    assert [p.code for p in draft.lead_projects] == ["A", "B", "C", "D"]
    assert len(draft.programs) == 11
    assert [(d.about, d.what) for d in draft.doubts if d.about == "D" and d.what != "text"] == [
        ("D", "initiatives"),
        ("D", "programs"),
    ]


def test_every_cut_is_read_or_refused(brochure):
    counts = []
    for end in range(0, len(brochure), 151):
        try:
            counts.append(len(read_brochure_text(brochure[:end]).programs))
        except NotAVision:
            counts.append(-1)
    assert counts == sorted(counts)  # refused only before the first project is read, and no later text takes one away
    assert (counts[0], counts[-1]) == (-1, 13)


def test_two_projects_with_one_letter_keep_different_codes(brochure):
    draft = read_brochure_text(brochure.replace("**D**", "**C**"))
    assert [p.code for p in draft.lead_projects] == ["A", "B", "C", "C1"]
    assert len({x.code for x in (*draft.initiatives, *draft.programs)}) == 32
    assert ("C1", "code") in [(d.about, d.what) for d in draft.doubts]


def test_a_table_with_other_years_is_a_doubt(brochure):
    draft = read_brochure_text(brochure.replace("2018\t2019\t2020\t2021\t2022", "2018\t2019\t2020\t2021\t2023", 1))
    assert (draft.period.first_fiscal_year, draft.period.last_fiscal_year) == (2018, 2022)
    assert [(d.seen, d.reading) for d in draft.doubts if d.what == "period"] == [("2018-2023", "2018-2022")]


def test_a_large_file_is_read_in_good_time(brochure):
    filler = "所沢市の産業についての長い文章がここに続きます。" * 40 + "\n"
    data = (brochure + "\n" + filler * (5_000_000 // len(filler.encode()))).encode()
    assert len(data) > 4_900_000
    started = time.process_time()
    draft = read_brochure_file(data)
    assert outline(draft) == outline(read_brochure_text(brochure))
    assert time.process_time() - started < 20


def test_broken_marks_of_the_headings_are_read_with_a_doubt(brochure):
    draft = read_brochure_text(brochure.replace("プロジェクト", "ブロジェクト"))
    assert len(draft.programs) == 14
    assert [(d.about, d.reading) for d in draft.doubts if "濁点" in d.why][:1] == [("A", "産業基盤の強化プロジェクト")]
