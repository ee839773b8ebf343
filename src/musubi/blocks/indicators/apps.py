"""Registers the block `indicators` (指標)."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指標."""

    name = "musubi.blocks.indicators"
    label = "indicators"
    verbose_name = "指標"
