"""What came out: the value that two people typed, the run, each ticket's place, and what happened since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.draws.enums import DrawEventKind, LeavingCause, OfferStatus, ValueStep
from musubi.blocks.draws.models.draw import Draw
from musubi.blocks.draws.models.entry import DrawEntry
from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document


class PublicValue(Record):
    """公表値の入力: what one person typed as the public value; never changed, the newest row counts."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="values", verbose_name="抽選")
    step = models.CharField("段階", max_length=20, choices=ValueStep.choices)
    value = models.CharField("値", max_length=80)
    from_fallback = models.BooleanField("予備の公表値", default=False)
    note = models.CharField("確かめたところ", max_length=200, blank=True)
    entered_at = models.DateTimeField("入力日時")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="入力した人")

    class Meta:
        verbose_name = verbose_name_plural = "公表値の入力"
        ordering = ["draw", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw"], condition=Q(step=ValueStep.CONFIRMED), name="draws_value_confirmed_once"),
        ]

    def __str__(self) -> str:
        return self.value


class DrawRun(Record):
    """抽選の実施: inputs, seed, version and result of the draw as it was held; never changed."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="run", verbose_name="抽選")
    list_sha256 = models.CharField("名簿のハッシュ値", max_length=64)
    value = models.CharField("公表値", max_length=80)
    from_fallback = models.BooleanField("予備の公表値", default=False)
    seed = models.CharField("種", max_length=160)
    engine_version = models.CharField("計算した仕組みの版", max_length=40)
    entries = models.PositiveIntegerField("申込数")
    won = models.PositiveIntegerField("当選数")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name="結果のファイル")
    drawn_at = models.DateTimeField("抽選日時")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行った人")

    class Meta:
        verbose_name = verbose_name_plural = "抽選の実施"
        ordering = ["-drawn_at", "-pk"]

    def __str__(self) -> str:
        return self.seed


class DrawOutcome(models.Model):
    """抽選の結果: a ticket's position, what it won and what it holds now; nothing of it tells who the entrant is.

    `position` is empty where the ticket took no part; `void` then says why, as the published file does.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="outcomes", verbose_name="抽選")
    entry = models.OneToOneField(DrawEntry, on_delete=models.PROTECT, related_name="outcome", verbose_name="申込")
    ticket = models.CharField("抽選番号", max_length=40)
    position = models.PositiveIntegerField("順番", null=True, blank=True)
    number = models.CharField("乱数の先頭", max_length=16, blank=True)
    won = models.CharField("抽選での当選先", max_length=20, blank=True)
    place = models.CharField("いまの当選先", max_length=20, blank=True)
    void = models.CharField("加わらない理由", max_length=40, blank=True)
    waiting = models.JSONField("抽選での補欠順位", default=dict)
    left_at = models.DateTimeField("離れた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽選の結果"
        ordering = ["draw", "position", "ticket"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="draws_outcome_position"),
            models.UniqueConstraint(fields=["draw", "ticket"], name="draws_outcome_ticket"),
            models.CheckConstraint(
                condition=Q(position__isnull=True, won="", place="") & ~Q(void="") | Q(position__isnull=False, void=""),
                name="draws_outcome_void",
            ),
            models.CheckConstraint(condition=Q(left_at__isnull=True) | Q(place=""), name="draws_outcome_left"),
        ]
        indexes = [models.Index(fields=["draw", "place"], name="draws_outcome_place")]

    def __str__(self) -> str:
        return self.ticket


class DrawEvent(Record):
    """抽選後の出来事: a ticket left or a quota was opened, and who moved up for it; never changed.

    Each event issues a new file; `promotions` lists ticket, option and the option given back.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="events", verbose_name="抽選")
    number = models.PositiveIntegerField("番号")
    kind = models.CharField("種類", max_length=20, choices=DrawEventKind.choices)
    subject = models.CharField("抽選番号または枠", max_length=40)
    cause = models.CharField("理由の種類", max_length=20, choices=LeavingCause.choices, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    promotions = models.JSONField("繰上げ", default=list)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name="結果のファイル")
    happened_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="記録した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽選後の出来事"
        ordering = ["draw", "number"]
        constraints = [models.UniqueConstraint(fields=["draw", "number"], name="draws_event_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class PromotionOffer(Record):
    """繰上げの案内: a place offered to the next on the waiting list, to be answered until a day."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="offers", verbose_name="抽選")
    event = models.ForeignKey(DrawEvent, on_delete=models.PROTECT, related_name="offers", verbose_name="きっかけ")
    entry = models.ForeignKey(DrawEntry, on_delete=models.PROTECT, related_name="offers", verbose_name="申込")
    option = models.CharField("希望先", max_length=20)
    before = models.CharField("返す希望先", max_length=20, blank=True)
    status = models.CharField("状態", max_length=20, choices=OfferStatus.choices, default=OfferStatus.OPEN)
    offered_at = models.DateTimeField("案内した日時")
    answer_by = models.DateField("回答の期限")
    sent_by_mail = models.BooleanField("メールで送った", default=False)
    answered_at = models.DateTimeField("回答日時", null=True, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "繰上げの案内"
        ordering = ["draw", "-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(status=OfferStatus.OPEN), name="draws_one_open_offer"),
            models.CheckConstraint(
                condition=Q(status=OfferStatus.OPEN, answered_at__isnull=True) | ~Q(status=OfferStatus.OPEN) & Q(answered_at__isnull=False),
                name="draws_offer_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.option}"
