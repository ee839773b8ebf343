"""`manage.py import_towns [FILE]`: bring towns in, those that ship with Musubi or another city's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.importing import REFERENCE, import_towns


class Command(BaseCommand):
    """Safe to run again: only towns that differ are written."""

    help = "町丁目(名称・かな・郵便番号・代表点)を取り込みます。FILE を省くと、同梱の所沢市と周りの市町の町丁目を取り込みます。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One file, the shipped one without it."""
        parser.add_argument("file", nargs="?", type=Path, default=REFERENCE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and account for every row."""
        try:
            told = import_towns(path=options["file"])
        except PlaceError as error:
            raise CommandError(str(error)) from error
        for line in told.refused:
            self.stderr.write(line)
        self.stdout.write(f"町丁目: {told.rows}行のうち 新規{told.new}、変更{told.changed}、同じ{told.same}、取り込めない行{len(told.refused)}")
