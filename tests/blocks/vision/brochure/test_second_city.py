"""A made-up city: three projects by number, 和暦 columns, tables of three kinds, another council and no (仮称) there."""

from musubi.blocks.vision.domain.brochure import as_contract, read_brochure_text


def test_projects_initiatives_and_programs(second):
    contract = as_contract(read_brochure_text(second))
    assert contract["lead_projects"] == [
        {"code": "1", "name": "ものづくり継承プロジェクト"},
        {"code": "2", "name": "港のにぎわいプロジェクト"},
        {"code": "3", "name": "データ活用プロジェクト"},
    ]
    assert [(i["code"], i["name"]) for i in contract["initiatives"]] == [
        ("1-1", "技能の見える化"),
        ("1-2", "若手の採用の支援"),
        ("2-1", "朝市の開催"),
        ("3-1", "統計の公開"),
    ]
    assert [tuple(p.values()) for p in contract["programs"]] == [
        ("1-P1", "技能継承推進事業", "existing", False, 2023, True),
        ("1-P2", "若手採用応援事業", "new", True, 2024, True),
        ("2-P1", "みなとの朝市運営事業", "new", True, 2023, False),
        ("2-P2", "港湾緑地活用事業", "existing", False, 2023, False),
        ("3-P1", "オープンデータ推進事業", "existing", False, 2023, False),
    ]


def test_marks_in_their_own_columns_are_certain(second):
    draft = read_brochure_text(second)
    programs = {p.code: p for p in draft.programs}
    assert programs["1-P1"].upgrades == (2025,)
    assert [u.about for u in draft.unknowns if u.what in {"start_year", "upgrade_year"}] == ["2-P1", "2-P2", "3-P1"]


def test_period_council_publisher(second):
    contract = as_contract(read_brochure_text(second))
    assert contract["period"] == {"label": "第2期", "first_fiscal_year": 2023, "last_fiscal_year": 2027}
    assert contract["council"] == {"name": "架空市産業戦略推進協議会", "provisional": False}
    publisher = read_brochure_text(second).publisher
    assert (publisher.municipality, publisher.department, publisher.division) == ("架空市", "経済局", "産業政策課")
    assert (publisher.postcode, publisher.tel, publisher.fax) == ("000-0000", "00-0000-0000", "00-0000-0001")


def test_the_period_is_read_from_the_text_where_no_table_tells_it(second):
    text = "\n".join(line for line in second.split("\n") if "令和6" not in line and not line[:4].isdigit() and "2023  " not in line)
    draft = read_brochure_text(text)
    assert (draft.period.first_fiscal_year, draft.period.last_fiscal_year, draft.period.line) == (2023, 2027, 3)
