"""公表値を入力し、確かめ、抽選する: two people type the value, each for themselves; then the published list is drawn."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.draws.domain.closing import keep_file
from musubi.blocks.draws.domain.engine import Held, check_value, engine_version, hold
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.enums import DrawStatus, ValueStep
from musubi.blocks.draws.models import Draw, DrawEntry, DrawOutcome, DrawRun, PublicValue
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock

BATCH = 2000


def value_of(draw: Draw) -> PublicValue | None:
    """The newest row of the public value: entered, confirmed or differed."""
    return draw.values.order_by("-pk").first()


def _closed(draw: Draw) -> Draw:
    current: Draw = lock(Draw.objects.filter(pk=draw.pk).select_related("item"))[0]
    if current.status != DrawStatus.CLOSED:
        raise DrawError("state", _("名簿を確定して、まだ抽選していない抽選だけに記録できます。画面を開き直してください"))
    return current


@transaction.atomic
def enter_value(*, draw: Draw, value: str, from_fallback: bool, note: str, actor: Any, now: dt.datetime, today: dt.date) -> PublicValue:
    """One person types the value that was published. Raises DrawError: too early, unreadable, or confirmed already."""
    current = _closed(draw)
    last = value_of(current)
    if last is not None and last.step == ValueStep.CONFIRMED:
        raise DrawError("confirmed", _("公表値は、もう2人で確かめてあります"))
    if last is not None and last.step == ValueStep.ENTERED:
        raise DrawError("entered", _("1人目の入力が済んでいます。別の人が確認の入力をしてください"))
    _check_day(current, from_fallback, today)
    return _keep(current, ValueStep.ENTERED, value, from_fallback, note, actor, now)


@transaction.atomic
def confirm_value(*, draw: Draw, value: str, from_fallback: bool, note: str, actor: Any, now: dt.datetime) -> PublicValue:
    """A second person types it anew, without seeing the first; equal, it is confirmed, else both start over.

    Raises DrawError where the same person types twice, or nobody typed before. A difference is kept and told by its step.
    """
    current = _closed(draw)
    last = value_of(current)
    if last is None or last.step != ValueStep.ENTERED:
        raise DrawError("not_entered", _("先に1人目が公表値を入力してください"))
    if last.entered_by_id == getattr(actor, "pk", None):
        raise DrawError("same_person", _("確認は、1人目とは別の人が入力してください"))
    same = (value.strip(), from_fallback) == (last.value, last.from_fallback)
    return _keep(current, ValueStep.CONFIRMED if same else ValueStep.DIFFERED, value, from_fallback, note, actor, now)


def _check_day(draw: Draw, from_fallback: bool, today: dt.date) -> None:  # noqa: FBT001 - read as a sentence
    day = draw.fallback_on if from_fallback else draw.value_on
    if day is not None and today < day:
        message = _("%(day)sより前には入力できません。予告した日に、予告したところで値を確かめてください")
        raise DrawError("early", message % {"day": format_date(day)})


def _keep(draw: Draw, step: ValueStep, value: str, from_fallback: bool, note: str, actor: Any, now: dt.datetime) -> PublicValue:  # noqa: FBT001 - as above
    value = value.strip()
    check_value(value)
    row = PublicValue.objects.create(draw=draw, step=step, value=value, from_fallback=from_fallback, note=note, entered_at=now, entered_by=actor)
    after = {"value": value, "from_fallback": from_fallback}
    record_event(actor=actor, verb=f"draw.value_{step}", obj=draw, now=now, after=after, program_code=draw.item.code)
    return row


@transaction.atomic
def hold_draw(*, draw: Draw, actor: Any, now: dt.datetime, today: dt.date) -> DrawRun:
    """Draw the published list with the confirmed value; inputs, seed, version and result are kept. Raises DrawError."""
    current = _closed(draw)
    confirmed = value_of(current)
    if confirmed is None or confirmed.step != ValueStep.CONFIRMED:
        raise DrawError("unconfirmed", _("公表値を2人で確かめてから抽選してください"))
    published = bytes(current.list_document.content)
    if hashlib.sha256(published).hexdigest() != current.list_sha256:
        raise DrawError("list_changed", _("保存されている名簿が、公表したハッシュ値と一致しません。抽選せず、システムの管理者に知らせてください"))
    held = hold(published_list=published, value=confirmed.value, from_fallback=confirmed.from_fallback)
    document = keep_file(current, held.text.encode(), number=1, dated=today, actor=actor, now=now)
    run = DrawRun.objects.create(
        draw=current,
        list_sha256=current.list_sha256,
        value=confirmed.value,
        from_fallback=confirmed.from_fallback,
        seed=held.seed,
        engine_version=engine_version(),
        entries=len(held.order) + len(held.void),
        won=len(held.won),
        document=document,
        drawn_at=now,
        drawn_by=actor,
    )
    _keep_outcomes(current, held)
    current.status, current.document = DrawStatus.DRAWN, document
    current.version += 1
    current.save()
    after = {"status": current.status, "seed": run.seed, "entries": run.entries, "won": run.won, "sha256": document.sha256}
    record_event(actor=actor, verb="draw.held", obj=current, now=now, after=after, program_code=current.item.code)
    return run


def _keep_outcomes(draw: Draw, held: Held) -> None:
    entries = dict(DrawEntry.objects.filter(draw=draw, withdrawn_at=None).values_list("ticket", "pk"))
    waiting: dict[str, dict[str, int]] = {}
    for option, tickets in held.waiting.items():
        for number, ticket in enumerate(tickets, 1):
            waiting.setdefault(ticket, {})[option] = number
    rows = [
        DrawOutcome(
            draw=draw,
            entry_id=entries[ticket],
            ticket=ticket,
            position=position,
            number=number,
            won=held.won.get(ticket, ""),
            place=held.won.get(ticket, ""),
            waiting=waiting.get(ticket, {}),
        )
        for position, (ticket, number) in enumerate(held.order, 1)
    ]
    rows += [DrawOutcome(draw=draw, entry_id=entries[ticket], ticket=ticket, void=reason) for ticket, reason in held.void.items()]
    DrawOutcome.objects.bulk_create(rows, batch_size=BATCH)
