"""過去の落選を数える: which earlier draws count, who is recognised in them, and the figures that one confirms.

Lost is who took part, drew nothing and was not moved up; who withdrew or declined has not lost. A draw counts once for a
person, whatever number of tickets. All rests on the office's own records: nothing of it is told to an entrant.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.past_matching import Pair, Person, pairs_of, person_of
from musubi.blocks.draws.domain.preparing import steady
from musubi.blocks.draws.domain.rights import works_draw
from musubi.blocks.draws.enums import DrawStatus, LossesOrigin, PastEvidence, PastResult
from musubi.blocks.draws.models import CountedDraw, Draw, DrawEntry, DrawEvent, DrawOutcome, PastEntry
from musubi.blocks.vision.domain.desks import desks_worked_by

FIELDS = ("pk", "name", "name_kana", "address", "phone", "reference", "applicant_id")
STRONGEST = (PastResult.WON, PastResult.DECLINED, PastResult.HOUSEHOLD, PastResult.LOST, PastResult.NO_PART, PastResult.WITHDRAWN)
BATCH = 500


@dataclass(frozen=True)
class Recognised:
    """An entry taken to be one of an earlier draw, and what became of that one."""

    earlier: int
    draw: int
    evidence: PastEvidence
    result: PastResult
    by_person: bool = False


@dataclass(frozen=True)
class LossRow:
    """An entry's figure before and after: `found` are the earlier entries by draw, `kept` says that it was changed by hand and stays."""

    entry: DrawEntry
    before: int
    after: int
    found: tuple[Recognised, ...]
    kept: bool

    @property
    def is_overwritten(self) -> bool:
        """Whether a typed figure would give way to another."""
        return not self.kept and self.before > 0 and self.before != self.after


@dataclass(frozen=True)
class Counting:
    """What would be counted now; `doubtful` are pairs that nobody has decided, `digest` is what one confirms."""

    draws: tuple[Draw, ...]  # the oldest first
    rows: tuple[LossRow, ...]
    doubtful: tuple[Pair, ...]
    digest: str


def drawn_before(user: Any, draw: Draw) -> QuerySet[Draw]:
    """Earlier draws that the user may have counted: held, standing, of a desk where the user reads the entrants.

    Those of the draw's own item come first, each the newest first.
    """
    rows = Draw.objects.filter(status=DrawStatus.DRAWN, item__in=desks_worked_by(user).values("pk")).exclude(pk=draw.pk)
    of_item = Case(When(item=draw.item_id, then=0), default=1)
    return rows.select_related("item").order_by(of_item, "-run__drawn_at", "-pk")


def counted_draws(draw: Draw) -> list[Draw]:
    """The draws that count, the oldest first."""
    return list(Draw.objects.filter(counted_in__draw=draw).select_related("item").order_by("run__drawn_at", "pk"))


@transaction.atomic
def choose_draws(*, draw: Draw, earlier: Sequence[Draw], losses_reset: bool, references_last: bool, actor: Any, now: dt.datetime) -> Draw:
    """数える抽選を選ぶ: what was counted before is to be counted anew. Raises DrawError: not held, cancelled, or not the actor's."""
    current = steady(draw)
    chosen = {each.pk for each in earlier}
    for each in Draw.objects.filter(pk__in=chosen).select_related("item"):
        if each.pk == current.pk or each.status != DrawStatus.DRAWN or (actor is not None and not works_draw(actor, each)):
            raise DrawError(
                "not_earlier", _("「%(title)s」は数えられません。抽選済みで、取り消していない、担当する抽選を選んでください") % {"title": each}
            )
    known = set(current.counted.values_list("earlier", flat=True))
    rules = (losses_reset, references_last)
    if chosen == known and rules == (current.losses_reset, current.references_last):
        return current
    CountedDraw.objects.filter(draw=current).exclude(earlier__in=chosen).delete()
    CountedDraw.objects.bulk_create(CountedDraw(draw=current, earlier_id=pk) for pk in sorted(chosen - known))
    PastEntry.objects.filter(entry__draw=current).exclude(earlier__draw__in=chosen).delete()
    current.losses_reset, current.references_last = rules
    current.version += 1
    current.save()
    current.entries.update(losses_checked_at=None)
    after = {"earlier": len(chosen), "losses_reset": losses_reset, "references_last": references_last}
    record_event(actor=actor, verb="draw.past_chosen", obj=current, now=now, after=after, program_code=current.item.code)
    return current


