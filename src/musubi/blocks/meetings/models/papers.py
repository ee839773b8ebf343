"""Meeting papers (会議資料一式): what they consist of, from which templates, and each set as it was issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.enums import PaperFormat, PaperKind
from musubi.blocks.meetings.models.body import Body
from musubi.blocks.meetings.models.meeting import AgendaItem, Meeting
from musubi.blocks.papers.models import Document


class PaperTemplate(Record):
    """会議資料の様式: the city's own Word or Excel file with tags for a kind of paper; a new upload is a further edition."""

    source = models.CharField("資料の記号", max_length=60)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="paper_templates", verbose_name="会議体(空欄はすべて)"
    )
    format = models.CharField("ファイルの種類", max_length=10, choices=[(PaperFormat.WORD, "Word"), (PaperFormat.EXCEL, "Excel")])
    edition = models.PositiveSmallIntegerField("版", default=1)
    name = models.CharField("様式の名称", max_length=120)
    file_name = models.CharField("ファイル名", max_length=120)
    content = models.BinaryField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    in_use = models.BooleanField("使う", default=True)
    uploaded_at = models.DateTimeField("登録日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登録した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会議資料の様式"
        ordering = ["source", "body", "format", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["source", "body", "format", "edition"], name="meetings_paper_template_edition"),
            models.UniqueConstraint(
                fields=["source", "format", "edition"], condition=Q(body__isnull=True), name="meetings_paper_template_edition_all"
            ),
            models.UniqueConstraint(fields=["source", "body", "format"], condition=Q(in_use=True), name="meetings_paper_template_in_use"),
            models.UniqueConstraint(
                fields=["source", "format"], condition=Q(in_use=True, body__isnull=True), name="meetings_paper_template_in_use_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.edition}版"


class PaperPlan(Record):
    """資料の予定: one paper of a meeting: its number, its title and what it is made from."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="paper_plans", verbose_name="会議")
    order = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("種類", max_length=20, choices=PaperKind.choices, default=PaperKind.NUMBERED)
    title = models.CharField("件名", max_length=200)
    source = models.CharField("作り方", max_length=80, blank=True)
    parameters = models.JSONField("作り方の指定", default=dict, blank=True)
    file = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="持ち込みのファイル")
    agenda = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="paper_plans", verbose_name="議題")
    confidential = models.BooleanField("公表しない", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "資料の予定"
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="meetings_paper_plan_order"),
            models.CheckConstraint(
                condition=Q(source="", file__isnull=False) | (~Q(source="") & Q(file__isnull=True)), name="meetings_paper_plan_made_from"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingPapers(Record):
    """会議資料一式: the papers of a meeting as they were issued; made anew they become a further number, the old ones stay."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="paper_sets", verbose_name="会議")
    number = models.PositiveSmallIntegerField("版")
    issued_at = models.DateTimeField("発行日時")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="発行した人"
    )
    reason = models.CharField("作り直した理由", max_length=200, blank=True)
    differences = models.JSONField("前の版との違い", default=list, blank=True)
    sent_at = models.DateTimeField("委員に送った日時", null=True, blank=True)
    published_at = models.DateTimeField("公表日時", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公表した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会議資料一式"
        ordering = ["meeting", "-number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meetings_paper_set_number")]

    def __str__(self) -> str:
        return f"{self.meeting} 資料 第{self.number}版"


class PaperFile(Record):
    """会議資料: one paper of a set in one format, as stored bytes.

    `about` are the public ids of the records that its words name, so that who is kept from one of them is kept from the paper;
    UNKNOWN where nobody can say, as of a file brought along.
    """

    UNKNOWN = "*"

    papers = models.ForeignKey(MeetingPapers, on_delete=models.PROTECT, related_name="files", verbose_name="会議資料一式")
    order = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("種類", max_length=20, choices=PaperKind.choices)
    label = models.CharField("番号", max_length=20)
    title = models.CharField("件名", max_length=200)
    format = models.CharField("形式", max_length=10, choices=PaperFormat.choices)
    confidential = models.BooleanField("公表しない", default=False)
    agenda = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="paper_files", verbose_name="議題")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name="文書")
    about = models.TextField("載っている記録のID", blank=True, default=UNKNOWN)

    class Meta:
        verbose_name = verbose_name_plural = "会議資料"
        ordering = ["papers", "order", "format"]
        constraints = [models.UniqueConstraint(fields=["papers", "order", "format"], name="meetings_paper_file_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"
