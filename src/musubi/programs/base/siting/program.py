"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="base.siting",
    codes=("A-1", "A-3", "A-P1"),
    name=_("企業の立地の支援"),
    summary=_("製造業と都市型産業の立地を、事前相談・指定・年度ごとの奨励金で支え、企業誘致連絡会を開きます。"),
    manual="staff/siting.md",
    measures=(
        "siting.designated",
        "siting.operating",
        "applications.in_force",
        "applications.paid_yen",
    ),
    icon="visit",
)
