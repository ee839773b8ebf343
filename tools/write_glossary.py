"""Write docs/glossary.md from glossary.toml; `--check` says whether it is up to date."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "glossary.md"


def page() -> str:
    """The page: terms in the order of their readings."""
    with (ROOT / "glossary.toml").open("rb") as file:
        terms = tomllib.load(file)["term"]
    lines = [
        "# Glossary (用語集)",
        "",
        "Written from `glossary.toml` by `make docs`; edit that file.",
        "",
        "| Term | Reading | Identifier | Meaning | Source | Avoid |",
        "|---|---|---|---|---|---|",
    ]
    for term in sorted(terms, key=lambda entry: entry["reading"]):
        avoid = ", ".join(term["avoid"])
        lines.append(f"| {term['term']} | {term['reading']} | `{term['identifier']}` | {term['meaning']} | {term['source']} | {avoid} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = page()
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print("docs/glossary.md is not up to date: run `make docs`")
        sys.exit(1)
