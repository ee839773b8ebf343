"""Two clerks at once: one list a panel, one draft a list, runs that are numbered one after another."""

import datetime as dt
import threading

import pytest
from django.db import connections
from tests.factories import selections
from tests.factories.vision import small_plan

from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.reviews.domain.selection import lists, runs
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.handing_over import hand_over
from musubi.blocks.reviews.models import SelectionList, SelectionRun

pytestmark = pytest.mark.django_db(transaction=True)
NOW = selections.NOW


@pytest.fixture
def panel():
    vision, _document = small_plan()
    return selections.scored_panel(vision.items.get(code="A-P1"), selections.FOUR)


def both(work):
    """Run `work` twice at once; what each run came to."""
    barrier, results = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            work()
            results.append("done")
        except SelectionError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_runs_at_once_get_two_numbers(panel):
    made = both(lambda: runs.make_run(panel=panel, rules=selections.rules(), actor=None, now=NOW))

    assert made == ["done", "done"]
    assert list(SelectionRun.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_lists_at_once_make_one(panel):
    assert both(lambda: lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)) == ["another", "done"]
    assert SelectionList.objects.count() == 1


def test_a_list_handed_over_twice_at_once_is_drafted_once(panel):
    made = lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)
    lists.fix_list(made=made, meeting=None, actor=None, now=NOW)

    assert both(lambda: hand_over(made=made, drafted_on=dt.date(2020, 6, 20), actor=None, now=NOW)) == ["done", "handed_over"]
    assert DecisionRecord.objects.count() == 1
