"""Measure the tour search: against best-known values and peers, in interactive use, and without numba.

usage: python -m benchmarks.itinerary [toptw|mctopmtw|interactive|plain ...] [--seconds 1] [--seeds 3] [--peers]
                                      [--keep FILE] [--only PATTERN]

Instances come from the folder MUSUBI_INSTANCES (toptw/*.txt, toptw_bks.csv, mctopmtw/*.txt, mctopmtw_published.csv);
without it generated tours are used, which have no best-known value: then only scores are shown.
All plans of all sides are scored by the independent checker. ``--keep`` stores every plan, so that a run may be resumed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import mean

from musubi_engine.common import MaxCpuSeconds
from musubi_engine.itinerary import Trip, check, replan, solve, solve_distinct, warm_up
from musubi_engine.itinerary.formats import read_trip
from musubi_engine.itinerary.samples import town_trip

PEER_SECONDS = 10.0


class Keep:
    """Plans by a key, on disk when a file is given."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.plans = json.loads(path.read_text()) if path is not None and path.exists() else {}

    def routes(self, key: str, make: Callable[[], list[list[int]]]) -> list[list[int]]:
        """The plan of a key, made when it is not there yet."""
        if key not in self.plans:
            self.plans[key] = make()
            if self.path is not None:
                self.path.write_text(json.dumps(self.plans))
        return self.plans[key]


def score(trip: Trip, routes: list[list[int]]) -> float:
    """The checker's score; a plan that breaks a rule ends the benchmark."""
    _, value, wrong = check(trip, routes)
    if wrong:
        sys.exit(f"a plan breaks a rule: {wrong[0]}")
    return value


def instances() -> Path | None:
    """The folder of benchmark instances, or None with a word about it."""
    folder = os.environ.get("MUSUBI_INSTANCES")
    if folder and Path(folder).is_dir():
        return Path(folder)
    print("MUSUBI_INSTANCES names no folder: generated tours are used, which have no best-known value.")
    return None


def peers(trip: Trip, key: str, keep: Keep) -> dict[str, float]:
    """Scores of the peers on one case."""
    from benchmarks.itinerary_peers import pyvrp_solver, vroom_solver  # noqa: PLC0415 - needs packages of its own

    sides = {
        "pyvrp x1000": pyvrp_solver(1000, PEER_SECONDS),
        "pyvrp x100000": pyvrp_solver(100000, PEER_SECONDS),
        "vroom -x5": vroom_solver(5),
    }
    return {name: score(trip, keep.routes(f"{key} {name}", lambda s=side: s(trip))) for name, side in sides.items()}


