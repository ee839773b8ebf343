"""An open file as CSV, with source and licence in every row, and as JSON, with both above the rows."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from musubi.blocks.kernel.workbooks.csv_files import write_csv
from musubi.blocks.opendata.domain.open_files import OpenFile, Value, licence_of_files, source_of_files


def as_csv(file: OpenFile) -> str:
    """One row a record under Japanese headings; yes and no are 1 and 0."""
    told = (source_of_files(), licence_of_files())
    rows = [[*(_cell(row.get(name)) for name in file.columns), *told] for row in file.rows()]
    return write_csv([[*file.columns.values(), "出典", "利用条件"], *rows])


def _cell(value: Value) -> str | int | None:
    return int(value) if isinstance(value, bool) else value


def as_json(file: OpenFile, now: dt.datetime) -> str:
    """The records by the columns' names, with their Japanese headings."""
    content: dict[str, Any] = {
        "name": str(file.name),
        "source": source_of_files(),
        "licence": licence_of_files(),
        "written_at": now.isoformat(timespec="seconds"),
        "columns": dict(file.columns),
        "rows": [{name: row.get(name) for name in file.columns} for row in file.rows()],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
