"""The certificate of a brand as a paper of its own, to be handed over."""

from __future__ import annotations

from django.db import models

from musubi.blocks.applications.models import Certificate
from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document


class BrandCertificate(Record):
    """認定証: the paper of a certification as it was issued, as PDF and as Word; issued anew, the newest counts and the older ones stay."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="brand_papers", verbose_name="認定書")
    number = models.PositiveSmallIntegerField("発行の番号")
    product_name = models.CharField("商品の名称", max_length=120)
    conditions = models.TextField("条件", blank=True)
    reason = models.CharField("発行し直した理由", max_length=300, blank=True)
    issued_on = models.DateField("発行日")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="認定証(PDF)")
    word = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="認定証(Word)")

    class Meta:
        verbose_name = verbose_name_plural = "認定証"
        ordering = ["certificate", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="local_brands_paper_number"),
            models.CheckConstraint(condition=models.Q(number=1) | ~models.Q(reason=""), name="local_brands_paper_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.number}"
