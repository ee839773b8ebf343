"""名簿を確定する: from here on neither entries nor rules change; the list's hash is public before the value that decides."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.draws.domain.engine import check_rules, fresh_ticket, list_of, value_words
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.past_losses import faults_of
from musubi.blocks.draws.domain.preparing import steady
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.papers.models import Document

SERIES = "draw-file"
TEXT = "text/plain; charset=utf-8"


def missing_of(draw: Draw, today: dt.date) -> list[str]:
    """What still keeps the list from being fixed, in words that say what to do."""
    found = []
    if not draw.options.exists():
        found.append(_("希望先を1つ以上入れてください"))
    if not draw.entries.filter(withdrawn_at=None).exists():
        found.append(_("名簿に申込が1件もありません。申込を入れてください"))
    if not draw.value_name or draw.value_on is None:
        found.append(_("公表値と、その日を決めてください"))
    elif draw.value_on <= today:
        message = _("公表値の日(%(day)s)は、名簿を確定する日より後にしてください。値がわかってからの確定では、公正さを示せません")
        found.append(message % {"day": format_date(draw.value_on)})
    if not draw.fallback_name or draw.fallback_on is None:
        found.append(_("公表値が出なかったときの予備の公表値と、その日を決めてください"))
    found += faults_of(draw)
    try:
        check_rules(draw)
    except DrawError as error:
        found += [str(error)] if error.code != "no_options" else []
    return found


@transaction.atomic
def close_list(*, draw: Draw, actor: Any, now: dt.datetime, today: dt.date) -> Draw:
    """Fix the list, keep it as a document and publish its hash. Raises DrawError."""
    current = steady(draw)
    missing = missing_of(current, today)
    if missing:
        raise DrawError("missing", " / ".join(missing))
    _mark_households(current)
    entries = list(current.entries.filter(withdrawn_at=None).order_by("ticket"))
    content = list_of(current, entries).encode()
    current.list_sha256 = hashlib.sha256(content).hexdigest()
    current.list_document = keep_file(current, content, number=0, dated=today, actor=actor, now=now)
    current.status, current.closed_at, current.closed_by = DrawStatus.CLOSED, now, actor
    current.version += 1
    current.save()
    after = {"status": current.status, "list_sha256": current.list_sha256, "entries": len(entries), "value": value_words(current)[0]}
    record_event(actor=actor, verb="draw.closed", obj=current, now=now, after=after, program_code=current.item.code)
    return current


def _mark_households(draw: Draw) -> None:
    """A random mark for each household with several entries; one of its own tells nothing and bears none."""
    rows = draw.entries.filter(withdrawn_at=None).exclude(household="").values_list("household", flat=True)
    several = [household for household, count in Counter(rows).items() if count > 1]
    draw.entries.exclude(household_token="").update(household_token="")
    for household in several:
        DrawEntry.objects.filter(draw=draw, household=household, withdrawn_at=None).update(household_token=fresh_ticket())


def keep_file(draw: Draw, content: bytes, *, number: int, dated: dt.date, actor: Any, now: dt.datetime) -> Document:
    """Issue a draw's file: number 0 is the list, 1 the draw's outcome, more after each event. The stored bytes are what is published."""
    digest = hashlib.sha256(content).hexdigest()
    name = "list" if number == 0 else f"result-{number}"
    return issue_file(
        series=SERIES,
        subject=f"{draw.uid}-{number}",
        language="ja",
        title=draw.title,
        file_name=f"draw-{draw.uid}-{name}.txt",
        media_type=TEXT,
        content=content,
        template="musubi-draw 1",
        template_sha256="",
        input_sha256=digest,
        dated=dated,
        actor=actor,
        now=now,
    )
