"""How items of a plan belong together across the tree, and how they pass into the next plan."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import PairingStatus, SuccessionKind
from musubi.blocks.vision.models.item import PlanItem
from musubi.blocks.vision.models.vision import Vision


class Pairing(Record):
    """取組と事業の対応: a program works for an initiative; proposed until the city says so."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="pairings", verbose_name="計画")
    program = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="pairings_as_program", verbose_name="重点事業")
    initiative = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="pairings_as_initiative", verbose_name="取組")
    status = models.CharField("状態", max_length=20, choices=PairingStatus.choices, default=PairingStatus.PROPOSED)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "取組と事業の対応"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "initiative"], name="vision_pairing_once"),
            models.CheckConstraint(condition=~Q(program=F("initiative")), name="vision_pairing_two_items"),
        ]

    def __str__(self) -> str:
        return f"{self.program.code} → {self.initiative.code}"


class Succession(Record):
    """次期計画への引継ぎ: an item of the earlier plan and what became of it; either side may be empty (終了, 新規).

    `into` is the plan into which items pass: an ended item has no later one that would tell it.
    """

    earlier = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="successions", verbose_name="前の項目")
    later = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="predecessions", verbose_name="次の項目")
    into = models.ForeignKey(Vision, on_delete=models.CASCADE, null=True, blank=True, related_name="successions_into", verbose_name="引継ぎ先の計画")
    kind = models.CharField("引継ぎの種類", max_length=20, choices=SuccessionKind.choices)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "次期計画への引継ぎ"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="vision_succession_once"),
            models.CheckConstraint(condition=Q(earlier__isnull=False) | Q(later__isnull=False), name="vision_succession_some_side"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier or ''} {self.get_kind_display()} {self.later or ''}".strip()
