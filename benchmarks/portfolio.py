"""`python -m benchmarks.portfolio`: selections of generated years beside plain ranking and one plain call of the solver, in one run.

CPU seconds of the process; a year has three lanes, three shares, one grant an applicant and a budget for a third of what is asked for.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from musubi_engine.portfolio import explain, rank_until_budget, robustness, solve
from musubi_engine.portfolio.exact import search
from musubi_engine.portfolio.program import build
from musubi_engine.portfolio.samples import year
from musubi_engine.portfolio.solving import question

T = TypeVar("T")
YEARS = 20


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The answer and CPU seconds."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def years(applications: int, *, partial: bool) -> None:
    """Time to a proven selection, beside HiGHS on the whole program, and what it counts more than plain ranking."""
    own, plain, skip, stop = [], [], [], []  # seconds, seconds, per cent, per cent
    for seed in range(YEARS):
        call = year(applications, seed, partial=partial)
        chosen, seconds = timed(lambda call=call: solve(call).value)  # type: ignore[misc]
        whole, longer = timed(lambda call=call: search(question(build(call))))  # type: ignore[misc]
        assert whole is not None  # noqa: S101 - the peer must agree before its time counts
        assert whole.value == chosen.value == chosen.bound  # noqa: S101
        own.append(seconds)
        plain.append(longer)
        skip.append(100 * (chosen.value / rank_until_budget(call).value - 1))
        stop.append(100 * (chosen.value / rank_until_budget(call, skip=False).value - 1))
    kind = "with partial grants" if partial else "whole grants"
    print(
        f"{applications} applications, {kind}: median {statistics.median(own):.3f} s, most {max(own):.3f} s with tie-break and check for ties; "
        f"one call of HiGHS alone {statistics.median(plain):.3f} / {max(plain):.3f} s"
    )
    for peer, more in (("stops at the first that the budget does not cover", stop), ("skips what does not fit and goes on", skip)):
        spread = f"mean {statistics.mean(more):.1f} %, median {statistics.median(more):.1f} %, {min(more):.1f} to {max(more):.1f} %"
        print(f"  more than ranking that {peer}: {spread}, a tenth or more in {sum(percent >= 10 for percent in more)} years")


def main() -> None:
    """Run everything."""
    print(f"{platform.machine()}, Python {platform.python_version()}, {YEARS} generated years each")
    for applications in (50, 300):
        for partial in (False, True):
            years(applications, partial=partial)
    for applications in (50, 300):
        call = year(applications, 1)
        shaken, seconds = timed(lambda call=call: robustness(call, spread=500))  # type: ignore[misc]
        counts = f"{len(shaken.always)} always, {len(shaken.never)} never, {len(shaken.borderline)} borderline"
        print(f"robustness of {applications}, 40 draws at 5 points: {seconds:.2f} s ({counts})")
        _, seconds = timed(lambda call=call: explain(call, solve(call).value))  # type: ignore[misc]
        print(f"every reason and price of {applications}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
