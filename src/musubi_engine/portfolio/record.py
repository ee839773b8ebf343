"""The run that is kept with a decision: hash of the inputs, seed, version and outcome; replaying it gives the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.levels import calibrated_scores
from musubi_engine.portfolio.model import Application, Call, Limit, Portfolio, Share, Sheets

VERSION = 1  # of the model and its tie-break: a change that could give another selection raises it


def canonical(call: Call) -> str:
    """The question as JSON: keys in order, no blanks, whole numbers only, applications and rules by id."""
    rows = asdict(call)
    rows["applications"] = sorted(({**a, "marks": dict(a["marks"])} for a in rows["applications"]), key=lambda a: a["id"])
    for kind in ("limits", "shares"):
        rows[kind] = sorted(rows[kind], key=lambda rule: rule["id"])
    for kind in ("include", "exclude"):
        rows[kind] = sorted(rows[kind])
    if not call.numbered:
        del rows["numbered"]
    if call.sheets is None:
        del rows["sheets"]  # as before there were any: what was kept then has the same hash
    else:
        rows["sheets"] = {"rows": sorted(call.sheets.rows), "strength": call.sheets.strength}
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restore(text: str) -> Call:
    """The question from its canonical form; raises `InvalidDataError` where the text is none.

    >>> from musubi_engine.portfolio import Application, Call
    >>> call = Call((Application("1", "甲", 600, 90, {"lane": "開発"}),), budget=1000, include=frozenset({"1"}))
    >>> restore(canonical(call)) == call
    True
    """
    try:
        rows = json.loads(text)
        sheets = rows.get("sheets")
        return Call(
            **{key: rows[key] for key in ("budget", "per_applicant", "least_score", "unit")},
            applications=tuple(Application(**row) for row in rows["applications"]),
            limits=tuple(Limit(**row) for row in rows["limits"]),
            shares=tuple(Share(**row) for row in rows["shares"]),
            include=frozenset(rows["include"]), exclude=frozenset(rows["exclude"]),
            numbered=rows.get("numbered", False),
            sheets=None if sheets is None else Sheets(tuple((a, r, n) for a, r, n in sheets["rows"]), sheets["strength"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidDataError(f"this is no kept question: {error}", where="question") from error


@dataclass(frozen=True, slots=True)
class Run:
    """A kept run."""

    inputs_sha256: str
    seed: int
    version: int
    awards: Mapping[str, int]
    value: int

    def as_json(self) -> dict[str, Any]:
        """As stored."""
        return {**asdict(self), "awards": dict(self.awards)}


def record(call: Call, portfolio: Portfolio, *, seed: int = 1) -> Run:
    """The run to keep beside the decision."""
    return Run(hashlib.sha256(canonical(call).encode()).hexdigest(), seed, VERSION, dict(portfolio.awards), portfolio.value)


def miscalibrated(call: Call) -> tuple[str, ...]:
    """Applications whose score is not the one calibrated from the call's sheets; none where scores are means as they are."""
    if call.sheets is None:
        return ()
    found = calibrated_scores(call.sheets)
    return tuple(sorted(each.id for each in call.applications if each.score != found.get(each.id)))


def differences(kept: Mapping[str, Any], replayed: Run) -> tuple[str, ...]:
    """Which parts of a kept run a replay does not confirm (none: it is the same run)."""
    now = replayed.as_json()
    return tuple(part for part in now if kept.get(part) != now[part])
