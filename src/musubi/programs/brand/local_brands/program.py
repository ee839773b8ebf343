"""What the program is and which codes of the vision it serves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.programs import ProgramApp

PROGRAM = ProgramApp(
    app="brand.local_brands",
    codes=("C-4",),
    name=_("地域ブランドの認定"),
    summary=_("狭山茶をはじめとする地域の産品を、書類・品評・プレゼンテーションで認定し、認定マークとともに知らせます。"),
    manual="staff/local-brands.md",
    measures=("local_brands.certified", "local_brands.valid", "local_brands.checks"),
    icon="flag",
    staff_url="local_brands:staff",
    public_url="local_brands:register",
)
