"""What spots, events, Wi-Fi points and signs have in common: where they are, whose data they are, who is shown them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.enums import PositionAccuracy, PublicationState
from musubi.blocks.places.models.town import Town


def point_whole(name: str) -> models.CheckConstraint:
    """A position is in Japan and says how exact it is, or is absent."""
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True, accuracy="")
        | (Q(latitude__range=(20, 46), longitude__range=(122, 154)) & ~Q(accuracy="")),
        name=name,
    )


def one_of_dataset(name: str) -> models.UniqueConstraint:
    """A row of a municipality's list is one record."""
    return models.UniqueConstraint(fields=["owner_code", "dataset", "dataset_id"], condition=~Q(dataset_id=""), name=name)


def shown_since(name: str) -> models.CheckConstraint:
    """What visitors are shown has the day since when."""
    return models.CheckConstraint(condition=~Q(status=PublicationState.PUBLISHED) | Q(published_on__isnull=False), name=name)


class Located(Record):
    """所在: a public place. It has no personal address, so it stands in the record itself, unlike `Address`."""

    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("所在地", max_length=300, blank=True)
    building = models.CharField("建物名等", max_length=120, blank=True)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="町丁目")
    latitude = models.DecimalField("緯度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("経度", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.CharField("位置の精度", max_length=10, choices=PositionAccuracy.choices, blank=True)

    class Meta:
        abstract = True


class Shared(Located):
    """公開する記録: a record that a municipality keeps and shows to visitors, entered here or taken from its open data."""

    owner_code = models.CharField("データを持つ市区町村", max_length=5, db_index=True)
    dataset = models.CharField("データセット", max_length=40, blank=True)
    dataset_id = models.CharField("データセットのID", max_length=40, blank=True)
    name = models.CharField("名称", max_length=120)
    name_kana = models.CharField("名称(カナ)", max_length=160, blank=True)
    key = models.CharField("検索用の名称", max_length=300, blank=True, editable=False)
    status = models.CharField("公開の状態", max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT)
    published_on = models.DateField("はじめて公開した日", null=True, blank=True)
    url = models.URLField("ホームページ", max_length=500, blank=True)
    contact_name = models.CharField("連絡先", max_length=120, blank=True)
    phone = models.CharField("電話番号", max_length=60, blank=True)
    remarks = models.TextField("備考", blank=True)
    source_name = models.CharField("出典", max_length=200, blank=True)
    licence = models.CharField("利用条件", max_length=120, blank=True)
    is_fictional = models.BooleanField("架空", default=False)
    extra = models.JSONField("そのほかの項目", default=dict, blank=True)  # columns of the owner's list that have no field here

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        """Whether visitors are shown it."""
        return self.status == PublicationState.PUBLISHED
