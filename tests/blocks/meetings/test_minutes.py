"""Minutes: typed, checked, final, published; what is withheld stays inside."""

import datetime as dt
import io

import docx
import pytest
from pypdf import PdfReader
from tests.blocks.meetings.conftest import DAY, NOW
from tests.factories import meetings

from musubi.blocks.meetings.domain import minutes as domain
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.issued import issue_minutes, paper_titles
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers
from musubi.blocks.meetings.domain.papers.plans import Placing, add_paper, bring_paper, usual_plan
from musubi.blocks.meetings.interfaces.minutes_papers import minutes_paper
from musubi.blocks.meetings.models import Attendance, MinutesCheck, Utterance
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(council):
    made = meetings.meeting(council, status="held")
    for index, name in enumerate(("青木 一", "石井 花", "内田 次郎")):
        member = meetings.member(council, name=name)
        Attendance.objects.create(meeting=made, member=member, state="absent" if index == 2 else "attends")
    return made


@pytest.fixture
def record(held):
    made = domain.open_minutes(meeting=held, actor=None, now=NOW)
    member = held.attendances.get(member__name="青木 一").member
    domain.add_utterance(minutes=made, agenda=held.agenda.get(), member=member, text="書類が多い", actor=None, now=NOW)
    domain.add_utterance(minutes=made, agenda=held.agenda.get(), speaker="事務局", text="個人名の話", actor=None, now=NOW)
    return made


def test_minutes_are_opened_once_with_their_day_of_publication(held):
    one = domain.open_minutes(meeting=held, actor=None, now=NOW)
    assert domain.open_minutes(meeting=held, actor=None, now=NOW).pk == one.pk
    assert one.publish_due_on == dt.date(2020, 12, 5)


def test_two_who_correct_the_same_line_do_not_overwrite(record):
    line = record.utterances.first()
    domain.change_utterance(utterance=line, shown_version=1, text="書類がとても多い", speaker="", actor=None, now=NOW)
    with pytest.raises(MeetingError) as error:
        domain.change_utterance(utterance=line, shown_version=1, text="別の文", speaker="", actor=None, now=NOW)
    assert "書類がとても多い" in str(error.value)


def test_lines_move_within_their_item(record):
    last = record.utterances.order_by("order").last()
    domain.move_utterance(utterance=last, up=True, actor=None, now=NOW)
    assert [line.text for line in record.utterances.order_by("order")] == ["個人名の話", "書類が多い"]
    last.refresh_from_db()
    domain.move_utterance(utterance=last, up=True, actor=None, now=NOW)
    assert [line.order for line in record.utterances.order_by("order")] == [1, 2]


def test_those_who_were_there_check_and_their_wishes_are_settled_first(record):
    assert domain.send_to_check(minutes=record, due_on=dt.date(2020, 10, 28), actor=None, now=NOW) == 2
    assert OutboxMessage.objects.count() == 2
    one, two = MinutesCheck.objects.order_by("pk")
    with pytest.raises(MeetingError) as error:
        domain.make_final(minutes=record, actor=None, today=DAY, now=NOW)
    assert error.value.code == "waiting"
    with pytest.raises(MeetingError) as error:
        domain.answer_check(check=one, state="changes", comment=" ", actor=None, now=NOW)
    assert error.value.code == "no_comment"
    domain.answer_check(check=one, state="changes", comment="言葉が違う", actor=None, now=NOW)
    domain.answer_check(check=two, state="agreed", comment="", actor=None, now=NOW)
    with pytest.raises(MeetingError) as error:
        domain.make_final(minutes=record, actor=None, today=DAY, now=NOW)
    assert error.value.code == "unsettled"
    domain.settle_check(check=one, note="直しました", actor=None, now=NOW)
    domain.make_final(minutes=record, actor=None, today=DAY, now=NOW)
    with pytest.raises(MeetingError) as error:
        domain.add_utterance(minutes=record, agenda=None, speaker="事務局", text="後から", actor=None, now=NOW)
    assert error.value.code == "final"
    with pytest.raises(MeetingError):
        domain.answer_check(check=two, state="agreed", comment="", actor=None, now=NOW)


