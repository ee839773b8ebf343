"""`musubi-engine draw FILE`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from musubi_engine.common import InvalidDataError
from musubi_engine.draw.file_format import published_text, read_published, replay, verify
from musubi_engine.draw.list_format import list_hash
from musubi_engine.draw.report import as_json, as_text

EPILOG = (
    "Exit codes: 0 drawn, and with --verify everything agrees; 1 with --verify something does not agree; 2 bad input. "
    "The format is in docs/engine/draw.md."
)


def add_to(topics: Any) -> None:
    """Add the topic's arguments."""
    draw: argparse.ArgumentParser = topics.add_parser(
        "draw", help="hold a draw, or replay one", epilog=EPILOG,
        description="Hold a draw from a published list and the announced public value, or replay a published draw.",
    )  # fmt: skip
    draw.add_argument("file", type=Path, metavar="FILE", help="a list, or a list with its outcome")
    draw.add_argument("--value", metavar="V", help="the public value (default: the one recorded in the file)")
    draw.add_argument("--fallback", action="store_true", help="the value given is the announced fall-back")
    draw.add_argument("--verify", action="store_true", help="compare each recorded line of the file with the replay")
    draw.add_argument("--hash", metavar="SHA256", help="the list's hash as it was published before the draw: refuse another list")
    draw.add_argument("--write", type=Path, metavar="OUT", help="write the list with its outcome")
    draw.add_argument("--json", action="store_true", help="print JSON")
    draw.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw and print; returns the exit code."""
    published = read_published(args.file)
    found = list_hash(published.lottery)
    if args.hash is not None and args.hash.strip().lower() != found:
        raise InvalidDataError(f"its SHA-256 is {found}, not the one published: this is another list", where="list")
    if args.verify and not published.is_drawn:
        raise InvalidDataError("this is a list that is not drawn yet: there is nothing to compare", where=str(args.file))
    drawn = replay(published, value=args.value, from_fallback=args.fallback)
    difference = verify(published, drawn) if args.verify else None
    if args.write is not None:
        args.write.write_text(published_text(published.lottery, drawn), encoding="utf-8", newline="\n")
    if args.json:
        print(json.dumps(as_json(published.lottery, drawn, difference, verified=args.verify), ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        print(as_text(published.lottery, drawn))  # noqa: T201 - the command's output
        if args.verify:
            same = "verified: every recorded line agrees with the replay"
            other = f"NOT VERIFIED: line {difference.line} is {difference.recorded!r}, the replay gives {difference.replayed!r}" if difference else ""
            print(other or same)  # noqa: T201 - the command's output
    return 1 if difference else 0
