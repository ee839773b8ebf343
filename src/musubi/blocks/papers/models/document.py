"""Issued documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record


class Document(Record):
    """発行文書: a document as it was issued: its bytes, from what and by which version they were made; never changed.

    Only its bytes may be erased, once, when the retention period is over: number, title, days and hash stay.

    `series` and `subject` say what it is of (e.g. `roadmap`, the edition's id); a series issues one per subject and
    language. A re-print serves the stored bytes.
    """

    series = models.CharField("文書の種類", max_length=60)
    subject = models.CharField("対象のID", max_length=64)
    language = models.CharField("言語", max_length=10, default="ja")
    number = models.PositiveIntegerField("番号")
    title = models.CharField("件名", max_length=200)
    file_name = models.CharField("ファイル名", max_length=120)
    media_type = models.CharField("形式", max_length=120)
    content = models.BinaryField("内容")
    erased_on = models.DateField("内容を消去した日", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    template = models.CharField("ひな形", max_length=200)
    template_sha256 = models.CharField("ひな形のSHA-256", max_length=64)
    input_sha256 = models.CharField("入力のSHA-256", max_length=64)
    generator = models.CharField("作成した仕組みの版", max_length=120)
    dated = models.DateField("文書の日付")
    issued_at = models.DateTimeField("発行日時")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="発行者")

    class Meta:
        verbose_name = verbose_name_plural = "発行文書"
        ordering = ["series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="papers_document_number"),
            models.UniqueConstraint(fields=["series", "subject", "language"], name="papers_document_once"),
        ]

    def __str__(self) -> str:
        return self.title