@transaction.atomic
def decide_pair(*, entry: DrawEntry, earlier: DrawEntry, is_same: bool, actor: Any, now: dt.datetime) -> PastEntry:
    """同じ方か、別の方か: a person decides a doubtful pair, and may decide it anew. Raises DrawError."""
    draw = steady(entry.draw)
    if actor is not None and not works_draw(actor, earlier.draw):
        raise DrawError("not_yours", _("過去の抽選を担当する職員だけが確かめられます"))
    if not draw.counted.filter(earlier=earlier.draw_id).exists():
        raise DrawError("not_counted", _("この過去の抽選は、数える抽選に選ばれていません。画面を開き直してください"))
    pair = next((each for each in _compared(draw, earlier.draw_id) if (each.entry, each.earlier) == (entry.pk, earlier.pk)), None)
    known = PastEntry.objects.filter(entry=entry, earlier=earlier).first()
    if pair is None and known is None:
        raise DrawError("no_pair", _("この2つの申込は、もう比べる対象ではありません。画面を開き直してください"))
    evidence = pair.evidence if pair is not None else known.evidence if known is not None else ""
    values = {"evidence": evidence, "is_same": is_same, "result": "", "decided_at": now, "decided_by": actor}
    made, _new = PastEntry.objects.update_or_create(entry=entry, earlier=earlier, defaults=values)
    DrawEntry.objects.filter(pk=entry.pk).update(losses_checked_at=None)
    after = {"is_same": is_same, "earlier": earlier.ticket}
    record_event(actor=actor, verb="draw_entry.past_decided", obj=entry, now=now, after=after, program_code=draw.item.code)
    return made


def _people(draws: Iterable[int], *, withdrawn: bool) -> dict[int, list[Person]]:
    rows = DrawEntry.objects.filter(draw__in=draws).order_by("pk")
    if not withdrawn:
        rows = rows.filter(withdrawn_at=None)
    found: dict[int, list[Person]] = defaultdict(list)
    for draw, *fields in rows.values_list("draw", *FIELDS):
        found[draw].append(person_of(*fields))
    return found


def _compared(draw: Draw, *earlier: int) -> list[Pair]:
    entries = _people([draw.pk], withdrawn=False)[draw.pk]
    people = _people(earlier, withdrawn=True)
    return [pair for one in earlier for pair in pairs_of(entries, people[one], references_last=draw.references_last)]


def _results(draws: Sequence[int]) -> dict[int, tuple[int, PastResult]]:
    """Draw and result of every entry of the draws, in three queries."""
    rows = DrawEntry.objects.filter(draw__in=draws).values_list("pk", "draw", "withdrawn_at", "household_token")
    outcomes = {row[0]: row[1:] for row in DrawOutcome.objects.filter(draw__in=draws).values_list("entry", "won", "place", "void", "left_at")}
    homes = DrawOutcome.objects.filter(draw__in=draws).exclude(place="").exclude(entry__household_token="")
    winners = set(homes.values_list("draw", "entry__household_token"))
    found = {}
    for pk, draw, withdrawn_at, token in rows:
        outcome = outcomes.get(pk)
        if withdrawn_at is not None or outcome is None:
            found[pk] = (draw, PastResult.WITHDRAWN)
            continue
        won, place, void, left_at = outcome
        if place:
            result = PastResult.WON
        elif void:
            result = PastResult.NO_PART
        elif won or left_at is not None:
            result = PastResult.DECLINED
        else:
            result = PastResult.HOUSEHOLD if token and (draw, token) in winners else PastResult.LOST
        found[pk] = (draw, result)
    return found


