"""Calls for public comment, and the city's answers to what came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import CommentCallStatus, Stance


class CommentCall(Record):
    """意見募集: a draft is shown to everyone, opinions are taken until a day, the city answers each kind of opinion.

    `result_content` is what the head published as plain values; the working rows may be corrected afterwards without
    changing it.
    """

    slug = models.SlugField("記号", max_length=60, unique=True)
    title = models.CharField("件名", max_length=200)
    title_en = models.CharField("件名(英語)", max_length=250, blank=True)
    text = models.TextField("何について意見を聞くか")
    text_en = models.TextField("何について意見を聞くか(英語)", blank=True)
    status = models.CharField("状態", max_length=20, choices=CommentCallStatus.choices, default=CommentCallStatus.DRAFT)
    starts_on = models.DateField("募集の始め")
    ends_on = models.DateField("募集の締切日(この日まで)")
    result_due_on = models.DateField("結果を公表する予定日", null=True, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="担当する課")
    name_required = models.BooleanField("氏名と住所を必須にする", default=False)
    other_ways = models.TextField("郵送・FAX・持参などの出し方", blank=True)
    items = models.ManyToManyField(PlanItem, blank=True, related_name="comment_calls", verbose_name="計画の項目")
    documents = models.ManyToManyField(Document, blank=True, related_name="+", verbose_name="資料")
    published_at = models.DateTimeField("公表日時", null=True, blank=True)
    result_text = models.TextField("結果のまとめ", blank=True)
    result_number = models.PositiveSmallIntegerField("結果の版", default=0)
    result_content = models.JSONField("公表した結果", default=dict, blank=True)
    result_at = models.DateTimeField("結果の公表日時", null=True, blank=True)
    result_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="結果を公表した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "意見募集"
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="council_comment_call_days"),
            models.CheckConstraint(
                condition=Q(status="result", result_at__isnull=False) | (~Q(status="result") & Q(result_at__isnull=True)),
                name="council_comment_call_result",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OpinionGroup(Record):
    """意見のまとまり: opinions of a call that say the same, with one answer of the city. A letter with three points is in three."""

    call = models.ForeignKey(CommentCall, on_delete=models.PROTECT, related_name="groups", verbose_name="意見募集")
    number = models.PositiveIntegerField("番号")
    summary = models.CharField("意見の概要", max_length=500)
    stance = models.CharField("市の考え方の区分", max_length=20, choices=Stance.choices, blank=True)
    answer = models.TextField("市の考え方", blank=True)
    opinions = models.ManyToManyField("council.Opinion", blank=True, related_name="groups", verbose_name="意見")

    class Meta:
        verbose_name = verbose_name_plural = "意見のまとまり"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="council_opinion_group_number"),
            models.CheckConstraint(condition=~Q(summary=""), name="council_opinion_group_summary"),
            models.CheckConstraint(condition=Q(stance="") | ~Q(answer=""), name="council_opinion_group_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary[:60]}"
