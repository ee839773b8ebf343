"""The register as a workbook, for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.programs.brand.local_brands.models import BrandProduct


def write_register(products: Iterable[BrandProduct], day: dt.date) -> bytes:
    """One row a product."""
    heads = [
        *(_("行ID"), _("商品"), _("英語名"), _("分野"), _("事業者"), _("認定番号"), _("認定日"), _("有効期限"), _("状態"), _("許諾番号")),
        *(_("事業者名の公開"), _("公開"), _("はじめて認定した日")),
    ]
    rows = []
    for product in products:
        certificate = product.certificate
        licence = next((each for each in product.licences.all() if each.ended_on is None), None)
        rows.append(
            [
                *(product.uid, product.name, product.name_en, product.get_category_display(), str(certificate.application.party)),
                *(certificate.number, format_date(certificate.valid_from)),
                format_date(certificate.valid_until) if certificate.valid_until else "",
                str(product.state(day).label),
                licence.number if licence else "",
                format_date(product.maker_agreed_on) if product.maker_agreed_on else _("しない"),
                _("する") if product.published_at else _("しない"),
                format_date(product.first_certified_on),
            ]
        )
    return workbook_bytes([Sheet(_("認定品"), [SheetColumn(head) for head in heads], rows)], title=_("認定品の一覧"))
