"""What must not be forgotten: promises, missed targets, the assembly's questions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import AgendaItem
from musubi.blocks.reporting.enums import FutureDirection
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import AnswerSheetStatus, PromiseStatus
from musubi.council.models.issue import Issue
from musubi.council.models.opinion import Opinion


class Promise(Record):
    """約束: 「検討します」 said to somebody: by whom, until when, and whom the result was told."""

    text = models.TextField("約束したこと")
    promised_by = models.CharField("言った人(職)", max_length=120)
    promised_on = models.DateField("言った日")
    promised_to = models.CharField("言った相手", max_length=160)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="promises", verbose_name="担当")
    due_on = models.DateField("いつまでに")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="意見")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="課題")
    status = models.CharField("状態", max_length=20, choices=PromiseStatus.choices, default=PromiseStatus.OPEN)
    result = models.TextField("検討の結果", blank=True)
    told_to = models.CharField("伝えた相手", max_length=160, blank=True)
    told_on = models.DateField("伝えた日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "約束"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="told") | (Q(told_on__isnull=False) & ~Q(told_to="") & ~Q(result="")), name="council_promise_told"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("promised_on")), name="council_promise_days"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Shortfall(Record):
    """目標未達の分析: fact, cause and action where an indicator missed its target; it leads to the next agenda."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="shortfalls", verbose_name="指標")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="shortfalls", verbose_name="計画の項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    fact = models.TextField("事実")
    cause = models.TextField("原因", blank=True)
    action = models.TextField("対応", blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="担当")
    due_on = models.DateField("いつまでに", null=True, blank=True)
    cost = models.PositiveBigIntegerField("かかる費用(円)", null=True, blank=True)
    direction = models.CharField("今後の方向性", max_length=20, choices=FutureDirection.choices, blank=True)
    agenda = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="shortfalls", verbose_name="取り上げる議題")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="shortfalls", verbose_name="課題")

    class Meta:
        verbose_name = verbose_name_plural = "目標未達の分析"
        ordering = ["-fiscal_year", "item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "fiscal_year"], name="council_shortfall_once"),
            models.CheckConstraint(condition=Q(action="") | Q(due_on__isnull=False, organization__isnull=False), name="council_shortfall_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.fiscal_year}"


class AssemblyQuestion(Record):
    """想定問答: the notice of a question of the assembly and the answer sheet made from the city's figures."""

    session = models.CharField("会期", max_length=80)
    questioner = models.CharField("質問者", max_length=80, blank=True)
    received_on = models.DateField("通告を受けた日")
    due_on = models.DateField("作成の期限")
    title = models.CharField("件名", max_length=200)
    question = models.TextField("質問の内容")
    items = models.ManyToManyField(PlanItem, blank=True, related_name="assembly_questions", verbose_name="計画の項目")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="assembly_questions", verbose_name="答弁を作る課")
    status = models.CharField("状態", max_length=20, choices=AnswerSheetStatus.choices, default=AnswerSheetStatus.DRAFT)
    answer = models.TextField("答弁", blank=True)
    follow_ups = models.TextField("再質問への備え", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認した課長"
    )
    checked_at = models.DateTimeField("確認日時", null=True, blank=True)
    opinion = models.OneToOneField(
        Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="assembly_question", verbose_name="受け付けた意見"
    )

    class Meta:
        verbose_name = verbose_name_plural = "想定問答"
        ordering = ["-received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(status="draft") & Q(checked_at__isnull=True)) | (Q(checked_at__isnull=False) & ~Q(answer="")),
                name="council_question_checked",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="council_question_days"),
        ]

    def __str__(self) -> str:
        return self.title


class NeighbourFigure(Record):
    """近隣市の値: a figure of another municipality as typed from its publication."""

    question = models.ForeignKey(AssemblyQuestion, on_delete=models.CASCADE, related_name="neighbour_figures", verbose_name="想定問答")
    municipality = models.CharField("自治体", max_length=60)
    label = models.CharField("何の値か", max_length=120)
    value = models.DecimalField("値", max_digits=18, decimal_places=3)
    unit = models.CharField("単位", max_length=20)
    as_of = models.CharField("時点", max_length=60, blank=True)
    source = models.CharField("出典", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "近隣市の値"
        ordering = ["question", "municipality", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="council_neighbour_source")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.label}"
