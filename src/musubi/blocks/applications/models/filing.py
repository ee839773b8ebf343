"""What an applicant hands in: files as they are chosen, receipts of what was filed, corrections point by point."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models.application import Application, CostLine
from musubi.blocks.kernel.models import Record


def _path(record: ApplicationFile, name: str) -> str:
    """By application and hash: one application's bytes can be erased without looking at any other."""
    return f"applications/{record.application.uid}/{record.sha256}"


class ApplicationFile(Record):
    """提出書類: a file of an application, kept by the hash of its content as soon as it is chosen; removed ones stay until the retention ends."""

    personal_fields: ClassVar[tuple[str, ...]] = ("file_name",)

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files", verbose_name="申請")
    stage = models.CharField("段階", max_length=20, choices=Stage.choices, default=Stage.APPLICATION)
    requirement = models.CharField("書類", max_length=40)
    cost = models.ForeignKey(CostLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence", verbose_name="経費")
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("形式", max_length=120)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path, max_length=160)
    uploaded_at = models.DateTimeField("受け取った日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送った人"
    )
    removed_at = models.DateTimeField("外した日時", null=True, blank=True)
    warnings = models.JSONField("注意", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "提出書類"
        ordering = ["application", "stage", "requirement", "uploaded_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(sha256=""), name="applications_file_hashed")]

    def __str__(self) -> str:
        return self.file_name


class Upload(Record):
    """送信中の書類: the parts of a file that arrived so far; it goes on where it broke off, and becomes a 提出書類 when whole."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="uploads", verbose_name="申請")
    stage = models.CharField("段階", max_length=20, choices=Stage.choices, default=Stage.APPLICATION)
    requirement = models.CharField("書類", max_length=40)
    file_name = models.CharField("ファイル名", max_length=200)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    received = models.PositiveBigIntegerField("受け取ったバイト数", default=0)
    part_file = models.CharField("仮のファイル", max_length=160)
    started_at = models.DateTimeField("始めた日時")

    class Meta:
        verbose_name = verbose_name_plural = "送信中の書類"
        ordering = ["started_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(received__lte=F("size")), name="applications_upload_within_size")]

    def __str__(self) -> str:
        return self.file_name


class Receipt(Record):
    """受付票: what was handed in at a moment: answers, costs and files with their hashes; never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="receipts", verbose_name="申請")
    stage = models.CharField("段階", max_length=20, choices=Stage.choices)
    number = models.CharField("受付番号", max_length=60, unique=True)
    content = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField("受付日時")

    class Meta:
        verbose_name = verbose_name_plural = "受付票"
        ordering = ["application", "received_at", "pk"]

    def __str__(self) -> str:
        return self.number


class Correction(Record):
    """補正依頼: what the city asks to mend, point by point, until a day."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="corrections", verbose_name="申請")
    stage = models.CharField("段階", max_length=20, choices=Stage.choices)
    asked_at = models.DateTimeField("依頼した日時")
    asked_by = models.CharField("依頼した人", max_length=200)
    due_on = models.DateField("期限")
    message = models.TextField("全体の説明", blank=True)
    answered_at = models.DateTimeField("補正した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "補正依頼"
        ordering = ["application", "-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(answered_at__isnull=True), name="applications_one_open_correction"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.due_on}"


class CorrectionPoint(Record):
    """補正の箇所: a field, a file or a cost line, what is wrong with it, and what stood there before."""

    personal_fields: ClassVar[tuple[str, ...]] = ("before", "after")

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="points", verbose_name="補正依頼")
    target = models.CharField("箇所", max_length=80)
    label = models.CharField("箇所の名称", max_length=200)
    message = models.TextField("直してほしいこと")
    before = models.TextField("補正前", blank=True)
    after = models.TextField("補正後", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "補正の箇所"
        ordering = ["correction", "pk"]
        constraints = [models.UniqueConstraint(fields=["correction", "target"], name="applications_point_once")]

    def __str__(self) -> str:
        return self.label
