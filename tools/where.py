"""`make where Q=事業承継` (or D-3, or succession): term, identifier, folder, page."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(query: str) -> int:
    """Print what is known of a word or a number."""
    if not query:
        print("Say what to look for: make where Q=事業承継, Q=D-3, Q=Organization")
        return 2
    found = 0
    with (ROOT / "glossary.toml").open("rb") as file:
        for term in tomllib.load(file)["term"]:
            if query.lower() in (term["term"] + term["identifier"] + term["reading"]).lower():
                print(f"{term['term']} = {term['identifier']}: {term['meaning']}")
                found += 1
    with (ROOT / "src/musubi/packs/tokorozawa/plan.toml").open("rb") as file:
        plan = tomllib.load(file)
    items = [item for group in plan.values() if isinstance(group, list) for item in group if isinstance(item, dict) and "code" in item]
    for item in items:
        if query.upper() == item["code"] or (len(query) > 1 and query in item.get("name", "")):
            print(f"{item['code']} {item['name']}: /plan/{item['code']}/ (public), /staff/desk/{item['code']}/ (staff)")
            found += 1
    pattern = re.compile(rf"^(class|def) .*{re.escape(query)}", re.IGNORECASE)
    for path in sorted((ROOT / "src").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.match(line):
                print(f"{path.relative_to(ROOT)}:{number}: {line.rstrip(':')}")
                found += 1
    if not found:
        print(f"Nothing is called {query}. The terms stand in docs/glossary.md, the codes on the page /map/.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]).strip()))
