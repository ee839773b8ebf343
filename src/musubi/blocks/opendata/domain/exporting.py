"""Write a dataset exactly as the standard has it: its columns in their order, headings in row 1, UTF-8 with BOM, CRLF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from musubi.blocks.kernel.text import csv_text
from musubi.blocks.opendata.domain.values import check_digit

BOM = "\ufeff"


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The file's text. A column that a row does not name is empty; one that the standard lacks is an error."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    known = set(columns)
    for row in rows:
        strange = row.keys() - known
        if strange:
            raise ValueError(f"no column of the standard: {min(strange)}")
        writer.writerow([csv_text(row.get(column, "")) for column in columns])
    return buffer.getvalue()


def utf8(text: str) -> bytes:
    """As the standard asks."""
    return (BOM + text).encode()


def cp932(text: str) -> tuple[bytes, list[str]]:
    """For old tools; and the characters that it cannot hold, each told once and written as 〓."""
    lost = sorted({char for char in text if not _holds(char)})
    return "".join("〓" if char in lost else char for char in text).encode("cp932"), lost


def _holds(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def six_digits(code: str) -> str:
    """A municipality's code with its check digit: 11208 as 112089."""
    return code + check_digit(code) if len(code) == 5 and code.isdigit() else code
