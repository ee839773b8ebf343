"""Score sheets in Excel go out and come back by row and cell; what is wrong is told at its cell and nothing else is lost."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import reviews

from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.interests import Declared, declare
from musubi.blocks.reviews.interfaces.score_workbooks import read_back, write_sheets
from musubi.blocks.reviews.models import ScoreSheet

NOVELTY, MARKET, RIPPLE, COMMENT = 5, 6, 7, 8


def book_of(reviewer):
    rows = reviewer.assignments.select_related("entry__application__party", "sheet").order_by("entry__number")
    return openpyxl.load_workbook(io.BytesIO(write_sheets(reviewer, list(rows))))


def back(book, reviewer):
    return read_back(saved(book), reviewer)


def saved(book):
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def fill(book, row, *levels, comment=""):
    for column, level in zip((NOVELTY, MARKET, RIPPLE), levels, strict=True):
        book["採点"].cell(row=row, column=column, value=level)
    book["採点"].cell(row=row, column=COMMENT, value=comment)


def test_a_filled_workbook_comes_back_whole(ready, reviewers):
    book = book_of(reviewers[0])
    for row in (2, 3, 4):
        fill(book, row, 3, "2", 1, comment="よい（架空）")
    found = back(book, reviewers[0])
    assert (len(found.ready), found.faulty) == (3, 0)
    assert found.ready[0].content.levels == {"novelty": 3, "market": 2, "ripple": 1}
    assert found.ready[0].content.applicant_comment == "よい（架空）"


def test_values_out_of_the_scale_and_missing_scores_are_told_at_their_cell(ready, reviewers):
    book = book_of(reviewers[0])
    fill(book, 2, 9, 2, 1)
    fill(book, 3, "\uff13", None, "たかい")  # full-width digits, as a Japanese keyboard types them, are digits
    found = back(book, reviewers[0])
    assert found.ready == []
    assert [[(cell.address, bool(cell.fault)) for cell in row.cells] for row in found.rows[:2]] == [
        [("E2", True), ("F2", False), ("G2", False)],
        [("E3", False), ("F3", True), ("G3", True)],
    ]
    assert found.rows[2].fault


def test_rows_with_equal_ids_are_all_refused(ready, reviewers):
    book = book_of(reviewers[0])
    for row in (2, 3, 4):
        fill(book, row, 3, 2, 1)
    book["採点"].cell(row=3, column=1, value=book["採点"].cell(row=2, column=1).value)
    found = back(book, reviewers[0])
    assert [row.ready for row in found.rows] == [False, False, True]


def test_a_workbook_of_another_panel_or_reviewer_is_refused(ready, reviewers, call, panel):
    other = panels.open_panel(panel=reviews.prepared(call, users=[None], round=2), actor=None, now=reviews.NOW)
    reviewer = other.reviewers.get()
    declare(reviewer=reviewer, rows=[Declared(entry, "none") for entry in other.entries.all()], channel="paper", actor=None, now=reviews.NOW)
    reviews.assigned(other)
    for wrong in (reviewer, reviewers[1]):
        with pytest.raises(WorkbookError) as error:
            back(book_of(wrong), reviewers[0])
        assert error.value.code == "other_panel"


def test_a_missing_sheet_or_heading_says_what_to_do(ready, reviewers):
    book = book_of(reviewers[0])
    book["採点"].cell(row=1, column=NOVELTY, value="別の見出し")
    with pytest.raises(WorkbookError) as error:
        back(book, reviewers[0])
    assert error.value.code == "heading_missing"
    book = book_of(reviewers[0])
    book["採点"].title = "別"
    with pytest.raises(WorkbookError) as error:
        back(book, reviewers[0])
    assert error.value.code == "sheet_missing"


def test_the_page_previews_then_hands_in_sound_rows_only(sign_in, office, ready, reviewers):
    client, path = sign_in(office), f"/staff/reviews/reviewer/{reviewers[0].uid}/upload/"
    book = book_of(reviewers[0])
    fill(book, 2, 3, 2, 1)
    fill(book, 3, 7, 2, 1)
    page = client.post(path, {"file": SimpleUploadedFile("採点.xlsx", saved(book))})
    assert (page.status_code, ScoreSheet.objects.count()) == (200, 0)
    payload = page.context["payload"]
    assert client.post(path, {"rows": payload + "x"}).status_code == 302
    assert ScoreSheet.objects.count() == 0
    assert client.post(path, {"rows": payload}).status_code == 302
    made = ScoreSheet.objects.get()
    assert (made.channel, made.typed_by, made.assignment.entry.number) == ("workbook", str(office), 1)
    again = client.post(path, {"file": SimpleUploadedFile("採点.xlsx", saved(book))})
    assert again.context["preview"].rows[0].locked


def test_blind_workbooks_and_prints_carry_no_names(item, sign_in, office):
    from tests.factories import applications

    made = reviews.prepared(applications.open_call(item, terms={**reviews.TERMS, "blind": "double"}), users=[None], applications_in=1)
    panel = panels.open_panel(panel=made, actor=None, now=reviews.NOW)
    reviewer = panel.reviewers.get()
    reviews.assigned(panel)
    name = str(panel.entries.get().application.party)
    cells = [str(cell.value) for row in book_of(reviewer)["採点"].iter_rows() for cell in row]
    assert not any(name in cell for cell in cells)
    answer = sign_in(office).get(f"/staff/reviews/reviewer/{reviewer.uid}/sheets.pdf")
    assert answer.content.startswith(b"%PDF")
