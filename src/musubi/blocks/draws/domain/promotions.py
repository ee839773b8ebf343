"""繰上げ: who leaves, who is offered the place in draw order, who answers until when; each step issues a new file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import identifier_of, record_event, type_of
from musubi.blocks.draws.domain.closing import keep_file
from musubi.blocks.draws.domain.engine import Held, Stored, go_on
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.enums import DrawEventKind, DrawStatus, LeavingCause, OfferStatus
from musubi.blocks.draws.models import Draw, DrawEntry, DrawEvent, DrawOutcome, DrawQuota, PromotionOffer
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.notifications.models import Task


def stored_outcome(draw: Draw) -> Stored:
    """The outcome as the tables keep it, with its events in their order."""
    run = draw.run
    rows = list(DrawOutcome.objects.filter(draw=draw).order_by("position", "ticket").values_list("ticket", "position", "number", "won", "void"))
    return Stored(
        value=run.value,
        from_fallback=run.from_fallback,
        list_sha256=run.list_sha256,
        order=tuple((ticket, number) for ticket, position, number, _won, _void in rows if position is not None),
        won={ticket: won for ticket, _position, _number, won, _void in rows if won},
        void=dict(sorted((ticket, void) for ticket, _position, _number, _won, void in rows if void)),
        events=tuple(
            (event.kind, event.subject, tuple((row[0], row[1], row[2]) for row in event.promotions)) for event in draw.events.order_by("number")
        ),
    )


def _drawn(draw: Draw) -> Draw:
    current: Draw = lock(Draw.objects.filter(pk=draw.pk).select_related("item", "organization", "list_document"))[0]
    if current.status != DrawStatus.DRAWN:
        raise DrawError("state", _("抽選済みで、取り消していない抽選だけに記録できます"))
    return current


@transaction.atomic
def record_leaving(*, entry: DrawEntry, cause: str, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> DrawEvent:
    """辞退など: a ticket gives up its place or its wait, and who is next is offered what comes free. Raises DrawError."""
    draw = _drawn(entry.draw)
    held = _next(draw, DrawEventKind.LEFT, entry.ticket)
    PromotionOffer.objects.filter(entry=entry, status=OfferStatus.OPEN).update(status=OfferStatus.ENDED, answered_at=now, updated_at=now)
    DrawOutcome.objects.filter(draw=draw, entry=entry).update(place="", left_at=now)
    event = _keep_event(draw, held, DrawEventKind.LEFT, entry.ticket, cause, reason, actor, now, today)
    after = {"ticket": entry.ticket, "cause": str(LeavingCause(cause).label), "promoted": [row[0] for row in held.promotions]}
    record_event(actor=actor, verb="draw.ticket_left", obj=draw, now=now, after=after, reason=reason, program_code=draw.item.code)
    return event


@transaction.atomic
def open_quota(*, quota: DrawQuota, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> DrawEvent:
    """優先枠を開放する: reserved places that stayed empty go to everybody in draw order. Raises DrawError."""
    draw = _drawn(quota.draw)
    held = _next(draw, DrawEventKind.OPENED, quota.key)
    event = _keep_event(draw, held, DrawEventKind.OPENED, quota.key, "", reason, actor, now, today)
    after = {"key": quota.key, "promoted": [row[0] for row in held.promotions]}
    record_event(actor=actor, verb="draw.quota_opened", obj=draw, now=now, after=after, reason=reason, program_code=draw.item.code)
    return event


def _next(draw: Draw, kind: str, subject: str) -> Held:
    return go_on(published_list=bytes(draw.list_document.content), stored=stored_outcome(draw), kind=kind, subject=subject)


def _keep_event(draw: Draw, held: Held, kind: str, subject: str, cause: str, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> DrawEvent:
    number = draw.events.count() + 1
    event = DrawEvent.objects.create(
        draw=draw,
        number=number,
        kind=kind,
        subject=subject,
        cause=cause,
        reason=reason,
        promotions=[list(row) for row in held.promotions],
        document=keep_file(draw, held.text.encode(), number=number + 1, dated=today, actor=actor, now=now),
        happened_at=now,
        recorded_by=actor,
    )
    draw.document = event.document
    draw.version += 1
    draw.save()
    _offer(draw, event, held.promotions, now, today)
    return event


def _offer(draw: Draw, event: DrawEvent, promotions: Iterable[tuple[str, str, str]], now: dt.datetime, today: dt.date) -> None:
    """Offer each place that was promoted into; a place that the offer moved on is the end of an open one before it."""
    answer_by = today + dt.timedelta(days=draw.answer_days)
    names = {option.key: option.name for option in draw.options.all()}
    for ticket, option, before in promotions:
        entry = DrawEntry.objects.get(draw=draw, ticket=ticket)
        PromotionOffer.objects.filter(entry=entry, status=OfferStatus.OPEN).update(status=OfferStatus.ENDED, answered_at=now, updated_at=now)
        DrawOutcome.objects.filter(draw=draw, ticket=ticket).update(place=option)
        offer = PromotionOffer.objects.create(
            draw=draw,
            event=event,
            entry=entry,
            option=option,
            before=before,
            offered_at=now,
            answer_by=answer_by,
            sent_by_mail=bool(entry.email),
        )
        if entry.email:
            _mail(draw, offer, names[option], now)


def offer_words(draw: Draw, offer: PromotionOffer, option: str) -> list[str]:
    """What the offer says, in mail and letter alike."""
    return [
        _("「%(title)s」の補欠から繰り上がり、%(option)sに入れることになりました。") % {"title": draw.title, "option": option},
        _("%(day)sまでに、お受けになるかどうかをお知らせください。期限までにお返事がないときは、次の方に案内します。")
        % {"day": format_date(offer.answer_by, weekday=True)},
    ]


def _mail(draw: Draw, offer: PromotionOffer, option: str, now: dt.datetime) -> None:
    entry = offer.entry
    lines = [
        *offer_words(draw, offer, option),
        "",
        _("抽選番号: %(ticket)s") % {"ticket": entry.ticket},
        _("連絡先: %(office)s") % {"office": draw.organization},
    ]
    queue_mail(
        to=entry.email,
        subject=_("繰上げのお知らせ: %(title)s") % {"title": draw.title},
        body="\n".join(lines),
        purpose="draw-offer",
        now=now,
        recipient_name=entry.name,
    )


@transaction.atomic
def accept_offer(*, offer: PromotionOffer, note: str, actor: Any, now: dt.datetime) -> PromotionOffer:
    """承諾を記録する. Raises DrawError where the offer ended meanwhile."""
    current: PromotionOffer = lock(PromotionOffer.objects.filter(pk=offer.pk).select_related("draw__item", "entry"))[0]
    if current.status != OfferStatus.OPEN or current.draw.status != DrawStatus.DRAWN:
        raise DrawError("ended", _("この案内は、もう回答が済んだか終わっています。画面を開き直してください"))
    current.status, current.answered_at, current.note = OfferStatus.ACCEPTED, now, note
    current.version += 1
    current.save()
    after = {"ticket": current.entry.ticket, "option": current.option}
    record_event(actor=actor, verb="draw_offer.accepted", obj=current, now=now, after=after, program_code=current.draw.item.code)
    return current


def remind_of_offers(today: dt.date, now: dt.datetime) -> int:
    """Once a day: a task for the division where an offer's day has passed without an answer. Mails nobody outside."""
    late = PromotionOffer.objects.filter(status=OfferStatus.OPEN, answer_by__lt=today, draw__status=DrawStatus.DRAWN)
    for offer in late.select_related("draw__item", "draw__organization", "entry").order_by("pk"):
        address = reverse("draws:waiting", args=[offer.draw.uid])
        if Task.objects.filter(object_type=type_of(offer), object_id=identifier_of(offer)).exists():
            continue
        with transaction.atomic():
            open_task(
                title=_("繰上げの回答期限が過ぎました(%(ticket)s)") % {"ticket": offer.entry.ticket},
                detail=_("「%(title)s」: 連絡がつかないときは、期限切れを記録すると次の方に案内されます") % {"title": offer.draw.title},
                due_on=today,
                today=today,
                now=now,
                organization=offer.draw.organization,
                address=address,
                object_type=type_of(offer),
                object_id=identifier_of(offer),
                program_code=offer.draw.item.code,
            )
    return 0
