"""The tax agency's public register of corporations, as reference; a party is made from it when somebody applies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.enums import CloseCause, CorporationFileKind, CorporationProcess, LegalForm
from musubi.blocks.parties.models.numbers import number_condition
from musubi.blocks.places.models import Town


class CorporationQuerySet(models.QuerySet["Corporation"]):
    """Corporations by what may be done with them."""

    def findable(self) -> CorporationQuerySet:
        """Those that may be shown in results: not hidden at the corporation's wish, not struck out."""
        return self.filter(hidden=False).exclude(process=CorporationProcess.DELETED)

    def open(self) -> CorporationQuerySet:
        """Those whose register entry is not closed."""
        return self.findable().filter(closed_on__isnull=True)


class Corporation(Record):
    """法人番号公表情報: the newest published state of a corporation (国税庁法人番号公表サイト)."""

    legal_entity_number = models.CharField("法人番号", max_length=13, unique=True)
    name = models.CharField("商号又は名称", max_length=150)
    name_kana = models.CharField("フリガナ", max_length=500, blank=True)
    name_en = models.CharField("商号又は名称(英語)", max_length=300, blank=True)
    key = models.CharField("照合用の名称", max_length=200, editable=False, db_index=True)
    kana_key = models.CharField("照合用のカナ", max_length=500, blank=True, editable=False, db_index=True)
    legal_form = models.CharField("法人種別", max_length=30, choices=LegalForm.choices)
    municipality_code = models.CharField("市区町村コード", max_length=5, blank=True, db_index=True)
    prefecture = models.CharField("都道府県", max_length=10, blank=True)
    city = models.CharField("市区町村", max_length=20, blank=True)
    street = models.CharField("丁目番地等", max_length=300, blank=True)
    address_outside = models.CharField("国外所在地", max_length=300, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    town = models.ForeignKey(Town, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="町丁目")
    process = models.CharField("処理区分", max_length=20, choices=CorporationProcess.choices)
    assigned_on = models.DateField("法人番号指定年月日", null=True, blank=True)
    changed_on = models.DateField("変更年月日", null=True, blank=True)
    updated_on = models.DateField("更新年月日")
    sequence = models.PositiveIntegerField("一連番号", default=0)
    closed_on = models.DateField("閉鎖日", null=True, blank=True)
    close_cause = models.CharField("閉鎖の事由", max_length=20, choices=CloseCause.choices, blank=True)
    successor_number = models.CharField("承継先法人番号", max_length=13, blank=True)
    change_reason = models.CharField("変更事由の詳細", max_length=500, blank=True)
    hidden = models.BooleanField("検索対象除外", default=False)

    objects = CorporationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法人番号公表情報"
        ordering = ["kana_key", "key", "legal_entity_number"]
        constraints = [
            models.CheckConstraint(condition=number_condition("legal_entity_number"), name="parties_corporation_number"),
            models.CheckConstraint(condition=Q(successor_number="") | number_condition("successor_number"), name="parties_corporation_successor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.legal_entity_number})"

    @property
    def address(self) -> str:
        """The published address as one text."""
        return f"{self.prefecture}{self.city}{self.street}" or self.address_outside


class CorporationFile(Record):
    """法人番号ファイルの取込: a file of the tax agency that was taken in, and what became of each of its rows."""

    kind = models.CharField("ファイルの種類", max_length=20, choices=CorporationFileKind.choices)
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("ハッシュ値", max_length=64)
    encoding = models.CharField("文字コード", max_length=20)
    counts = models.JSONField("件数", default=dict)
    problems = models.JSONField("取り込めない行", default=list)
    taken_at = models.DateTimeField("取込日時")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="取り込んだ人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "法人番号ファイルの取込"
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
