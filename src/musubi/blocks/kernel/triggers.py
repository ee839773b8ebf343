"""Database triggers that keep append-only tables append-only, on SQLite and PostgreSQL alike. Used by migrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OPERATIONS = ("UPDATE", "DELETE")


def refuse_changes(table: str, *operations: str) -> tuple[Callable[..., None], Callable[..., None]]:
    """Forward and reverse functions of a RunPython: refuse `operations` (UPDATE, DELETE) on `table` with an error."""
    kinds = operations or OPERATIONS

    def forward(apps: Any, schema_editor: Any) -> None:
        for statement in _create(schema_editor.connection.vendor, table, kinds):
            schema_editor.execute(statement, params=None)

    def reverse(apps: Any, schema_editor: Any) -> None:
        for kind in kinds:
            name = f"{table}_no_{kind.lower()}"
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)

    return forward, reverse


def _create(vendor: str, table: str, kinds: tuple[str, ...]) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{kind.lower()} BEFORE {kind} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for kind in kinds
        ]
    function = (
        "CREATE OR REPLACE FUNCTION musubi_refuse_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{kind.lower()} BEFORE {kind} ON {table} FOR EACH ROW EXECUTE FUNCTION musubi_refuse_change()"
            for kind in kinds
        ),
    ]
