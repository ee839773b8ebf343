"""Activities from a workbook: out and in again, in part, with what is wrong told at its cell."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.desks import activity

from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.desks.interfaces.journal_reader import read_journal
from musubi.blocks.desks.interfaces.journal_workbook import HEADINGS, write_journal
from musubi.blocks.desks.models import Activity, JournalUpload
from musubi.blocks.kernel.workbooks.reading import WorkbookError

pytestmark = pytest.mark.django_db
IMPORT = "/staff/desk/A-P1/journal/import/"
TODAY = dt.date(2020, 10, 14)


def edited(data: bytes, *, sheet="活動記録", **cells) -> bytes:
    """The workbook as an office program saves it after some cells were typed over: A2="x"."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.active
    page.title = sheet
    for address, value in cells.items():
        page[address] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column(heading: str) -> str:
    return openpyxl.utils.get_column_letter(HEADINGS.index(heading) + 1)


def exported(**cells) -> bytes:
    named = {f"{column(key.rstrip('0123456789'))}{key[len(key.rstrip('0123456789')) :]}": value for key, value in cells.items()}
    return edited(write_journal(Activity.objects.order_by("pk"), title="t"), **named)


def read(item, data):
    return read_journal(data, item=item, today=TODAY)


def upload(client, data, name="活動.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=TEXT,
    detail=st.one_of(st.just(""), TEXT),
    kind=st.sampled_from(ActivityKind.values),
    people=st.one_of(st.none(), st.integers(0, 9999)),
    quantity=st.one_of(st.none(), st.decimals(0, 99999, places=2)),
    visibility=st.sampled_from(Visibility.values),
)
def test_written_and_read_back_changes_nothing(item, title, detail, kind, people, quantity, visibility):
    Activity.objects.all().delete()
    activity(item, title=title, detail=detail, kind=kind, people=people, quantity=quantity, unit="社", visibility=visibility)
    found = read(item, write_journal(Activity.objects.all(), title="t"))
    assert (found.rows, found.problems, found.same) == ([], [], 1)


def test_changed_and_new_rows_are_told_field_by_field(item):
    made = activity(item, people=3)
    found = read(item, exported(人数2=5, 日付3="R2.10.9", 種類3="相談", 件名3="用地の相談", 数量3="1,200", 単位3="㎡"))
    first, second = found.rows
    assert (first.uid, dict(first.values)) == (made.uid, {"people": 5})
    assert [(change.heading, change.before, change.after) for change in first.changes] == [("人数", "3", "5")]
    assert dict(second.values) == {
        "happened_on": dt.date(2020, 10, 9),
        "kind": "consultation",
        "title": "用地の相談",
        "quantity": Decimal(1200),
        "unit": "㎡",
    }


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"日付3": "あした", "種類3": "相談", "件名3": "x"}, "日付として読めません"),
        ({"日付3": "R2.10.9", "種類3": "ひまつぶし", "件名3": "x"}, "は選べません"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "x", "人数3": "たくさん"}, "数として読めません"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "x", "人数3": 1.5}, "整数"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "x", "数量3": "NaN"}, "数として読めません"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "x", "数量3": 3}, "数量の単位"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "あ" * 201}, "200字まで"),
        ({"日付3": "R2.10.9", "種類3": "相談", "内容3": "件名がない"}, "「件名」が空です"),
        ({"行ID3": "zzz", "日付3": "R2.10.9", "種類3": "相談", "件名3": "x"}, "この事業等にありません"),
        ({"日付3": "R2.10.9", "種類3": "相談", "件名3": "x", "次の期限3": "R2.10.20"}, "何をするか"),
        ({"日付3": "=1/0", "種類3": "相談", "件名3": "x"}, "式"),
    ],
)
def test_bad_cell_is_told_at_its_place_and_other_rows_stay(item, cells, words):
    activity(item, people=3)
    found = read(item, exported(人数2=5, **cells))
    assert len(found.rows) == 1
    assert all(place.startswith("活動記録!") for place, _message in found.problems)
    assert any(words in message for _place, message in found.problems), found.problems


def test_copied_row_id_is_told(item):
    made = activity(item)
    found = read(item, exported(行ID3=made.uid, 日付3="R2.10.9", 種類3="相談", 件名3="x"))
    assert "2行にあります" in found.problems[0][1]


def test_row_of_another_desk_is_not_touched(item):
    strange = activity(item.vision.items.get(code="A-P2"))
    found = read(item, exported(件名2="盗む"))
    assert (found.rows, len(found.problems)) == ([], 1)
    strange.refresh_from_db()
    assert strange.title == "部品メーカーを訪問"


def test_workbook_without_ids_or_with_swapped_columns_is_read_by_heading(item):
    book = openpyxl.Workbook()
    book.active.append(["件 名", "日付", "種類"])
    book.active.append(["用地の相談", dt.date(2020, 10, 9), "相談"])
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(item, buffer.getvalue())
    assert [row.values["happened_on"] for row in found.rows] == [dt.date(2020, 10, 9)]


def test_workbook_without_the_headings_is_refused(item):
    book = openpyxl.Workbook()
    book.active.append(["何か"])
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(WorkbookError, match="活動記録"):
        read(item, buffer.getvalue())


def test_pages_take_in_a_part_and_then_the_rest(client, clerk, item):
    activity(item, people=3)
    data = exported(人数2=5, 日付3="R2.10.9", 種類3="相談", 件名3="用地の相談", 日付4="だめ", 種類4="相談", 件名4="x")
    where = upload(client, data).headers["Location"]
    page = client.get(where).content.decode()
    assert "用地の相談" in page
    assert "日付として読めません" in page
    assert "1つ以上印を" in client.post(where, {}).content.decode()
    client.post(where, {"accept": ["3"], "version-3": "0"})
    assert sorted(Activity.objects.values_list("title", "people")) == [("用地の相談", None), ("部品メーカーを訪問", 3)]
    page = client.get(where).content.decode()
    assert "同じ記録があります" in page
    client.post(where, {"accept": ["2"], "version-2": "1"})
    assert set(Activity.objects.values_list("people", flat=True)) == {5, None}
    client.post(where, {"drop": "1"})
    assert JournalUpload.objects.count() == 0


def test_row_that_others_changed_is_not_ticked_and_not_overwritten(client, clerk, item):
    made = activity(item, people=3)
    where = upload(client, exported(人数2=5)).headers["Location"]
    Activity.objects.filter(pk=made.pk).update(people=4, version=2)
    page = client.get(where).content.decode()
    assert "書き出した後に変わりました" in page
    assert 'value="2" aria-label="部品メーカーを訪問" checked' not in page
    assert "もう一度選んでください" in client.post(where, {"accept": ["2"], "version-2": "1"}).content.decode()
    made.refresh_from_db()
    assert made.people == 4
    client.post(where, {"accept": ["2"], "version-2": "2"})
    made.refresh_from_db()
    assert made.people == 5
    assert JournalUpload.objects.count() == 0


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_other_files_are_refused_in_words(client, clerk, item, data):
    answer = upload(client, data)
    assert answer.status_code == 200
    assert "has-error" in answer.content.decode()


def test_empty_workbook_can_be_filled_in(client, clerk, item):
    data = client.get(f"{IMPORT}?template=1").content
    filled = edited(data, **{f"{column('日付')}2": "2020-10-09", f"{column('種類')}2": "企業訪問", f"{column('件名')}2": "訪問"})
    assert [row.title for row in read(item, filled).rows] == ["訪問"]
