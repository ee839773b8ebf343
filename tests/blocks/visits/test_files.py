"""Files of counts: every row is kept, the same, or a problem at its cell."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.accounts import person
from tests.factories.visits import NOON, quarter, site

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.visits.domain.taking import keep_rows
from musubi.blocks.visits.interfaces.files import KINDS, empty_book, read_file
from musubi.blocks.visits.models import CounterDay, QuarterCount, VisitSurvey

pytestmark = pytest.mark.django_db
TODAY = dt.date(2020, 10, 14)


def book(headings, *rows):
    return workbook_bytes([Sheet("人数", [SheetColumn(name, is_text=False) for name in headings], rows)], title="人数")


def taken(kind, data):
    read = read_file(KINDS[kind], data, today=TODAY)
    return keep_rows(records=read.rows, file_name="a.xlsx", actor=None, now=NOON), read


def test_quarters_are_new_changed_or_the_same():
    one, two = site("駅前（架空）"), site("茶園（架空）")
    quarter(one, 100)
    quarter(two, 50)
    headings = ["地点", "年", "四半期", "延べ人数", "とらえ方"]
    rows = [
        ["駅前（架空）", 2020, "4〜6月", 120, "計数器"],
        ["茶園(架空)", "令和2年", "第2四半期", "５０", ""],
        ["駅前（架空）", "R2", 1, "1,200", "推計"],
    ]
    (new, changed), read = taken("quarters", book(headings, *rows))
    assert (new, changed, read.same, read.problems) == (1, 1, 1, [])
    assert list(QuarterCount.objects.order_by("pk").values_list("visitors", "fiscal_year", "version")) == [
        (120, 2020, 2),
        (50, 2020, 1),
        (1200, 2019, 1),
    ]
    assert Event.objects.filter(verb="countsite.counted").count() == 1


def test_every_faulty_cell_is_told_and_the_others_are_kept():
    site("駅前（架空）")
    headings = ["地点", "年", "四半期", "延べ人数"]
    rows = [
        ["駅前（架空）", 2020, 3, 10],
        ["どこか", 2020, 3, 10],
        ["駅前（架空）", "むかし", 3, 10],
        ["駅前（架空）", 2020, "夏", 10],
        ["駅前（架空）", 2020, 2, "約百"],
        ["駅前（架空）", 2020, 2, -1],
        ["駅前（架空）", 2020, 2, ""],
        ["駅前（架空）", 2020, 3, 11],
        ["駅前（架空）", 1900, 3, 11],
    ]
    (new, _changed), read = taken("quarters", book(headings, *rows))
    assert new == 1
    places = [place for place, _message in read.problems]
    assert places == ["人数!A3", "人数!B4", "人数!C5", "人数!D6", "人数!D7", "人数!D8", "人数の9行目", "人数の10行目"]


def test_counters_come_as_shift_jis_text_and_days_to_come_are_refused():
    site("駅前（架空）")
    text = "地点,日付,通過数\n駅前（架空）,2020/10/1,120\n駅前（架空）,R2.10.2,80\n駅前（架空）,2020/10/15,1\n".encode("cp932")
    (new, changed), read = taken("counters", text)
    assert (new, changed, [place for place, _m in read.problems]) == (2, 0, ["CSV!B4"])
    assert taken("counters", text)[0] == (0, 0)
    assert list(CounterDay.objects.order_by("day").values_list("passes", flat=True)) == [120, 80]


def test_answers_of_visitors_name_where_people_were_and_go():
    site("駅前（架空）")
    site("茶園（架空）")
    headings = ["地点", "調査票の番号", "調査日", "人数", "居住地", "市内での滞在時間(分)", "宿泊する", "前にいた地点", "次に行く地点"]
    rows = [
        ["駅前（架空）", "1", "R2.10.3", 2, "県外", 180, "いいえ", "", "茶園（架空）"],
        ["駅前（架空）", "2", "R2.10.3", 1, "火星", 180, "", "", ""],
        ["駅前（架空）", "3", "R2.10.3", 1, "", "", "たぶん", "", ""],
        ["駅前（架空）", "4", "R2.10.3", 1, "", "", "", "駅前（架空）", ""],
    ]
    (new, _changed), read = taken("surveys", book(headings, *rows))
    assert (new, [place for place, _m in read.problems]) == (1, ["人数!E3", "人数!G4", "人数の5行目"])
    kept = VisitSurvey.objects.get()
    assert (kept.people, kept.residence, kept.stays_overnight, kept.goes_to.name, kept.fiscal_year) == (2, "elsewhere", False, "茶園（架空）", 2020)


def test_empty_book_fits_its_own_reader_and_lists_the_sites():
    site("駅前（架空）")
    for kind in KINDS.values():
        data = empty_book(kind)
        assert read_sheets(data)["調査地点"][1] == ["駅前（架空）"]
        assert read_file(kind, data, today=TODAY).rows == []
    with pytest.raises(WorkbookError, match="地点"):
        read_file(KINDS["quarters"], book(["題"], ["a"]), today=TODAY)


def test_a_quarter_that_has_not_begun_is_told_at_its_cell():
    site("駅前（架空）")
    nxt = (TODAY.month - 1) // 3 + 2
    year, quarter = (TODAY.year, nxt) if nxt <= 4 else (TODAY.year + 1, 1)
    read = read_file(KINDS["quarters"], book(["地点", "年", "四半期", "延べ人数"], ["駅前（架空）", year, quarter, 5]), today=TODAY)
    assert (read.rows, read.problems) == ([], [("人数!C2", "まだ来ていない四半期です。年と四半期を確かめてください")])


def test_page_checks_before_it_keeps(client):
    client.force_login(person(Role.DIVISION_STAFF))
    site("駅前（架空）")
    path = "/staff/visits/import/quarters/"

    def sent(**also):
        data = book(["地点", "年", "四半期", "延べ人数"], ["駅前（架空）", 2020, 2, 5], ["駅前（架空）", 2020, 3, "多い"])
        return client.post(path, {"file": SimpleUploadedFile("a.xlsx", data), **also})

    checked = sent()
    assert ("人数!D3" in checked.content.decode(), QuarterCount.objects.count()) == (True, 0)
    assert ("人数!D3" in sent(keep="1").content.decode(), QuarterCount.objects.count()) == (True, 1)
    again = client.post(path, {"file": SimpleUploadedFile("b.xlsx", book(["地点", "年", "四半期", "延べ人数"], ["ない", 2020, 2, 5])), "keep": "1"})
    assert ("取り込めた行はありません" in again.content.decode(), "件を登録し" in again.content.decode()) == (True, False)
    assert client.post(path, {"file": SimpleUploadedFile("a.csv", b"")}).status_code == 422
    assert "Excelのブック(.xlsx)でもCSVでもありません" in client.post(path, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).content.decode()
    assert client.get("/staff/visits/import/nothing/").status_code == 404
