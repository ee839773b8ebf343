"""A mail as a letter: for those without mail, or when mail did not arrive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from musubi.blocks.accounts.domain.office import letterhead, office
from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.templatetags.musubi import local
from musubi.blocks.notifications.domain.addressees import Addressee, find_addressee
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.papers.domain.letter_word import letter_word
from musubi.blocks.papers.domain.pdf import render_pdf

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "letter.typ"


@dataclass(frozen=True)
class Letter:
    """What stands on the sheet, in the mail's language; `addressee` line by line, `post` where the register knows the addressee."""

    dated: dt.date
    day: str
    addressee: list[str]
    sender: list[str]
    subject: str
    body: str
    language: str
    post: Addressee | None = None


def letter_of(message: OutboxMessage) -> Letter:
    """The letter of a mail: 様 after people, 御中 after organisations; dated the day on which the mail was written."""
    dated = message.reminder_day or timezone.localtime(message.created_at).date()
    with translation.override(message.language):
        post = find_addressee(message.addressee_uid)
        return Letter(
            dated=dated,
            day=format_date(dated, "era" if message.language == "ja" else "english"),
            addressee=post.block() if post is not None else [_addressee(message)],
            sender=_sender(),
            subject=message.subject,
            body=message.body,
            language=message.language,
            post=post,
        )


def _addressee(message: OutboxMessage) -> str:
    uid = message.recipient_uid
    body = Organization.objects.filter(uid=uid).first() if uid else None
    if body is not None:
        return pgettext("letter to an organisation", "%(name)s 御中") % {"name": message.recipient_name or body.name}
    name = message.recipient_name
    if not name and uid:
        name = User.objects.filter(uid=uid).values_list("name", flat=True).first() or ""
    return pgettext("letter to a person", "%(name)s 様") % {"name": name or message.to}


def _sender() -> list[str]:
    sender = letterhead()
    place = " ".join(part for part in (f"〒{sender.postal_code}" if sender.postal_code else "", local(sender, "address")) if part)
    return [line for line in (local(sender, "name") or office().sender_name, place, sender.phone) if line]


def _demo_mark(language: str) -> str:
    with translation.override(language):
        return gettext("架空のデータ(デモ)") if settings.DEMO else ""


def letter_pdf(message: OutboxMessage) -> bytes:
    """The letter as PDF/A, the same bytes each time. Not kept: it can be made again as long as the mail is kept.

    Raises MissingGlyphsError as papers do.
    """
    letter = letter_of(message)
    data = {
        "title": letter.subject,
        "author": letter.sender[0] if letter.sender else "",
        "language": letter.language,
        "foot": _demo_mark(letter.language),
        "day": letter.day,
        "addressee": letter.addressee,
        "sender": letter.sender,
        "lines": letter.body.splitlines(),
    }
    return render_pdf(template=TEMPLATE, data=data, dated=letter.dated)


def letter_docx(message: OutboxMessage) -> bytes:
    """The letter as Word, to go on writing."""
    letter = letter_of(message)
    data = {
        "title": letter.subject,
        "heading": letter.subject,
        "number": [letter.day],
        "to": letter.addressee,
        "sender": letter.sender,
        "text": letter.body.splitlines(),
        "foot": _demo_mark(letter.language),
        "language": letter.language,
    }
    return letter_word(data, dated=letter.dated)
