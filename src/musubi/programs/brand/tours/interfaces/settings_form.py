"""The form of the planner's settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.record_forms import RecordForm
from musubi.programs.brand.tours.models import PlannerSettings


class PlannerSettingsForm(RecordForm):
    """回遊プランの設定."""

    class Meta:
        model = PlannerSettings
        fields = (
            "spread_percent", "walk_metres_per_hour", "walk_detour_percent", "bicycle_detour_percent", "car_detour_percent", "step_free_percent",
        )  # fmt: skip
        help_texts = {
            "spread_percent": _("スポットごとの「案内の重み」をどれだけ効かせるか。0で効かせません。100でそのまま、200で2倍効かせます"),
            "walk_detour_percent": _("直線距離に対する道のりの割合。道のデータを取り込むまで使います"),
            "step_free_percent": _("車いす・ベビーカーのとき、歩く時間を何%にするか"),
        }
