"""Issues gathered from opinions, how they merge and split, and whom they concern."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import AgendaItem, Body
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import IssueStatus, LineageKind
from musubi.council.models.opinion import Opinion


class Issue(Record):
    """課題: what several opinions are about, in one sentence that can be decided on."""

    number = models.PositiveIntegerField("番号", unique=True)
    title = models.CharField("課題", max_length=200)
    title_en = models.CharField("課題(英語)", max_length=250, blank=True)
    text = models.TextField("内容", blank=True)
    status = models.CharField("状態", max_length=20, choices=IssueStatus.choices, default=IssueStatus.OPEN)
    status_reason = models.CharField("そうした理由", max_length=300, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="issues", verbose_name="会議体")
    items = models.ManyToManyField(PlanItem, blank=True, related_name="issues", verbose_name="計画の項目")
    agenda = models.ManyToManyField(AgendaItem, blank=True, related_name="issues", verbose_name="取り上げる議題")
    opened_on = models.DateField("挙げた日")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="挙げた人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "課題"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=~Q(status="not_taken") | ~Q(status_reason=""), name="council_issue_not_taken_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """As it is quoted: I-12."""
        return f"I-{self.number}"


class Gathering(Record):
    """意見のとりまとめ: an opinion gathered into an issue. The link is never removed: where it moved on, `through` says how."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="gatherings", verbose_name="意見")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="gatherings", verbose_name="課題")
    through = models.ForeignKey(
        "council.Lineage", on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings", verbose_name="もとの系譜"
    )
    gathered_at = models.DateTimeField("とりまとめた日時")
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="とりまとめた人"
    )
    left_at = models.DateTimeField("移った日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意見のとりまとめ"
        ordering = ["issue", "opinion", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "issue"], condition=Q(left_at__isnull=True), name="council_gathering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} → {self.issue_id}"


class Lineage(Record):
    """課題の系譜: one issue went into another or came out of it; authorship of the opinions stays with them."""

    kind = models.CharField("種類", max_length=10, choices=LineageKind.choices)
    source = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="went_into", verbose_name="もとの課題")
    target = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="came_from", verbose_name="先の課題")
    reason = models.CharField("理由", max_length=300)
    made_at = models.DateTimeField("日時")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行った人")

    class Meta:
        verbose_name = verbose_name_plural = "課題の系譜"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="council_lineage_two_issues"),
            models.CheckConstraint(condition=Q(kind__in=LineageKind.values), name="council_lineage_kind"),
            models.CheckConstraint(condition=~Q(reason=""), name="council_lineage_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Coordination(Record):
    """調整: what was asked of an actor about an issue that touches several, until when, and the reply."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="coordinations", verbose_name="課題")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="coordinations", verbose_name="たずねる相手")
    question = models.TextField("たずねること")
    asked_on = models.DateField("たずねた日")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="たずねた人"
    )
    due_on = models.DateField("回答期限")
    reply = models.TextField("回答", blank=True)
    replied_on = models.DateField("回答日", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回答した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "調整"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True, reply="") | (Q(replied_on__isnull=False) & ~Q(reply="")), name="council_coordination_replied"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="council_coordination_days"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.organization}"
