"""検査調書: one sheet of what was looked at, where, by whom, with what result."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.models import InspectionFile, SiteInspection
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.papers.domain.composed.model import Facts, Lines, Paper, Photo

LONGEST = 1000  # pixels of a side in print


def inspection_paper(inspection: SiteInspection) -> Paper:
    """The sheet as a composed paper."""
    application = inspection.application
    head = letterhead(application.call.organization)
    facts = [
        (_("募集"), str(application.call)),
        (_("受付番号"), application.number),
        (_("補助事業者"), str(application.party)),
        (_("事業名"), application.title),
        (_("交付決定額"), format_yen(application.decided_now or 0)),
        (_("検査日"), format_date(inspection.inspected_on)),
        (_("場所"), inspection.place or "—"),
        (_("検査員"), inspection.inspector),
        (_("立会人"), inspection.witness or "—"),
    ]
    result = {True: _("適合"), False: _("不適合"), None: _("保留")}[inspection.passed]
    kept = list(inspection.files.filter(removed_at__isnull=True))
    photos = [each for each in kept if each.is_photo]
    words = _("%(caption)s (%(name)s、SHA-256 %(hash)s)")
    files = [words % {"caption": each.caption, "name": each.file_name, "hash": each.sha256} for each in kept if not each.is_photo]
    return Paper(
        title=_("検査調書"),
        parts=[
            Facts(_("検査の概要"), facts),
            Lines(_("検査した事項"), inspection.findings, _("該当なし"), numbered=True),
            Facts(_("結果"), [(_("結果"), result), (_("所見"), inspection.note or "—"), (_("検査員署名"), " ")]),
            *([Lines(_("添付したファイル"), files)] if files else []),
            *([Lines(_("写真"), [_("%(count)d枚") % {"count": len(photos)}])] if photos else []),
        ],
        dated=inspection.inspected_on,
        foot=f"{head.municipality_name} {head.division_name}".strip(),
        photos=[Photo(_printed(each), each.caption) for each in photos],
    )


def _printed(record: InspectionFile) -> bytes:
    """The picture as small as paper needs it."""
    with record.file.open("rb") as content, Image.open(content) as image:
        small = image.convert("RGB")
        small.thumbnail((LONGEST, LONGEST))
        target = io.BytesIO()
        small.save(target, "JPEG", quality=80)
    return target.getvalue()