def toptw(options: argparse.Namespace, keep: Keep) -> None:
    """Mean shortfall to the best-known values, and its ratio R to that of the better peer."""
    folder = instances()
    if folder is None:
        for spots, days in ((100, 1), (200, 2), (300, 3)):
            trip = town_trip(spots, days, 1)
            scores = [solve(trip, stop=MaxCpuSeconds(options.seconds), seed=s + 1).score for s in range(options.seeds)]
            print(f"generated {spots} spots x {days} days: {scores}")
        return
    ours, theirs = [], []
    with (folder / "toptw_bks.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["bks"] and re.search(options.only, f"{row['instance']} {row['m']}")]
    for row in rows:
        days, best = int(row["m"]), float(row["bks"])
        trip = read_trip(folder / "toptw" / f"{row['instance']}.txt", days=days)
        key = f"{row['instance']} m={days}"
        gaps = []
        for seed in range(1, options.seeds + 1):
            name = f"{key} ours {options.seconds} s seed {seed}"
            found = keep.routes(name, lambda s=seed, t=trip: solve(t, stop=MaxCpuSeconds(options.seconds), seed=s).value.routes())
            gaps.append(100 * (1 - score(trip, found) / best))
        ours.append(mean(gaps))
        line = f"{key:12} best known {best:6.0f}  ours {' '.join(f'{g:5.2f}' for g in gaps)} %"
        if options.peers:
            values = peers(trip, key, keep)
            theirs.append(100 * (1 - max(values.values()) / best))
            line += f"  better peer {theirs[-1]:5.2f} %  " + " ".join(f"{n} {v:.0f}" for n, v in values.items())
        print(line, flush=True)
    print(f"TOPTW, {len(ours)} cases, {options.seconds} CPU s, {options.seeds} seeds: mean shortfall {mean(ours):.3f} %")
    if theirs:
        print(f"better of PyVRP ({PEER_SECONDS:.0f} CPU s) and VROOM -x5: {mean(theirs):.3f} %  R = {mean(ours) / mean(theirs):.3f}")


def mctopmtw(options: argparse.Namespace, keep: Keep) -> None:
    """Mean gap to the reference values of the multi-constraint instances."""
    folder = instances()
    if folder is None:
        return
    gaps = []
    with (folder / "mctopmtw_published.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if re.search(options.only, row["instance_file"])]
    for row in rows:
        trip, best = read_trip(folder / "mctopmtw" / row["instance_file"]), float(row["benchmark"])
        for seed in range(1, options.seeds + 1):
            name = f"{row['instance_file']} ours {options.seconds} s seed {seed}"
            found = keep.routes(name, lambda s=seed, t=trip: solve(t, stop=MaxCpuSeconds(options.seconds), seed=s).value.routes())
            gaps.append(100 * (1 - score(trip, found) / best))
    print(
        f"MC-TOP-MTW, {len(rows)} files, {options.seconds} CPU s, {options.seeds} seeds: mean gap {mean(gaps):.3f} %, "
        f"worst {max(gaps):.2f} %, at or above the reference {sum(g <= 0 for g in gaps)} of {len(gaps)}"
    )


def interactive(options: argparse.Namespace, keep: Keep) -> None:
    """Wall seconds of 300 spots x 3 days with four users at once; a new plan after an edit; three plans."""
    walls: list[float] = []

    def user(k: int) -> None:
        for turn in range(5):
            trip = town_trip(300, 3, 10 * k + turn, timed=turn % 2 == 1)
            began = time.perf_counter()
            solve(trip, stop=MaxCpuSeconds(0.25), seed=turn + 1)
            walls.append(time.perf_counter() - began)

    began = time.process_time()
    users = [threading.Thread(target=user, args=(k,)) for k in range(4)]
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    walls.sort()
    print(
        f"300 spots x 3 days, 0.25 CPU s of search, 4 users at once on {os.cpu_count()} cores: "
        f"p50 {walls[len(walls) // 2]:.2f} s, p95 {walls[int(len(walls) * 0.95)]:.2f} s of {len(walls)}, "
        f"{(time.process_time() - began) / len(walls):.2f} CPU s each with making the tour; load {os.getloadavg()[0]:.0f}"
    )
    ratios, edits = [], []
    for seed in range(6):
        trip = town_trip(300, 3, seed)
        plan = solve(trip, stop=MaxCpuSeconds(0.3), seed=seed + 1).value
        edited = replace(trip, forbidden=frozenset({plan.routes()[0][1]}))
        began = time.thread_time()
        again = replan(edited, plan, stop=MaxCpuSeconds(0.2), seed=seed + 1)
        edits.append(time.thread_time() - began)
        ratios.append(again.score / solve(edited, stop=MaxCpuSeconds(0.3), seed=seed + 1).score)
    print(
        f"after an edit, 0.2 CPU s of search: {max(edits):.2f} s at most, score {mean(ratios):.4f} of a cold plan's, "
        f"{min(ratios):.4f} to {max(ratios):.4f}"
    )
    trip = town_trip(300, 3, 1)
    began = time.thread_time()
    plans = solve_distinct(trip, stops=[MaxCpuSeconds(0.12) for _ in range(3)])
    print(f"three plans: {time.thread_time() - began:.2f} CPU s, scores {[p.score for p in plans]}")


PLAIN = """
import sys
from pathlib import Path
from musubi_engine.common import MaxCpuSeconds
from musubi_engine.itinerary import solve
from musubi_engine.itinerary.formats import read_trip
print(solve(read_trip(Path(sys.argv[1]), days=int(sys.argv[2])), stop=MaxCpuSeconds(2)).score)
"""


def plain(options: argparse.Namespace, keep: Keep) -> None:
    """Shortfall without numba: up to 100 spots and two days in 2 CPU seconds."""
    folder = instances()
    if folder is None:
        return
    gaps = []
    with (folder / "toptw_bks.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["bks"] and int(r["m"]) <= 2 and int(r["n"]) <= 100]
    for row in rows:
        if re.search(options.only, f"{row['instance']} {row['m']}"):
            words = [sys.executable, "-c", PLAIN, str(folder / "toptw" / f"{row['instance']}.txt"), row["m"]]
            done = subprocess.run(words, env={**os.environ, "MUSUBI_NUMBA": "0"}, capture_output=True, text=True, check=True)
            gaps.append(100 * (1 - float(done.stdout) / float(row["bks"])))
    print(f"without numba, {len(gaps)} cases, 2 CPU s: mean shortfall {mean(gaps):.2f} %, worst {max(gaps):.2f} %")


PARTS = {"toptw": toptw, "mctopmtw": mctopmtw, "interactive": interactive, "plain": plain}


def main(argv: list[str] | None = None) -> None:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (default: all)")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--peers", action="store_true", help="also run PyVRP and VROOM")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default="", help="regular expression on instance and days")
    options = parser.parse_args(argv)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    warm_up()
    keep = Keep(options.keep)
    for part in options.parts or PARTS:
        PARTS[part](options, keep)


if __name__ == "__main__":
    main()
