"""Prepare a rally: its points, publishing and ending it, erasing its stamp books."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.translations.domain.upkeep import note_changed
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models import CountSite, Rally, RallyPoint, StampBook

CODE_BYTES = 9  # 72 random bits: a code cannot be guessed, and its QR code stays coarse enough for a poster


def _locked(rally: Rally) -> Rally:
    return lock(Rally.objects.filter(pk=rally.pk))[0]


@transaction.atomic
def add_point(*, rally: Rally, site: CountSite, hint: str, actor: Any, now: dt.datetime) -> RallyPoint:
    """Put a stamp at a site, with a code of its own. Raises VisitError."""
    current = _locked(rally)
    if current.status == RallyState.ENDED:
        raise VisitError("ended", _("終えたラリーに地点は足せません"))
    if current.points.filter(site=site).exists():
        raise VisitError("twice", _("この地点には、もうスタンプがあります。別の地点を選んでください"), "site")
    last = current.points.aggregate(last=Max("position"))["last"] or 0
    point = RallyPoint.objects.create(rally=current, site=site, hint=hint.strip(), position=last + 1, code=secrets.token_urlsafe(CODE_BYTES))
    record_event(actor=actor, verb="rally.point_added", obj=current, now=now, after={"site": site.name})
    return point


@transaction.atomic
def say_hint(*, point: RallyPoint, hint: str, actor: Any, now: dt.datetime) -> None:
    """Say anew where the stamp is, also that it rests; its translations are marked. Raises VisitError."""
    current = _locked(point.rally)
    if current.status == RallyState.ENDED:
        raise VisitError("ended", _("終えたラリーの地点は直せません"))
    before, point.hint = point.hint, hint.strip()
    if before == point.hint:
        return
    point.version += 1
    point.save()
    note_changed([point])
    record_event(
        actor=actor, verb="rally.hint_said", obj=current, now=now, before={"hint": before}, after={"site": point.site.name, "hint": point.hint}
    )


@transaction.atomic
def remove_point(*, point: RallyPoint, actor: Any, now: dt.datetime) -> None:
    """Take a point out as long as nobody has stamped there. Raises VisitError."""
    current = _locked(point.rally)
    if point.stamps.exists() or point.totals.exists():
        raise VisitError("stamped", _("もう押された地点は外せません。「スタンプのありか」に休止中と書いてください"))
    if current.status == RallyState.PUBLISHED and current.points.count() <= current.goal:
        raise VisitError("goal", _("外すと、達成に要る数に足りなくなります。先に達成の数を減らすか、地点を足してください"))
    name = point.site.name
    point.delete()
    record_event(actor=actor, verb="rally.point_removed", obj=current, now=now, before={"site": name})


@transaction.atomic
def publish(*, rally: Rally, actor: Any, now: dt.datetime) -> Rally:
    """Show the rally to visitors; stamps count in its period. Raises VisitError."""
    current = _locked(rally)
    if current.status == RallyState.PUBLISHED:
        return current
    if current.status == RallyState.ENDED:
        raise VisitError("ended", _("終えたラリーは、もう公開できません。新しいラリーを作ってください"))
    number = current.points.count()
    if number < current.goal:
        text = _("達成に要るスタンプは%(goal)d個ですが、地点は%(number)d か所です。地点を足してください")
        raise VisitError("goal", text % {"goal": current.goal, "number": number})
    return _to(current, RallyState.PUBLISHED, "rally.published", actor, now)


@transaction.atomic
def end(*, rally: Rally, actor: Any, now: dt.datetime) -> Rally:
    """No stamp counts any more; what was collected can still be claimed until the books are erased."""
    current = _locked(rally)
    if current.status != RallyState.PUBLISHED:
        raise VisitError("state", _("公開中のラリーだけを終えられます"))
    return _to(current, RallyState.ENDED, "rally.ended", actor, now)


def _to(rally: Rally, status: RallyState, verb: str, actor: Any, now: dt.datetime) -> Rally:
    before = rally.status
    rally.status = status
    rally.version += 1
    rally.save()
    record_event(actor=actor, verb=verb, obj=rally, now=now, before={"status": before}, after={"status": status})
    return rally


def erase_books(today: dt.date, now: dt.datetime) -> int:
    """Daily: erase the stamp books of rallies whose time to keep them is over; the sums stay. Gives the number of rallies."""
    done = 0
    for rally in Rally.objects.filter(erased_on__isnull=True, ends_on__lt=today).exclude(status=RallyState.DRAFT):
        if rally.ends_on + dt.timedelta(days=rally.keep_days) < today:
            _erase(rally, today, now)
            done += 1
    return done


@transaction.atomic
def _erase(rally: Rally, today: dt.date, now: dt.datetime) -> None:
    current = _locked(rally)
    number = StampBook.objects.filter(rally=current).count()
    StampBook.objects.filter(rally=current).delete()
    current.erased_on, current.status = today, RallyState.ENDED
    current.version += 1
    current.save()
    record_event(actor=None, verb="rally.books_erased", obj=current, now=now, after={"books": number})
