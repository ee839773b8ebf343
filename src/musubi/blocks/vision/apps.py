"""Registers the block `vision` (産業振興ビジョン)."""

from django.apps import AppConfig


class VisionConfig(AppConfig):
    """産業振興ビジョン."""

    name = "musubi.blocks.vision"
    label = "vision"
    verbose_name = "産業振興ビジョン"
