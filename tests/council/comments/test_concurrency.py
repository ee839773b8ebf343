"""Many people send at the same moment: every receipt is there once, without a gap; the same press twice is one opinion."""

import datetime as dt
import threading

import pytest
from django.db import connections
from tests.factories.accounts import organization
from tests.factories.council import comment_call

from musubi.council.domain.comments.receiving import Comment, send_comment
from musubi.council.models import Opinion

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2020, 10, 14)
NOW = dt.datetime(2020, 10, 14, 3, tzinfo=dt.UTC)


def test_receipts_run_without_gap_or_double(settings):
    call = comment_call(organization("K", "産業振興課"), slug="2020-1")
    barrier, failures = threading.Barrier(4), []

    def run(number):
        barrier.wait()
        try:
            for turn in range(3):
                sending = "same press" if turn == 0 else f"{number}-{turn}"
                send_comment(call=call, comment=Comment(f"意見{number}-{turn}", "citizen", "web", DAY), sending=sending, now=NOW, today=DAY)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Opinion.objects.values_list("receipt", flat=True)) == [f"2020-1-{number:04d}" for number in range(1, 10)]
    assert sorted(Opinion.objects.values_list("number", flat=True)) == list(range(1, 10))
