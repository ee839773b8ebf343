"""Take the tax agency's files in: the newest state of each corporation, every row accounted for, safe to run again.

A full file and difference files are read alike; records older than what is stored are passed over. Corporations outside
`municipalities` are passed over too unless they are known here (they moved away). Rows are written in portions, each in
its own transaction: a run that is stopped leaves whole records, and the same file taken in again completes them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.parties.domain.corporation_rows import CorporationRow, RowProblem, encoding_of, read_rows
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.naming import party_kana_key, party_key
from musubi.blocks.parties.enums import CorporationFileKind
from musubi.blocks.parties.models import Corporation, CorporationFile
from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.models import Town

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "corporations_tokorozawa.zip"
PORTION = 1000
TRIED_ROWS = 200
PROBLEMS_KEPT = 1000
FIELDS = (
    "name", "name_kana", "name_en", "key", "kana_key", "legal_form", "municipality_code", "prefecture", "city", "street", "address_outside",
    "postcode", "town", "process", "assigned_on", "changed_on", "updated_on", "sequence", "closed_on", "close_cause", "successor_number",
    "change_reason", "hidden",
)  # fmt: skip
Progress = Callable[[int], None]


def known_municipalities() -> frozenset[str]:
    """Those whose towns are known here."""
    return frozenset(Town.objects.values_list("municipality_code", flat=True).distinct())


def take_file(
    *,
    path: Path,
    kind: str,
    actor: Any,
    now: dt.datetime,
    file_name: str = "",
    municipalities: Collection[str] | None = None,
    progress: Progress = lambda _rows: None,
) -> CorporationFile:
    """Take a file in; `municipalities` None keeps every corporation of the file. Raises PartyError where it is no such file."""
    encoding = encoding_of(path)
    _refuse_other_files(path, encoding)
    taking, counts = _Taking(municipalities), Counter[str]()
    problems: list[str] = []
    rows = read_rows(path, encoding)
    while portion := list(islice(rows, PORTION)):
        found = [row for row in portion if isinstance(row, CorporationRow)]
        told = [row for row in portion if isinstance(row, RowProblem)]
        problems += [str(row) for row in told[: max(0, PROBLEMS_KEPT - len(problems))]]
        counts.update({"rows": len(portion), "refused": len(told)})
        counts.update(taking.write(found))
        progress(counts["rows"])
    return _record(path, kind, file_name or path.name, encoding, counts, problems, actor, now)


def _refuse_other_files(path: Path, encoding: str) -> None:
    """Read the beginning: a file with most rows wrong is another file, or its columns are swapped."""
    tried = list(islice(read_rows(path, encoding), TRIED_ROWS))
    if not tried:
        raise PartyError("empty", _("ファイルに行がありません"), "file")
    wrong = [row for row in tried if isinstance(row, RowProblem)]
    if len(wrong) * 2 > len(tried):
        words = _("法人番号公表データのCSV(30列、見出しなし)ではないか、列が入れ替わっています。何も取り込んでいません。はじめの問題: %(problem)s")
        raise PartyError("not_a_register", words % {"problem": wrong[0]}, "file")


class _Taking:
    """Writes portions of rows; keeps what is asked again and again."""

    def __init__(self, municipalities: Collection[str] | None) -> None:
        self.municipalities = municipalities
        self.locator = Locator()

    @transaction.atomic
    def write(self, rows: list[CorporationRow]) -> Counter[str]:
        """New, changed, the same, older than what is known, elsewhere."""
        counts: Counter[str] = Counter()
        stored = {one.legal_entity_number: one for one in Corporation.objects.filter(legal_entity_number__in={row.number for row in rows})}
        new: dict[str, Corporation] = {}
        changed: dict[str, Corporation] = {}
        for row in sorted(rows, key=lambda row: row.place):
            known = new.get(row.number) or stored.get(row.number)
            if known is None and not self._is_wanted(row):
                counts["elsewhere"] += 1
            elif known is None:
                new[row.number] = self._filled(Corporation(uid=uid_for("corporation", row.number), legal_entity_number=row.number), row)
                counts["new"] += 1
            elif known.updated_on > row.values["updated_on"] or not row.is_latest:
                counts["older"] += 1
            elif self._is_same(known, row):
                counts["same"] += 1
            else:
                self._filled(known, row)
                counts["changed"] += 1
                if row.number not in new:
                    changed[row.number] = known
        Corporation.objects.bulk_create(new.values(), batch_size=500)
        Corporation.objects.bulk_update(changed.values(), FIELDS, batch_size=200)
        return counts

    def _is_wanted(self, row: CorporationRow) -> bool:
        return self.municipalities is None or row.values["municipality_code"] in self.municipalities

    def _is_same(self, known: Corporation, row: CorporationRow) -> bool:
        return all(getattr(known, name) == value for name, value in row.values.items())

    def _filled(self, corporation: Corporation, row: CorporationRow) -> Corporation:
        for name, value in row.values.items():
            setattr(corporation, name, value)
        corporation.key = party_key(corporation.name)[:200]
        corporation.kana_key = party_kana_key(corporation.name_kana)[:500] if corporation.name_kana else ""
        corporation.town = self.locator.locate(corporation.street, corporation.municipality_code) if corporation.municipality_code else None
        return corporation


@transaction.atomic
def _record(
    path: Path, kind: str, name: str, encoding: str, counts: Counter[str], problems: list[str], actor: Any, now: dt.datetime
) -> CorporationFile:
    told = {key: counts[key] for key in ("rows", "new", "changed", "same", "older", "elsewhere", "refused")}
    record = CorporationFile.objects.create(
        kind=kind,
        file_name=name[-200:],
        sha256=_digest(path),
        encoding="UTF-8" if encoding.startswith("utf") else "CP932",
        counts=told,
        problems=problems,
        taken_at=now,
        taken_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record_event(actor=actor, verb="corporationfile.created", obj=record, now=now, after={"counts": told, "sha256": record.sha256})
    return record


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


def load_reference(*, now: dt.datetime, progress: Progress = lambda _rows: None) -> int:
    """The corporations that ship with Musubi, where none are known yet; returns how many there are then."""
    if not Corporation.objects.exists():
        take_file(path=REFERENCE, kind=CorporationFileKind.DIFFERENCE, actor=None, now=now, progress=progress)
    return Corporation.objects.count()


def counted(record: CorporationFile) -> Iterable[tuple[str, int]]:
    """The file's counts in words; all but the first add up to the first."""
    titles = {
        "rows": _("行"),
        "new": _("新規"),
        "changed": _("変更"),
        "same": _("同じ"),
        "older": _("古い履歴"),
        "elsewhere": _("対象外の市区町村"),
        "refused": _("取り込めない行"),
    }
    return [(title, record.counts.get(name, 0)) for name, title in titles.items()]
