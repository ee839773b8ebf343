"""The register of certified products: entered from a certificate, renewed by the next one, shown to the public or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.applications.enums import CallKind
from musubi.blocks.applications.models import Certificate
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import check_record
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.models import BrandProduct

CODE = "C-4"


def to_register() -> QuerySet[Certificate]:
    """Certificates of brand rounds that stand in no product yet and were not revoked."""
    rounds = Certificate.objects.filter(application__call__kind=CallKind.CERTIFICATION, application__call__brand_stages__isnull=False)
    return rounds.filter(brand_product__isnull=True, revoked_on__isnull=True, renewed_by__isnull=True).distinct()


@transaction.atomic
def register_product(*, product: BrandProduct, actor: Any, now: dt.datetime) -> BrandProduct:
    """認定品を登録する from its certificate. Raises BrandError at a field, or where it is registered."""
    certificate: Certificate = lock(Certificate.objects.filter(pk=product.certificate_id))[0]
    if BrandProduct.objects.filter(certificate=certificate).exists():
        raise BrandError("registered", _("この認定書の認定品は、もう登録されています。台帳から開いてください"))
    product.certificate = certificate
    product.first_certified_on = certificate.valid_from
    check_record(product, error=BrandError, exclude=("certificate",))
    product.save()
    after = {"name": product.name, "certificate": certificate.number}
    record_event(actor=actor, verb="brand_product.registered", obj=product, now=now, after=after, program_code=CODE)
    return product


def renewed_product(certificate: Certificate) -> BrandProduct | None:
    """The product that this certificate renews: its application follows the one that holds the product's certificate."""
    before = certificate.application.follows
    return None if before is None else BrandProduct.objects.filter(certificate__application=before).first()


@transaction.atomic
def renew_product(*, product: BrandProduct, certificate: Certificate, actor: Any, now: dt.datetime) -> BrandProduct:
    """更新する: the product goes on under the new certificate; the mark is licensed anew. Raises BrandError for a certificate of another product."""
    current: BrandProduct = lock(BrandProduct.objects.filter(pk=product.pk).select_related("certificate"))[0]
    old = current.certificate
    if certificate.application.follows_id != old.application_id:
        raise BrandError("other", _("この認定書は、この認定品の更新の申請によるものではありません"))
    Certificate.objects.filter(pk=certificate.pk).update(renews=old)
    current.certificate = certificate
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="brand_product.renewed",
        obj=current,
        now=now,
        before={"certificate": old.number},
        after={"certificate": certificate.number},
        program_code=CODE,
    )
    return current


@transaction.atomic
def change_product(*, product: BrandProduct, values: Mapping[str, Any], unchanged: Any, actor: Any, now: dt.datetime) -> BrandProduct:
    """Change what the register says. Raises BrandError; FieldConflictError passes on."""
    current: BrandProduct = lock(BrandProduct.objects.filter(pk=product.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current, error=BrandError, exclude=("certificate",))
    saved: BrandProduct = update_record(record=product, values=values, unchanged=unchanged, actor=actor, now=now, verb="brand_product.changed")
    return saved


@transaction.atomic
def publish_product(*, product: BrandProduct, public: bool, reason: str, actor: Any, now: dt.datetime) -> BrandProduct:
    """Show it in the public register, or no more."""
    current: BrandProduct = lock(BrandProduct.objects.filter(pk=product.pk))[0]
    if public == (current.published_at is not None):
        raise BrandError("same", _("もうそうなっています。画面を開き直してください"))
    current.published_at = now if public else None
    current.version += 1
    current.save()
    verb = "brand_product.published" if public else "brand_product.hidden"
    record_event(actor=actor, verb=verb, obj=current, now=now, after={"published_at": current.published_at}, reason=reason, program_code=CODE)
    return current


def standing(day: dt.date) -> Q:
    """Products whose certificate stands on the day."""
    return (Q(certificate__valid_until__isnull=True) | Q(certificate__valid_until__gte=day)) & (
        Q(certificate__revoked_on__isnull=True) | Q(certificate__revoked_on__gt=day)
    )


def public_register(seen: QuerySet[BrandProduct], *, words: str, category: str, day: dt.date) -> QuerySet[BrandProduct]:
    """Published products that stand, by words and category. A maker who did not agree is found by no word."""
    rows = seen.filter(standing(day), published_at__isnull=False).select_related("certificate__application__party")
    if category:
        rows = rows.filter(category=category)
    for word in words.split():
        named = Q(maker_agreed_on__isnull=False) & (
            Q(certificate__application__party__name__icontains=word) | Q(certificate__application__party__trade_name__icontains=word)
        )
        texts = Q()
        for field in ("name", "name_kana", "name_en", "story", "story_en", "origin", "origin_en"):
            texts |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(texts | named)
    return rows.order_by("category", "name_kana", "name", "pk")


def maker_of(product: BrandProduct) -> str:
    """The maker's name where it agreed to be named, else ""."""
    return str(product.certificate.application.party) if product.maker_agreed_on is not None else ""
