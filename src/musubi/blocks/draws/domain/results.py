"""What is read of a draw: counts, results by ticket, why a ticket got what it got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.draws.domain.engine import why
from musubi.blocks.draws.domain.promotions import stored_outcome
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawOutcome
from musubi.blocks.kernel.dates import fiscal_year_bounds, fiscal_year_of

MOST_EXPLAINED = 5000  # above, a single ticket's reasons would cost the reader seconds; the replay page has them


def drawn_in(draws: QuerySet[Draw], fiscal_year: int) -> QuerySet[Draw]:
    """Those whose lots were drawn in the fiscal year, by the office's clock; not what was cancelled afterwards."""
    begins, ends = (timezone.make_aware(datetime.combine(day, time())) for day in fiscal_year_bounds(fiscal_year))
    return draws.filter(status=DrawStatus.DRAWN, run__drawn_at__gte=begins, run__drawn_at__lt=ends)


def fiscal_years_drawn(draws: QuerySet[Draw]) -> list[int]:
    """The fiscal years in which lots were drawn, the newest first."""
    moments = draws.filter(status=DrawStatus.DRAWN).order_by().values_list("run__drawn_at", flat=True)
    return sorted({fiscal_year_of(timezone.localdate(moment)) for moment in moments}, reverse=True)


@dataclass(frozen=True)
class OptionResult:
    """An option with its places, how many hold one now and how many were on its waiting list at the draw."""

    key: str
    name: str
    name_en: str
    places: int
    held: int


def option_results(draw: Draw) -> list[OptionResult]:
    """By option, in two queries."""
    held = dict(DrawOutcome.objects.filter(draw=draw).exclude(place="").order_by().values_list("place").annotate(n=Count("pk")))
    return [OptionResult(each.key, each.name, each.name_en, each.places, held.get(each.key, 0)) for each in draw.options.all()]


def weights_of(draw: Draw) -> list[tuple[int, int]]:
    """How many entries have how many balls in the drum, the fewest balls first."""
    rows = draw.entries.filter(withdrawn_at=None).order_by().values_list("past_losses").annotate(n=Count("pk"))
    found: Counter[int] = Counter()
    for losses, count in rows:
        found[min(draw.most_weight, 1 + draw.weight_per_loss * losses)] += count
    return sorted(found.items())


def outcome_words(outcome: DrawOutcome, names: Mapping[str, str]) -> str:
    """A ticket's result in words: 当選, 補欠 with its number, 落選, or why it took no part."""
    if outcome.void:
        return {
            "household_void": _("無効(同じ世帯から2口以上)"),
            "household_other_ticket": _("抽選に加わらない(同じ世帯の別の1口が加わった)"),
        }.get(outcome.void, outcome.void)
    if outcome.left_at is not None:
        return _("辞退など")
    if outcome.place:
        text = _("繰上げ当選: %(option)s") if outcome.place != outcome.won else _("当選: %(option)s")
        return text % {"option": names.get(outcome.place, outcome.place)}
    if outcome.waiting:
        return _("補欠: %(places)s") % {"places": waiting_words(outcome, names)}
    return _("落選")


def waiting_words(outcome: DrawOutcome, names: Mapping[str, str]) -> str:
    """On which waiting lists the ticket stood at the draw, and with which number."""
    return _("、").join(_("%(option)s %(number)d番") % {"option": names.get(key, key), "number": number} for key, number in outcome.waiting.items())


def option_names(draw: Draw, *, english: bool = False) -> dict[str, str]:
    """The options' names by letter."""
    return {each.key: (each.name_en or each.name) if english else each.name for each in draw.options.all()}


def reasons_of(draw: Draw, outcome: DrawOutcome, names: Mapping[str, str]) -> list[str]:
    """Why the ticket got what it got in the draw itself, wish by wish; [] for draws too large to tell it at once."""
    if draw.list_document is None or draw.run.entries > MOST_EXPLAINED:
        return []
    found = why(published_list=bytes(draw.list_document.content), stored=stored_outcome(draw), ticket=outcome.ticket)
    return [words for each in found if (words := _reason(each, names))]


def _reason(each: Any, names: Mapping[str, str]) -> str:
    option = {"option": names.get(each.subject, each.subject)}
    values = dict(each.values or {})
    texts = {
        "option_full": _("%(option)s: 順番が来る前に、すべて決まっていました"),
        "too_few_left": _("%(option)s: 必要な数がまとまって残っていませんでした"),
        "quota_keeps_out": _("%(option)s: 残りは優先枠、または区分の上限に達していました"),
    }
    if each.code in texts:
        return texts[each.code] % option
    if each.code == "household_has_won":
        return _("同じ世帯の別の1口が先に当選しました(順番%(position)s番)") % values
    if each.code in {"won", "lost"}:
        return _("順番は%(position)s番でした") % values
    return ""


def found_outcomes(draw: Draw, *, option: str, ticket: str, state: str) -> Any:
    """Outcomes in draw order, narrowed by option held, beginning of a ticket and state."""
    rows = DrawOutcome.objects.filter(draw=draw)
    if option:
        rows = rows.filter(place=option)
    if ticket:
        rows = rows.filter(ticket__startswith=ticket.strip().upper())
    conditions = {
        "won": ~Q(place=""),
        "waiting": Q(place="", void="", left_at__isnull=True) & ~Q(waiting={}),
        "left": Q(left_at__isnull=False),
        "void": ~Q(void=""),
    }
    if state in conditions:
        rows = rows.filter(conditions[state])
    return rows.order_by("position", "ticket")
