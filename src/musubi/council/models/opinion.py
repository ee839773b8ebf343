"""Opinions, as they came and from whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import Body, CouncilMember, Meeting, Utterance
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import AuthorClass, OpinionChannel, OpinionSource, Publicity
from musubi.council.models.comment import CommentCall


class Opinion(Record):
    """意見: what somebody said or wrote, word for word. It is never rewritten; what is shown outside may be shortened.

    The person behind it, where it is not a council member, stands apart in OpinionAuthor.
    """

    number = models.PositiveIntegerField("番号", unique=True)
    source = models.CharField("出どころ", max_length=30, choices=OpinionSource.choices)
    text = models.TextField("意見")
    public_text = models.TextField("公開する文(空欄は原文)", blank=True)
    language = models.CharField("言語", max_length=10, default="ja")
    received_on = models.DateField("受け取った日")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受け付けた人"
    )
    author_class = models.CharField("出した人の区分", max_length=20, choices=AuthorClass.choices)
    author_label = models.CharField("公開する肩書", max_length=160, blank=True)
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="委員")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="会議体")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="会議")
    utterance = models.ForeignKey(Utterance, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="発言")
    comment_call = models.ForeignKey(CommentCall, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="意見募集")
    origin = models.CharField("会期・文書番号・該当箇所など", max_length=200, blank=True)
    receipt = models.CharField("受付番号", max_length=80, blank=True)
    channel = models.CharField("受け付けた方法", max_length=20, choices=OpinionChannel.choices, blank=True)
    sending = models.CharField("送信の記号", max_length=40, blank=True, editable=False)  # one press of the button is one opinion
    publicity = models.CharField("公開区分", max_length=20, choices=Publicity.choices, default=Publicity.ANONYMOUS)
    items = models.ManyToManyField(PlanItem, blank=True, related_name="opinions", verbose_name="計画の項目")
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawn_reason = models.CharField("取り下げた理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意見"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(utterance__isnull=True) | Q(meeting__isnull=False), name="council_opinion_said_at_meeting"),
            models.CheckConstraint(condition=Q(meeting__isnull=True) | Q(body__isnull=False), name="council_opinion_meeting_body"),
            models.CheckConstraint(condition=~Q(source="public_comment") | Q(comment_call__isnull=False), name="council_opinion_comment_call"),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="council_opinion_receipt"),
            models.UniqueConstraint(fields=["sending"], condition=~Q(sending=""), name="council_opinion_sending"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="council_opinion_withdrawn_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:40]}"

    @property
    def code(self) -> str:
        """As it is quoted: O-31."""
        return f"O-{self.number}"

    @property
    def shown_text(self) -> str:
        """What stands outside."""
        return self.public_text or self.text


class OpinionAuthor(Record):
    """意見を出した人: personal data of who sent an opinion; each reading is logged, erased after the retention period."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name", "email", "phone", "address"})

    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, related_name="author", verbose_name="意見")
    name = models.CharField("氏名", max_length=80, blank=True)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    address = models.CharField("住所・所在地", max_length=200, blank=True)
    name_may_be_shown = models.BooleanField("名前を公開してよい", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "意見を出した人"
        ordering = ["opinion"]

    def __str__(self) -> str:
        return str(self.opinion_id)
