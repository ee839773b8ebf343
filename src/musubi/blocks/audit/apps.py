"""Registers the block `audit` (操作記録)."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """操作記録."""

    name = "musubi.blocks.audit"
    label = "audit"
    verbose_name = "操作記録"
