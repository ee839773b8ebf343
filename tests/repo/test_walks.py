"""Walks in a browser wait: nothing is asked of a page, an address or the database while a press is still leading somewhere."""

import ast
import itertools
import re
from pathlib import Path

import pytest

E2E = Path(__file__).resolve().parents[1] / "e2e"
AT_ONCE = re.compile(r"\.is_(visible|hidden|checked|enabled|disabled|editable)\(")
ASKS = re.compile(
    r"\.objects\b|refresh_from_db|\.goto\(|\.reload\(|\.url\b|\.content\(|assert .*\.(count|inner_text|input_value|all_inner_texts|text_content)\("
)
LEADS = re.compile(r"\.(click|tap)\(|\.press\('Enter'\)|^press\(")


def hasty(source):
    """Lines of a walk that do not wait."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for statements in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if not isinstance(statements, list):
                continue
            for before, after in itertools.pairwise(statements):
                pressed = isinstance(before, ast.Expr) and LEADS.search(ast.unparse(before))
                if pressed and ASKS.search(head(after)):
                    found.append(after.lineno)
    found += [number for number, line in enumerate(source.splitlines(), 1) if AT_ONCE.search(line)]
    return sorted(found)


def head(statement):
    """A statement as text, of a block only its first line."""
    return ast.unparse(statement).splitlines()[0]


@pytest.mark.parametrize(
    "line",
    [
        "assert page.locator('p').is_visible()",
        "page.click('button')\nmade = Draw.objects.get()",
        "page.keyboard.press('Enter')\nassert page.url.endswith('/')",
        "place.click()\nassert '受付' in page.locator('p').inner_text()",
        "if True:\n    place.click()\n    page.goto('/')",
    ],
)
def test_hasty_lines_are_found(line):
    assert hasty(line)


def test_walks_wait():
    waits = "place.click()\nexpect(place).to_be_visible()\nmade = Draw.objects.get()\npage.keyboard.press('Tab')\nassert page.url\nfollow(place)\npage.goto('/')"
    assert hasty(waits) == []
    assert {path.name: lines for path in sorted(E2E.glob("*.py")) if (lines := hasty(path.read_text(encoding="utf-8")))} == {}
