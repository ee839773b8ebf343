"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="brand.tours",
    codes=("C-1", "C-2", "C-P2", "C-P3"),
    name=_("観光ルート・回遊"),
    summary=_("市内と近隣の立ち寄り先を、開いている時間に合わせて回る一日を、だれでも組み立てられます。"),
    manual="staff/tours-planner.md",
    icon="map",
)
