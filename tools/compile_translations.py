"""Compile the catalogues: .po → .mo, in Python alone. The .mo files are not kept in the repository."""

from __future__ import annotations

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from catalogues import LANGUAGES, all_catalogues


def main() -> None:
    """Write each .mo that is older than its .po."""
    for path, language in all_catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalogue = read_po(source, locale=LANGUAGES.get(language, language), charset="utf-8")
        with target.open("wb") as file:
            write_mo(file, catalogue)


if __name__ == "__main__":
    main()
