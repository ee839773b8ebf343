"""Database triggers that keep append-only tables append-only, on SQLite and PostgreSQL alike. Used by migrations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def refuse_changes_but_erasure(table: str, *, content: str, marked: str, kept: Sequence[str]) -> tuple[Callable[..., None], Callable[..., None]]:
    """The same, but a row's `content` may be emptied once while `marked` is set and every column of `kept` stays as it is."""

    def forward(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
        stays = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in kept)
        erased = f"length(NEW.{content}) = 0 AND OLD.{marked} IS NULL AND NEW.{marked} IS NOT NULL AND {stays}"
        update, delete = _create(vendor, table, OPERATIONS)[-2:]
        place = " BEGIN " if vendor == "sqlite" else " EXECUTE "
        update = update.replace(place, f"{' FOR EACH ROW' if vendor == 'sqlite' else ''} WHEN (NOT ({erased})){place}", 1)
        for statement in (*_create(vendor, table, OPERATIONS)[:-2], update, delete):
            schema_editor.execute(statement, params=None)

    return forward, refuse_changes(table)[1]