def losses_in(results: Sequence[PastResult], *, losses_reset: bool) -> int:
    """Losses over the draws, the oldest first; with `losses_reset` those before the last win are forgotten."""
    count = 0
    for result in results:
        if result == PastResult.LOST:
            count += 1
        elif result == PastResult.WON and losses_reset:
            count = 0
    return count


def count_now(draw: Draw) -> Counting:
    """Who is recognised and how often each has lost, as the records stand; a constant number of queries."""
    draws = counted_draws(draw)
    order = [each.pk for each in draws]
    decided = {(entry, earlier): (is_same, evidence) for entry, earlier, is_same, evidence in _decisions(draw)}
    found: dict[int, dict[int, PastEvidence]] = defaultdict(dict)
    doubtful = []
    for pair in _compared(draw, *order):
        if (pair.entry, pair.earlier) in decided:
            continue
        if pair.certain:
            found[pair.entry][pair.earlier] = pair.evidence
        else:
            doubtful.append(pair)
    for (entry, earlier), (is_same, evidence) in decided.items():
        if is_same:
            found[entry][earlier] = PastEvidence(evidence)
    results = _results(order)
    confirmed = {pair for pair, (is_same, _evidence) in decided.items() if is_same}
    rows = tuple(_row(draw, entry, found[entry.pk], order, results, confirmed) for entry in draw.entries.filter(withdrawn_at=None).order_by("pk"))
    told = "|".join([str(draw.losses_reset), *(f"{row.entry.pk}:{row.before}:{row.after}:{[each.earlier for each in row.found]}" for row in rows)])
    return Counting(tuple(draws), rows, tuple(doubtful), hashlib.sha256(told.encode()).hexdigest())


def _decisions(draw: Draw) -> Iterable[Any]:
    return PastEntry.objects.filter(entry__draw=draw, decided_at__isnull=False).values_list("entry", "earlier", "is_same", "evidence")


def _row(
    draw: Draw,
    entry: DrawEntry,
    found: Mapping[int, PastEvidence],
    order: list[int],
    results: Mapping[int, tuple[int, PastResult]],
    confirmed: set[tuple[int, int]],
) -> LossRow:
    recognised = tuple(
        Recognised(earlier, results[earlier][0], evidence, results[earlier][1], (entry.pk, earlier) in confirmed)
        for earlier, evidence in sorted(found.items())
    )
    by_draw = [[each.result for each in recognised if each.draw == pk] for pk in order]
    told = [next(result for result in STRONGEST if result in each) for each in by_draw if each]
    kept = entry.losses_origin == LossesOrigin.CHANGED
    after = entry.past_losses if kept else losses_in(told, losses_reset=draw.losses_reset)
    return LossRow(entry, entry.past_losses, after, recognised, kept)


@transaction.atomic
def keep_losses(*, draw: Draw, digest: str, keep_typed: bool, actor: Any, now: dt.datetime) -> int:
    """数えた回数を入れる: the figures that were shown, with the earlier entries they come from; how many changed.

    With `keep_typed` a typed figure that differs stays. Raises DrawError where the records changed since they were shown.
    """
    current = steady(draw)
    counting = count_now(current)
    if not counting.draws:
        raise DrawError("none", _("数える抽選を先に選んでください"))
    if digest != counting.digest:
        raise DrawError("changed", _("表を見ている間に、申込か過去の抽選が変わりました。新しい表を確かめてから、もう一度入れてください"))
    PastEntry.objects.filter(entry__draw=current, decided_at=None).delete()
    PastEntry.objects.bulk_create(_new_pairs(current, counting), batch_size=BATCH)
    _tell_results(current, counting)
    changed = 0
    for row in counting.rows:
        entry, stays = row.entry, row.kept or (keep_typed and row.is_overwritten and row.entry.losses_origin == LossesOrigin.TYPED)
        if not stays:
            changed += entry.past_losses != row.after
            entry.past_losses, entry.losses_origin = row.after, LossesOrigin.COUNTED
        entry.losses_checked_at = now
    DrawEntry.objects.bulk_update([row.entry for row in counting.rows], ["past_losses", "losses_origin", "losses_checked_at"], batch_size=BATCH)
    after = {"entries": len(counting.rows), "changed": changed, "doubtful": len(counting.doubtful), "sha256": digest}
    record_event(actor=actor, verb="draw.losses_counted", obj=current, now=now, after=after, program_code=current.item.code)
    return changed


