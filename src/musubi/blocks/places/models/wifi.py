"""Public Wi-Fi."""

from __future__ import annotations

from django.db import models

from musubi.blocks.places.models.located import Shared, one_of_dataset, point_whole, shown_since
from musubi.blocks.places.models.spot import Spot


class WifiPoint(Shared):
    """公衆無線LAN: an access point that anyone may use."""

    spot = models.ForeignKey(Spot, on_delete=models.SET_NULL, null=True, blank=True, related_name="wifi_points", verbose_name="観光スポット")
    ssid = models.CharField("SSID", max_length=80, blank=True)
    provider = models.CharField("設置者", max_length=120, blank=True)
    area = models.CharField("提供エリア", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公衆無線LAN"
        ordering = ["name_kana", "name", "pk"]
        constraints = [
            point_whole("places_wifipoint_point_whole"),
            one_of_dataset("places_wifipoint_of_dataset"),
            shown_since("places_wifipoint_shown_since"),
        ]
