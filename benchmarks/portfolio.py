"""`python -m benchmarks.portfolio`: selections of generated years beside plain ranking and one plain call of the solver, in one run.

CPU seconds of the process; a year has three lanes, three shares, one grant an applicant and a budget for a third of what is asked for.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from musubi_engine.portfolio import ImpossibleRulesError, explain, rank_until_budget, robustness, solve
from musubi_engine.portfolio.exact import search
from musubi_engine.portfolio.program import build
from musubi_engine.portfolio.samples import year
from musubi_engine.portfolio.solving import question

T = TypeVar("T")
YEARS = {50: 200, 300: 20}
EXPLAINED = 5


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """The answer, CPU seconds and seconds on the wall."""
    began, at = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - began, time.perf_counter() - at


def spread(seconds: list[float]) -> str:
    """Median and most."""
    return f"median {statistics.median(seconds):.3f} s, most {max(seconds):.3f} s"


def years(applications: int, *, partial: bool) -> None:
    """Time to a proven selection, beside HiGHS on the whole program, and what it counts more than plain ranking."""
    own, wall, plain, skip, stop, clashing = [], [], [], [], [], 0  # seconds, seconds, seconds, per cent, per cent, years
    for seed in range(YEARS[applications]):
        call = year(applications, seed, partial=partial)
        try:
            chosen, seconds, waited = timed(lambda call=call: solve(call).value)  # type: ignore[misc]
        except ImpossibleRulesError:
            clashing += 1
            continue
        whole, longer, _ = timed(lambda call=call: search(question(build(call))))  # type: ignore[misc]
        assert whole is not None  # noqa: S101 - the peer must agree before its time counts
        assert whole.value == chosen.value == chosen.bound  # noqa: S101
        own.append(seconds)
        wall.append(waited)
        plain.append(longer)
        skip.append(100 * (chosen.value / rank_until_budget(call).value - 1))
        stop.append(100 * (chosen.value / rank_until_budget(call, skip=False).value - 1))
    kind = "with partial grants" if partial else "whole grants"
    print(f"{applications} applications, {kind}, {len(own)} years ({clashing} more whose rules clash), with tie-break and check for ties:")
    print(f"  CPU {spread(own)}; wall clock {spread(wall)}; one call of HiGHS alone {spread(plain)}")
    for peer, more in (("stops at the first that the budget does not cover", stop), ("skips what does not fit and goes on", skip)):
        told = f"mean {statistics.mean(more):.1f} %, median {statistics.median(more):.1f} %, {min(more):.1f} to {max(more):.1f} %"
        print(f"  more than ranking that {peer}: {told}, a tenth or more in {sum(percent >= 10 for percent in more)} years")


def reasons(applications: int, *, partial: bool) -> None:
    """Time for every reason, price and place in the order of those who come next."""
    calls = [year(applications, seed, partial=partial) for seed in range(EXPLAINED)]
    solved = [(call, solve(call).value) for call in calls]
    seconds = [timed(lambda call=call, best=best: explain(call, best))[1] for call, best in solved]  # type: ignore[misc]
    print(f"every reason and price of {applications}, {'partial' if partial else 'whole'} grants, {EXPLAINED} years: {spread(seconds)}")


def main() -> None:
    """Run everything."""
    print(f"{platform.machine()}, Python {platform.python_version()}, generated years")
    for applications in YEARS:
        for partial in (False, True):
            years(applications, partial=partial)
    for applications in YEARS:
        for partial in (False, True):
            call = year(applications, 1, partial=partial)
            shaken, seconds, _ = timed(lambda call=call: robustness(call, spread=500))  # type: ignore[misc]
            counts = f"{len(shaken.always)} always, {len(shaken.never)} never, {len(shaken.borderline)} borderline"
            print(f"robustness of {applications}, {'partial' if partial else 'whole'} grants, 40 draws at 5 points: {seconds:.2f} s ({counts})")
            reasons(applications, partial=partial)


if __name__ == "__main__":
    main()
