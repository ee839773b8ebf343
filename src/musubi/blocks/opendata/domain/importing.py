"""Take a file in: keep it, show what each row would do, then write all of it in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.workbooks.reading import column_letters
from musubi.blocks.opendata.domain.datasets import Outcome, Setting, SourceRow, dataset
from musubi.blocks.opendata.domain.errors import OpenDataError
from musubi.blocks.opendata.domain.specs import match_columns
from musubi.blocks.opendata.domain.tables import Table, read_table
from musubi.blocks.opendata.enums import ImportStatus, RowState
from musubi.blocks.opendata.models import DataImport

MOST_TOLD = 2_000
NO_NAME = _l("名称の列が見つかりません。「列の対応を直す」で名称の列を選んでください")


@dataclass(frozen=True)
class Preview:
    """A file's rows and what becomes of them; the counts add up to the rows."""

    table: Table
    columns: Mapping[str, int]
    outcomes: list[Outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows by what becomes of them."""
        found = Counter(str(outcome.state.value) for outcome in self.outcomes)
        return {state: found.get(state, 0) for state in RowState.values}

    def heading(self, meaning: str) -> str:
        """The file's own heading of a column with its letter in a spreadsheet, e.g. 開催日(C列); "" where the file has none."""
        position = self.columns.get(meaning)
        if position is None:
            return ""
        return _("%(heading)s(%(letter)s列)") % {"heading": self.table.headings[position], "letter": column_letters(position)}


@transaction.atomic
def keep_file(*, code: str, data: bytes, file_name: str, options: Mapping[str, Any], actor: Any, now: dt.datetime) -> DataImport:
    """Keep a file that can be read, with its columns matched by name; a person corrects them. Raises OpenDataError."""
    table = read_table(data)
    columns = match_columns(table.headings)
    kept = DataImport(dataset=code, file_name=file_name[:200], columns=columns, uploaded_by=actor, **options)
    kept.file.save("source", ContentFile(data), save=False)
    kept.save(force_insert=True)
    record_event(actor=actor, verb="opendata.received", obj=kept, now=now, after={"dataset": code, "file_name": file_name})
    return kept


def setting_of(kept: DataImport, *, owner_name: str, now: dt.datetime) -> Setting:
    """What holds for the whole file."""
    source = _("%(owner)sのオープンデータ") % {"owner": owner_name}
    return Setting(kept.owner_code, kept.licence, source, kept.publish, kept.year, timezone.localtime(now).date())


def preview(kept: DataImport, setting: Setting) -> Preview:
    """What each row would do now."""
    with kept.file.open("rb") as file:
        table = read_table(file.read())
    columns = {meaning: int(position) for meaning, position in kept.columns.items() if 0 <= int(position) < len(table.headings)}
    taken = set(columns.values())
    own = {position: heading for position, heading in enumerate(table.headings) if position not in taken and heading}
    rows = [_row(line, cells, columns, own) for line, cells in table.rows]
    outcomes = dataset(kept.dataset).prepare(rows, setting)
    if len(outcomes) != len(rows):
        raise RuntimeError(f"dataset {kept.dataset} lost rows: {len(rows)} came, {len(outcomes)} are accounted for")
    return Preview(table, columns, outcomes)


def _row(line: int, cells: tuple[str, ...], columns: Mapping[str, int], own: Mapping[int, str]) -> SourceRow:
    at = {meaning: cells[position] for meaning, position in columns.items() if position < len(cells)}
    others = {heading: cells[position].strip() for position, heading in own.items() if position < len(cells) and cells[position].strip()}
    return SourceRow(line, at, others)


@transaction.atomic
def match_again(*, kept: DataImport, columns: Mapping[str, int], options: Mapping[str, Any], actor: Any, now: dt.datetime) -> DataImport:
    """Read columns as a person corrected them. Raises OpenDataError."""
    current = _open(kept)
    if "name" not in columns:
        raise OpenDataError("no_name", str(NO_NAME), "name")
    before = {"columns": current.columns}
    current.columns = dict(columns)
    for name, value in options.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record_event(actor=actor, verb="opendata.matched", obj=current, now=now, before=before, after={"columns": current.columns, **options})
    return current


def _open(kept: DataImport) -> DataImport:
    current: DataImport = lock(DataImport.objects.filter(pk=kept.pk))[0]
    if current.status != ImportStatus.CHECKING:
        raise OpenDataError("applied", _("このファイルはもう取り込みました"))
    return current


@transaction.atomic
def apply(*, kept: DataImport, owner_name: str, actor: Any, now: dt.datetime) -> DataImport:
    """Write every row that can be taken, all or none. Raises OpenDataError."""
    current = _open(kept)
    if "name" not in current.columns:
        raise OpenDataError("no_name", str(NO_NAME), "name")
    setting = setting_of(current, owner_name=owner_name, now=now)
    found = preview(current, setting)
    wanted = [outcome for outcome in found.outcomes if outcome.state in {RowState.NEW, RowState.CHANGED}]
    dataset(current.dataset).apply(wanted, setting, actor, now)
    current.status, current.applied_at, current.counts = ImportStatus.APPLIED, now, found.counts
    current.left_out = [
        {
            "line": outcome.line,
            "row": found.table.sheet_rows.get(outcome.line),
            "label": outcome.label,
            "problems": [[found.heading(problem.column) or problem.column, problem.reason] for problem in outcome.problems],
        }
        for outcome in found.outcomes
        if outcome.state == RowState.REJECTED
    ][:MOST_TOLD]
    current.version += 1
    current.save()
    record_event(actor=actor, verb="opendata.applied", obj=current, now=now, after={"counts": found.counts})
    return current
