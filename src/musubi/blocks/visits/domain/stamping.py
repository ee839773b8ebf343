"""A visitor presses a stamp. A book is a random number in the browser; here only its digest is kept, and no event names it.

The sums (moves between sites, time between stamps) are counted with each stamp, so that nothing is left to work out from
single traces: when the books are erased nothing is lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.locking import in_turn, lock
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models import MoveTotal, PointTotal, Rally, RallyPoint, RallyTotal, Stamp, StampBook

TOKEN_BYTES = 18
CLAIM_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
CLAIM_LENGTH = 6


@dataclass(frozen=True)
class Pressed:
    """The book after a press: its token, whether the stamp is new, whether it was the one that reached the goal."""

    token: str
    book: StampBook
    is_new: bool
    reached_goal: bool


def digest_of(token: str) -> str:
    """What is kept of a book's number."""
    return hashlib.sha256(token.encode()).hexdigest()


def book_of(rally: Rally, token: str) -> StampBook | None:
    """The book that a browser holds."""
    return StampBook.objects.filter(rally=rally, digest=digest_of(token)).first() if token else None


def is_running(rally: Rally, day: dt.date) -> bool:
    """Whether stamps count on this day."""
    return rally.status == RallyState.PUBLISHED and rally.starts_on <= day <= rally.ends_on


@in_turn()
@transaction.atomic
def press(*, point: RallyPoint, token: str, language: str, now: dt.datetime) -> Pressed:
    """Stamp a book (a new one without a known token). Pressing again changes nothing. Raises VisitError out of the period."""
    day = timezone.localdate(now)
    rally: Rally = lock(Rally.objects.filter(pk=point.rally_id))[0]
    if not is_running(rally, day):
        raise VisitError("not_running", _("いまはスタンプを押せる期間ではありません"))
    year = fiscal_year_of(day)
    total = RallyTotal.objects.get_or_create(rally=rally, fiscal_year=year)[0]
    book = book_of(rally, token)
    if book is None:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        book = StampBook.objects.create(rally=rally, digest=digest_of(token), opened_on=day, language=language)
        _grow(total, books=1)
    stamps = list(book.stamps.select_related("point"))
    if any(stamp.point_id == point.pk for stamp in stamps):
        return Pressed(token, book, is_new=False, reached_goal=False)
    Stamp.objects.create(book=book, point=point, stamped_at=now)
    _count(point, total, [stamp for stamp in stamps if timezone.localdate(stamp.stamped_at) == day], now)
    reached = book.finished_at is None and len(stamps) + 1 >= rally.goal
    if reached:
        _finish(book, total, now)
    record_event(actor=None, verb="rally.stamped", obj=rally, now=now, after={"position": point.position})
    return Pressed(token, book, is_new=True, reached_goal=reached)


def _grow(row: models.Model, **by: int) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**{name: F(name) + number for name, number in by.items()})


def _count(point: RallyPoint, total: RallyTotal, of_the_day: list[Stamp], now: dt.datetime) -> None:
    """Count the stamp and, after an earlier one of the same day, the way from there."""
    _grow(PointTotal.objects.get_or_create(point=point, fiscal_year=total.fiscal_year)[0], stamps=1)
    if not of_the_day:
        _grow(total, stamps=1)
        return
    last = of_the_day[-1]
    minutes = max(int((now - last.stamped_at).total_seconds() // 60), 0)
    _grow(total, stamps=1, walk_minutes=minutes, walks=1 if len(of_the_day) == 1 else 0)
    row = MoveTotal.objects.get_or_create(
        rally=point.rally, fiscal_year=total.fiscal_year, origin_id=last.point.site_id, destination_id=point.site_id
    )[0]
    _grow(row, moves=1)


def _finish(book: StampBook, total: RallyTotal, now: dt.datetime) -> None:
    for _turn in range(20):
        code = "".join(secrets.choice(CLAIM_LETTERS) for _letter in range(CLAIM_LENGTH))
        try:
            with transaction.atomic():
                StampBook.objects.filter(pk=book.pk).update(finished_at=now, claim_code=code)
        except IntegrityError:
            continue
        book.finished_at, book.claim_code = now, code
        _grow(total, finished=1)
        return
    raise VisitError("claim_code", _("引換番号を作れませんでした。もう一度スタンプを押してください"))


@transaction.atomic
def claim(*, rally: Rally, code: str, actor: Any, now: dt.datetime) -> StampBook:
    """Staff hand out what a finished book earns, once. Raises VisitError."""
    current: Rally = lock(Rally.objects.filter(pk=rally.pk))[0]
    book = StampBook.objects.filter(rally=current, claim_code=code.strip().upper()).exclude(claim_code="").first()
    if book is None:
        raise VisitError("unknown", _("この引換番号はありません。番号を読み直してください"), "code")
    if book.claimed_at is not None:
        raise VisitError("claimed", _("この引換番号は、もう引き換え済みです"), "code")
    book.claimed_at = now
    book.save()
    total = RallyTotal.objects.get(rally=current, fiscal_year=fiscal_year_of(timezone.localdate(book.finished_at)))
    _grow(total, claimed=1)
    record_event(actor=actor, verb="rally.claimed", obj=current, now=now)
    return book
