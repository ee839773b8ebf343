"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="growth.subsidies",
    codes=("B-1", "B-P1"),
    name=_("新製品開発・販路拡大の支援"),
    summary=_("市内の事業者の新製品・新技術の開発や販路の拡大を、補助金で支えます。"),
    manual="staff/subsidies.md",
    measures=(
        "subsidies.products",
        "subsidies.markets",
        "applications.received",
        "applications.granted_yen",
    ),
    icon="money",
)
