"""`musubi-engine portfolio FILE`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.ranking import rank_until_budget
from musubi_engine.portfolio.reading import read_call
from musubi_engine.portfolio.reasons import explain
from musubi_engine.portfolio.record import Run, differences, record
from musubi_engine.portfolio.report import Sheet, as_json, as_text
from musubi_engine.portfolio.robustness import robustness
from musubi_engine.portfolio.solving import solve

EPILOG = (
    "Exit codes: 0 a proven selection was printed; 1 with --verify the run does not agree; 2 bad input, or rules that no "
    "selection keeps (they are named). The format is in docs/engine/portfolio.md."
)


def add_to(topics: Any) -> None:
    """Add the topic's arguments."""
    portfolio: argparse.ArgumentParser = topics.add_parser(
        "portfolio", help="choose applications under a budget", epilog=EPILOG,
        description="Choose applications and amounts so that the scores granted are as high as possible under budget and rules.",
    )  # fmt: skip
    portfolio.add_argument("file", type=Path, metavar="FILE", help="applications, budget and rules as JSON")
    portfolio.add_argument("--reasons", action="store_true", help="why each is in or out, what each rule costs, who comes next")
    portfolio.add_argument("--robust", action="store_true", help="select anew with shaken scores (noise_points, draws and seed of the file)")
    portfolio.add_argument("--verify", type=Path, metavar="RUN", help="compare with a kept run (the run part of an earlier --json)")
    portfolio.add_argument("--json", action="store_true", help="print JSON")
    portfolio.set_defaults(run=run)


def _kept(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidDataError(f"no kept run can be read: {error}", where=str(path)) from error
    kept = raw.get("run", raw) if isinstance(raw, dict) else None
    if not isinstance(kept, dict):
        raise InvalidDataError("this is no kept run: give the output of --json", where=str(path))
    return kept


def run(args: argparse.Namespace) -> int:
    """Select and print; returns the exit code."""
    asked = read_call(args.file)
    chosen = solve(asked.call).value
    if args.robust and not asked.spread:
        raise InvalidDataError("give noise_points, by how much reviewers may differ, in the file", where="noise_points")
    now: Run = record(asked.call, chosen, seed=asked.seed)
    sheet = Sheet(
        asked.call, chosen, rank_until_budget(asked.call), now,
        explain(asked.call, chosen) if args.reasons else None,
        robustness(asked.call, spread=asked.spread, draws=asked.draws, seed=asked.seed) if args.robust else None,
    )  # fmt: skip
    wrong = differences(_kept(args.verify), now) if args.verify else ()
    if args.json:
        found = as_json(sheet) | ({"verified": not wrong, "differs": list(wrong)} if args.verify else {})
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        print(as_text(sheet))  # noqa: T201 - the command's output
        if args.verify:
            print(f"NOT VERIFIED: {', '.join(wrong)} differ" if wrong else "verified: the kept run and the replay agree")  # noqa: T201
    return 1 if wrong else 0
