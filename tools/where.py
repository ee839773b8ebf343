"""`make where Q=事業承継` (or D-3, or succession): term, identifier, folder, page."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def programs() -> list[tuple[str, list[str], str, str]]:
    """(app, codes, name, manual) of every program app, read from its `program.py` without starting the site."""
    found = []
    for path in sorted((ROOT / "src/musubi/programs").glob("*/*/program.py")):
        text = path.read_text(encoding="utf-8")
        codes = re.search(r"codes=\((.*?)\)", text, re.DOTALL)
        name, manual = re.search(r'name=_\("(.*?)"\)', text), re.search(r'manual="(.*?)"', text)
        told = [match[1] if match else "" for match in (name, manual)]
        found.append((".".join(path.parts[-3:-1]), re.findall(r'"(.*?)"', codes[1]) if codes else [], told[0], told[1]))
    return found


def _terms(query: str) -> Iterator[str]:
    with (ROOT / "glossary.toml").open("rb") as file:
        for term in tomllib.load(file)["term"]:
            if query.lower() in (term["term"] + term["identifier"] + term["reading"]).lower():
                yield f"{term['term']} = {term['identifier']}: {term['meaning']}"


def _items(query: str) -> Iterator[str]:
    with (ROOT / "src/musubi/packs/tokorozawa/plan.toml").open("rb") as file:
        plan = tomllib.load(file)
    items = [item for group in plan.values() if isinstance(group, list) for item in group if isinstance(item, dict) and "code" in item]
    for item in items:
        if query.upper() == item["code"] or (len(query) > 1 and query in item.get("name", "")):
            yield f"{item['code']} {item['name']}: /plan/{item['code']}/ (public), /staff/desk/{item['code']}/ (staff)"


def _programs(query: str) -> Iterator[str]:
    for app, codes, name, manual in programs():
        slug = app.partition(".")[2].replace("_", "-")
        if query.upper() in codes or query in name or query.lower() in {app, slug, slug.replace("-", "_")}:
            yield f"{name} ({', '.join(codes)}): src/musubi/programs/{app.replace('.', '/')}/, /staff/programs/{slug}/ (staff), docs/{manual}"


def _definitions(query: str) -> Iterator[str]:
    pattern = re.compile(rf"^(class|def) .*{re.escape(query)}", re.IGNORECASE)
    for path in sorted((ROOT / "src").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.match(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.rstrip(':')}"


def main(query: str) -> int:
    """Print what is known of a word or a number."""
    if not query:
        print("Say what to look for: make where Q=事業承継, Q=D-3, Q=Organization")
        return 2
    found = [line for look in (_terms, _items, _programs, _definitions) for line in look(query)]
    print("\n".join(found) or f"Nothing is called {query}. The terms stand in docs/glossary.md, the codes on the page /map/.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]).strip()))
