"""Registers the block `notifications` (通知と期限)."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """通知と期限."""

    name = "musubi.blocks.notifications"
    label = "notifications"
    verbose_name = "通知と期限"
