"""The city's own brochure is read whole: every code, flag, line and doubt."""

from musubi.blocks.vision.domain.brochure import as_contract, read_brochure_file, read_brochure_text
from musubi.blocks.vision.domain.brochure.draft import CouncilDraft, LegendMark, PeriodDraft, PublisherDraft

NEW = ["A-P2", "B-P2", "C-P2", "C-P3", "C-P5", "D-P1"]


def test_counts_per_project(brochure):
    draft = read_brochure_text(brochure)
    assert [p.code for p in draft.lead_projects] == ["A", "B", "C", "D"]
    assert [sum(i.project == c for i in draft.initiatives) for c in "ABCD"] == [5, 3, 6, 4]
    assert [sum(p.project == c for p in draft.programs) for c in "ABCD"] == [3, 3, 5, 3]
    assert [p.code for p in draft.programs if p.kind == "new"] == NEW
    assert sum(p.kind == "existing" for p in draft.programs) == 8


def test_provisional_names_lose_the_mark_and_keep_the_flag(brochure):
    draft = read_brochure_text(brochure)
    provisional = [i.code for i in draft.initiatives if i.provisional] + [p.code for p in draft.programs if p.provisional]
    assert provisional == ["A-3", *NEW]
    assert draft.council == CouncilDraft("所沢市産業振興ビジョン推進会議", provisional=True, line=9)
    names = [x.name for x in (*draft.initiatives, *draft.programs, draft.council)]
    assert [name for name in names if "仮称" in name] == []


def test_names_and_lines_are_those_of_the_text(brochure):
    draft = read_brochure_text(brochure)
    lines = brochure.split("\n")
    assert [p.name for p in draft.lead_projects] == [
        "産業基盤の強化プロジェクト",
        "競争力・成長力UPプロジェクト",
        "「所沢ブランド」の向上プロジェクト",
        "次代の産業人材確保プロジェクト",
    ]
    for item in (*draft.lead_projects, *draft.initiatives, *draft.programs):
        assert item.name in lines[item.line - 1]
    by_code = {p.code: p for p in draft.programs}
    assert by_code["B-P1"].name == "地域資源活用・ものづくり総合支援補助事業"
    assert by_code["D-P2"].name == "新規就農戸増進推進事業"


def test_descriptions_end_with_their_last_sentence_and_hold_no_caption(brochure):
    draft = read_brochure_text(brochure)
    texts = [x.description for x in (*draft.lead_projects, *draft.initiatives)]
    assert [text for text in texts if not text.endswith("。")] == []
    assert [text for text in texts if "日本光電" in text or "完成予定図" in text or "発行" in text] == []
    initiatives = {i.code: i.description for i in draft.initiatives}
    assert initiatives["C-1"].startswith("「ところざわサクラタウン」を拠点とした")
    assert initiatives["C-1"].endswith("Wi-Fi(公衆無線LAN)の整備を進めます。")


def test_period_publisher_title_and_legend(brochure):
    draft = read_brochure_text(brochure)
    assert (draft.title, draft.edition, draft.published) == ("所沢市産業振興ビジョン", "概要版", "平成30年1月")
    assert draft.period == PeriodDraft("前期", 2018, 2022, line=58)
    assert draft.publisher == PublisherDraft(
        name="所沢市産業経済部産業振興課",
        municipality="所沢市",
        department="産業経済部",
        division="産業振興課",
        postcode="359-8501",
        address="埼玉県所沢市並木1-1-1",
        tel="04-2998-9157",
        fax="04-2998-9162",
        line=14,
    )
    assert draft.legend == (
        LegendMark("○", "新規事業", 64),
        LegendMark("□", "既存事業", 64),
        LegendMark("●", "新規事業のスタート時点", 64),
        LegendMark("◆", "既存事業のバージョンアップ時点", 64),
    )


def test_what_the_scan_lost_is_unknown_and_never_guessed(brochure):
    draft = read_brochure_text(brochure)
    unknown = [(u.about, u.what) for u in draft.unknowns]
    assert unknown[:18] == [(i.code, "program_pairing") for i in draft.initiatives]
    assert unknown[18:] == [(p.code, "start_year" if p.kind == "new" else "upgrade_year") for p in draft.programs]
    assert {(p.start, p.start_certain, p.upgrades) for p in draft.programs} == {(2018, False, ())}


def test_doubts_show_line_text_reading_and_reason(brochure):
    draft = read_brochure_text(brochure)
    assert [(d.about, d.what, d.line, d.seen, d.reading) for d in draft.doubts] == [
        ("C-2", "name", 118, "狭山丘陵の潜在的魅力的活用", "狭山丘陵の潜在的魅力的活用"),
        ("D", "text", 156, "確保や育成に對しても力を", "確保や育成に対しても力を"),
        ("D-P2", "name", 193, "新規就農戸増進推進事業", "新規就農戸増進推進事業"),
    ]
    assert [d.about for d in draft.doubts if not d.why.endswith("。")] == []


def test_contract_has_exactly_its_keys(brochure):
    contract = as_contract(read_brochure_file(brochure.encode()))
    assert list(contract) == ["lead_projects", "initiatives", "programs", "council", "period", "unknowns"]
    assert contract["lead_projects"][0] == {"code": "A", "name": "産業基盤の強化プロジェクト"}
    assert contract["initiatives"][2] == {"code": "A-3", "name": "企業誘致連絡会の開催", "provisional": True}
    assert contract["programs"][1] == {
        "code": "A-P2",
        "name": "未利用スペースオフィス化事業",
        "kind": "new",
        "provisional": True,
        "start": 2018,
        "start_certain": False,
    }
    assert contract["council"] == {"name": "所沢市産業振興ビジョン推進会議", "provisional": True}
    assert contract["period"] == {"label": "前期", "first_fiscal_year": 2018, "last_fiscal_year": 2022}
    assert contract["unknowns"][5] == {"about": "B-1", "what": "program_pairing"}
    assert {"about": "A-P1", "what": "upgrade_year"} in contract["unknowns"]
