"""Every string has its English, what visitors read its Chinese and Korean; placeholders agree; gettext gets plain strings with named placeholders only."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from catalogues import KEYWORDS, LANGUAGES, ROOT, SOURCE, catalogue_path, messages, read_catalogue, wanted_in

NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
POSITIONAL = re.compile(r"%[sd](?!\w)|\{\}")


def names(text: str) -> set[str]:
    """The named placeholders of a string."""
    return {first or second for first, second in NAMED.findall(text)}


def catalogue_findings() -> Iterator[str]:
    """Missing translations and placeholders that differ."""
    for app, found in messages().items():
        for language, locale in LANGUAGES.items():
            catalogue = read_catalogue(catalogue_path(app, language), locale)
            for (key, context), places in found.items():
                if not wanted_in(language, places):
                    continue
                text = key if isinstance(key, str) else key[0]
                entry = catalogue.get(text, context)
                strings = [] if entry is None or not entry.string else [entry.string] if isinstance(entry.string, str) else list(entry.string)
                where = min(places)
                if not strings or not all(strings):
                    yield f"{where}: no {language} for {text[:60]!r}: run `make translations` and fill {catalogue_path(app, language).relative_to(ROOT)}"
                elif any(names(string) != names(text) for string in strings[-1:]):
                    yield f"{where}: placeholders differ in {language} for {text[:60]!r}"


def code_findings(path: Path) -> Iterator[str]:
    """Strings that gettext cannot find, or that a translator cannot reorder."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS and node.args):
            continue
        first = node.args[0]
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        if isinstance(first, ast.JoinedStr):
            yield f"{place}: f-string in {node.func.id}(): use a named placeholder"
        elif isinstance(first, ast.Constant) and isinstance(first.value, str) and POSITIONAL.search(first.value):
            yield f"{place}: positional placeholder in {first.value[:40]!r}"


if __name__ == "__main__":
    rows = list(catalogue_findings())
    for module in sorted(SOURCE.rglob("*.py")):
        rows.extend(code_findings(module))
    print("\n".join(rows[:60]))
    if len(rows) > 60:
        print(f"... and {len(rows) - 60} more")
    sys.exit(1 if rows else 0)
