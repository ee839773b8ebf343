"""A data call's way: prepared, sent once to each organisation, answered four ways, accepted into the reports."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.models import IndicatorActual
from musubi.blocks.notifications.enums import MessageKind, TaskStatus
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.reporting.domain.answers import (
    EntryAnswer,
    IncompleteError,
    ReplyStateError,
    accept_reply,
    answer_of,
    choose_submission,
    confirm_reply,
    return_reply,
    save_answer,
    set_aside,
    submit_answer,
)
from musubi.blocks.reporting.domain.calls import (
    CallStateError,
    EmptyCallError,
    RemindedTodayError,
    close_call,
    default_owners,
    drop_call,
    prepare_call,
    remind,
    send_call,
)
from musubi.blocks.reporting.domain.figures import reported_items
from musubi.blocks.reporting.domain.links import find_link
from musubi.blocks.reporting.domain.reports import ReasonMissingError, ReportRightError, write_report
from musubi.blocks.reporting.enums import AnswerChannel, AnswerKind, CallStatus, LetterRegister, Progress, ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.models import DataCall, ProgressReport, Reply
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import Assignment

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), dt.date(2020, 4, 1)
DUE = dt.date(2020, 4, 30)


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture
def vision(settings):
    settings.DEMO = True
    vision, _document = small_plan(programs=3)
    chamber = organization("CH", "商工団体", kind=OrganizationKind.CHAMBER, mailbox="chamber@example.jp")
    for code in ("A-P2", "A-P3"):
        Assignment.objects.create(vision=vision, item=vision.items.get(code=code), organization=chamber, role=AssignmentRole.LEAD, primary=True)
    one = indicator(vision.items.get(code="A-P2"), "K2", unit="社")
    actual(one, 2018, 9)
    return vision


def prepared(vision, **values):
    items = [item for item in reported_items(vision) if item.level.kind == "program"]
    owners = default_owners(items)
    given = {"fiscal_year": 2019, "title": "令和元年度の進捗状況について", "due_on": DUE, **values}
    return prepare_call(vision=vision, items={item: owners[item.pk] for item in items}, actor=None, now=NOW, **given)


def sent(vision, **values):
    call = prepared(vision, **values)
    send_call(call=call, actor=None, now=NOW, real_now=NOW, today=TODAY)
    call.refresh_from_db()
    return call


def reply_of(call, code):
    return call.replies.get(organization__code=code)


def full(reply, **values):
    return {code: EntryAnswer(progress=Progress.ON_TRACK, done="実施した", **values) for code in answer_of(reply)}


def submitted(reply, channel=AnswerChannel.LINK, answer=None, **values):
    return submit_answer(reply=reply, answer=answer or full(reply), channel=channel, actor=None, now=NOW, today=TODAY, **values)


def test_each_organisation_gets_one_letter_one_task_and_its_programs(vision):
    call = sent(vision)
    assert {reply.organization.code: sorted(answer_of(reply)) for reply in call.replies.all()} == {"D1": ["A-P1"], "CH": ["A-P2", "A-P3"]}
    registers = {reply.organization.code: reply.letter_register for reply in call.replies.all()}
    assert registers == {"D1": LetterRegister.INQUIRY, "CH": LetterRegister.REQUEST}
    letters = {mail.recipient_name: mail for mail in OutboxMessage.objects.filter(purpose="data_call")}
    assert letters["商工団体"].subject.endswith("(依頼)")
    assert "御報告をお願いいたします" in letters["商工団体"].body
    assert "/report/" in letters["商工団体"].body
    assert letters["産業振興課"].subject.endswith("(照会)")
    assert "回答してください" in letters["産業振興課"].body
    assert Task.objects.filter(status=TaskStatus.OPEN, due_on=DUE).count() == 2
    with pytest.raises(CallStateError):
        send_call(call=call, actor=None, now=NOW, real_now=NOW, today=TODAY)


def test_letter_without_an_address_waits_to_be_printed(vision):
    Organization.objects.filter(code="CH").update(mailbox="")
    sent(vision)
    mail = OutboxMessage.objects.get(recipient_name="商工団体")
    assert (mail.to, mail.status) == ("", "shown")


def test_call_without_programs_is_refused_and_a_draft_can_be_dropped(vision):
    with pytest.raises(EmptyCallError):
        prepare_call(vision=vision, fiscal_year=2019, title="x", due_on=DUE, items={}, actor=None, now=NOW)
    drop_call(call=prepared(vision), actor=None, now=NOW)
    assert not DataCall.objects.exists()
    with pytest.raises(CallStateError):
        drop_call(call=sent(vision), actor=None, now=NOW)


def test_answer_is_incomplete_until_each_program_has_one(vision):
    reply = reply_of(sent(vision), "CH")
    answer = {"A-P2": EntryAnswer(kind=AnswerKind.NOT_APPLICABLE), "A-P3": EntryAnswer()}
    with pytest.raises(IncompleteError) as error:
        submitted(reply, answer=answer)
    assert list(error.value.fields) == [("A-P3", "progress")]
    assert not reply.submissions.exists()


def test_outside_answer_arrives_at_once_and_inside_after_the_heads_confirmation(vision):
    call = sent(vision)
    outside, inside = reply_of(call, "CH"), reply_of(call, "D1")
    submitted(outside)
    submitted(inside, AnswerChannel.SIGN_IN)
    assert (Reply.objects.get(pk=outside.pk).status, Reply.objects.get(pk=inside.pk).status) == (ReplyStatus.ANSWERED, ReplyStatus.COLLECTED)
    division = Organization.objects.get(code="D1")
    with pytest.raises(ReportRightError):
        confirm_reply(reply=inside, actor=person(Role.DIVISION_STAFF, body=division), now=NOW, today=TODAY)
    confirmed = confirm_reply(reply=inside, actor=person(Role.DIVISION_HEAD, body=division), now=NOW, today=TODAY)
    assert confirmed.status == ReplyStatus.ANSWERED
    assert not Task.objects.filter(status=TaskStatus.OPEN).exists()


@pytest.mark.parametrize(("role", "status"), [(Role.DIVISION_STAFF, ReplyStatus.COLLECTED), (Role.SECRETARIAT, ReplyStatus.ANSWERED)])
def test_workbook_of_a_division_waits_for_its_head_unless_it_came_to_the_office(vision, role, status):
    reply = reply_of(sent(vision), "D1")
    actor = person(role, body=Organization.objects.get(code="D1"))
    submit_answer(reply=reply, answer=full(reply), channel=AnswerChannel.WORKBOOK, actor=actor, now=NOW, today=TODAY)
    assert Reply.objects.get(pk=reply.pk).status == status


def test_reminder_does_not_shut_out_who_is_answering(vision):
    reply = reply_of(sent(vision), "CH")
    first = reply.links.get()
    remind(reply=reply, actor=None, now=NOW, real_now=NOW, today=TODAY)
    assert find_link(token_hash=first.token_hash, now=NOW).pk == first.pk
    assert reply.links.filter(revoked_at__isnull=True).count() == 2


def test_choice_between_answers_is_made_once(vision):
    reply = reply_of(sent(vision), "CH")
    first = submitted(reply)
    second = submitted(reply, AnswerChannel.WORKBOOK)
    set_aside(submission=second, actor=None, now=NOW)
    for late in (first, second):
        with pytest.raises(ReplyStateError):
            choose_submission(submission=late, actor=None, now=NOW)
    assert reply.submissions.get(status=SubmissionStatus.CURRENT) == first


def test_accepted_answer_stands_in_the_report_and_the_indicator(vision):
    write_report(
        item=vision.items.get(code="A-P3"), fiscal_year=2018, values={"progress": Progress.COMPLETED, "done": "昨年の文"}, actor=None, now=NOW
    )
    reply = reply_of(sent(vision), "CH")
    answer = {
        "A-P2": EntryAnswer(progress=Progress.LATE, done="今年の文", problems="人手が足りない", values={"K2": Decimal("12.5")}),
        "A-P3": EntryAnswer(kind=AnswerKind.SAME_AS_LAST),
    }
    submitted(reply, answer=answer)
    accept_reply(reply=reply, actor=None, now=NOW, today=TODAY)
    reports = {report.item.code: (report.progress, report.done) for report in ProgressReport.objects.filter(fiscal_year=2019)}
    assert reports == {"A-P2": (Progress.LATE, "今年の文"), "A-P3": (Progress.COMPLETED, "昨年の文")}
    assert IndicatorActual.objects.get(indicator__code="K2", fiscal_year=2019).value == Decimal("12.5")
    with pytest.raises(ReplyStateError):
        save_answer(reply=reply, answer=answer, actor=None, now=NOW)


def test_second_answer_by_another_way_waits_for_a_choice(vision):
    reply = reply_of(sent(vision), "CH")
    first = submitted(reply)
    typed = full(reply) | {"A-P2": EntryAnswer(progress=Progress.LATE, done="FAXの文")}
    second = submitted(reply, AnswerChannel.FAX, typed, received_on=dt.date(2020, 5, 7))
    assert (first.status, second.status, second.late) == (SubmissionStatus.CURRENT, SubmissionStatus.WAITING, True)
    assert answer_of(reply)["A-P2"].done == "実施した"
    with pytest.raises(ReplyStateError):
        accept_reply(reply=reply, actor=None, now=NOW, today=TODAY)
    someone = person(Role.SECRETARIAT)
    reply.submissions.filter(pk=second.pk).update(submitted_by=someone)
    second.refresh_from_db()
    choose_submission(submission=second, actor=someone, now=NOW)
    assert answer_of(reply)["A-P2"].done == "FAXの文"
    assert {each.status for each in reply.submissions.all()} == {SubmissionStatus.CURRENT, SubmissionStatus.SET_ASIDE}
    assert accept_reply(reply=reply, actor=None, now=NOW, today=TODAY).status == ReplyStatus.ACCEPTED


def test_sending_again_the_same_way_replaces_the_answer(vision):
    reply = reply_of(sent(vision), "CH")
    submitted(reply)
    submitted(reply, answer=full(reply) | {"A-P2": EntryAnswer(progress=Progress.LATE, done="直した文")})
    assert answer_of(reply)["A-P2"].done == "直した文"
    assert reply.submissions.filter(status=SubmissionStatus.CURRENT).count() == 1


def test_returned_answer_is_mended_and_told_by_mail(vision):
    reply = reply_of(sent(vision), "CH")
    submitted(reply)
    with pytest.raises(ReasonMissingError):
        return_reply(reply=reply, reason="", actor=None, now=NOW)
    returned = return_reply(reply=reply, reason="件数の単位を確かめてください", actor=None, now=NOW)
    assert returned.status == ReplyStatus.RETURNED
    assert OutboxMessage.objects.filter(to="chamber@example.jp", subject__contains="差戻し").count() == 1
    submitted(reply)
    assert Reply.objects.get(pk=reply.pk).status == ReplyStatus.ANSWERED


def test_reminder_goes_once_a_day_and_only_to_those_who_have_not_answered(vision):
    call = sent(vision)
    reply = reply_of(call, "CH")
    remind(reply=reply, actor=None, now=NOW, real_now=NOW, today=TODAY)
    with pytest.raises(RemindedTodayError):
        remind(reply=reply, actor=None, now=NOW, real_now=NOW, today=TODAY)
    remind(reply=reply, actor=None, now=NOW, real_now=NOW, today=TODAY + dt.timedelta(days=1))
    assert OutboxMessage.objects.filter(kind=MessageKind.REMINDER).count() == 2
    submitted(reply)
    with pytest.raises(CallStateError):
        remind(reply=reply, actor=None, now=NOW, real_now=NOW, today=TODAY + dt.timedelta(days=2))


def test_closed_call_takes_no_answer(vision):
    call = sent(vision)
    close_call(call=call, actor=None, now=NOW)
    with pytest.raises(ReplyStateError):
        submitted(reply_of(call, "CH"))
    assert not Task.objects.filter(status=TaskStatus.OPEN).exists()
    assert DataCall.objects.get().status == CallStatus.CLOSED


def test_office_prepares_sends_follows_up_and_accepts_on_the_pages(vision, client):
    sign_in(client, person(Role.SECRETARIAT))
    page = client.get("/staff/calls/new/")
    assert page.status_code == 200
    typed = {
        "fiscal_year": "令和元年度",
        "title": "進捗状況について",
        "due_on": "令和2年10月25日",
        "as_of": "",
        "body": "",
        "items": ["A-P1", "A-P2"],
    }
    wrong = client.post("/staff/calls/new/", typed)
    assert "閉庁日" in wrong.content.decode()  # a Sunday
    assert "進捗状況について" in wrong.content.decode()
    client.post("/staff/calls/new/", {**typed, "due_on": "令和2年10月30日"})
    call = DataCall.objects.get()
    assert client.get(f"/staff/calls/{call.uid}/").status_code == 200
    client.post(f"/staff/calls/{call.uid}/act/send/")
    assert Reply.objects.count() == 2
    client.post(f"/staff/calls/{call.uid}/act/remind/")
    assert OutboxMessage.objects.filter(kind=MessageKind.REMINDER).count() == 2
    for reply in Reply.objects.all():
        submitted(reply)
    client.post(f"/staff/calls/{call.uid}/act/accept/")
    assert set(Reply.objects.values_list("status", flat=True)) == {ReplyStatus.ACCEPTED}
    assert "進捗状況について" in client.get("/staff/calls/").content.decode()
    assert client.get(f"/staff/calls/{call.uid}/copy/").status_code == 200


def test_staff_type_in_what_came_by_fax(vision, client):
    call = sent(vision)
    reply = reply_of(call, "CH")
    sign_in(client, person(Role.SECRETARIAT))
    entries = {entry.item.code: entry for entry in reply.entries.all()}
    data = {"channel": "fax", "received_on": "令和2年5月7日", "answerer": "架空 花子", "contact": ""}
    for entry in entries.values():
        data |= {f"{entry.uid}-kind": "answer", f"{entry.uid}-progress": "on_track", f"{entry.uid}-done": "FAXの文", f"{entry.uid}-problems": ""}
    data[f"{entries['A-P2'].uid}-v0"] = "12kg"
    wrong = client.post(f"/staff/replies/{reply.uid}/typed/", data)
    assert wrong.status_code == 422
    assert "単位は「社」です" in wrong.content.decode()
    assert "FAXの文" in wrong.content.decode()
    data[f"{entries['A-P2'].uid}-v0"] = "1２ 社"
    assert client.post(f"/staff/replies/{reply.uid}/typed/", data).status_code == 302
    found = Reply.objects.get(pk=reply.pk)
    assert (found.status, found.channel, found.received_on) == (ReplyStatus.ANSWERED, AnswerChannel.FAX, dt.date(2020, 5, 7))
    assert answer_of(found)["A-P2"].values == {"K2": Decimal(12)}


def test_organisation_sees_only_its_own_reply(vision, client):
    call = sent(vision)
    chamber = Organization.objects.get(code="CH")
    sign_in(client, person(Role.PARTNER, body=chamber))
    own, other = reply_of(call, "CH"), reply_of(call, "D1")
    assert client.get(f"/staff/replies/{own.uid}/").status_code == 200
    assert client.get(f"/staff/replies/{other.uid}/").status_code == 404
    assert client.post(f"/staff/replies/{own.uid}/act/accept/").status_code == 403
    assert "産業振興課" not in client.get("/staff/calls/").content.decode().split("<main")[1]


def test_lists_cost_the_same_for_one_and_many(vision, client, django_assert_max_num_queries):
    call = sent(vision)
    for number in range(12):
        Reply.objects.create(call=call, organization=organization(f"X{number}", f"団体{number}"))
    sign_in(client, person(Role.SECRETARIAT))
    with django_assert_max_num_queries(16):
        client.get("/staff/calls/")
    with django_assert_max_num_queries(18):
        client.get(f"/staff/calls/{call.uid}/")
