"""The register of certified products, the licence of the mark, and what was written about renewal."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.models import Certificate
from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document
from musubi.programs.brand.local_brands.enums import BrandCategory, ProductState

ENDING = dt.timedelta(days=180)


class BrandProduct(Record):
    """認定品: a product that was certified; a renewal gives it a new certificate, so that its page and number of years stay.

    The maker is named in public only while `maker_agreed_on` is there.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="brand_product", verbose_name="認定書")
    name = models.CharField("商品の名称", max_length=120)
    name_kana = models.CharField("商品の名称(カナ)", max_length=200, blank=True)
    name_en = models.CharField("商品の名称(英語)", max_length=160, blank=True)
    category = models.CharField("分野", max_length=20, choices=BrandCategory.choices)
    story = models.TextField("商品の紹介", blank=True)
    story_en = models.TextField("商品の紹介(英語)", blank=True)
    origin = models.CharField("地元の原料", max_length=200, blank=True)
    origin_en = models.CharField("地元の原料(英語)", max_length=200, blank=True)
    standard = models.CharField("認定基準の版", max_length=120, blank=True)
    sold_at = models.CharField("買えるところ", max_length=300, blank=True)
    sold_at_en = models.CharField("買えるところ(英語)", max_length=300, blank=True)
    url = models.URLField("商品のページ", max_length=300, blank=True)
    maker_agreed_on = models.DateField("事業者名の公開に同意した日", null=True, blank=True)
    first_certified_on = models.DateField("はじめて認定した日")
    published_at = models.DateTimeField("公開した日時", null=True, blank=True)
    is_fictional = models.BooleanField("架空のデータ", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "認定品"
        ordering = ["name_kana", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def state(self, day: dt.date) -> ProductState:
        """Whether the certificate stands on the day."""
        certificate = self.certificate
        if certificate.revoked_on is not None and certificate.revoked_on <= day:
            return ProductState.CANCELLED
        if certificate.valid_until is not None and certificate.valid_until < day:
            return ProductState.EXPIRED
        if certificate.valid_until is not None and certificate.valid_until - day <= ENDING:
            return ProductState.ENDING
        return ProductState.VALID


class MarkLicence(Record):
    """認定マークの使用許諾: under which conditions a product bears the mark, until the certificate ends."""

    product = models.ForeignKey(BrandProduct, on_delete=models.PROTECT, related_name="licences", verbose_name="認定品")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+", verbose_name="認定書")
    number = models.CharField("許諾番号", max_length=60, unique=True)
    uses = models.TextField("使えるもの")
    conditions = models.TextField("条件")
    licensed_on = models.DateField("許諾日")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用許諾書")
    ended_on = models.DateField("終えた日", null=True, blank=True)
    end_reason = models.CharField("終えた理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "認定マークの使用許諾"
        ordering = ["-licensed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(ended_on__isnull=True),
                name="local_brands_one_licence",
                violation_error_message=_("この認定品には、続いている使用許諾があります"),
            ),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | ~Q(end_reason=""), name="local_brands_licence_ended"),
        ]

    def __str__(self) -> str:
        return self.number


class RenewalNotice(Record):
    """更新の案内: on which day the holder was told that the certificate ends; once for each step of the ladder."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="renewal_notices", verbose_name="認定書")
    days_before = models.PositiveSmallIntegerField("期限の何日前の案内か")
    sent_on = models.DateField("案内した日")

    class Meta:
        verbose_name = verbose_name_plural = "更新の案内"
        ordering = ["certificate", "-days_before"]
        constraints = [models.UniqueConstraint(fields=["certificate", "days_before"], name="local_brands_notice_once")]

    def __str__(self) -> str:
        return f"{self.certificate} {self.days_before}"
