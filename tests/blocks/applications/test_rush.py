"""The last second of a call over HTTP: 200 applicants send a file and hand in at once, some click twice; none is lost, none double.

A live server with threads, sessions and CSRF as in use; what each receipt says is what was sent, byte for byte. The
second applicants' clicks arrive after the call has closed: a form begun in time is taken until the grace ends.
"""

import datetime as dt
import hashlib
import http.client
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import submission
from musubi.blocks.applications.domain.errors import CallClosedError
from musubi.blocks.applications.models import Application, ApplicationFile, Call, Receipt
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)
APPLICANTS, AT_ONCE, CLICK_TWICE = 200, 24, 4  # every fourth clicks twice
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Visitor:
    """An applicant's browser: one session, its token, one connection a request."""

    def __init__(self, address, application):
        signed_in = Client()
        signed_in.force_login(application.applicant, backend=BACKEND)
        request = RequestFactory().get("/")
        self.token = get_token(request)
        session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={request.META['CSRF_COOKIE']}"
        self.host, self.uid = urlsplit(address).netloc, application.uid
        self.content = f"番号,{application.uid}\r\n".encode()

    def post(self, path, body, kind):
        """Status and where it leads."""
        connection = http.client.HTTPConnection(self.host, timeout=120)
        try:
            connection.request("POST", path, body, {"Cookie": self.cookies, "Content-Type": kind, "X-CSRFToken": self.token})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def upload(self):
        """One file in one post, as without script."""
        mark = uuid.uuid4().hex
        fields = f'--{mark}\r\nContent-Disposition: form-data; name="requirement"\r\n\r\nestimate\r\n'
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{self.uid}.csv"\r\nContent-Type: text/csv\r\n\r\n'
        body = fields.encode() + head.encode() + self.content + f"\r\n--{mark}--\r\n".encode()
        return self.post(f"/my/applications/{self.uid}/files/", body, f"multipart/form-data; boundary={mark}")

    def hand_in(self, _click=0):
        """The button of the last page."""
        return self.post(f"/my/applications/{self.uid}/check/", urlencode({}), "application/x-www-form-urlencoded")


def test_200_applicants_in_the_last_second_get_one_receipt_each(live_server):
    vision, _document = small_plan()
    now = clock.now()
    call = factory.open_call(
        vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=9), closes_at=now + dt.timedelta(days=9), fiscal_year=2026
    )
    made = [factory.draft(call, costs=(1000 * number + 1000,), plan=f"計画{number}（架空）", now=now) for number in range(APPLICANTS)]
    visitors = [Visitor(live_server.url, application) for application in made]
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() + dt.timedelta(seconds=1))

    def last_second(number):
        try:
            sent = visitors[number].upload()
            clicks = 2 if number % CLICK_TWICE == 0 else 1
            with ThreadPoolExecutor(clicks) as both:
                return sent, list(both.map(visitors[number].hand_in, range(clicks)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(last_second, range(APPLICANTS)))

    assert {sent[0] for sent, _clicks in answers} == {302}
    for visitor, (_sent, clicks) in zip(visitors, answers, strict=True):
        assert {status for status, _place in clicks} == {302}
        assert len({place for _status, place in clicks}) == 1  # the second click leads to the same receipt
        assert re.fullmatch(rf"/my/applications/{visitor.uid}/receipts/A-P1-2026-\d+-1/", clicks[0][1])
    stored = list(Application.objects.filter(status="submitted").select_related("party", "terms", "call"))
    assert sorted(int(each.number.rsplit("-", 1)[1]) for each in stored) == list(range(1, APPLICANTS + 1))
    assert Receipt.objects.count() == ApplicationFile.objects.count() == APPLICANTS
    assert OutboxMessage.objects.filter(purpose="application_receipt").count() == APPLICANTS
    sent = {visitor.uid: visitor.content for visitor in visitors}
    for application in stored:
        receipt = application.receipts.get()
        content = {**submission.filed_content(application=application, stage="application"), "received_at": receipt.content["received_at"]}
        assert receipt.content == content
        assert receipt.sha256 == submission.content_hash(content)
        assert content["files"][0]["sha256"] == hashlib.sha256(sent[application.uid]).hexdigest()
        with application.files.get().file.open() as file:
            assert file.read() == sent[application.uid]
    _late_one_is_refused(call)


def _late_one_is_refused(call):
    call.refresh_from_db()
    late = factory.draft(call, now=call.closes_at - dt.timedelta(seconds=1))
    moment = call.closes_at + dt.timedelta(seconds=1)
    Application.objects.filter(pk=late.pk).update(started_at=moment)
    with pytest.raises(CallClosedError):
        submission.submit(application=late, actor=None, now=moment, today=moment.date())
