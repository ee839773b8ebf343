"""`musubi-engine TOPIC FILE`: the engine's topics from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from musubi_engine.common.errors import EngineError
from musubi_engine.draw import command as draw
from musubi_engine.itinerary import command as itinerary
from musubi_engine.portfolio import command as portfolio

COMMANDS = (draw, itinerary, portfolio)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="musubi-engine", description="Musubi's engine.", epilog="Exit code 2: bad input; see each topic's --help.")
    topics = parser.add_subparsers(dest="topic", required=True, metavar="TOPIC")
    for command in COMMANDS:
        command.add_to(topics)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a topic; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except EngineError as error:
        print(f"musubi-engine: {error}", file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
