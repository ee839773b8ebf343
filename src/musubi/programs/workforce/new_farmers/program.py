"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="workforce.new_farmers",
    codes=("D-2", "D-P2"),
    name=_("新規就農者の支援"),
    summary=_("青年等就農計画の認定と、農業を始める人の資金・定着を支えます。"),
    manual="staff/new-farmers.md",
    measures=(
        "applications.in_force",
        "new_farmers.certified",
        "new_farmers.funded",
        "applications.granted_yen",
    ),
    icon="people",
)
