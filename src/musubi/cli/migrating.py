"""Make or update the tables. A new database is made without the framework's habit of building every related model anew at each step.

Nearly every table leads to the people's, so that each of some hundred steps would build nearly all models again: four fifths of the
time. While an empty database is filled no rows exist and each step's SQL needs the changed model alone; the tables that come of it
are the same. An update of a database in use goes the framework's own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


def migrate(*app: str) -> None:
    """Bring the database up to date, from nothing where it is empty; of one `app` alone with what it needs."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415 - as above
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415 - as above

    if MigrationRecorder(connection).applied_migrations():
        call_command("migrate", *app, verbosity=0, interactive=False)
        return
    with _each_model_by_itself():
        call_command("migrate", *app, verbosity=0, interactive=False)


@contextmanager
def _each_model_by_itself() -> Iterator[None]:
    from django.db.migrations.state import ProjectState  # noqa: PLC0415 - Django must be set up first

    whole = ProjectState._find_reload_model  # noqa: SLF001 - the one place where the framework chooses what to build anew

    def alone(_state: ProjectState, app_label: str, model_name: str, *_delay: bool) -> set[tuple[str, str]]:
        return {(app_label, model_name)}

    ProjectState._find_reload_model = alone  # type: ignore[attr-defined,method-assign] # noqa: SLF001 - as above
    try:
        yield
    finally:
        ProjectState._find_reload_model = whole  # type: ignore[attr-defined,method-assign] # noqa: SLF001 - as above
