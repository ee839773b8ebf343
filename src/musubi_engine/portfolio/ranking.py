"""Plain ranking until the budget is used up, under the same rules: what a selection is shown beside."""

from __future__ import annotations

from dataclasses import dataclass

from musubi_engine.portfolio.model import Application, Call
from musubi_engine.portfolio.program import NO_LIMIT, Line, candidates, lines_of


@dataclass(frozen=True, slots=True)
class Ranking:
    """What plain ranking grants, what it counts, and rules it does not keep."""

    awards: dict[str, int]
    value: int
    broken: tuple[str, ...]

    @property
    def yen(self) -> int:
        """All that is granted."""
        return sum(self.awards.values())


class _Purse:
    """Grants so far against every line."""

    def __init__(self, call: Call) -> None:
        self.applications = candidates(call)
        self.lines = list(lines_of(call, self.applications))
        self.sums = [0] * len(self.lines)
        self.yen: dict[int, int] = {}

    def effect(self, line: Line, k: int, yen: int) -> int:
        return line.per_grant[k] + line.per_yen[k] * yen

    def fits(self, k: int, yen: int) -> bool:
        """Whether no maximum would be passed; shares of what is awarded are judged at the end."""
        for line, total in zip(self.lines, self.sums, strict=True):
            mixed = min(line.per_yen, default=0) < 0
            if not mixed and line.high != NO_LIMIT and total + self.effect(line, k, yen) > line.high:
                return False
        return True

    def grant(self, k: int) -> bool:
        """Grant the largest amount that fits."""
        for yen in self.applications[k].amounts():
            if self.fits(k, yen):
                self.yen[k] = yen
                self.sums = [total + self.effect(line, k, yen) for line, total in zip(self.lines, self.sums, strict=True)]
                return True
        return False


def rank_until_budget(call: Call, *, skip: bool = True) -> Ranking:
    """Grant by score: first what must be included, then the best of each lane until its least is met, then down the list.

    With ``skip`` an application that does not fit is passed over and the list goes on; without, the list ends at the first
    that the budget does not cover. O(n r) for n applications and r rules.
    """
    purse = _Purse(call)
    for k, a in enumerate(purse.applications):
        if a.id in call.include:
            purse.grant(k)
    for r, line in enumerate(purse.lines):
        if line.low > 0 and min(line.per_yen, default=0) >= 0:
            for k in range(len(purse.applications)):
                if purse.sums[r] >= line.low:
                    break
                if k not in purse.yen and purse.effect(line, k, 1) > 0:
                    purse.grant(k)
    for k, a in enumerate(purse.applications):
        if k not in purse.yen and not purse.grant(k) and not skip and _too_dear(call, purse, a):
            break
    broken = dict.fromkeys(line.rule for line, total in zip(purse.lines, purse.sums, strict=True) if not line.low <= total <= line.high)
    chosen = {purse.applications[k].id: yen for k, yen in sorted(purse.yen.items())}
    value = sum(purse.applications[k].worth(yen) for k, yen in purse.yen.items())
    return Ranking(chosen, value, tuple(broken))


def _too_dear(call: Call, purse: _Purse, a: Application) -> bool:
    return a.amounts()[-1] > call.budget - sum(purse.yen.values())
