"""Pressing stamps: once each, only in the period, counted as moves; the book says nothing about its holder and goes away."""

import datetime as dt
from threading import Thread

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.visits import NOON, rally

from musubi.blocks.audit.models import Event
from musubi.blocks.visits.domain.circulation import circulation
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.domain.rallies import add_point, end, erase_books, publish, remove_point
from musubi.blocks.visits.domain.stamping import claim, press
from musubi.blocks.visits.models import MoveTotal, PointTotal, RallyTotal, Stamp, StampBook

HOUR = dt.timedelta(hours=1)


def walk(points, *, start=NOON, token=""):
    last = None
    for number, point in enumerate(points):
        last = press(point=point, token=token, language="ja", now=start + number * HOUR)
        token = last.token
    return last


@pytest.mark.django_db
def test_a_book_is_opened_by_the_first_stamp_and_reaches_its_goal_once():
    first, second, third = rally().points.all()
    one = press(point=first, token="", language="ko", now=NOON)
    again = press(point=first, token=one.token, language="ko", now=NOON + HOUR)
    two = press(point=second, token=one.token, language="ko", now=NOON + HOUR)
    three = press(point=third, token=one.token, language="ko", now=NOON + 2 * HOUR)
    assert [(step.is_new, step.reached_goal) for step in (one, again, two, three)] == [(True, False), (False, False), (True, True), (True, False)]
    book = StampBook.objects.get()
    assert (len(book.claim_code), book.language, Stamp.objects.count()) == (6, "ko", 3)
    total = RallyTotal.objects.get()
    assert (total.books, total.finished, total.stamps, total.walks, total.walk_minutes, total.mean_minutes) == (1, 1, 3, 1, 120, 120)


@pytest.mark.django_db
def test_moves_are_counted_within_a_day_and_events_do_not_name_the_book():
    points = list(rally(goal=3).points.all())
    token = walk(points[:2]).token
    press(point=points[2], token=token, language="ja", now=NOON + dt.timedelta(days=1))
    assert list(MoveTotal.objects.values_list("origin__name", "destination__name", "moves")) == [("駅前（架空）", "茶園（架空）", 1)]
    digest = StampBook.objects.get().digest
    told = " ".join(f"{event.before} {event.after} {event.object_id}" for event in Event.objects.all())
    assert digest not in told
    assert token not in told
    assert Event.objects.filter(verb="rally.stamped").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2020, 9, 30), dt.date(2020, 11, 1)])
def test_out_of_the_period_nothing_is_kept(day):
    point = rally().points.first()
    with pytest.raises(VisitError) as error:
        press(point=point, token="", language="ja", now=NOON.replace(year=day.year, month=day.month, day=day.day))
    assert (error.value.code, StampBook.objects.count(), RallyTotal.objects.count()) == ("not_running", 0, 0)


@pytest.mark.django_db
def test_a_prize_is_claimed_once():
    made = rally()
    code = walk(list(made.points.all())[:2]).book.claim_code
    assert claim(rally=made, code=code.lower(), actor=None, now=NOON).claimed_at == NOON
    for wrong, reason in ((code, "claimed"), ("XXXXXX", "unknown"), ("", "unknown")):
        with pytest.raises(VisitError) as error:
            claim(rally=made, code=wrong, actor=None, now=NOON)
        assert error.value.code == reason
    assert RallyTotal.objects.get().claimed == 1


@pytest.mark.django_db
def test_books_are_erased_after_their_time_and_the_sums_stay():
    made = rally(keep_days=30)
    walk(list(made.points.all()))
    before = circulation(2020)
    assert erase_books(dt.date(2020, 11, 30), NOON) == 0
    assert erase_books(dt.date(2020, 12, 1), NOON) == 1
    assert erase_books(dt.date(2020, 12, 2), NOON) == 0
    assert (StampBook.objects.count(), Stamp.objects.count()) == (0, 0)
    after = circulation(2020)
    assert (after.moves, [flow.moves for flow in after.flows]) == (2, [flow.moves for flow in before.flows])


@pytest.mark.django_db
def test_publishing_wants_enough_places_and_a_stamped_place_stays():
    made = rally(places=("駅前",), published=False)
    with pytest.raises(VisitError, match="2個"):
        publish(rally=made, actor=None, now=NOON)
    with pytest.raises(VisitError, match="もうスタンプがあります"):
        add_point(rally=made, site=made.points.get().site, hint="", actor=None, now=NOON)
    full = rally("別のラリー", places=("駅前", "茶園", "湖畔"))
    first, second, _third = full.points.all()
    press(point=first, token="", language="ja", now=NOON)
    with pytest.raises(VisitError, match="もう押された"):
        remove_point(point=first, actor=None, now=NOON)
    remove_point(point=second, actor=None, now=NOON)
    with pytest.raises(VisitError, match="足りなくなります"):
        remove_point(point=full.points.last(), actor=None, now=NOON)
    assert end(rally=full, actor=None, now=NOON).status == "ended"
    with pytest.raises(VisitError, match="終えた"):
        add_point(rally=full, site=second.site, hint="", actor=None, now=NOON)


@pytest.mark.django_db
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 60 * 30)), max_size=25))
@settings(max_examples=30)
def test_sums_always_tie_with_the_books(steps):
    StampBook.objects.all().delete()
    for model in (RallyTotal, PointTotal, MoveTotal):
        model.objects.all().delete()
    made = rally(f"ラリー{StampBook.objects.count()}", goal=3)
    points, tokens, now = list(made.points.all()), ["", "", "", ""], NOON - dt.timedelta(days=13)
    for book, point, minutes in steps:
        now = min(now + dt.timedelta(minutes=minutes), NOON + dt.timedelta(days=17))
        tokens[book] = press(point=points[point], token=tokens[book], language="ja", now=now).token
    total = RallyTotal.objects.filter(rally=made).first() or RallyTotal(rally=made, fiscal_year=2020)
    books = StampBook.objects.filter(rally=made)
    assert (total.books, total.stamps) == (books.count(), Stamp.objects.filter(book__rally=made).count())
    assert total.finished == books.exclude(claim_code="").count() == sum(book.stamps.count() == 3 for book in books)
    assert sum(PointTotal.objects.filter(point__rally=made).values_list("stamps", flat=True)) == total.stamps
    days = {(stamp.book_id, stamp.stamped_at.astimezone(NOON.tzinfo).date()) for stamp in Stamp.objects.filter(book__rally=made)}
    assert sum(MoveTotal.objects.filter(rally=made).values_list("moves", flat=True)) == total.stamps - len(days)
    for each in made.points.all():
        each.totals.all().delete()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing_and_count_nothing_twice():
    made = rally(goal=3)
    points = list(made.points.all())
    token = press(point=points[0], token="", language="ja", now=NOON).token
    failed = []

    def visitor(own):
        try:
            for point in points[1:]:
                press(point=point, token=own, language="ja", now=NOON + HOUR)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=visitor, args=(token if number < 4 else "",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    total = RallyTotal.objects.get()
    assert (total.stamps, total.finished) == (Stamp.objects.count(), 1)
    assert StampBook.objects.get(claim_code__gt="").stamps.count() == 3
