"""Meetings: when and where, what is on the agenda, who comes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.enums import AgendaKind, AttendanceState, MeetingFormat, MeetingStatus, Openness, PollAnswer
from musubi.blocks.meetings.models.body import Body
from musubi.blocks.meetings.models.member import CouncilMember
from musubi.blocks.vision.models import PlanItem


class Meeting(Record):
    """会議: 令和n年度第m回 of a body."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="会議体")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("回")
    status = models.CharField("状態", max_length=20, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    starts_at = models.DateTimeField("開始", null=True, blank=True)
    ends_at = models.DateTimeField("終了", null=True, blank=True)
    place = models.CharField("開催場所", max_length=160, blank=True)
    place_en = models.CharField("開催場所(英語)", max_length=200, blank=True)
    format = models.CharField("開催方法", max_length=20, choices=MeetingFormat.choices, default=MeetingFormat.IN_PERSON)
    online_address = models.URLField("オンラインの入口(委員だけに示す)", max_length=300, blank=True)
    openness = models.CharField("公開区分", max_length=10, choices=Openness.choices, default=Openness.OPEN)
    closed_reason = models.CharField("非公開の理由", max_length=200, blank=True)
    most_observers = models.PositiveSmallIntegerField("傍聴の定員", null=True, blank=True)
    observers = models.PositiveSmallIntegerField("傍聴者の数", null=True, blank=True)
    replies_due_on = models.DateField("出欠の回答期限", null=True, blank=True)
    poll_due_on = models.DateField("日程調整の回答期限", null=True, blank=True)
    announced_at = models.DateTimeField("通知日時", null=True, blank=True)
    cancelled_reason = models.CharField("中止の理由", max_length=200, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["-fiscal_year", "-number", "body"]
        constraints = [
            models.UniqueConstraint(fields=["body", "fiscal_year", "number"], name="meetings_meeting_number"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="meetings_meeting_times"
            ),
            models.CheckConstraint(condition=Q(openness="open") | ~Q(closed_reason=""), name="meetings_meeting_closed_reason"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "cancelled"]) | Q(starts_at__isnull=False), name="meetings_meeting_announced_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.fiscal_year}年度第{self.number}回"


class AgendaItem(Record):
    """議題: what is dealt with, from which programs, for how long, explained by whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda", verbose_name="会議")
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("件名", max_length=200)
    title_en = models.CharField("件名(英語)", max_length=250, blank=True)
    kind = models.CharField("種類", max_length=20, choices=AgendaKind.choices, default=AgendaKind.REPORT)
    minutes_planned = models.PositiveSmallIntegerField("予定時間(分)", null=True, blank=True)
    presenter = models.CharField("説明者", max_length=120, blank=True)
    items = models.ManyToManyField(PlanItem, blank=True, related_name="agenda_items", verbose_name="計画の項目")
    note = models.TextField("説明", blank=True)
    openness = models.CharField("公開区分", max_length=10, choices=Openness.choices, default=Openness.OPEN)
    begun_at = models.DateTimeField("始めた時刻", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meetings_agenda_number")]

    def __str__(self) -> str:
        return f"議題{self.number} {self.title}"

    @property
    def is_closed(self) -> bool:
        """Neither title nor words, papers or decisions under it stand outside."""
        return self.openness == Openness.CLOSED

    @property
    def public_title(self) -> str:
        """The title as it stands outside."""
        return "(非公開の議題)" if self.is_closed else self.title


class Attendance(Record):
    """出席: a member's answer and how the member was there in the end."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances", verbose_name="会議")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="attendances", verbose_name="委員")
    reply = models.CharField("出欠の回答", max_length=20, choices=AttendanceState.choices, default=AttendanceState.UNKNOWN)
    replied_at = models.DateTimeField("回答日時", null=True, blank=True)
    state = models.CharField("当日の出欠", max_length=20, choices=AttendanceState.choices, default=AttendanceState.UNKNOWN)
    proxy_name = models.CharField("代理の人の氏名", max_length=80, blank=True)
    proxy_office = models.CharField("代理の人の役職", max_length=160, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "出席"
        ordering = ["meeting", "member__name_kana", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="meetings_attendance_once"),
            models.CheckConstraint(condition=~Q(state="proxy") | ~Q(proxy_name=""), name="meetings_attendance_proxy_named"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class PollOption(Record):
    """日程の候補: a proposed beginning and end of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="poll_options", verbose_name="会議")
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")

    class Meta:
        verbose_name = verbose_name_plural = "日程の候補"
        ordering = ["meeting", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="meetings_poll_option_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetings_poll_option_times"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class PollReply(Record):
    """日程の回答: a member's answer to a proposed day; typed in by the office where it came by telephone."""

    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="replies", verbose_name="日程の候補")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="poll_replies", verbose_name="委員")
    answer = models.CharField("都合", max_length=10, choices=PollAnswer.choices)
    replied_at = models.DateTimeField("回答日時")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="入力した職員"
    )

    class Meta:
        verbose_name = verbose_name_plural = "日程の回答"
        ordering = ["option", "member"]
        constraints = [models.UniqueConstraint(fields=["option", "member"], name="meetings_poll_reply_once")]

    def __str__(self) -> str:
        return f"{self.option_id} {self.member_id}"
