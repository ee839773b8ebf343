"""The office that runs this installation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.kernel.models import Record


class OfficeSettings(Record):
    """事務局の設定: how the office signs its pages, letters and mail, and where the demo's clock stands. One row.

    What is left empty is taken from `organization`, so that a new name or address of the unit is seen everywhere.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事務局を担う組織")
    municipality_name = models.CharField("自治体名", max_length=60, blank=True)
    municipality_name_en = models.CharField("自治体名(英語)", max_length=100, blank=True)
    division_name = models.CharField("課名", max_length=120, blank=True)
    division_name_en = models.CharField("課名(英語)", max_length=200, blank=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    address_en = models.CharField("所在地(英語)", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    fax = models.CharField("ファクス", max_length=30, blank=True)
    sender_name = models.CharField("メールの差出人名", max_length=120, blank=True)
    sender_address = models.EmailField("メールの差出人アドレス", blank=True)
    logo = models.FileField("ロゴ", upload_to="office/", blank=True)
    data_licence = models.CharField("公開するデータの利用条件", max_length=120, blank=True)
    keep_years = models.PositiveSmallIntegerField("申請の記録の保存期間(年)", default=5)
    reminders_stopped = models.BooleanField("督促を止める", default=False)
    reminders_stopped_reason = models.CharField("止める理由", max_length=200, blank=True)
    demo_clock = models.DateField("デモの日付", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事務局の設定"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(keep_years__gte=1, keep_years__lte=100),
                name="accounts_office_keep_years",
                violation_error_message=_("保存期間は1年から100年までです"),
            )
        ]

    def __str__(self) -> str:
        return self.division_name or "事務局の設定"


class OfficeHoliday(Record):
    """閉庁日: a day on which this office is closed beside national holidays and 12/29–1/3."""

    day = models.DateField("日付", unique=True)
    name = models.CharField("名称", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "閉庁日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class NumberSeries(Record):
    """文書番号の系列: numbers documents without gaps, from 1 in each fiscal year; `{number}` stands in the pattern."""

    name = models.CharField("名称", max_length=60)
    pattern = models.CharField("番号の形", max_length=80)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    last_number = models.PositiveIntegerField("最後の番号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文書番号の系列"
        ordering = ["fiscal_year", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "fiscal_year"], name="accounts_series_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.fiscal_year}"
