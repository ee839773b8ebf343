"""The register as a workbook: out and in again, row by row and cell by cell."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.properties import entered, facility, namiki

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.places.interfaces.property_workbook import read_properties, take_in, write_properties
from musubi.blocks.places.models import Land

pytestmark = pytest.mark.django_db


def book(headings, *rows, sheet="土地"):
    return workbook_bytes([Sheet(sheet, [SheetColumn(name) for name in headings], rows)], title=sheet)


def taken(data, kind="lands"):
    read = read_properties(kind, data)
    return take_in(read, actor=None, now=timezone.now()), read


def test_what_was_written_out_comes_back_unchanged():
    hall = facility()
    entered(
        Land(name="東の土地（架空）", facility=hall, area_m2="1200.50", zoning="industrial", consented_on=dt.date(2020, 4, 1), published_as="exact")
    )
    records = Land.objects.select_related("address__town", "facility")
    read = read_properties("lands", write_properties("lands", records))
    assert (read.rows, read.problems, read.same) == ([], [], 1)


def test_every_faulty_cell_is_named_and_other_rows_are_kept():
    namiki()
    headings = ["名称", "面積(m2)", "用途地域", "所在地", "公開の同意を得た日", "公開する位置", "施設"]
    data = book(
        headings,
        ["良い土地（架空）", "１,２００", "工業地域", "埼玉県所沢市並木1-1", "R2.4.1", "建物", ""],
        ["", "300", "", "", "", "", ""],
        ["広さが読めない", "約300坪", "工業", "", "", "", ""],
        ["同意がない", "300", "", "", "", "建物", ""],
        ["ない施設", "300", "", "", "", "", "幻の館"],
    )
    (new, changed), read = taken(data)
    assert (new, changed) == (1, 0)
    assert [place for place, _message in read.problems] == ["土地!A3", "土地!B4", "土地!C4", "土地!E5", "土地!G6"]
    kept = Land.objects.get()
    assert (kept.area_m2, kept.zoning, kept.address.town.name) == (1200, "industrial", "並木一丁目")


def test_rows_with_an_id_change_their_record_and_stale_ones_are_told():
    one, two = (entered(Land(name=f"土地{n}（架空）")) for n in "12")
    Land.objects.filter(pk=two.pk).update(version=5)
    headings = ["行ID", "版", "名称", "地目", "所在地"]
    rows = [[each.uid, "1", each.name, "宅地", "埼玉県所沢市並木1-9"] for each in (one, two)]
    (new, changed), read = taken(book(headings, *rows, rows[0], ["なし", "1", "x", "", ""]))
    assert (new, changed, [place for place, _message in read.problems]) == (0, 1, ["土地!B3", "土地!A4", "土地!A5"])
    one.refresh_from_db()
    assert (one.land_category, one.address.text) == ("宅地", "埼玉県所沢市並木1-9")
    assert list(Event.objects.filter(object_id=one.uid).order_by("pk").values_list("verb", flat=True)) == [
        "property.entered",
        "property.changed",
        "property.moved",
    ]


def test_file_without_the_heading_is_refused_whole():
    with pytest.raises(WorkbookError, match="名称"):
        read_properties("lands", book(["題"], ["a"]))


def test_page_checks_before_it_keeps(client):
    client.force_login(person(Role.DIVISION_STAFF))
    path = "/staff/places/lands/import/"
    assert read_sheets(client.get(f"{path}?template=1").content)["土地"][0][2] == "名称"

    def sent(**also):
        file = SimpleUploadedFile("a.xlsx", book(["名称", "面積(m2)"], ["西の土地（架空）", "10"], ["東の土地（架空）", "広い"]))
        return client.post(path, {"file": file, **also})

    checked = sent()
    assert ("土地!B3" in checked.content.decode(), Land.objects.count()) == (True, 0)
    kept = sent(keep="1")
    assert ("土地!B3" in kept.content.decode(), Land.objects.count()) == (True, 1)
    assert client.post(path, {"file": SimpleUploadedFile("a.xlsx", b"no")}).status_code == 422
