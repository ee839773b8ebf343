"""`musubi-engine itinerary FILE`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musubi_engine.common.stop import MaxCpuSeconds, MaxRounds
from musubi_engine.itinerary.checker import missing
from musubi_engine.itinerary.choices import solve_distinct
from musubi_engine.itinerary.formats import read_trip
from musubi_engine.itinerary.report import as_json, as_text
from musubi_engine.itinerary.search import warm_up

EPILOG = "Exit codes: 0 a plan was printed, 1 a must-see or group could not be met (the plan is printed), 2 bad input."


def add_to(topics: Any) -> None:
    """Add the topic's arguments."""
    tour: argparse.ArgumentParser = topics.add_parser(
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
    tour.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan and print; returns the exit code."""
    trip = read_trip(args.file, days=args.days, places=args.decimals)
    warm_up()
    stop = (lambda: MaxCpuSeconds(args.seconds)) if args.rounds is None else (lambda: MaxRounds(args.rounds))
    results = solve_distinct(trip, stops=[stop() for _ in range(max(1, args.plans))], seed=args.seed)
    if args.json:
        print(json.dumps(as_json(trip, results), ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        print(as_text(trip, results))  # noqa: T201 - the command's output
    return 1 if missing(trip, results[0].value.routes()) else 0
