"""What was done at a desk, and the forms of what is done again and again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.models import Record
from musubi.blocks.kernel.text import search_key
from musubi.blocks.vision.models import PlanItem


class ActivityTemplate(Record):
    """活動のひな型: an activity that comes again, with its words filled in, of one item or (without an item) of all."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="activity_templates", verbose_name="項目")
    name = models.CharField("ひな型の名前", max_length=60)
    kind = models.CharField("種類", max_length=20, choices=ActivityKind.choices)
    title = models.CharField("件名", max_length=200)
    detail = models.TextField("内容", blank=True)
    with_whom = models.CharField("相手", max_length=200, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    months = models.JSONField("行う月", default=list, blank=True)
    removed_at = models.DateTimeField("使うのをやめた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "活動のひな型"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], condition=Q(removed_at__isnull=True), name="desks_template_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(Record):
    """活動記録: what happened at a desk on a day, what came of it, and what is next.

    Its fiscal year follows from the day. A withdrawn one stays, is counted nowhere, and can be brought back.
    """

    TEXTS = ("title", "detail", "with_whom", "place", "outcome", "next_step")

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="activities", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    happened_on = models.DateField("日付")
    kind = models.CharField("種類", max_length=20, choices=ActivityKind.choices)
    title = models.CharField("件名", max_length=200)
    detail = models.TextField("内容", blank=True)
    with_whom = models.CharField("相手", max_length=200, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    quantity = models.DecimalField("数量", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("数量の単位", max_length=20, blank=True)
    outcome = models.TextField("結果", blank=True)
    next_step = models.CharField("次にすること", max_length=200, blank=True)
    next_due_on = models.DateField("次の期限", null=True, blank=True)
    next_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="次にする人"
    )
    visibility = models.CharField("見られる人", max_length=20, choices=Visibility.choices, default=Visibility.INTERNAL)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="記録した人"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="記録した組織"
    )
    recorded_at = models.DateTimeField("記録日時")
    template = models.ForeignKey(
        ActivityTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name="使ったひな型"
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り消した人"
    )
    withdrawn_reason = models.CharField("取消しの理由", max_length=200, blank=True)
    search_text = models.TextField("検索用の文字", blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "活動記録"
        ordering = ["-happened_on", "-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["item", "fiscal_year", "happened_on"], name="desks_activity_year"),
            models.Index(fields=["fiscal_year", "kind"], name="desks_activity_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__isnull=True) | ~Q(unit=""), name="desks_activity_unit"),
            models.CheckConstraint(condition=Q(next_due_on__isnull=True) | ~Q(next_step=""), name="desks_activity_next_step"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True), name="desks_activity_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Keep the fiscal year and the search text with the day and the words."""
        self.fiscal_year = fiscal_year_of(self.happened_on)
        self.search_text = "\n".join(filter(None, (search_key(getattr(self, name)) for name in self.TEXTS)))
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "fiscal_year", "search_text"}
        super().save(**options)


def _upload_path(upload: JournalUpload, name: str) -> str:
    return f"journals/{upload.sha256}.xlsx"


class JournalUpload(Record):
    """取り込み中の活動記録: a workbook that was sent in, kept until its rows are accepted or it is dropped."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="journal_uploads", verbose_name="項目")
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_upload_path, max_length=120)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り込んだ人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "取り込み中の活動記録"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
