"""The tax agency's files: every row accounted for, newest state kept, bad rows told by line and column."""

import csv
import io
import zipfile

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.factories import parties

from musubi.blocks.parties.domain.corporation_files import load_reference, take_file
from musubi.blocks.parties.domain.corporation_rows import COLUMNS
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.lookup import find_corporations
from musubi.blocks.parties.models import Corporation, CorporationFile
from musubi.blocks.places.domain.importing import import_towns
from musubi.blocks.places.models import Town
from musubi.cli.corporations import command

pytestmark = pytest.mark.django_db


def row(serial=1, **changes):
    """A row as the agency writes it."""
    values = {
        **dict.fromkeys(COLUMNS, ""),
        "sequence": str(serial), "number": parties.number(serial), "process": "01", "correct": "0", "updated_on": "2020-04-01", "changed_on": "2020-03-30",
        "name": f"架空第{serial}株式会社", "kind": "301", "prefecture": "埼玉県", "city": "所沢市", "street": "並木１丁目１番地の１", "prefecture_code": "11",
        "city_code": "208", "postcode": "3590042", "assigned_on": "2020-03-30", "latest": "1", "kana": f"カクウダイ{serial}", "hidden": "0", **changes,
    }  # fmt: skip
    return [values[name] for name in COLUMNS]


def file_of(tmp_path, rows, encoding="utf-8", name="diff.csv"):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    path = tmp_path / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def take(path, **options):
    return take_file(path=path, kind="difference", actor=None, now=timezone.now(), **options)


def accounted(record):
    counts = dict(record.counts)
    return counts.pop("rows") == sum(counts.values())


def test_reference_holds_the_published_corporations_in_their_towns():
    import_towns()
    assert load_reference(now=timezone.now()) == 4924
    record = CorporationFile.objects.get()
    assert accounted(record)
    assert (record.counts["rows"], record.counts["refused"], record.encoding) == (6055, 0, "UTF-8")
    assert Corporation.objects.filter(closed_on__isnull=False).count() == 845
    assert Corporation.objects.filter(hidden=True).count() == 3
    assert Corporation.objects.filter(town__isnull=True).count() <= 13
    found = find_corporations("東紅流通")
    assert [one.legal_entity_number for one in found.found] == ["1010001051412"]
    told = {town.name: town.postcode for town in Town.objects.filter(municipality_code="11208")}
    wrong = [one for one in Corporation.objects.filter(town__isnull=False).select_related("town") if one.postcode != told[one.town.name]]
    assert len(wrong) <= 60  # a few registered postcodes are those of before a renumbering


def test_newer_records_win_in_any_order_and_a_second_run_changes_nothing(tmp_path):
    moved = row(1, name="架空改称株式会社", process="11", updated_on="2020-05-01")
    newest = file_of(tmp_path, [moved, row(1, latest="0"), row(2)], name="b.csv")
    first = take(newest)
    assert accounted(first)
    assert Corporation.objects.get(legal_entity_number=parties.number(1)).name == "架空改称株式会社"
    old = take(file_of(tmp_path, [row(1)], name="a.csv"))
    assert old.counts["older"] == 1
    again = take(newest)
    assert (again.counts["new"], again.counts["changed"], accounted(again)) == (0, 0, True)


