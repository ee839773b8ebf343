"""What belongs to a party: the legal entity's register entry, places, contacts, officers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.enums import BusinessPlaceKind, LegalForm
from musubi.blocks.parties.models.party import Party
from musubi.blocks.places.models import Address


class LegalEntity(Record):
    """法人: what a legal entity has beside its name and number, which stand on the party."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"representative_name"})

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="legal_entity", verbose_name="事業者等")
    legal_form = models.CharField("法人種別", max_length=30, choices=LegalForm.choices)
    representative_title = models.CharField("代表者の役職", max_length=60, blank=True)
    representative_name = models.CharField("代表者の氏名", max_length=100, blank=True)
    capital_yen = models.PositiveBigIntegerField("資本金(円)", null=True, blank=True)
    established_on = models.DateField("設立日", null=True, blank=True)
    closed_on = models.DateField("閉鎖日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法人"
        ordering = ["party"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(established_on__isnull=True) | Q(closed_on__gte=F("established_on")),
                name="parties_entity_days",
            )
        ]

    def __str__(self) -> str:
        return str(self.party)


class BusinessPlace(Record):
    """事業所: a place where a party works, from when until when."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"postcode", "text", "building", "phone"})

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="places", verbose_name="事業者等")
    name = models.CharField("事業所名", max_length=160)
    kind = models.CharField("事業所の種類", max_length=20, choices=BusinessPlaceKind.choices, default=BusinessPlaceKind.OFFICE)
    address = models.OneToOneField(Address, on_delete=models.PROTECT, related_name="business_place", verbose_name="所在地")
    phone = models.CharField("電話", max_length=30, blank=True)
    employees = models.PositiveIntegerField("従業員数", null=True, blank=True)
    industry_code = models.CharField("産業分類", max_length=4, blank=True)
    starts_on = models.DateField("開設日", null=True, blank=True)
    ends_before = models.DateField("廃止日(この日から)", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事業所"
        ordering = ["party", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")), name="parties_place_period"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactPoint(Record):
    """担当者・連絡先: whom to ask at a party."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name", "name_kana", "phone", "mail"})

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contact_points", verbose_name="事業者等")
    place = models.ForeignKey(BusinessPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_points", verbose_name="事業所")
    name = models.CharField("担当者の氏名", max_length=100)
    name_kana = models.CharField("担当者の氏名(カナ)", max_length=100, blank=True)
    department = models.CharField("部署・役職", max_length=120, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    mail = models.EmailField("メール", blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "担当者・連絡先"
        ordering = ["party", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class PartyOfficer(Record):
    """役員: a line of the 役員名簿 of a group or legal entity, from when until when."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name", "name_kana", "birth_on"})

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="officers", verbose_name="事業者等")
    post = models.CharField("役職", max_length=60)
    name = models.CharField("役員の氏名", max_length=100)
    name_kana = models.CharField("役員の氏名(カナ)", max_length=100, blank=True)
    birth_on = models.DateField("役員の生年月日", null=True, blank=True)
    starts_on = models.DateField("就任日", null=True, blank=True)
    ends_before = models.DateField("退任日(この日から)", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "役員"
        ordering = ["party", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")), name="parties_officer_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.name}"
