"""Write the map: every code of the plan, its public page and its desk (docs/programs.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from musubi.blocks.vision.domain.tree import build_tree
from musubi.packs.document import pack_document
from musubi.packs.loader import load_pack
from musubi.packs.loading import PACKS
from musubi.web.programs import map_document


class Command(BaseCommand):
    """Print the map of a pack's plan as Markdown, or keep it in a file."""

    help = "計画のすべての番号と、そのページの一覧を書きます(docs/programs.md)。"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--pack` names the city, `--output` the file."""
        parser.add_argument("--pack", default="tokorozawa", help="計画のパックの名前")
        parser.add_argument("--output", type=Path, help="書き込むファイル(なければ画面に出します)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the pack, write the map."""
        folder = PACKS / options["pack"]
        if not folder.is_dir():
            raise CommandError(f"パック {options['pack']} はありません")
        text = map_document(build_tree(pack_document(load_pack(folder))))
        if options["output"]:
            options["output"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
