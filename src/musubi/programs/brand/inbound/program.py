"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="brand.inbound",
    codes=("C-1", "C-P5"),
    name=_("インバウンド・多言語案内"),
    summary=_("案内サイン、公衆無線LAN、スポットと催しの案内を、英語・中国語・韓国語でも使えるようにします。"),
    manual="staff/inbound.md",
    measures=(
        "inbound.spots_published",
        "inbound.events_published",
        "inbound.spots_four",
        "inbound.spots_en",
        "inbound.spots_zh",
        "inbound.spots_ko",
        "inbound.work_done",
    ),
    icon="flag",
)