def test_cp932_file_with_broken_rows_keeps_the_rest(tmp_path):
    rows = [row(serial, name=f"架空髙﨑{serial}㈱") for serial in range(1, 7)]
    rows[1] = rows[1][:-1]
    path = file_of(tmp_path, rows, "cp932")
    lines = path.read_bytes().split(b"\r\n")
    lines[3] = lines[3].replace("埼玉県".encode("cp932"), b"\x8d\xff\xff")
    path.write_bytes(b"\r\n".join(lines))
    record = take(path)
    assert (record.encoding, record.counts["new"], record.counts["refused"], accounted(record)) == ("CP932", 4, 2, True)
    assert record.problems[0].startswith("2行目: 30列ではなく29列あります")
    assert record.problems[1].startswith("4行目 10列目(都道府県): 文字が壊れています")
    assert Corporation.objects.get(legal_entity_number=parties.number(1)).name == "架空髙﨑1㈱"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"number": "1234567890123"}, "2列目(法人番号)"),
        ({"process": "55"}, "3列目(処理区分)"),
        ({"kind": "株"}, "9列目(法人種別)"),
        ({"updated_on": "令和2年4月1日"}, "5列目(更新年月日)"),
        ({"closed_on": "2020-02-30"}, "19列目(登記記録の閉鎖等年月日)"),
        ({"name": ""}, "7列目(商号又は名称)"),
        ({"hidden": "カクウ"}, "30列目"),
        ({"successor_number": "1"}, "21列目(承継先法人番号)"),
        ({"postcode": "359-0042"}, "16列目(郵便番号)"),
    ],
)
def test_wrong_cell_is_told_by_line_and_column(tmp_path, change, place):
    record = take(file_of(tmp_path, [row(1), row(2, **change), row(3)]))
    (problem,) = record.problems
    assert problem.startswith("2行目")
    assert place.split("(")[0] in problem.replace(" ", "")
    assert record.counts["new"] == 2


def test_swapped_columns_refuse_the_whole_file(tmp_path):
    rows = [row(serial) for serial in range(1, 5)]
    for cells in rows:
        cells[1], cells[6] = cells[6], cells[1]
    with pytest.raises(PartyError, match="列が入れ替わっています") as told:
        take(file_of(tmp_path, rows))
    assert (told.value.code, Corporation.objects.count(), CorporationFile.objects.count()) == ("not_a_register", 0, 0)


def test_other_municipalities_are_passed_over_unless_known(tmp_path):
    take(file_of(tmp_path, [row(1)], name="a.csv"), municipalities={"11208"})
    away = {"city_code": "201", "city": "川越市", "process": "12", "updated_on": "2020-06-01"}
    record = take(file_of(tmp_path, [row(1, **away), row(2, **away)], name="b.csv"), municipalities={"11208"})
    assert (record.counts["changed"], record.counts["elsewhere"]) == (1, 1)
    assert Corporation.objects.get().city == "川越市"


def test_closure_merger_and_wish_not_to_be_found(tmp_path):
    gone = {"process": "21", "updated_on": "2020-07-01", "closed_on": "2020-06-30", "close_cause": "11", "successor_number": parties.number(2)}
    take(file_of(tmp_path, [row(1), row(2), row(3, hidden="1"), row(4, process="99"), row(1, **gone)]))
    closed = Corporation.objects.get(legal_entity_number=parties.number(1))
    assert (closed.get_close_cause_display(), closed.successor_number) == ("合併による解散等", parties.number(2))
    assert [one.name for one in find_corporations("架空第").found] == ["架空第2株式会社", "架空第1株式会社"]
    assert find_corporations(parties.number(3)).found == ()


@pytest.mark.parametrize("query", ["架空第", "ｶｸｳﾀﾞｲ", "かくうだい1", "株式会社架空第1", "㈱架空第１", "9999"])
def test_found_by_name_reading_or_number(tmp_path, query):
    number = parties.number(1)
    take(file_of(tmp_path, [row(1)]))
    assert [one.legal_entity_number for one in find_corporations(number[:8] if query == "9999" else query).found] == [number]


def test_wrong_check_digit_is_told_while_looking_up():
    assert "法人番号にありえません" in find_corporations("8000020112089").problem
    assert find_corporations("").found == ()


def test_command_takes_zip_and_heading_and_accounts_for_rows(tmp_path):
    path = file_of(tmp_path, [["sequenceNumber", "corporateNumber", *[""] * 28], row(1)])
    packed = tmp_path / "diff.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "diff.csv")
    told = CliRunner().invoke(command, [str(packed), "--all"])
    assert (told.exit_code, "行1、新規1、変更0" in told.output) == (0, True)
    packed.write_bytes(packed.read_bytes()[:-30])
    refused = CliRunner().invoke(command, [str(packed)])
    assert (refused.exit_code, Corporation.objects.count()) == (1, 1)
    assert "diff.zip: " in refused.output
