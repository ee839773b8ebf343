"""The public register as open data: what its pages tell, those that ended included, with their state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.opendata.domain.open_files import OpenFile, register_open_file
from musubi.programs.brand.local_brands.domain.products import maker_of
from musubi.programs.brand.local_brands.models import BrandProduct

COLUMNS = {
    "id": "ID",
    "number": "認定番号",
    "name": "商品の名称",
    "name_kana": "商品の名称(カナ)",
    "name_en": "商品の名称(英語)",
    "category": "分野",
    "state": "状態",
    "valid_from": "有効期間の始まり",
    "valid_until": "有効期間の終わり",
    "revoked_on": "取り消した日",
    "first_certified_on": "はじめて認定した日",
    "standard": "認定基準の版",
    "maker": "事業者(公開に同意した場合)",
    "story": "商品の紹介",
    "story_en": "商品の紹介(英語)",
    "origin": "地元の原料",
    "origin_en": "地元の原料(英語)",
    "sold_at": "買えるところ",
    "sold_at_en": "買えるところ(英語)",
    "url": "商品のページ",
    "fictional": "架空",
    "page": "ページ",
}
TEXTS = ("name", "name_kana", "name_en", "standard", "story", "story_en", "origin", "origin_en", "sold_at", "sold_at_en", "url")


def register_files() -> None:
    """Called once when apps are ready."""
    summary = _("公開している認定品の台帳です。認定が終わったものも、状態とともに載ります。")
    register_open_file(OpenFile("brand-products", _("認定された地域ブランド"), summary, COLUMNS, _rows, "local_brands:register", order=50))


def _rows() -> Iterator[dict[str, Any]]:
    today = clock.today()
    rows = visible_to(AnonymousUser(), BrandProduct).select_related("certificate__application__party")
    for product in rows.order_by("category", "name_kana", "name", "pk"):
        certificate = product.certificate
        yield {
            **{name: getattr(product, name) for name in TEXTS},
            "id": product.uid,
            "number": certificate.number,
            "category": product.get_category_display(),
            "state": str(product.state(today).label),
            "valid_from": certificate.valid_from.isoformat(),
            "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
            "revoked_on": certificate.revoked_on.isoformat() if certificate.revoked_on else None,
            "first_certified_on": product.first_certified_on.isoformat(),
            "maker": maker_of(product),
            "fictional": product.is_fictional,
            "page": f"{settings.PUBLIC_URL}{reverse('local_brands:public', args=[product.uid])}",
        }
