"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="growth.certified_farmers",
    codes=("B-3", "B-P3"),
    name=_("認定農業者の経営改善"),
    summary=_("農業経営改善計画の認定と、認定農業者の機械・施設の整備を進めます。"),
    manual="staff/certified-farmers.md",
    measures=(
        "applications.in_force",
        "certified_farmers.new",
        "certified_farmers.renewed",
        "applications.granted_yen",
    ),
    icon="check",
)
