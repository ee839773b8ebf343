"""Totals of a call that tell no single award, read once or at two dates.

A total is first told when enough awards are behind it. Afterwards it moves only when enough awards have changed since it was
last told: then the difference of two readings is a sum over that many awards. Yen granted and yen paid move apart, since a
day on which one award is new and others are only paid would otherwise tell the new one. Totals that no longer
can be told (too few awards are left) are taken back whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from musubi.blocks.applications.domain.applicant.awards import award_calls, least_of, told_awards
from musubi.blocks.applications.enums import AwardPublicity
from musubi.blocks.applications.models import AwardTotals, Call
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock

Parts = Mapping[str, int]


def changed(before: Parts, after: Parts) -> int:
    """By how many awards two totals differ: new, gone, or with another sum."""
    return sum(before.get(uid) != after.get(uid) for uid in before.keys() | after.keys())


def refresh_totals(today: dt.date, now: dt.datetime) -> int:
    """Move the totals that may move today; returns how many calls' totals moved. Runs every business day."""
    calls = list(award_calls().filter(publicity=AwardPublicity.TOTALS).select_related("item", "organization"))
    given, least = told_awards(calls), least_of({call.item.vision_id for call in calls})
    moved = 0
    for call in calls:
        rows = given.get(call.pk, [])
        awarded = {told.application.uid: told.yen for told in rows}
        paid = {told.application.uid: told.application.paid - told.application.returned for told in rows}
        moved += _move(call, awarded, paid, least[call.item.vision_id], today, now)
    return moved


@transaction.atomic
def _move(call: Call, awarded: Parts, paid: Parts, least: int, today: dt.date, now: dt.datetime) -> bool:
    kept = next(iter(lock(AwardTotals.objects.filter(call=call))), None) or AwardTotals(call=call)
    before = {"count": kept.count, "awarded": kept.awarded, "disbursed": kept.disbursed}
    few = len(awarded) < least
    if few and kept.awarded is None:
        return False
    if changed(kept.awarded_parts, awarded) >= least:
        kept.count, kept.awarded, kept.awarded_on = (None, None, None) if few else (len(awarded), sum(awarded.values()), today)
        kept.awarded_parts = {} if few else dict(awarded)
    if changed(kept.disbursed_parts, paid) >= least:
        kept.disbursed, kept.disbursed_on = (None, None) if few else (sum(paid.values()), today)
        kept.disbursed_parts = {} if few else dict(paid)
    after = {"count": kept.count, "awarded": kept.awarded, "disbursed": kept.disbursed}
    if before == after:
        return False
    kept.version += 1
    kept.save()
    record_event(actor=None, verb="totals.published", obj=kept, now=now, before=before, after=after, program_code=call.item.code)
    return True
