"""認定証: number, product, maker, term in the Japanese calendar, category, standard and conditions, as PDF and as Word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.media_types import DOCX, PDF
from musubi.blocks.papers.domain.certificate_word import certificate_word
from musubi.blocks.papers.domain.documents import input_sha256
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf
from musubi.programs.brand.local_brands.models import BrandCertificate, BrandProduct

TEMPLATE = ROOT / "blocks/papers/typst/certificate.typ"
SERIES, WORD_SERIES = "brand-certificate", "brand-certificate-word"


def certificate_data(paper: BrandCertificate) -> Mapping[str, Any]:
    """What the certificate is made of, in Japanese whoever issues it."""
    with translation.override("ja"):
        return _data(paper)


def _data(paper: BrandCertificate) -> Mapping[str, Any]:
    certificate = paper.certificate
    head = letterhead(certificate.application.call.organization)
    return {
        "title": _("認定証 %(number)s") % {"number": certificate.number},
        "heading": _("認定証"),
        "number": [certificate.number],
        "to": [_("%(party)s 様") % {"party": certificate.application.party}],
        "subject": paper.product_name,
        "text": [_("この商品を、%(call)sの基準に適合するものとして認定し、ここに証します。") % {"call": certificate.application.call.name}],
        "facts": _facts(paper),
        "day": format_date(certificate.valid_from),
        "sender": [_("%(city)s長") % {"city": head.municipality_name or _("市")}],
        "foot": "",
        "language": "ja",
    }


def _facts(paper: BrandCertificate) -> list[list[str]]:
    certificate = paper.certificate
    product = BrandProduct.objects.filter(certificate=certificate).first()
    until = format_date(certificate.valid_until) if certificate.valid_until else _("期限なし")
    rows = [
        [_("認定番号"), certificate.number],
        [_("有効期間"), _("%(start)sから%(end)sまで") % {"start": format_date(certificate.valid_from), "end": until}],
    ]
    if product is not None:
        rows.append([_("分野"), str(product.get_category_display())])
        rows += [[_("認定基準の版"), product.standard]] if product.standard else []
    if paper.conditions:
        rows.append([_("条件"), paper.conditions])
    if paper.number > 1:
        rows.append([_("発行"), _("%(day)s 再発行") % {"day": format_date(paper.issued_on)}])
    return rows


def certificate_documents(paper: BrandCertificate) -> list[Mapping[str, Any]]:
    """What `issue_file` keeps: the PDF and the Word file. Raises MissingGlyphsError."""
    data = certificate_data(paper)
    shared = {
        "subject": paper.uid,
        "language": "ja",
        "title": data["title"][:200],
        "template": TEMPLATE.relative_to(ROOT).as_posix(),
        "template_sha256": hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
        "input_sha256": input_sha256(data),
        "dated": paper.issued_on,
    }
    name = f"certificate-{paper.certificate.number}-{paper.number}"
    pdf = render_pdf(template=TEMPLATE, data=data, dated=paper.issued_on)
    return [
        {**shared, "series": SERIES, "file_name": f"{name}.pdf", "media_type": PDF, "content": pdf},
        {
            **shared,
            "series": WORD_SERIES,
            "file_name": f"{name}.docx",
            "media_type": DOCX,
            "content": certificate_word(data, dated=paper.issued_on),
        },
    ]
