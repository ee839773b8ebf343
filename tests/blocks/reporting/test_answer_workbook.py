"""The Excel form goes out, comes back edited (even stripped clean), and is taken in by cell."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.indicators import indicator
from tests.factories.reporting import data_call
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.reporting.domain.answers import answer_of
from musubi.blocks.reporting.domain.reports import write_report
from musubi.blocks.reporting.enums import AnswerChannel, Progress, ReplyStatus
from musubi.blocks.reporting.interfaces.answer_workbook import ANSWERS, COVER, answer_workbook
from musubi.blocks.reporting.models import Reply, ReplyEntry, ReplyValue

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(client, settings):
    settings.DEMO = True
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    write_report(item=item, fiscal_year=2018, values={"progress": Progress.COMPLETED, "done": "昨年の文"}, actor=None, now=timezone.now())
    body = organization("CH", "商工団体", kind=OrganizationKind.CHAMBER)
    made = Reply.objects.create(call=data_call(vision), organization=body)
    entry = ReplyEntry.objects.create(reply=made, item=item)
    ReplyValue.objects.create(entry=entry, indicator=indicator(item, "K1", unit="社"))
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def filled(reply, data=None, **answers):
    """The form with answers by the end of their row ids."""
    book = openpyxl.load_workbook(io.BytesIO(data or answer_workbook(reply)))
    sheet = book[ANSWERS]
    for row in sheet.iter_rows(min_row=2):
        name = str(row[0].value).partition(":")[2]
        if name in answers:
            row[5].value = answers[name]
            row[5].data_type = "s"  # as an office program keeps text that looks like a formula
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(client, reply, data, **more):
    return client.post(f"/staff/replies/{reply.uid}/workbook/upload/", {"file": SimpleUploadedFile("回答.xlsx", data), **more})


GOOD = {"kind": "回答する", "K1": "1２ 社", "progress": "順調", "done": "=1+1 と\n書いた", "problems": "", "direction": "継続"}


def take(client, reply, page, leave=()):
    context = page.context
    cells = [change.row_id for change in context["changes"] if not change.error and change.row_id.partition(":")[2] not in leave]
    return client.post(f"/staff/replies/{reply.uid}/workbook/upload/", {"kept": context["kept"], "take": "1", "cells": cells})


def test_form_shows_last_year_and_is_the_same_each_time(client, reply):
    data = client.get(f"/staff/replies/{reply.uid}/workbook/").content
    assert data == answer_workbook(reply)
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(data))[ANSWERS].iter_rows() for cell in row]
    assert "昨年の文" in cells
    assert "完了" in cells


def test_returned_form_is_shown_by_cell_and_taken_in(client, reply):
    page = send(client, reply, filled(reply, **GOOD))
    assert {change.row_id.partition(":")[2] for change in page.context["changes"]} == {"kind", "K1", "progress", "done", "direction"}
    assert take(client, reply, page).status_code == 302
    found = Reply.objects.get()
    assert (found.status, found.channel) == (ReplyStatus.ANSWERED, AnswerChannel.WORKBOOK)
    answer = answer_of(found)["A-P1"]
    assert (answer.done, answer.progress, answer.direction, answer.values) == ("=1+1 と\n書いた", "on_track", "continue", {"K1": Decimal(12)})
    assert "いまの回答と同じです" in send(client, reply, answer_workbook(Reply.objects.get())).content.decode()


def test_part_of_it_is_taken_in(client, reply):
    page = send(client, reply, filled(reply, **GOOD))
    take(client, reply, page, leave={"progress"})
    found = Reply.objects.get()
    assert found.status == ReplyStatus.DRAFT  # the progress is still missing
    assert answer_of(found)["A-P1"].done == "=1+1 と\n書いた"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"K1": "たくさん"}, "数字で書いてください"),
        ({"K1": "12kg"}, "単位は「社」です"),
        ({"progress": "よい"}, "「よい」は選べません"),
        ({"kind": "たぶん"}, "「たぶん」は選べません"),
        ({"done": "長" * 4001}, "4000字まで"),
    ],
)
def test_wrong_cells_are_told_at_their_place_and_the_others_stay(client, reply, answers, message):
    page = send(client, reply, filled(reply, **{**GOOD, **answers}))
    (wrong,) = [change for change in page.context["changes"] if change.error]
    assert message in wrong.error
    assert wrong.address.startswith("F")
    assert message in page.content.decode()
    assert len(page.context["changes"]) > 1


def test_form_of_another_call_is_told(client, reply):
    other = Reply.objects.create(call=data_call(reply.call.vision, fiscal_year=2018), organization=reply.organization)
    ReplyEntry.objects.create(reply=other, item=reply.entries.get().item)
    page = send(client, reply, answer_workbook(other))
    assert page.status_code == 422
    assert "別の照会の様式です" in page.content.decode()


def test_swapped_columns_are_read_by_their_headings(client, reply):
    book = openpyxl.load_workbook(io.BytesIO(filled(reply, **GOOD)))
    sheet = book[ANSWERS]
    for row in sheet.iter_rows():
        row[5].value, row[6].value = row[6].value, row[5].value
    assert {change.after for change in send(client, reply, saved(book)).context["changes"]} >= {"12", "順調"}


def test_file_stripped_clean_is_still_read(client, reply):
    source, target = io.BytesIO(filled(reply, **GOOD)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if "comments" not in name and "printerSettings" not in name and "docProps" not in name:
                new.writestr(name, old.read(name))
    assert len(send(client, reply, target.getvalue()).context["changes"]) == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda book: book.remove(book[ANSWERS]), "シート「回答」がありません"),
        (lambda book: book[ANSWERS].delete_cols(1), "見出し「行ID」がありません"),
        (lambda book: setattr(book[COVER], "sheet_state", "hidden"), "非表示のシート"),
    ],
)
def test_file_that_cannot_be_used_is_told(client, reply, change, message):
    book = openpyxl.load_workbook(io.BytesIO(answer_workbook(reply)))
    change(book)
    page = send(client, reply, saved(book))
    assert (page.status_code, message in page.content.decode()) == (422, True)


def test_broken_missing_and_strange_files(client, reply):
    assert send(client, reply, b"not a workbook").status_code == 422
    address = f"/staff/replies/{reply.uid}/workbook/upload/"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"kept": "forged", "take": "1"}).status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(filled(reply, **GOOD)))
    book[ANSWERS]["A3"] = "zzzz:K1"
    page = send(client, reply, saved(book))
    assert "この回答のものではありません" in page.content.decode()


def test_other_organisations_do_not_reach_it(client, reply):
    client.force_login(person(Role.PARTNER, body=organization("X", "別の団体")), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/staff/replies/{reply.uid}/workbook/").status_code == 404
    assert send(client, reply, b"x").status_code == 404
