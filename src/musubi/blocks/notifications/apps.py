"""Registers the block `notifications` (通知と期限)."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """通知と期限."""

    name = "musubi.blocks.notifications"
    label = "notifications"
    verbose_name = "通知と期限"

    def ready(self) -> None:
        """Take over the mail of accounts; offer the day's tasks on the start page and in the menu."""
        from musubi.blocks.accounts.domain.outgoing import set_mailer  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.notifications.domain.outbox import account_mailer  # noqa: PLC0415 - as above
        from musubi.blocks.notifications.registration import register  # noqa: PLC0415 - as above

        set_mailer(account_mailer)
        register()
