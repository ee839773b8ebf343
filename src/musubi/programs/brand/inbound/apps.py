"""Registers the program `inbound` (インバウンド・多言語案内)."""

from django.apps import AppConfig


class InboundConfig(AppConfig):
    """インバウンド・多言語案内."""

    name = "musubi.programs.brand.inbound"
    label = "inbound"
    verbose_name = "インバウンド・多言語案内"

    def ready(self) -> None:
        """Which codes it serves; rights; menus; panels; measures; words of the history."""
        from musubi.blocks.notifications.domain.reminders import register_daily  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.brand.inbound.access import register_policies  # noqa: PLC0415 - as above
        from musubi.programs.brand.inbound.domain.order_tasks import open_missing_tasks  # noqa: PLC0415 - as above
        from musubi.programs.brand.inbound.domain.translation_tasks import follow_all  # noqa: PLC0415 - as above
        from musubi.programs.brand.inbound.program import PROGRAM  # noqa: PLC0415 - as above
        from musubi.programs.brand.inbound.registration import register_all  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_policies()
        register_all()
        register_daily(open_missing_tasks)
        register_daily(follow_all)
