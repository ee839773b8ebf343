"""The last second of a call: many hand in at once with files and click twice; none is lost, none is double, each receipt is what was sent.

40 applicants; 200 with MUSUBI_FUZZ=1.
"""

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import files, submission
from musubi.blocks.applications.domain.errors import CallClosedError
from musubi.blocks.applications.models import Application, Receipt
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)
APPLICANTS = 200 if os.environ.get("MUSUBI_FUZZ") else 40
AT_ONCE = 20


def test_all_who_hand_in_in_the_last_second_get_one_receipt_each():
    vision, _document = small_plan()
    call = factory.open_call(vision.items.get(code="A-P1"))
    made = [factory.draft(call, costs=(1000 * number + 1000,), plan=f"計画{number}（架空）") for number in range(APPLICANTS)]
    last = call.closes_at - dt.timedelta(seconds=1)

    refused = []

    def hand_in(number):
        application, moment = made[number % APPLICANTS], last + dt.timedelta(milliseconds=number)
        try:
            files.add_file(
                application=application,
                stage="application",
                requirement="estimate",
                file_name=f"見積{number % APPLICANTS}.csv",
                data=f"番号,{number % APPLICANTS}\r\n".encode(),
                actor=application.applicant,
                now=moment,
            )
        except files.ApplicationError:
            refused.append(number)  # the other click of the same person was faster
        try:
            return submission.submit(application=application, actor=application.applicant, now=moment, today=moment.date()).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = list(pool.map(hand_in, [number for one in range(APPLICANTS) for number in (one, one + APPLICANTS)]))

    assert [numbers[at] == numbers[at + 1] for at in range(0, len(numbers), 2)] == [True] * APPLICANTS  # the second click got the same receipt
    assert len(refused) <= APPLICANTS
    stored = list(Application.objects.filter(status="submitted").select_related("party", "terms", "call"))
    series = sorted(int(application.number.rsplit("-", 1)[1]) for application in stored)
    assert series == list(range(1, APPLICANTS + 1))
    assert Receipt.objects.count() == OutboxMessage.objects.filter(purpose="application_receipt").count() == APPLICANTS
    for application in stored:
        receipt = application.receipts.get()
        content = {**submission.filed_content(application=application, stage="application"), "received_at": receipt.content["received_at"]}
        assert receipt.content == content
        assert receipt.sha256 == submission.content_hash(content)
        kept = application.files.get()
        with kept.file.open() as file:
            assert files.hashlib.sha256(file.read()).hexdigest() == content["files"][0]["sha256"]
    late = factory.draft(call)
    Application.objects.filter(pk=late.pk).update(started_at=call.closes_at + dt.timedelta(seconds=1))
    with pytest.raises(CallClosedError):
        submission.submit(application=late, actor=None, now=call.closes_at + dt.timedelta(seconds=1), today=last.date())
