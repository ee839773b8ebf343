"""`prepare_travel_times`: ways and buses for the visitors' planner, from files that the city gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from musubi.blocks.kernel import clock
from musubi.programs.brand.tours.domain.engine import EngineError
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_preparing import prepare_travel


class Command(BaseCommand):
    """移動時間の準備."""

    help = "回遊プランの移動時間を、OpenStreetMapの切り出しとGTFS-JPから計算して MUSUBI_DATA/travel に置きます。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The files and for how many days."""
        parser.add_argument("--osm", type=Path, help="OpenStreetMapの切り出し(.osm、.osm.gz、.osm.pbf)")
        parser.add_argument("--gtfs", type=Path, help="GTFS-JPのフォルダーまたはzip")
        parser.add_argument("--days", type=int, default=90, help="今日から何日分のバスを用意するか(既定90)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compute and tell what was written."""
        files = [path for path in (options["osm"], options["gtfs"]) if path is not None]
        if not files:
            raise CommandError("--osm か --gtfs を指定してください")
        for path in files:
            if not path.exists():
                raise CommandError(f"ファイルがありません: {path}")
        try:
            made = prepare_travel(
                atlas=current_atlas(), extract=options["osm"], feed=options["gtfs"], first_day=clock.today(), days=options["days"], now=clock.now(),
                tell=lambda text: self.stdout.write(f"計算しています: {text}"),
            )  # fmt: skip
        except EngineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.points}か所、道 {', '.join(made.ways) or 'なし'}、バス {made.days}日分(時刻表{made.timetables}種類)を用意しました")
