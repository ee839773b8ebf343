"""Draws for tests."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.draws.domain.closing import close_list
from musubi.blocks.draws.domain.entries import EntryRow, take_rows
from musubi.blocks.draws.domain.holding import confirm_value, enter_value, hold_draw
from musubi.blocks.draws.domain.past_losses import choose_draws, count_now, keep_losses
from musubi.blocks.draws.domain.preparing import prepare_draw
from musubi.blocks.draws.domain.promotions import record_leaving
from musubi.blocks.draws.enums import EntryChannel, LeavingCause
from musubi.blocks.draws.models import Draw, DrawGroup, DrawOption, DrawQuota
from musubi.blocks.vision.models import PlanItem

DAY = dt.date(2020, 10, 14)
NOW = dt.datetime(2020, 10, 14, 9, tzinfo=timezone.get_default_timezone())


def draw(item: PlanItem, organization: Organization, *, places: tuple[int, ...] = (1, 1), **fields) -> Draw:
    """A draw in preparation with options A, B …; its public value comes the day after DAY."""
    given = {
        "title": "架空農園の区画の抽選",
        "value_name": "架空の終値",
        "value_on": DAY + dt.timedelta(days=1),
        "fallback_name": "架空の翌日の終値",
        "fallback_on": DAY + dt.timedelta(days=2),
    }
    made = prepare_draw(draw=Draw(item=item, organization=organization, **{**given, **fields}), actor=None, now=NOW)
    for key, count in zip("ABCDE", places, strict=False):
        DrawOption.objects.create(draw=made, key=key, name=f"{key}の畑", places=count)
    return made


def elders(of: Draw, *, release: bool = False, at_least: int = 1) -> DrawQuota:
    """Reserved places of option A for the group E."""
    group = DrawGroup.objects.create(draw=of, key="E", name="架空の高齢者")
    quota = DrawQuota.objects.create(draw=of, key="elder", at_least=at_least, release=release)
    quota.options.set(of.options.filter(key="A"))
    quota.groups.set([group])
    return quota


def enter(of: Draw, count: int, *, wishes: tuple[str, ...] = ("A", "B"), **fields) -> None:
    """Entries with fictional names, in one go."""
    rows = [
        EntryRow("", {"name": f"架空 {number}", "address": f"架空町{number}", "wishes": list(wishes), "email": "", **fields})
        for number in range(1, count + 1)
    ]
    take_rows(draw=of, rows=rows, channel=EntryChannel.POST, actor=None, now=NOW)


def closed(of: Draw) -> Draw:
    """With its list fixed on DAY."""
    return close_list(draw=of, actor=None, now=NOW, today=DAY)


def held(of: Draw, *people: User, value: str = "23626.73") -> Draw:
    """Fixed, value typed by two people on its day, drawn."""
    made, day = closed(of), DAY + dt.timedelta(days=1)
    enter_value(draw=made, value=value, from_fallback=False, note="", actor=people[0], now=NOW, today=day)
    confirm_value(draw=made, value=value, from_fallback=False, note="", actor=people[1], now=NOW)
    hold_draw(draw=made, actor=people[1], now=NOW, today=day)
    return Draw.objects.get(pk=made.pk)


def one_of_each(item: PlanItem, organization: Organization, *people: User) -> None:
    """A draw in preparation, one that was held and moved up, with every kind of record."""
    waiting = draw(item, organization)
    elders(waiting)
    enter(waiting, 2)
    done = draw(item, organization, title="終わった架空の抽選")
    elders(done)
    enter(done, 4)
    done = held(done, *people)
    winner = done.outcomes.exclude(place="").order_by("position").first()
    record_leaving(entry=winner.entry, cause=LeavingCause.DECLINED, reason="", actor=people[0], now=NOW, today=DAY + dt.timedelta(days=3))
    choose_draws(draw=waiting, earlier=[done], losses_reset=False, references_last=False, actor=None, now=NOW)
    keep_losses(draw=waiting, digest=count_now(waiting).digest, keep_typed=False, actor=None, now=NOW)
