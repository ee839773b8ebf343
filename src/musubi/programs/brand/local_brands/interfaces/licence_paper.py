"""使用許諾書: the letter by which a product may bear the mark."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.papers.domain.documents import input_sha256
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf
from musubi.programs.brand.local_brands.models import MarkLicence

TEMPLATE = ROOT / "blocks/papers/typst/formal_letter.typ"
SERIES = "mark-licence"


def licence_data(licence: MarkLicence) -> Mapping[str, Any]:
    """What the letter is made of."""
    product, certificate = licence.product, licence.certificate
    head = letterhead(certificate.application.call.organization)
    until = format_date(certificate.valid_until) if certificate.valid_until else _("期限なし")
    return {
        "title": _("認定マーク使用許諾書"),
        "heading": _("認定マーク使用許諾書"),
        "number": [licence.number, format_date(licence.licensed_on)],
        "to": [_("%(party)s 様") % {"party": certificate.application.party}],
        "sender": [_("%(city)s長") % {"city": head.municipality_name or _("市")}],
        "text": [_("次の商品に認定マークを使うことを、条件を付けて許諾します。")],
        "facts": [
            [_("商品"), product.name],
            [_("認定番号"), certificate.number],
            [_("使えるもの"), licence.uses],
            [_("使える期間"), _("%(start)sから%(end)sまで") % {"start": format_date(licence.licensed_on), "end": until}],
            [_("条件"), licence.conditions],
        ],
        "closing": [str(head.division_name), head.phone] if head.phone else [str(head.division_name)],
        "blanks": [],
        "foot": f"{head.municipality_name} {head.division_name}".strip(),
        "language": "ja",
    }


def licence_document(licence: MarkLicence) -> Mapping[str, Any]:
    """What `issue_file` keeps of the letter. Raises MissingGlyphsError."""
    data = licence_data(licence)
    return {
        "series": SERIES,
        "subject": licence.uid,
        "language": "ja",
        "title": data["title"],
        "file_name": f"mark-licence-{licence.uid}.pdf",
        "media_type": PDF,
        "content": render_pdf(template=TEMPLATE, data=data, dated=licence.licensed_on),
        "template": TEMPLATE.relative_to(ROOT).as_posix(),
        "template_sha256": hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
        "input_sha256": input_sha256(data),
        "dated": licence.licensed_on,
    }
