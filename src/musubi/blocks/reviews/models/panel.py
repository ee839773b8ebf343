"""Panels: which body reviews which applications of a call, by whom, by which version of the score sheet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.models import Application, Call, CallTerms
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models import Body, CouncilMember
from musubi.blocks.reviews.enums import OthersShown, PanelStatus, TieKind


class Panel(Record):
    """審査: a round of review of a call by a body (審査会). Its score sheet is that version of the call's terms which was in force."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="panels", verbose_name="審査会")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="panels", verbose_name="募集")
    terms = models.ForeignKey(CallTerms, on_delete=models.PROTECT, related_name="panels", verbose_name="採点表の版")
    round = models.PositiveSmallIntegerField("審査の回", default=1)
    name = models.CharField("名称", max_length=120)
    status = models.CharField("段階", max_length=20, choices=PanelStatus.choices, default=PanelStatus.PREPARING)
    declare_until = models.DateField("申告の期限", null=True, blank=True)
    score_until = models.DateField("採点の期限", null=True, blank=True)
    per_application = models.PositiveSmallIntegerField("1件を採点する人数", null=True, blank=True)
    others_shown = models.CharField("ほかの委員の採点", max_length=20, choices=OthersShown.choices, default=OthersShown.AFTER_OWN)
    topics = models.JSONField("分野", default=list, blank=True)
    covers_topics = models.BooleanField("分野ごとに詳しい委員を割り当てる", default=False)
    hidden_questions = models.JSONField("審査委員に見せない質問", default=list, blank=True)
    shown_documents = models.JSONField("審査委員に見せる書類", default=list, blank=True)
    opened_at = models.DateTimeField("審査委員に開いた日時", null=True, blank=True)
    closed_at = models.DateTimeField("採点を締めた日時", null=True, blank=True)
    closed_reason = models.CharField("採点がそろわないまま締めた理由", max_length=300, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査"
        ordering = ["-call__fiscal_year", "call_id", "round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "body", "round"],
                name="reviews_panel_once",
                violation_error_message=_("この審査会の、この回の審査は、もうあります。それを開いてください"),
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="reviews_panel_round"),
            models.CheckConstraint(
                condition=Q(declare_until__isnull=True) | Q(score_until__isnull=True) | Q(score_until__gte=F("declare_until")),
                name="reviews_panel_days",
                violation_error_message=_("採点の期限が、申告の期限より前です。日付を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(status=PanelStatus.PREPARING, opened_at__isnull=True, closed_at__isnull=True)
                | Q(status=PanelStatus.OPEN, opened_at__isnull=False, closed_at__isnull=True)
                | Q(status=PanelStatus.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="reviews_panel_status",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reviewer(Record):
    """審査委員: a member of the body who reviews in this panel; without an account the office types in for them."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="reviewers", verbose_name="審査")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="reviews", verbose_name="委員")
    most = models.PositiveSmallIntegerField("受け持つ件数の上限", null=True, blank=True)
    topics = models.JSONField("得意な分野", default=list, blank=True)
    on_paper = models.BooleanField("紙で採点する", default=False)
    left_on = models.DateField("審査から退いた日", null=True, blank=True)
    left_reason = models.CharField("退いた理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査委員"
        ordering = ["panel_id", "member__name_kana", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "member"], name="reviews_reviewer_once"),
            models.CheckConstraint(condition=Q(left_on__isnull=True) | ~Q(left_reason=""), name="reviews_reviewer_left"),
        ]

    def __str__(self) -> str:
        return self.member.name


class ReviewerTie(Record):
    """審査委員の関係先: where a reviewer works, worked, sits on a board, has kin or deals; known before any application is seen."""

    personal_fields: ClassVar[tuple[str, ...]] = ("name", "address", "note")

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="ties", verbose_name="審査委員")
    kind = models.CharField("関係の種類", max_length=20, choices=TieKind.choices)
    name = models.CharField("関係先の名称・氏名", max_length=200)
    legal_entity_number = models.CharField("法人番号", max_length=13, blank=True)
    address = models.CharField("住所・所在地", max_length=200, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査委員の関係先"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reviewer", "kind", "name"], name="reviews_tie_once")]

    def __str__(self) -> str:
        return self.name


class PanelEntry(Record):
    """審査の対象: an application before this panel, under the number by which its papers call it."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="entries", verbose_name="審査")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="panel_entries", verbose_name="申請")
    number = models.PositiveSmallIntegerField("整理番号")
    topics = models.JSONField("分野", default=list, blank=True)
    removed_at = models.DateTimeField("審査の対象から外した日時", null=True, blank=True)
    removed_reason = models.CharField("外した理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査の対象"
        ordering = ["panel_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "application"], name="reviews_entry_once"),
            models.UniqueConstraint(fields=["panel", "number"], name="reviews_entry_number"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""), name="reviews_entry_removed"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
