"""The desk itself: whether it is in use, whom to ask, and its passing from hand to hand."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem


class DeskSetting(Record):
    """机の設定: whether the desk of an item is in use; without a row it is."""

    item = models.OneToOneField(PlanItem, on_delete=models.PROTECT, related_name="desk_setting", verbose_name="項目")
    in_use = models.BooleanField("机を使う", default=True)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机の設定"
        ordering = ["item"]

    def __str__(self) -> str:
        return str(self.item_id)


class DeskContact(Record):
    """机の連絡先: whom to ask about a program; personal data, so every reading is noted."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name", "phone", "mail"})

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="contacts", verbose_name="項目")
    name = models.CharField("氏名", max_length=100)
    body = models.CharField("所属", max_length=200, blank=True)
    role = models.CharField("何を尋ねる人か", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=40, blank=True)
    mail = models.EmailField("メール", blank=True)
    note = models.CharField("備考", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机の連絡先"
        ordering = ["body", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Handover(Record):
    """事務引継: a desk passes from one person to the next; its paper is issued once and never changes."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"giver", "receiver"})

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="handovers", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    giver = models.CharField("引き継ぐ人", max_length=100)
    receiver = models.CharField("引き継がれる人", max_length=100)
    witness = models.CharField("立会人", max_length=100, blank=True)
    handed_on = models.DateField("引継日")
    remarks = models.TextField("特に伝えること", blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事務引継書")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="記録した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "事務引継"
        ordering = ["-handed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.handed_on}"
