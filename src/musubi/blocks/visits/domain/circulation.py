"""Where people go next: moves between sites in a fiscal year, from stamp rallies and from visitors who were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Q, Sum
from django.db.models.functions import ExtractQuarter

from musubi.blocks.visits.models import CounterDay, CountSite, MoveTotal, QuarterCount, RallyTotal, VisitSurvey


@dataclass(frozen=True)
class Flow:
    """Moves from one site to another: of stamp books, and of people who were asked."""

    origin: CountSite
    destination: CountSite
    stamped: int
    told: int

    @property
    def moves(self) -> int:
        """Both together."""
        return self.stamped + self.told


@dataclass
class BaseFlow:
    """What a base (拠点) gives to the rest of the city and gets from it: `out` leaves it, `into` arrives."""

    site: CountSite
    out: int = 0
    into: int = 0
    partners: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Stay:
    """How long people stay: groups asked and people in them, mean minutes, people who stay overnight of those who said."""

    groups: int
    people: int
    mean_minutes: int | None
    overnight: int
    answered: int


@dataclass(frozen=True)
class Circulation:
    """A fiscal year's circulation (回遊)."""

    fiscal_year: int
    flows: tuple[Flow, ...]
    bases: tuple[BaseFlow, ...]
    stay: Stay
    rallies: tuple[RallyTotal, ...]

    @property
    def moves(self) -> int:
        """All moves."""
        return sum(flow.moves for flow in self.flows)


def circulation(fiscal_year: int) -> Circulation:
    """The year's moves, most first, with bases, stay and rallies, in a fixed number of queries."""
    flows = _flows(fiscal_year)
    rallies = RallyTotal.objects.filter(fiscal_year=fiscal_year).select_related("rally__item").order_by("rally__starts_on", "pk")
    return Circulation(fiscal_year, flows, _bases(flows), _stay(fiscal_year), tuple(rallies))


def _flows(fiscal_year: int) -> tuple[Flow, ...]:
    counted: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    stamped = MoveTotal.objects.filter(fiscal_year=fiscal_year).values_list("origin", "destination").annotate(total=Sum("moves"))
    for origin, destination, moves in stamped:
        counted[origin, destination][0] += moves
    asked = VisitSurvey.objects.filter(fiscal_year=fiscal_year)
    for before, after, rows in (("came_from", "site", asked), ("site", "goes_to", asked)):
        known = rows.filter(**{f"{before}__isnull": False, f"{after}__isnull": False}).order_by()
        for origin, destination, people in known.values_list(before, after).annotate(total=Sum("people")):
            counted[origin, destination][1] += people
    sites = CountSite.objects.in_bulk({pk for pair in counted for pk in pair})
    flows = [Flow(sites[one], sites[two], *numbers) for (one, two), numbers in counted.items()]
    return tuple(sorted(flows, key=lambda flow: (-flow.moves, flow.origin.name, flow.destination.name)))


def _bases(flows: Iterable[Flow]) -> tuple[BaseFlow, ...]:
    found: dict[int, BaseFlow] = {}
    for flow in flows:
        for site, other, name in ((flow.origin, flow.destination, "out"), (flow.destination, flow.origin, "into")):
            if site.is_base:
                base = found.setdefault(site.pk, BaseFlow(site))
                setattr(base, name, getattr(base, name) + flow.moves)
                base.partners.add(other.pk)
    return tuple(sorted(found.values(), key=lambda base: (-base.out - base.into, base.site.name)))


def _stay(fiscal_year: int) -> Stay:
    told = VisitSurvey.objects.filter(fiscal_year=fiscal_year).aggregate(
        groups=Count("pk"),
        asked=Sum("people"),
        minutes=Avg("stay_minutes"),
        overnight=Sum("people", filter=Q(stays_overnight=True)),
        answered=Sum("people", filter=Q(stays_overnight__isnull=False)),
    )
    mean = told["minutes"]
    return Stay(told["groups"], told["asked"] or 0, None if mean is None else round(mean), told["overnight"] or 0, told["answered"] or 0)


@dataclass(frozen=True)
class SiteYear:
    """A site's four quarters of a calendar year; None where nothing is kept."""

    site: CountSite
    quarters: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """The quarters that are kept."""
        return sum(number or 0 for number in self.quarters)


def visitors_of(year: int) -> list[SiteYear]:
    """Every site with its visitors of a calendar year, in two queries; a site given up stays where it has figures."""
    kept: dict[int, dict[int, int]] = defaultdict(dict)
    for site, quarter, visitors in QuarterCount.objects.filter(year=year).values_list("site", "quarter", "visitors"):
        kept[site][quarter] = visitors
    sites = CountSite.objects.filter(Q(retired_on__isnull=True) | Q(pk__in=kept)).select_related("item")
    return [SiteYear(site, tuple(kept[site.pk].get(quarter) for quarter in (1, 2, 3, 4))) for site in sites]


def counter_sums(year: int) -> dict[tuple[int, int], int]:
    """(site, quarter) → visitors by the counters of a calendar year: passes divided by the passes of one person."""
    rows = CounterDay.objects.filter(day__year=year).order_by().values("site", "site__passes_per_visit", quarter=ExtractQuarter("day"))
    return {(row["site"], row["quarter"]): row["passes_of"] // row["site__passes_per_visit"] for row in rows.annotate(passes_of=Sum("passes"))}
