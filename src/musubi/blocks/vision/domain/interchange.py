"""Read a plan document that came as text from outside, and fit documents to the plans that are kept already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.kernel.messages import TextError, gettext_noop
from musubi.blocks.vision.domain.document import Column, ColumnKind, PlanDocument, TableSpec
from musubi.blocks.vision.domain.tables import specs, table_of, tables

UID = re.compile(r"[-_0-9A-Za-z]{1,32}")


class NotAPlanError(TextError):
    """A text is not a plan document of ours; nothing was read."""


def document_from_text(text: str) -> PlanDocument:
    """The document of a text that `musubi plan export` wrote; columns that it lacks get their defaults.

    Raises NotAPlanError for any other text, naming the table and row where there is one.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise NotAPlanError("not_json", gettext_noop("JSONとして読めません。musubi plan export で書き出したファイルを選んでください。")) from error
    if not isinstance(data, dict) or data.get("format") != "musubi-plan/1" or not isinstance(data.get("tables"), dict):
        raise NotAPlanError("not_a_plan", gettext_noop("計画のファイルではありません。musubi plan export で書き出したファイルを選んでください。"))
    known = {spec.name: spec for spec in specs()}
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in known}
    for name, rows in data["tables"].items():
        if name not in known or not isinstance(rows, dict):
            raise NotAPlanError("unknown_table", gettext_noop("「%(table)s」という表はありません。"), table=name)
        found[name] = {uid: _row(known[name], uid, row) for uid, row in rows.items()}
    if len(found["plan"]) != 1:
        raise NotAPlanError("no_plan", gettext_noop("計画の名称の行(plan)がちょうど1つ要ります。"))
    return PlanDocument(found)


def _row(spec: TableSpec, uid: str, row: Any) -> dict[str, Any]:
    columns = {column.key: _default(column) for column in spec.columns}
    sound = isinstance(row, dict) and UID.fullmatch(uid)
    if not sound or not row.keys() <= columns.keys() or not all(map(_is_scalar, row.values())):
        raise NotAPlanError("broken_row", gettext_noop("「%(table)s」の行「%(row)s」を読めません。"), table=spec.name, row=uid[:40])
    return {**columns, **row}


def _default(column: Column) -> Any:
    return None if column.kind is ColumnKind.REFERENCE else column.default


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | bool | float)


def copied(document: PlanDocument, *, slug: str, **plan: Any) -> PlanDocument:
    """The same plan under another address name with row ids of its own; `plan` replaces columns of the plan's row."""
    shared = {table.spec.name for table in tables() if not table.scope and not table.spec.single}
    found: dict[str, dict[str, dict[str, Any]]] = {
        name: {uid if name in shared else uid_for(slug, name, uid): dict(row) for uid, row in rows.items()} for name, rows in document.tables.items()
    }
    for row in found["plan"].values():
        row.update({"slug": slug, **plan})
    return PlanDocument(found)


def is_kept(document: PlanDocument) -> bool:
    """Whether a row id of the document stands in the database already, so that keeping it again needs a copy."""
    for table in tables():
        uids = list(document.rows(table.spec.name))
        own = table.scope or table.spec.single
        if own and any(table.model._default_manager.filter(uid__in=uids[start : start + 500]).exists() for start in range(0, len(uids), 500)):
            return True
    return False


def with_known_organizations(document: PlanDocument) -> PlanDocument:
    """The document with the codes of organisations that are known already by name; a code used by another gets a new one."""
    kept = list(Organization.objects.values_list("code", "name", "parent__name"))
    taken = {code: name for code, name, _parent in kept}
    rows = document.rows("organizations")
    names = {row["code"]: row["name"] for row in rows.values()}
    renamed: dict[str, str] = {}
    for row in rows.values():
        same = [entry for entry in kept if entry[1] == row["name"]]
        below = [entry for entry in same if entry[2] == names.get(row["parent"])]
        if below or len(same) == 1:
            renamed[row["code"]] = (below or same)[0][0]
        elif row["code"] in taken:
            renamed[row["code"]] = _free(row["code"], {*taken, *names})
    return _recoded(document, {old: new for old, new in renamed.items() if old != new})


def _free(code: str, taken: Iterable[str]) -> str:
    number = 2
    while f"{code}-{number}" in taken:
        number += 1
    return f"{code}-{number}"


def _recoded(document: PlanDocument, codes: Mapping[str, str]) -> PlanDocument:
    if not codes:
        return document
    found = {}
    for name, rows in document.tables.items():
        spec = table_of(name).spec
        columns = ["code"] if name == "organizations" else []
        columns += [column.key for column in spec.columns if column.to == "organizations"]
        found[name] = {
            (uid_for("organization", codes[row["code"]]) if name == "organizations" and row["code"] in codes else uid): {
                **row,
                **{key: codes.get(row[key], row[key]) for key in columns},
            }
            for uid, row in rows.items()
        }
    return PlanDocument(found)


def aligned(document: PlanDocument, current: PlanDocument) -> PlanDocument:
    """The document with the row ids of `current` where both hold a row of the same natural key: fit to be compared."""
    found = {}
    for spec in specs():
        ids = {_key(spec, row): uid for uid, row in current.rows(spec.name).items()} if spec.key and not spec.single else {}
        only = next(iter(current.rows(spec.name)), "") if spec.single else ""
        found[spec.name] = {(only or ids.get(_key(spec, row), uid)): dict(row) for uid, row in document.rows(spec.name).items()}
    return PlanDocument(found)


def _key(spec: TableSpec, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[key] for key in spec.key)
