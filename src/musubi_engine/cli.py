"""`musubi-engine TOPIC FILE`: the engine's topics from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from musubi_engine.common.errors import EngineError
from musubi_engine.common.stop import MaxCpuSeconds, MaxRounds
from musubi_engine.itinerary import missing, solve_distinct, warm_up
from musubi_engine.itinerary.formats import read_trip
from musubi_engine.itinerary.report import as_json, as_text

EPILOG = "Exit codes: 0 a plan was printed, 1 a must-see or group could not be met (the plan is printed), 2 bad input."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="musubi-engine", description="Musubi's engine.", epilog=EPILOG)
    topics = parser.add_subparsers(dest="topic", required=True, metavar="TOPIC")
    tour = topics.add_parser(
        "itinerary", help="choose and order spots over days", epilog=EPILOG,
        description="Plan a tour. FILE is Musubi's own JSON, or a TOPTW or MC-TOP-MTW benchmark file; the kind is "
        "told by the content.",
    )  # fmt: skip
    tour.add_argument("file", type=Path, metavar="FILE")
    tour.add_argument("--days", type=int, metavar="M", help="number of days (overrides the file's)")
    tour.add_argument("--seconds", type=float, default=1.0, metavar="S", help="CPU seconds of search (default 1)")
    tour.add_argument("--rounds", type=int, metavar="R", help="rounds instead of seconds: the same plan every time")
    tour.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the random numbers (default 1)")
    tour.add_argument("--decimals", type=int, choices=(1, 2), help="decimals of a benchmark's distances, if told wrongly")
    tour.add_argument("--plans", type=int, default=1, metavar="K", help="distinct plans (default 1)")
    tour.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _itinerary(args: argparse.Namespace) -> int:
    trip = read_trip(args.file, days=args.days, places=args.decimals)
    warm_up()
    stop = (lambda: MaxCpuSeconds(args.seconds)) if args.rounds is None else (lambda: MaxRounds(args.rounds))
    results = solve_distinct(trip, stops=[stop() for _ in range(max(1, args.plans))], seed=args.seed)
    if args.json:
        print(json.dumps(as_json(trip, results), ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        print(as_text(trip, results))  # noqa: T201 - the command's output
    return 1 if missing(trip, results[0].value.routes()) else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run a topic; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        return _itinerary(args)
    except EngineError as error:
        print(f"musubi-engine: {error}", file=sys.stderr)  # noqa: T201 - the command's output
        return 2


if __name__ == "__main__":
    sys.exit(main())
