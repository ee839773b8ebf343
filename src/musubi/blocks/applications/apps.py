"""Registers the block `applications` (募集と申請)."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """募集と申請."""

    name = "musubi.blocks.applications"
    label = "applications"
    verbose_name = "募集と申請"

    def ready(self) -> None:
        """Say who may see what, and what is counted."""
        from musubi.blocks.applications import program_panels, receivers, retention, verbs  # noqa: F401, PLC0415 - as above; receivers listen
        from musubi.blocks.applications.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.applications.domain.agents.expiring import give_back_ended  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.agents.held import capacity_of  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.applicant.totals import refresh_totals  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.office.drawing import register_source  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.office.indexing import register_sources  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.settling.expiry import watch_terms  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.settling.ladder import remind_grantees  # noqa: PLC0415 - as above
        from musubi.blocks.applications.domain.yearly.begin import begin_yearly  # noqa: PLC0415 - as above
        from musubi.blocks.applications.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.applications.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.applications.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.applications.registration import register_measures  # noqa: PLC0415 - as above
        from musubi.blocks.audit.domain.trail import register_capacity  # noqa: PLC0415 - as above
        from musubi.blocks.notifications.domain.reminders import register_daily  # noqa: PLC0415 - as above

        register_capacity(capacity_of)
        register_daily(give_back_ended)
        register_daily(refresh_totals)
        register_daily(begin_yearly)
        register_daily(watch_terms)
        register_daily(remind_grantees, reminds=True)
        register_source()
        retention.register()
        verbs.register()
        register_policies()
        register_sources()
        register_menus()
        register_panels()
        program_panels.register_panels()
        register_forms()
        register_measures()
