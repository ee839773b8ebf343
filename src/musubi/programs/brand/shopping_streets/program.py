"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="brand.shopping_streets",
    codes=("C-3",),
    name=_("商店街の取組の支援"),
    summary=_("商店会の街路灯や、催し・情報発信・空き店舗の活用などの取組を支えます。"),
    manual="staff/shopping-streets.md",
    measures=(
        "applications.grantees",
        "shopping_streets.lamps",
        "shopping_streets.projects",
        "applications.granted_yen",
    ),
    icon="people",
)
