"""What somebody must do by a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.notifications.enums import TaskStatus


class Task(Record):
    """期限のある仕事: who must do what by when; reminded in three steps until it is done."""

    title = models.CharField("仕事", max_length=200)
    detail = models.TextField("説明", blank=True)
    address = models.CharField("行う画面", max_length=300, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="担当者"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="担当の組織")
    due_on = models.DateField("期限")
    object_type = models.CharField("対象の種類", max_length=80, blank=True)
    object_id = models.CharField("対象ID", max_length=64, blank=True)
    program_code = models.CharField("事業等の番号", max_length=40, blank=True)
    status = models.CharField("状態", max_length=20, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    step = models.PositiveSmallIntegerField("お知らせの段階", default=0)
    done_at = models.DateTimeField("完了日時", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完了した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "期限のある仕事"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="notifications_task_due")]
        constraints = [
            models.CheckConstraint(condition=Q(assignee__isnull=False) | Q(organization__isnull=False), name="notifications_task_somebody"),
            models.CheckConstraint(
                condition=Q(status="open", done_at__isnull=True) | (~Q(status="open") & Q(done_at__isnull=False)),
                name="notifications_task_done_at",
            ),
            models.UniqueConstraint(
                fields=["object_type", "object_id", "title"],
                condition=Q(status="open") & ~Q(object_id=""),
                name="notifications_task_once_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DailyTick(Record):
    """日次処理の記録: the reminders of a business day were made; one row a day, so no day is done twice."""

    day = models.DateField("日付", unique=True)
    finished_at = models.DateTimeField("終了日時")
    digests = models.PositiveIntegerField("送った人数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "日次処理の記録"
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
