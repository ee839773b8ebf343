"""Reports in time as a measure: answers by the due day, whichever way they came."""

import pytest
from django.utils import timezone
from tests.factories.accounts import organization
from tests.factories.reporting import data_call
from tests.factories.vision import small_plan

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.reporting.enums import AnswerChannel, ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.models import Reply, ReplyEntry, Submission

pytestmark = pytest.mark.django_db


def body():
    number = Organization.objects.count()
    return organization(f"O{number}", f"架空団体{number}")


def answered(call, items, *, late, status=ReplyStatus.ANSWERED, earlier_late=None):
    reply = Reply.objects.create(call=call, organization=body(), status=status, answered_at=timezone.now())
    for item in items:
        ReplyEntry.objects.create(reply=reply, item=item)
    for state, is_late in ((SubmissionStatus.SET_ASIDE, earlier_late), (SubmissionStatus.CURRENT, late)):
        if is_late is not None:
            Submission.objects.create(reply=reply, channel=AnswerChannel.LINK, status=state, submitted_at=timezone.now(), late=is_late, content={})
    return reply


def test_answers_are_counted_by_item_and_year_with_those_in_time():
    vision, _document = small_plan(programs=3)
    one, two, three = vision.items.filter(code__startswith="A-P").order_by("code")
    call, before = data_call(vision), data_call(vision, fiscal_year=2018)
    answered(call, [one, two], late=False)
    answered(call, [one], late=True, earlier_late=False)
    answered(call, [two], late=False, status=ReplyStatus.ACCEPTED, earlier_late=True)
    answered(before, [one], late=False)
    waiting = Reply.objects.create(call=call, organization=body())
    ReplyEntry.objects.create(reply=waiting, item=three)
    ids, years = [one.pk, two.pk, three.pk], [2018, 2019, 2020]
    assert measure("reporting.answers").compute(ids, years) == {(one.pk, 2018): 1, (one.pk, 2019): 2, (two.pk, 2019): 2}
    assert measure("reporting.answers_in_time").compute(ids, years) == {(one.pk, 2018): 1, (one.pk, 2019): 1, (two.pk, 2019): 2}
    for key in ("reporting.answers", "reporting.answers_in_time"):
        assert disagreements(measure(key), item_ids=ids, fiscal_years=years) == []
