"""What the body said (会議のまとめ), what the city decided (市の決定), what it answers and does."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import AgendaItem, Meeting
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import ActionStatus, ResolutionKind, ResponseState
from musubi.council.models.issue import Issue


class Resolution(Record):
    """会議のまとめ: what a body agreed on at a meeting; it binds nobody until the city decides."""

    number = models.PositiveIntegerField("番号", unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions", verbose_name="会議")
    agenda = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="議題")
    kind = models.CharField("種類", max_length=20, choices=ResolutionKind.choices)
    text = models.TextField("まとめ")
    issues = models.ManyToManyField(Issue, blank=True, related_name="resolutions", verbose_name="課題")

    class Meta:
        verbose_name = verbose_name_plural = "会議のまとめ"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:60]}"

    @property
    def code(self) -> str:
        """As it is quoted: R-4."""
        return f"R-{self.number}"


class CityDecision(Record):
    """市の決定: decided by the city, on a day, under a document number (決裁欄). Until these are filled nothing rests on it."""

    number = models.PositiveIntegerField("番号", unique=True)
    title = models.CharField("件名", max_length=200)
    text = models.TextField("内容")
    resolutions = models.ManyToManyField(Resolution, blank=True, related_name="decisions", verbose_name="受けた会議のまとめ")
    issues = models.ManyToManyField(Issue, blank=True, related_name="decisions", verbose_name="課題")
    items = models.ManyToManyField(PlanItem, blank=True, related_name="city_decisions", verbose_name="計画の項目")
    drafted_on = models.DateField("起案日", null=True, blank=True)
    decided_on = models.DateField("決裁日", null=True, blank=True)
    decided_by = models.CharField("決裁区分", max_length=80, blank=True)
    consulted = models.CharField("合議先", max_length=200, blank=True)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    effective_on = models.DateField("施行日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "市の決定"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | (~Q(document_number="") & ~Q(decided_by="")), name="council_decision_record"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(drafted_on__isnull=True) | Q(decided_on__gte=models.F("drafted_on")),
                name="council_decision_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """As it is quoted: 決-3 (D-3 is an initiative)."""
        return f"決-{self.number}"

    @property
    def is_decided(self) -> bool:
        """Whether 決裁日 and 文書番号 are there."""
        return self.decided_on is not None


class Response(Record):
    """対応状況: what the city answers to an issue, with its reason; a new answer is a new row."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="responses", verbose_name="課題")
    state = models.CharField("対応状況", max_length=20, choices=ResponseState.choices)
    text = models.TextField("内容と理由")
    decision = models.ForeignKey(CityDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="responses", verbose_name="市の決定")
    responded_on = models.DateField("回答日")
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回答した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "対応状況"
        ordering = ["issue", "-responded_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="council_response_reason")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.get_state_display()}"


class ActionItem(Record):
    """対応事項: who does what until when because of an issue or a decision, and what shows that it is done."""

    number = models.PositiveIntegerField("番号", unique=True)
    title = models.CharField("すること", max_length=200)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="課題")
    decision = models.ForeignKey(CityDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="市の決定")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="action_items", verbose_name="担当")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="action_items", verbose_name="計画の項目")
    due_on = models.DateField("期限")
    status = models.CharField("状態", max_length=20, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    done_on = models.DateField("完了日", null=True, blank=True)
    evidence = models.TextField("何ができたか(証拠)", blank=True)
    evidence_file = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="証拠の文書")

    class Meta:
        verbose_name = verbose_name_plural = "対応事項"
        ordering = ["due_on", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(issue__isnull=False) | Q(decision__isnull=False), name="council_action_because"),
            models.CheckConstraint(
                condition=(Q(status="done", done_on__isnull=False) & ~Q(evidence="")) | (~Q(status="done") & Q(done_on__isnull=True)),
                name="council_action_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """As it is quoted: T-18."""
        return f"T-{self.number}"


class PublishedTrace(Record):
    """公表した経緯: what the public sees of an issue, as the head confirmed it; live records do not shine through."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="published_traces", verbose_name="課題")
    number = models.PositiveSmallIntegerField("版")
    content = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    published_at = models.DateTimeField("公表日時")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="公表した人")
    retracted_at = models.DateTimeField("取り下げた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公表した経緯"
        ordering = ["issue", "-number"]
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="council_published_trace_number")]

    def __str__(self) -> str:
        return f"{self.issue_id} 第{self.number}版"
