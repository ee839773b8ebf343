"""Registers the block `search` (検索)."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """検索."""

    name = "musubi.blocks.search"
    label = "search"
    verbose_name = "検索"
