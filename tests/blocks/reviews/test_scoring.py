"""Sheets: declared first, whole when handed in, then locked; others' show after the own; only the head unlocks."""

import threading

import pytest
from django.db import connection
from tests.factories import reviews

from musubi.blocks.audit.models import Event
from musubi.blocks.audit.templatetags.history import history_rows
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.notifications.models import Task
from musubi.blocks.reviews.domain import panels, sheets
from musubi.blocks.reviews.domain.errors import ReviewError, RowsError
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude
from musubi.blocks.reviews.domain.sheets import SheetContent
from musubi.blocks.reviews.models import ReviewAssignment, ScoreSheet


def test_nothing_opens_before_the_declaration(panel):
    row = reviews.assigned(panel)[0]
    for act in (sheets.open_file, lambda **each: sheets.submit_sheet(content=reviews.content(), **each)):
        with pytest.raises(ReviewError) as error:
            act(assignment=row, actor=None, now=reviews.NOW)
        assert error.value.code == "undeclared"


def test_first_opening_is_kept_once(ready):
    for _ in range(2):
        sheets.open_file(assignment=ready[0], actor=None, now=reviews.NOW)
    assert Event.objects.filter(verb="review.file_opened").count() == 1


def test_the_history_of_a_sheet_says_of_which_number_it_is(ready):
    sheets.open_file(assignment=ready[0], actor=None, now=reviews.NOW)
    reviews.scored(ready[0])

    for row in history_rows(Event.objects.filter(verb__in=["review.file_opened", "sheet.submitted"])):
        assert ("整理番号", "1") in {(change["field"], change["after"]) for change in row["changes"]}


def test_a_sheet_may_be_kept_unfinished_but_not_handed_in(ready):
    partly = SheetContent({"novelty": 4, "market": None}, {"novelty": "新しい（架空）"})
    sheets.save_sheet(assignment=ready[0], content=partly, now=reviews.NOW)
    with pytest.raises(RowsError) as error:
        sheets.submit_sheet(assignment=ready[0], content=partly, actor=None, now=reviews.NOW)
    assert set(error.value.faults) == {"market", "ripple"}
    assert ScoreSheet.objects.get().status == "draft"


@pytest.mark.parametrize("levels", [{"novelty": 5}, {"novelty": 0}, {"novelty": 3, "unknown": 1}, {"novelty": -1}])
def test_values_out_of_the_scale_are_refused_even_in_drafts(ready, levels):
    with pytest.raises(RowsError):
        sheets.save_sheet(assignment=ready[0], content=SheetContent(levels), now=reviews.NOW)
    assert not ScoreSheet.objects.exists()


def test_a_handed_in_sheet_is_locked(ready):
    reviews.scored(ready[0])
    for act in (sheets.save_sheet, lambda **each: sheets.submit_sheet(actor=None, **each)):
        with pytest.raises(ReviewError) as error:
            act(assignment=ready[0], content=reviews.content(novelty=1), now=reviews.NOW)
        assert error.value.code == "locked"


def test_only_the_head_unlocks_with_a_reason_and_never_the_own_sheet(ready, reviewers, office, head):
    made = reviews.scored(ready[0])
    for actor, reason, code in ((office, "誤り", "head"), (head, " ", "reason")):
        with pytest.raises(ReviewError) as error:
            sheets.unlock_sheet(sheet=made, reason=reason, actor=actor, now=reviews.NOW)
        assert error.value.code == code
    member = reviewers[0].member
    own, member.user = member.user, head
    member.save()
    with pytest.raises(ReviewError):
        sheets.unlock_sheet(sheet=made, reason="誤り（架空）", actor=head, now=reviews.NOW)
    member.user = own
    member.save()
    assert sheets.unlock_sheet(sheet=made, reason="誤り（架空）", actor=head, now=reviews.NOW).status == "draft"
    assert Event.objects.get(verb="sheet.unlocked").before == {"levels": {"novelty": 3, "market": 2, "ripple": 1}}
    reviews.scored(ready[0], novelty=4)


def shown(user):
    """(reviewer, number) of the sheets that a person reads, as the next request does."""
    rows = visible_to(type(user).objects.get(pk=user.pk), ScoreSheet)
    return {(row.assignment.reviewer.member.name[3], row.assignment.entry.number) for row in rows}


def test_others_show_only_after_the_own_is_handed_in(ready, users):
    reviews.scored(ready[1])
    assert shown(users[0]) == set()
    sheets.save_sheet(assignment=ready[0], content=reviews.content(), now=reviews.NOW)
    assert shown(users[0]) == {("1", 1)}
    reviews.scored(ready[0])
    assert shown(users[0]) == {("1", 1), ("2", 1)}


def test_a_panel_may_keep_others_until_the_close(panel, ready, users):
    panel.others_shown = "after_close"
    panel.save()
    reviews.scored(ready[0])
    reviews.scored(ready[1])
    assert shown(users[0]) == {("1", 1)}
    panels.close_panel(panel=panel, reason="試験（架空）", actor=None, now=reviews.NOW)
    assert shown(users[0]) == {("1", 1), ("2", 1)}


def test_the_office_reads_what_was_handed_in_and_no_drafts(ready, office):
    sheets.save_sheet(assignment=ready[0], content=reviews.content(), now=reviews.NOW)
    reviews.scored(ready[1])
    assert shown(office) == {("2", 1)}


def test_office_staff_who_sit_on_the_panel_read_as_reviewers(ready, reviewers, office):
    member = reviewers[0].member
    member.user = office
    member.save()
    reviews.scored(ready[1])
    assert shown(office) == set()


def test_exclusion_ends_the_sheet_and_shuts_others(ready, reviewers, entries, users):
    reviews.scored(ready[0])
    reviews.scored(ready[1])
    exclude(reviewer=reviewers[0], entry=entries[0], ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)
    assert shown(users[0]) == set()
    with pytest.raises(ReviewError):
        sheets.open_file(assignment=ready[0], actor=users[0], now=reviews.NOW)


def test_paper_keeps_who_typed_and_the_day(ready, office):
    made = sheets.submit_sheet(
        assignment=ready[3], content=reviews.content(), actor=office, now=reviews.NOW, channel="paper", written_on=reviews.NOW.date()
    )
    assert (made.channel, made.typed_by, made.written_on) == ("paper", str(office), reviews.NOW.date())


def test_the_last_sheet_settles_the_task(ready, reviewers, users):
    own = [row for row in ready if row.reviewer == reviewers[0]]
    task = Task.objects.get(object_type="reviews.ScoreSheet", assignee=users[0])
    for row in own:
        task.refresh_from_db()
        assert task.status == "open"
        reviews.scored(row)
    task.refresh_from_db()
    assert task.status == "done"


@pytest.mark.django_db(transaction=True)
def test_two_hand_in_at_once_one_sheet_remains(panel, reviewers, entries):
    for reviewer in reviewers[:1]:
        declare(reviewer=reviewer, rows=[Declared(entry, "none") for entry in entries], channel="paper", actor=None, now=reviews.NOW)
    row = ReviewAssignment.objects.create(reviewer=reviewers[0], entry=entries[0], assigned_at=reviews.NOW)
    outcomes = []

    def hand_in(level):
        try:
            reviews.scored(row, novelty=level)
            outcomes.append("in")
        except ReviewError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in, args=(level,)) for level in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "locked"]
    assert ScoreSheet.objects.get().scores.count() == 3
