"""What the city sets for the visitors' planner."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record


class PlannerSettings(Record):
    """回遊プランの設定: how strongly visitors are led to spots that the city wants to be found, and how they travel. One row."""

    spread_percent = models.PositiveSmallIntegerField("分散の強さ(%)", default=100)
    walk_detour_percent = models.PositiveSmallIntegerField("徒歩の遠回り(%)", default=130)
    bicycle_detour_percent = models.PositiveSmallIntegerField("自転車の遠回り(%)", default=130)
    car_detour_percent = models.PositiveSmallIntegerField("車の遠回り(%)", default=140)
    walk_metres_per_hour = models.PositiveSmallIntegerField("歩く速さ(m/時)", default=4500)
    step_free_percent = models.PositiveSmallIntegerField("車いす・ベビーカーの所要時間(%)", default=130)

    class Meta:
        verbose_name = verbose_name_plural = "回遊プランの設定"
        constraints = [
            models.CheckConstraint(condition=Q(spread_percent__lte=200), name="tours_planner_spread"),
            models.CheckConstraint(
                condition=Q(walk_detour_percent__range=(100, 300), bicycle_detour_percent__range=(100, 300), car_detour_percent__range=(100, 300)),
                name="tours_planner_detours",
            ),
            models.CheckConstraint(
                condition=Q(walk_metres_per_hour__range=(2000, 7000), step_free_percent__range=(100, 300)), name="tours_planner_pace"
            ),
        ]

    def __str__(self) -> str:
        return "回遊プランの設定"
