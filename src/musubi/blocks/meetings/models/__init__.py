"""Tables of the meetings."""

from musubi.blocks.meetings.models.body import Body, Officer, Seat
from musubi.blocks.meetings.models.meeting import AgendaItem, Attendance, Meeting, PollOption, PollReply
from musubi.blocks.meetings.models.member import CouncilMember, MemberContact
from musubi.blocks.meetings.models.minutes import Minutes, MinutesCheck, Utterance
from musubi.blocks.meetings.models.papers import MeetingPapers, PaperFile, PaperPlan, PaperTemplate
from musubi.blocks.meetings.models.preparation import AdvanceQuestion, MemberNote

__all__ = [
    "AdvanceQuestion",
    "AgendaItem",
    "Attendance",
    "Body",
    "CouncilMember",
    "Meeting",
    "MeetingPapers",
    "MemberContact",
    "MemberNote",
    "Minutes",
    "MinutesCheck",
    "Officer",
    "PaperFile",
    "PaperPlan",
    "PaperTemplate",
    "PollOption",
    "PollReply",
    "Seat",
    "Utterance",
]
