"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="brand.site_reuse",
    codes=("C-1", "C-P1"),
    name=_("旧コンポストセンター跡地の活用"),
    summary=_("使われなくなった市の土地を、人が訪れ、回る拠点に変えます。段階と担い手、移り変わりを記録します。"),
    manual="staff/sites.md",
    measures=("visits.visitors",),
    icon="pin",
)
