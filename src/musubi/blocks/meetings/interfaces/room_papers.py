"""名札 and 席次表: for a body as it is made up, or for a meeting as its members come, with those who stand in for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.meetings.enums import AttendanceState, OfficerPost
from musubi.blocks.meetings.models import Attendance, Body, CouncilMember
from musubi.blocks.papers.domain.pdf import render_pdf

FOLDER = Path(__file__).resolve().parents[1] / "typst"
NOT_IN_THE_ROOM = frozenset({AttendanceState.ABSENT, AttendanceState.ONLINE})


@dataclass(frozen=True)
class Seated:
    """Somebody at the table: under which name and office, whose post puts them where."""

    name: str
    office: str
    post: str
    kana: str

    def plate(self) -> dict[str, str]:
        """As it stands on paper."""
        return {"name": self.name, "office": f"{self.post} {self.office}" if self.post else self.office}


def of_body(members: Iterable[CouncilMember], posts: Mapping[int, str]) -> list[Seated]:
    """Everybody on a body."""
    return [Seated(member.name, member.office, str(posts.get(member.pk, "")), member.name_kana) for member in members]


def of_meeting(rows: Iterable[Attendance], posts: Mapping[int, str]) -> list[Seated]:
    """Who comes to the room, as far as it is known; a proxy sits under the own name, without the member's post."""
    found = []
    for row in rows:
        state = row.state if row.state != AttendanceState.UNKNOWN else row.reply
        if state in NOT_IN_THE_ROOM:
            continue
        member = row.member
        if state == AttendanceState.PROXY:
            office = _("%(office)s(%(member)s委員の代理)") % {"office": row.proxy_office or member.office, "member": member.name}
            found.append(Seated(row.proxy_name, office, "", member.name_kana))
        else:
            found.append(Seated(member.name, member.office, str(posts.get(member.pk, "")), member.name_kana))
    return found


def nameplates(body: Body, people: Sequence[Seated], *, dated: dt.date) -> bytes:
    """名札. Raises MissingGlyphsError."""
    data = {"title": _("名札"), "people": [each.plate() for each in people], "foot": foot(body), "language": "ja"}
    return render_pdf(template=FOLDER / "nameplates.typ", data=data, dated=dated)


def seating(body: Body, people: Sequence[Seated], *, statement: str, dated: dt.date) -> bytes:
    """席次表: who chairs at the head, the others by name to the left and right in turn. Raises MissingGlyphsError."""
    chair = str(OfficerPost.CHAIR.label)
    order = sorted(people, key=lambda each: (not each.post, each.post != chair, each.kana))
    head = [each for each in order if each.post][:1]
    rest = [each.plate() for each in order if each not in head]
    data: dict[str, Any] = {
        "title": _("席次表"),
        "statement": statement,
        "head": [each.plate() for each in head],
        "left": rest[0::2],
        "right": rest[1::2],
        "table_word": _("机"),
        "office_word": _("事務局・傍聴席"),
        "foot": foot(body),
        "language": "ja",
    }
    return render_pdf(template=FOLDER / "seating.typ", data=data, dated=dated)
