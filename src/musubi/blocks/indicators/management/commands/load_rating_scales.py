"""`manage.py load_rating_scales [FILE]`: bring rating scales in, those that ship with Musubi or a city's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from musubi.blocks.indicators.domain.scales import REFERENCE, ScaleFileError, load_scales
from musubi.blocks.kernel import clock


class Command(BaseCommand):
    """Safe to run again: only scales that differ are written."""

    help = "評価基準を取り込みます。FILE を省くと、同梱の基準を取り込みます。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One file, the shipped one without it."""
        parser.add_argument("file", nargs="?", type=Path, default=REFERENCE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many changed."""
        try:
            changed = load_scales(actor=None, now=clock.now(), path=options["file"])
        except ScaleFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"評価基準: {changed}件を新しくしました")