def test_silence_is_no_veto_after_the_due_day(record):
    domain.send_to_check(minutes=record, due_on=dt.date(2020, 10, 28), actor=None, now=NOW)
    with pytest.raises(MeetingError):
        domain.make_final(minutes=record, actor=None, today=dt.date(2020, 10, 28), now=NOW)
    domain.make_final(minutes=record, actor=None, today=dt.date(2020, 10, 29), now=NOW)


def publish(record):
    domain.send_to_check(minutes=record, due_on=dt.date(2020, 10, 28), actor=None, now=NOW)
    domain.make_final(minutes=record, actor=None, today=dt.date(2020, 10, 29), now=NOW)
    domain.redact(utterance=record.utterances.last(), public_text="", reason="個人に関すること", actor=None, now=NOW)
    return domain.publish_minutes(minutes=record, actor=None, now=NOW)


def test_withheld_words_are_absent_from_page_and_papers(client, record, held):
    done = publish(record)
    issue_minutes(minutes=done, paper=minutes_paper(done, public=True, papers=[], dated=DAY), actor=None)
    page = client.get("/councils/council/2020-1/").content.decode()
    assert "書類が多い" in page
    assert "個人名の話" not in page
    assert "(非公開)" in page
    pdf = PdfReader(io.BytesIO(client.get("/councils/council/2020-1/minutes.pdf").content))
    printed = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    word = docx.Document(io.BytesIO(client.get("/councils/council/2020-1/minutes.docx").content))
    written = "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for text in (printed, written):
        assert "書類が多い" in text
        assert "個人名の話" not in text
    with pytest.raises(MeetingError):
        domain.redact(utterance=record.utterances.first(), public_text="", reason="後から", actor=None, now=NOW)


def test_closed_items_leave_no_trace_outside(client, record, held):
    item = held.agenda.create(number=2, title="候補者の審査", openness="closed")
    domain.add_utterance(minutes=record, agenda=item, speaker="会長", text="評点を読み上げる", actor=None, now=NOW)
    paper = bring_paper(meeting=held, file_name="採点表.pdf", content=b"%PDF-1.7", placing=Placing(agenda=item), actor=None, now=NOW)
    usual_plan(meeting=held, actor=None, now=NOW)
    add_paper(meeting=held, source="agenda", placing=Placing(), actor=None, now=NOW)
    made, _new = make_papers(meeting=held, reason="", actor=None, today=DAY, now=NOW)
    publish_papers(papers=made, actor=None, now=NOW)
    done = publish(record)
    titles = paper_titles(held, public=True)
    issue_minutes(minutes=done, paper=minutes_paper(done, public=True, papers=titles, dated=DAY), actor=None)
    page = client.get("/councils/council/2020-1/").content.decode()
    agenda = client.get(f"/councils/papers/{made.files.get(title='次第', format='html').uid}/").content.decode()
    word = docx.Document(io.BytesIO(client.get("/councils/council/2020-1/minutes.docx").content))
    written = "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    dates = client.get(f"/meetings/{held.uid}.ics").content.decode().replace("\r\n ", "")
    for text in (page, agenda, written, dates):
        assert "候補者の審査" not in text
        assert "評点" not in text
        assert "採点表" not in text
    assert "(非公開の議題)" in agenda
    assert client.get(f"/councils/papers/{made.files.get(title=paper.title).uid}/").status_code == 404


def test_minutes_of_a_closed_meeting_are_never_public(client, record, held):
    held.openness, held.closed_reason = "closed", "審査のため"
    held.save()
    with pytest.raises(MeetingError) as error:
        publish(record)
    assert error.value.code == "closed"
    assert "書類が多い" not in client.get("/councils/council/2020-1/").content.decode()
    assert client.get("/councils/council/2020-1/minutes.pdf").status_code == 404


def test_forms_name_who_was_there_and_what_was_said(record):
    paper = minutes_paper(record, public=False, papers=["資料1 進捗状況一覧"], dated=DAY)
    head = dict(paper.parts[0].rows)
    assert head["出席者の氏名"] == "青木 一、石井 花"
    assert head["欠席者の氏名"] == "内田 次郎"
    assert head["会議資料"] == "資料1 進捗状況一覧"
    assert ["青木 一委員", "書類が多い"] in paper.parts[1].rows


def test_removed_line_is_gone_from_the_minutes(record):
    domain.remove_utterance(utterance=record.utterances.first(), actor=None, now=NOW)
    assert [line.text for line in Utterance.objects.all()] == ["個人名の話"]
