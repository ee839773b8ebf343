"""前の版との違い: what changed from one set of papers to the next, paper by paper and line by line."""

from __future__ import annotations

import difflib
from html.parser import HTMLParser
from typing import Any

from musubi.blocks.meetings.domain.papers.composing import Composed
from musubi.blocks.meetings.enums import PaperFormat
from musubi.blocks.meetings.models import MeetingPapers
from musubi.blocks.papers.domain.composed.page import to_html

MOST_DIFFERENCES = 40


class _Words(HTMLParser):
    """The words of a stored page, one line a row, paragraph or heading."""

    ENDS = frozenset({"tr", "p", "h1", "h2", "li", "dd"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._now: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect."""
        if data.strip():
            self._now.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        """A line ends."""
        if tag in self.ENDS and self._now:
            self.lines.append(" | ".join(self._now))
            self._now = []


def _lines(page: bytes) -> list[str]:
    words = _Words()
    words.feed(page.decode())
    return words.lines


def differences(last: MeetingPapers, composed: list[Composed]) -> list[dict[str, Any]]:
    """Per paper what was taken out (-) and put in (+); papers are known by their titles. A paper brought along is replaced as a whole."""
    files = list(last.files.select_related("document"))
    pages = {file.title: file for file in files if file.format == PaperFormat.HTML}
    others = {file.title: file for file in files if file.title not in pages}
    old = [*pages, *others]
    new = {each.title: each for each in composed}
    found = []
    for title in [*new, *(title for title in old if title not in new)]:
        if title not in old or title not in new:
            found.append({"title": title, "kind": "added" if title in new else "removed", "lines": []})
            continue
        each = new[title]
        if title in pages and each.paper is not None:
            found += _changed(title, _lines(bytes(pages[title].document.content)), _lines(to_html(each.paper())))
        elif title in pages or each.paper is not None or others[title].document.sha256 != each.sha256:
            found.append({"title": title, "kind": "replaced", "lines": []})
    return found


def _changed(title: str, before: list[str], after: list[str]) -> list[dict[str, Any]]:
    changed = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:2] not in {"--", "++", "@@"}]
    if not changed:
        return []
    return [{"title": title, "kind": "changed", "lines": changed[:MOST_DIFFERENCES], "more": max(0, len(changed) - MOST_DIFFERENCES)}]
