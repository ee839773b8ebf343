"""CSV files: written so that Excel opens them, read as municipal systems write them (UTF-8, UTF-16 or Shift JIS; commas or tabs)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from musubi.blocks.kernel.text import csv_text
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError


def read_csv(data: bytes) -> list[list[str]]:
    """Rows of texts. Raises WorkbookError for the file as a whole."""
    if not data.strip():
        raise WorkbookError("empty", _("ファイルが空です。保存し直してから選んでください"))
    if len(data) > LARGEST_FILE:
        raise WorkbookError("too_large", _("20MBを超えています。年度などで分けて書き出してから選んでください"))
    text = decoded(data)
    first = text[:5000]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise WorkbookError("broken", _("CSVとして読めません。元のシステムから書き出し直してください")) from error


def write_csv(rows: Iterable[Sequence[str | int | None]]) -> str:
    """The file's text with the mark by which Excel knows UTF-8; text that looks like a formula stays text."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if cell is None else csv_text(cell) if isinstance(cell, str) else cell for cell in row])
    return "\ufeff" + target.getvalue()


def decoded(data: bytes) -> str:
    """The text in the encoding that it is in. Raises WorkbookError."""
    for encoding in ("utf-8-sig", "cp932") if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-16",):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise WorkbookError("encoding", _("文字コードを読めません。UTF-8かシフトJIS(CP932)のCSV、またはExcelブック(.xlsx)にしてください"))
