"""Registers the block `papers` (文書)."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """文書."""

    name = "musubi.blocks.papers"
    label = "papers"
    verbose_name = "文書"
