"""The selection of a panel: calculated runs that are kept, and the list that the panel decides on, with a reason for each exception."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import Outcome
from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.reviews.enums import SelectionBasis, SelectionStatus
from musubi.blocks.reviews.models.panel import Panel, PanelEntry

OUTCOMES = [(each.value, each.label) for each in (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED)]


def _same(value: str, proposed: str) -> Q:
    """Equal, or both empty; never unknown, which a check would let pass."""
    known = Q(**{f"{value}__isnull": False, f"{proposed}__isnull": False, value: F(proposed)})
    return known | Q(**{f"{value}__isnull": True, f"{proposed}__isnull": True})


class SelectionRun(Record):
    """選定の計算: a question put to the engine and its proven answer, kept with hash, seed and version so that it replays.

    `question` is the engine's canonical text, without names; `rules` is what was typed, with labels and reasons. Scores are in
    hundredths of a point. `reasons` fills in the background until `explained_at`; nothing else ever changes.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="selection_runs", verbose_name="審査")
    number = models.PositiveSmallIntegerField("計算の番号")
    made_at = models.DateTimeField("計算した日時")
    made_by = models.CharField("計算した人", max_length=200)
    rules = models.JSONField("選定の決まり")
    question = models.TextField("計算の入力")
    inputs_sha256 = models.CharField("入力のSHA-256", max_length=64)
    seed = models.PositiveIntegerField("乱数の種")
    model_version = models.PositiveSmallIntegerField("計算方法の版")
    result = models.JSONField("計算の結果")
    reasons = models.JSONField("申請ごとの理由", default=dict)
    explained_at = models.DateTimeField("理由がそろった日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "選定の計算"
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="reviews_run_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="reviews_run_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.number}"


class SelectionList(Record):
    """選定案: what the panel proposes for every application, begun from the ranking or from a run; the panel decides."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="selection_lists", verbose_name="審査")
    basis = models.CharField("選定案の出発点", max_length=20, choices=SelectionBasis.choices, default=SelectionBasis.RANKING)
    run = models.ForeignKey(SelectionRun, on_delete=models.PROTECT, null=True, blank=True, related_name="lists", verbose_name="選定の計算")
    budget = models.BigIntegerField("採択に使える額")
    status = models.CharField("選定案の状態", max_length=20, choices=SelectionStatus.choices, default=SelectionStatus.DRAFT)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="決めた会議")
    fixed_at = models.DateTimeField("決めた日時", null=True, blank=True)
    fixed_by = models.CharField("記録した人", max_length=200, blank=True)
    decision = models.OneToOneField(
        DecisionRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="selection_list", verbose_name="採択の決裁欄"
    )
    grant_decision = models.OneToOneField(
        DecisionRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="selection_list_of_grants", verbose_name="交付決定の決裁欄"
    )
    discarded_at = models.DateTimeField("取りやめた日時", null=True, blank=True)
    discard_reason = models.CharField("取りやめた理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "選定案"
        ordering = ["panel", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(discarded_at__isnull=True),
                name="reviews_one_list",
                violation_error_message=_("この審査には、作りかけか決まった選定案がもうあります。それを開いてください"),
            ),
            models.CheckConstraint(
                condition=Q(basis=SelectionBasis.RUN, run__isnull=False) | Q(basis=SelectionBasis.RANKING, run__isnull=True),
                name="reviews_list_basis",
            ),
            models.CheckConstraint(condition=Q(budget__gt=0), name="reviews_list_budget"),
            models.CheckConstraint(
                condition=Q(status=SelectionStatus.DRAFT, fixed_at__isnull=True, decision__isnull=True, grant_decision__isnull=True)
                | Q(status=SelectionStatus.FIXED, fixed_at__isnull=False, decision__isnull=True, grant_decision__isnull=True)
                | (
                    Q(status=SelectionStatus.HANDED_OVER, fixed_at__isnull=False, discarded_at__isnull=True)
                    & (Q(decision__isnull=False) | Q(grant_decision__isnull=False))
                ),
                name="reviews_list_status",
            ),
            models.CheckConstraint(condition=Q(discarded_at__isnull=True) | ~Q(discard_reason=""), name="reviews_list_discarded"),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.get_basis_display()}"

    @property
    def decisions(self) -> list[DecisionRecord]:
        """The drafts that were made of it."""
        return [each for each in (self.decision, self.grant_decision) if each is not None]


class SelectionRow(Record):
    """選定案の行: what was proposed for an application and what the panel decides; where they differ there is a reason.

    `score` is what ranked it; where that is calibrated, `raw_score` is the mean as it is. `reserve_order` sorts those in reserve
    (補欠); `letter_reason` is what the applicant reads, `reason` stays inside.
    """

    personal_fields: ClassVar[tuple[str, ...]] = ("reason", "letter_reason")

    list = models.ForeignKey(SelectionList, on_delete=models.CASCADE, related_name="rows", verbose_name="選定案")
    entry = models.ForeignKey(PanelEntry, on_delete=models.PROTECT, related_name="selection_rows", verbose_name="審査の対象")
    score = models.IntegerField("評点(百分の一点)", null=True, blank=True)
    raw_score = models.IntegerField("そのままの平均(百分の一点)", null=True, blank=True)
    place = models.PositiveSmallIntegerField("評点の順位")
    proposed_outcome = models.CharField("案の結果", max_length=20, choices=OUTCOMES)
    proposed_amount = models.BigIntegerField("案の額", null=True, blank=True)
    proposed_order = models.PositiveSmallIntegerField("案の補欠の順位", null=True, blank=True)
    outcome = models.CharField("結果", max_length=20, choices=OUTCOMES)
    amount = models.BigIntegerField("採択の額", null=True, blank=True)
    reserve_order = models.PositiveSmallIntegerField("補欠の順位", null=True, blank=True)
    reason = models.CharField("例外の理由", max_length=300, blank=True)
    letter_reason = models.CharField("通知に書く理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "選定案の行"
        ordering = ["list", "place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "entry"], name="reviews_row_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.SELECTED, amount__isnull=False, amount__gt=0) | (~Q(outcome=Outcome.SELECTED) & Q(amount__isnull=True)),
                name="reviews_row_amount",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RESERVE, reserve_order__isnull=False) | (~Q(outcome=Outcome.RESERVE) & Q(reserve_order__isnull=True)),
                name="reviews_row_reserve",
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                | (Q(outcome=F("proposed_outcome")) & _same("amount", "proposed_amount") & _same("reserve_order", "proposed_order")),
                name="reviews_row_exception",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry.application.number} {self.get_outcome_display()}"

    @property
    def is_exception(self) -> bool:
        """Whether the panel decided otherwise than proposed."""
        proposed = (self.proposed_outcome, self.proposed_amount, self.proposed_order)
        return (self.outcome, self.amount, self.reserve_order) != proposed
