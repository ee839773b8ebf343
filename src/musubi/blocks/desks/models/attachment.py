"""Files of a desk: evidence of activities, documents, photos."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.enums import Visibility
from musubi.blocks.desks.models.activity import Activity
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem


def _path(attachment: Attachment, name: str) -> str:
    return f"desks/{attachment.sha256[:2]}/{attachment.sha256}"


class Attachment(Record):
    """机の資料: a file of a desk or of one of its activities, kept by the hash of its content.

    Photos are kept newly encoded, without position or other marks of the camera.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="attachments", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name="活動記録")
    title = models.CharField("資料の名前", max_length=200)
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("形式", max_length=120)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path, max_length=120)
    is_photo = models.BooleanField("写真", default=False)
    consent = models.BooleanField("写っている人の同意", default=False)
    note = models.CharField("備考", max_length=200, blank=True)
    visibility = models.CharField("見られる人", max_length=20, choices=Visibility.choices, default=Visibility.INTERNAL)
    uploaded_at = models.DateTimeField("登録した日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登録した人"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登録した組織")
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机の資料"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="desks_attachment_hashed"),
        ]

    def __str__(self) -> str:
        return self.title
