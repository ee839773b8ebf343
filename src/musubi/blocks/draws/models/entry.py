"""Who takes part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.draws.enums import EntryChannel, LossesOrigin
from musubi.blocks.draws.models.draw import Draw, DrawGroup
from musubi.blocks.kernel.models import Record


class DrawEntry(Record):
    """抽選の申込: an entrant with a random ticket, wishes from first to last, and what the rules ask of it.

    Only ticket, wishes, the group's letter, weight, places, a random mark of the household and the commitment are
    published. `losses_origin` says where the number of past losses comes from: typed, counted in earlier draws, or a
    counted one that was changed with a reason. `salt` is told to the entrant alone; with `particulars`, as they stood
    when the list was fixed, it opens the commitment.
    """

    personal_fields: ClassVar[tuple[str, ...]] = (
        "name",
        "name_kana",
        "postal_code",
        "address",
        "phone",
        "email",
        "household",
        "particulars",
        "losses_reason",
    )

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entries", verbose_name="抽選")
    ticket = models.CharField("抽選番号", max_length=40)
    salt = models.CharField("照合用の文字列", max_length=64)
    reference = models.CharField("整理番号", max_length=60, blank=True)
    name = models.CharField("氏名・名称", max_length=120)
    name_kana = models.CharField("フリガナ", max_length=120, blank=True)
    postal_code = models.CharField("郵便番号", max_length=10, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=40, blank=True)
    email = models.EmailField("メール", blank=True)
    household = models.CharField("世帯", max_length=120, blank=True)
    household_token = models.CharField("世帯の記号", max_length=40, blank=True)
    group = models.ForeignKey(DrawGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="区分")
    wishes = models.JSONField("希望(第1希望から)", default=list)
    places = models.PositiveSmallIntegerField("必要な数", default=1)
    past_losses = models.PositiveSmallIntegerField("過去の落選回数", default=0)
    losses_origin = models.CharField("落選回数の出どころ", max_length=20, choices=LossesOrigin.choices, default=LossesOrigin.TYPED)
    losses_reason = models.CharField("落選回数を直した理由", max_length=300, blank=True)
    losses_checked_at = models.DateTimeField("過去の抽選を数えた日時", null=True, blank=True)
    channel = models.CharField("申込経路", max_length=20, choices=EntryChannel.choices, default=EntryChannel.COUNTER)
    source_id = models.CharField("元の記録のID", max_length=64, blank=True)
    applicant_id = models.CharField("申請者のID", max_length=64, blank=True)
    particulars = models.CharField("照合する内容", max_length=400, blank=True)
    commitment = models.CharField("照合用のハッシュ値", max_length=64, blank=True)
    entered_at = models.DateTimeField("受付日時")
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    returned_on = models.DateField("はがきが戻った日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽選の申込"
        ordering = ["draw", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "ticket"], name="draws_entry_ticket"),
            models.UniqueConstraint(
                fields=["draw", "reference"],
                condition=~Q(reference=""),
                name="draws_entry_reference",
                violation_error_message=_("同じ整理番号の申込があります。番号を確かめてください"),
            ),
            models.UniqueConstraint(fields=["draw", "source_id"], condition=~Q(source_id=""), name="draws_entry_source"),
            models.CheckConstraint(
                condition=~Q(losses_origin=LossesOrigin.CHANGED) | ~Q(losses_reason=""),
                name="draws_entry_losses_reason",
                violation_error_message=_("過去の抽選から数えた回数を直すときは、理由を書いてください"),
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="draws_entry_places", violation_error_message=_("必要な数は1以上にしてください")),
        ]

    def __str__(self) -> str:
        return self.ticket
