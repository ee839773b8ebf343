"""Meetings as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings

from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.models import Meeting

LINE_OCTETS = 75  # RFC 5545 3.1


def calendar(meetings: Iterable[Meeting], *, title: Callable[[Meeting], str]) -> bytes:
    """The file; meetings without a day are left out, called-off ones are marked."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Musubi//Musubi//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for meeting in meetings:
        if meeting.starts_at is None:
            continue
        ends = meeting.ends_at or meeting.starts_at + dt.timedelta(hours=2)
        agenda = "\\n".join(_escaped(f"{item.number} {item.public_title}") for item in meeting.agenda.all())
        lines += [
            "BEGIN:VEVENT",
            f"UID:{meeting.uid}@musubi",
            f"SEQUENCE:{meeting.version}",
            f"DTSTAMP:{_utc(meeting.updated_at)}",
            f"DTSTART:{_utc(meeting.starts_at)}",
            f"DTEND:{_utc(ends)}",
            f"SUMMARY:{_escaped(title(meeting))}",
            f"LOCATION:{_escaped(meeting.place)}",
            f"DESCRIPTION:{agenda}",
            f"URL:{settings.PUBLIC_URL}",
            f"STATUS:{'CANCELLED' if meeting.status == MeetingStatus.CANCELLED else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return ("\r\n".join(part for line in lines for part in _folded(line)) + "\r\n").encode()


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in pieces of at most 75 octets, never within a character; further pieces begin with a space."""
    pieces, current = [], ""
    for char in line:
        if len((current + char).encode()) > LINE_OCTETS:
            pieces.append(current)
            current = " "
        current += char
    return [*pieces, current]
