"""Tell the search index of certified products: everybody finds what is published, the office the rest by maker and number too."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from musubi.blocks.parties.domain.indexing import register_follower
from musubi.blocks.parties.models import Party
from musubi.blocks.search.domain.index import Found, SearchSource, keep_entry, register_source
from musubi.programs.brand.local_brands.domain.products import maker_of
from musubi.programs.brand.local_brands.domain.rights import of_product_records, sees_brands
from musubi.programs.brand.local_brands.models import BrandProduct

PUBLIC, OFFICE = "brand-product", "brand-product-office"


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(PUBLIC, _("認定された地域ブランド"), _published, order=46))
    register_source(SearchSource(OFFICE, _("認定品(業務)"), _seen_by_office, order=83, personal=True))
    register_follower(index_products_of)


def _published(_user: Any) -> Q:
    return Q(object_uid__in=BrandProduct.objects.filter(published_at__isnull=False).values("uid"))


def _seen_by_office(user: Any) -> Q | None:
    return Q(object_uid__in=BrandProduct.objects.filter(of_product_records(user, "")).values("uid")) if sees_brands(user) else None


def index_product(product: BrandProduct) -> None:
    """What the public page tells; the maker only where it agreed to be named, and to the office always."""
    certificate = product.certificate
    told = {
        "object_uid": product.uid,
        "title": product.name,
        "title_en": product.name_en,
        "code": certificate.number,
        "text": product.story,
        "text_en": product.story_en,
    }
    words = (product.name_kana, product.origin, product.origin_en)
    party = certificate.application.party
    names = () if party is None else (party.name, party.name_kana, party.trade_name)
    with override("ja"):  # the index holds the Japanese page's address; pages lead to their own language
        public, office = reverse("local_brands:public", args=[product.uid]), reverse("local_brands:product", args=[product.uid])
    keep_entry(source=PUBLIC, uid=product.uid, found=Found(address=public, words=_some(*words, maker_of(product)), **told))
    keep_entry(source=OFFICE, uid=product.uid, found=Found(address=office, words=_some(*words, *names), **told))


def _some(*words: str) -> tuple[str, ...]:
    return tuple(word for word in words if word)


def index_products_of(party: Party) -> None:
    """The products that the party makes."""
    for product in _rows().filter(certificate__application__party=party):
        index_product(product)


def _rows() -> Any:
    return BrandProduct.objects.select_related("certificate__application__party")


def reindex() -> None:
    """Index everything anew."""
    for product in _rows().iterator():
        index_product(product)
