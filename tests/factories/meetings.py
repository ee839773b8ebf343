"""Bodies, members, meetings, minutes and papers for tests."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils import timezone

from musubi.blocks.accounts.models import Organization
from musubi.blocks.meetings.enums import BodyKind, MeetingStatus, MinutesStatus, OfficerPost, PaperFormat, PaperKind, SeatClass
from musubi.blocks.meetings.models import (
    AdvanceQuestion,
    AgendaItem,
    Attendance,
    Body,
    CouncilMember,
    Meeting,
    MeetingPapers,
    MemberContact,
    MemberNote,
    Minutes,
    MinutesCheck,
    Officer,
    PaperFile,
    PaperPlan,
    PaperTemplate,
    PollOption,
    PollReply,
    Seat,
    Utterance,
)
from musubi.blocks.papers.models import Document

LONG_AGO = dt.date(2018, 4, 1)


def body(organization: Organization, *, code: str = "council", is_public: bool = True, **fields) -> Body:
    """A body, public unless told otherwise."""
    named = {"name": f"会議体{code}", "kind": BodyKind.PROMOTION_COUNCIL, **fields}
    return Body.objects.create(code=code, organization=organization, is_public=is_public, **named)


def member(of: Body, *, name: str = "青木 一", user=None, number: int | None = None, **fields) -> CouncilMember:
    """Somebody on a new seat of the body, in office since long ago."""
    seat = Seat.objects.create(body=of, number=number or of.seats.count() + 1, seat_class=SeatClass.COMMERCE)
    days = {"decided_on": LONG_AGO, "starts_on": LONG_AGO, **fields}
    return CouncilMember.objects.create(seat=seat, name=name, name_kana="あおき はじめ", office="商工会の会長", user=user, **days)


def meeting(of: Body, *, number: int = 1, status: str = MeetingStatus.ANNOUNCED, fiscal_year: int = 2020, **fields) -> Meeting:
    """A meeting, announced unless told otherwise, with one agenda item."""
    starts = dt.datetime(2020, 11, 5, 14, tzinfo=timezone.get_default_timezone())
    when = {"starts_at": starts, "ends_at": starts + dt.timedelta(hours=2), **fields}
    made = Meeting.objects.create(body=of, fiscal_year=fiscal_year, number=number, status=status, **when)
    AgendaItem.objects.create(meeting=made, number=1, title="進捗の報告")
    return made


def minutes(of: Meeting, *, status: str = MinutesStatus.DRAFT) -> Minutes:
    """Minutes with one utterance, in the state asked for."""
    now = timezone.now()
    final = now if status in {MinutesStatus.FINAL, MinutesStatus.PUBLISHED} else None
    made = Minutes.objects.create(meeting=of, status=status, final_at=final, published_at=now if status == MinutesStatus.PUBLISHED else None)
    Utterance.objects.create(minutes=made, agenda=of.agenda.first(), order=1, speaker="青木委員", text="書類が多い。")
    return made


def document(subject: str) -> Document:
    """An issued document of a few bytes."""
    content = subject.encode()
    return Document.objects.create(
        series="meeting-paper",
        subject=subject,
        number=Document.objects.filter(series="meeting-paper").count() + 1,
        title=subject,
        file_name="paper.pdf",
        media_type="application/pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        template="t",
        template_sha256="",
        input_sha256="",
        generator="test",
        dated=dt.date(2020, 10, 1),
        issued_at=timezone.now(),
    )


def papers(of: Meeting, *, number: int = 1, sent: bool = False, published: bool = False) -> MeetingPapers:
    """A set of two papers, the second confidential."""
    now = timezone.now()
    made = MeetingPapers.objects.create(
        meeting=of, number=number, issued_at=now, sent_at=now if sent else None, published_at=now if published else None
    )
    for order, confidential in ((1, False), (2, True)):
        PaperFile.objects.create(
            papers=made,
            order=order,
            kind=PaperKind.NUMBERED,
            label=f"資料{order}",
            title="進捗一覧",
            format=PaperFormat.PDF,
            confidential=confidential,
            document=document(f"{of.uid}-{number}-{order}"),
        )
    return made


def one_of_each(organizations: list[Organization], users: list) -> list[Body]:
    """Bodies open and closed, of several offices, with everything in every state that decides who sees it."""
    made = []
    for number, owner in enumerate(organizations):
        of = body(owner, code=f"body-{number}", is_public=number % 2 == 0, parent=made[0] if made else None)
        made.append(of)
        sitting = [member(of, user=user, name=f"委員{index}") for index, user in enumerate(users)]
        Officer.objects.create(body=of, member=sitting[0], post=OfficerPost.CHAIR, starts_on=LONG_AGO)
        for each in sitting:
            MemberContact.objects.create(member=each, email="iin@example.jp")
        for step, status in enumerate(MeetingStatus.values, start=1):
            _meeting_with_everything(meeting(of, number=step, status=status), sitting, step)
        PaperTemplate.objects.create(
            source="agenda", body=of if number else None, name="次第", file_name="a.docx", content=b"x", sha256="0", uploaded_at=timezone.now()
        )
    return made


def _meeting_with_everything(held: Meeting, sitting: list[CouncilMember], step: int) -> None:
    now = timezone.now()
    option = PollOption.objects.create(meeting=held, starts_at=held.starts_at, ends_at=held.ends_at)
    states = [MinutesStatus.DRAFT, MinutesStatus.CHECKING, MinutesStatus.FINAL, MinutesStatus.PUBLISHED]
    record = minutes(held, status=states[step % 4])
    closed = AgendaItem.objects.create(meeting=held, number=2, title="審査", openness="closed")
    Utterance.objects.create(minutes=record, agenda=closed, order=2, speaker="青木委員", text="評点の話。")
    for index, each in enumerate(sitting):
        Attendance.objects.create(meeting=held, member=each)
        PollReply.objects.create(option=option, member=each, answer="yes", replied_at=now)
        MinutesCheck.objects.create(minutes=record, member=each)
        AdvanceQuestion.objects.create(meeting=held, member=each, text="質問", asked_at=now)
        if index == 0 and each.user is not None:
            AdvanceQuestion.objects.create(
                meeting=held, member=each, text="質問", asked_at=now, answer="回答", answered_at=now, answered_by=each.user, for_all=True
            )
        if each.user is not None:
            MemberNote.objects.create(meeting=held, user=each.user, text="メモ")
    PaperPlan.objects.create(meeting=held, order=1, title="次第", kind=PaperKind.AGENDA, source="agenda")
    papers(held, number=1, sent=step % 2 == 0, published=step % 3 == 0)