def _new_pairs(draw: Draw, counting: Counting) -> list[PastEntry]:
    known = set(PastEntry.objects.filter(entry__draw=draw).values_list("entry", "earlier"))
    return [
        PastEntry(entry=row.entry, earlier_id=each.earlier, evidence=each.evidence, is_same=True, result=each.result)
        for row in counting.rows
        for each in row.found
        if (row.entry.pk, each.earlier) not in known
    ]


def _tell_results(draw: Draw, counting: Counting) -> None:
    """What was counted, beside pairs that a person had decided."""
    results = {(row.entry.pk, each.earlier): each.result for row in counting.rows for each in row.found}
    rows = list(PastEntry.objects.filter(entry__draw=draw, decided_at__isnull=False, is_same=True))
    for row in rows:
        row.result = results[row.entry_id, row.earlier_id]
    PastEntry.objects.bulk_update(rows, ["result"], batch_size=BATCH)


def faults_of(draw: Draw) -> list[str]:
    """What keeps a list from being fixed: earlier draws that no longer stand, entries not counted, results that moved since."""
    if not draw.weight_per_loss:
        return []
    draws = counted_draws(draw)
    gone = [str(each) for each in draws if each.status != DrawStatus.DRAWN]
    if gone:
        return [_("数える抽選のうち「%(titles)s」は取り消されました。選び直して、数え直してください") % {"titles": "」「".join(gone)}]
    entries = draw.entries.filter(withdrawn_at=None)
    uncounted = entries.filter(losses_checked_at=None).count() if draws else 0
    if uncounted:
        return [_("過去の落選をまだ数えていない申込が%(count)d件あります。「過去の落選を数える」で表を確かめて入れてください") % {"count": uncounted}]
    oldest = entries.order_by("losses_checked_at").values_list("losses_checked_at", flat=True).first() if draws else None
    if oldest is not None and DrawEvent.objects.filter(draw__in=draws, happened_at__gt=oldest).exists():
        return [_("数えた後に、過去の抽選で辞退や繰上げがありました。「過去の落選を数える」で数え直してください")]
    return []


def set_by_hand(entry: DrawEntry, before: int) -> None:
    """A typed figure: one that was counted is changed only with a reason, which stays beside it.

    A reason that is taken away leaves the figure to the next counting. Raises DrawError.
    """
    if entry.losses_origin == LossesOrigin.TYPED:
        return
    if entry.past_losses == before:
        if entry.losses_origin == LossesOrigin.CHANGED and not entry.losses_reason.strip():
            entry.losses_origin, entry.losses_checked_at = LossesOrigin.COUNTED, None
        return
    if not entry.losses_reason.strip():
        raise DrawError("losses_reason", _("過去の抽選から数えた回数です。直すときは、理由を書いてください"), "losses_reason")
    entry.losses_origin = LossesOrigin.CHANGED


def origins_of(draw: Draw) -> list[tuple[str, int]]:
    """How many entries of the list have a figure of each origin; those with none at all are left out."""
    rows = draw.entries.filter(withdrawn_at=None).filter(past_losses__gt=0).values_list("losses_origin", flat=True)
    counts: dict[str, int] = defaultdict(int)
    for origin in rows:
        counts[origin] += 1
    return [(str(LossesOrigin(origin).label), counts[origin]) for origin in LossesOrigin.values if counts[origin]]
