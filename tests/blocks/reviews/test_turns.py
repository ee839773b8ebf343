"""The queue says that it is the panel's turn, and until when, without a query of its own."""

import datetime as dt
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories import applications, reviews
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.reviews.domain import panels

UNTIL = dt.date(2020, 6, 30)


def rows_of(client, call):
    page = client.get(reverse("applications:queue"), {"call": call.uid, "face": "all"}).context["page"]
    return {row.number: (row.turn, str(row.task), row.due_on) for row in page.object_list}


def test_turn_is_the_panels_from_its_opening_until_it_closes(client, call):
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    panel = reviews.prepared(call, users=[None], applications_in=2)
    beside = applications.accept(applications.submitted(call))
    one, other = (entry.application for entry in panel.entries.order_by("number"))
    citys = ("staff", "審査", call.decision_expected_on)
    assert set(rows_of(client, call).values()) == {citys}  # in preparation it is the city's
    panels.open_panel(panel=panel, actor=None, now=reviews.NOW)
    panel.entries.filter(application=other).update(removed_at=reviews.NOW, removed_reason="取下げ(架空)")
    assert rows_of(client, call) == {one.number: ("panel", "採点", UNTIL), other.number: citys, beside.number: citys}
    book = client.get(reverse("applications:queue-export"), {"call": call.uid, "face": "all"})
    assert "審査会 採点" in {cell.value for row in load_workbook(io.BytesIO(book.content)).active.iter_rows() for cell in row}
    assert "審査会(採点は" in client.get(reverse("applications:application", args=[one.uid])).content.decode()
    panels.close_panel(panel=panel, reason="そろわないため(架空)", actor=None, now=reviews.NOW)
    assert set(rows_of(client, call).values()) == {citys}


def test_queue_costs_the_same_whatever_panels_judge(client, call):
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    panel = reviews.prepared(call, users=[None], applications_in=3)
    rows_of(client, call)
    with CaptureQueriesContext(connection) as before:
        rows_of(client, call)
    panels.open_panel(panel=panel, actor=None, now=reviews.NOW)
    with CaptureQueriesContext(connection) as after:
        rows_of(client, call)
    assert len(after) == len(before)
