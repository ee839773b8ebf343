"""Everybody with whom the city deals as a business, applicant, owner or client."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.enums import PartyKind, PartyStatus
from musubi.blocks.parties.models.numbers import number_condition
from musubi.blocks.places.models import Address

NATURAL = ["person", "sole_proprietor"]


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties in use."""

    def active(self) -> PartyQuerySet:
        """Neither merged into another nor erased."""
        return self.filter(status=PartyStatus.ACTIVE)


class Party(Record):
    """事業者等: a person, sole proprietor, legal entity or group; its name is kept as its owner writes it.

    `key` and `kana_key` are the forms in which two spellings are equal (see domain.naming). One 法人番号, one party.
    """

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"name", "name_kana", "name_en", "trade_name", "birth_on", "postcode", "text", "building", "phone", "mail", "representative_name"}
    )

    kind = models.CharField("種類", max_length=20, choices=PartyKind.choices)
    status = models.CharField("状態", max_length=10, choices=PartyStatus.choices, default=PartyStatus.ACTIVE, editable=False)
    name = models.CharField("氏名・名称", max_length=200, blank=True)
    name_kana = models.CharField("氏名・名称(カナ)", max_length=300, blank=True)
    name_en = models.CharField("氏名・名称(英語)", max_length=300, blank=True)
    trade_name = models.CharField("屋号", max_length=200, blank=True)
    key = models.CharField("照合用の名称", max_length=420, blank=True, editable=False, db_index=True)
    kana_key = models.CharField("照合用のカナ", max_length=320, blank=True, editable=False, db_index=True)
    legal_entity_number = models.CharField("法人番号", max_length=13, null=True, blank=True, unique=True)
    birth_on = models.DateField("生年月日", null=True, blank=True)
    address = models.OneToOneField(Address, on_delete=models.PROTECT, null=True, blank=True, related_name="party", verbose_name="住所・所在地")
    phone = models.CharField("電話", max_length=30, blank=True)
    mail = models.EmailField("メール", blank=True)
    industry_code = models.CharField("産業分類", max_length=4, blank=True)
    employees = models.PositiveIntegerField("従業員数", null=True, blank=True)
    creditor_number = models.CharField("債権者番号", max_length=40, blank=True)
    invoice_number = models.CharField("適格請求書発行事業者の登録番号", max_length=14, blank=True)
    note = models.TextField("備考", blank=True)
    keep_until = models.DateField("保存期間の満了日", null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name="登録した人"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed", editable=False, verbose_name="統合先"
    )
    erased_at = models.DateTimeField("消去日時", null=True, blank=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事業者等"
        ordering = ["kana_key", "key", "pk"]
        indexes = [models.Index(fields=["status", "kind"], name="parties_party_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(legal_entity_number__isnull=True) | number_condition("legal_entity_number"), name="parties_party_number_valid"
            ),
            models.CheckConstraint(condition=Q(legal_entity_number__isnull=True) | ~Q(kind__in=NATURAL), name="parties_party_number_kind"),
            models.CheckConstraint(condition=Q(birth_on__isnull=True) | Q(kind__in=NATURAL), name="parties_party_birth_kind"),
            models.CheckConstraint(condition=Q(trade_name="") | Q(kind="sole_proprietor"), name="parties_party_trade_name_kind"),
            models.CheckConstraint(condition=Q(status="erased") | ~Q(name=""), name="parties_party_named"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False, legal_entity_number__isnull=True)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="parties_party_merged",
            ),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="parties_party_not_own_target"),
            models.CheckConstraint(
                condition=Q(status="erased", erased_at__isnull=False) | (~Q(status="erased") & Q(erased_at__isnull=True)), name="parties_party_erased"
            ),
            models.CheckConstraint(
                condition=Q(invoice_number="") | (Q(invoice_number__startswith="T") & Q(Exact(Length("invoice_number"), 14))),
                name="parties_party_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.trade_name or self.name or "（消去済み）"

    @property
    def is_natural(self) -> bool:
        """Whether it is one human being."""
        return self.kind in PartyKind.natural()
