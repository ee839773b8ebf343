"""Templates hold to the site's rules: strict CSP, no outside address, tables with captions, text that can be translated."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
# Names that are the same in every language.
SAME_EVERYWHERE = re.compile(r"結び</span>|日本語")
RULES = [
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "style attribute: use a class (strict CSP)"),
    (re.compile(r"<style\b", re.IGNORECASE), "style element: put it into musubi.css"),
    (re.compile(r"<script(?![^>]*\b(src|type=\"application/json\"))", re.IGNORECASE), "inline script: use a file under static"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "event attribute: use a script file"),
    (re.compile(r"(?:src|href)=\"https?://(?!www\.w3\.org)[^\"]*\.(?:js|css|woff2?|png|svg)", re.IGNORECASE), "outside file: serve it ourselves"),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript: address"),
    (re.compile(r"<img(?![^>]*\balt=)", re.IGNORECASE), "picture without alt"),
]
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|{%\s*comment.*?endcomment\s*%}", re.DOTALL)


def findings(path: Path) -> Iterator[str]:
    """What is wrong in one template."""
    text = path.read_text(encoding="utf-8")
    is_page = path.suffix == ".html"
    for pattern, message in RULES if is_page else []:
        for match in pattern.finditer(text):
            yield f"{line(text, match.start())}: {message}"
    for match in re.finditer(r"<table\b.*?</table>", text, re.DOTALL) if is_page else []:
        if "<caption" not in match.group() and "{% include" not in match.group():
            yield f"{line(text, match.start())}: table without caption"
    for match in re.finditer(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", text, re.DOTALL | re.IGNORECASE) if is_page else []:
        if "csrf_token" not in match.group():
            yield f"{line(text, match.start())}: form without csrf_token"
    plain = TAGS.sub(blank, TRANSLATED.sub(blank, text))
    plain = SAME_EVERYWHERE.sub(blank, plain)
    found = JAPANESE.search(plain)
    if found:
        yield f"{line(text, found.start())}: Japanese text outside of translate"


def blank(match: re.Match[str]) -> str:
    """The same number of lines with nothing on them, so that places stay right."""
    return re.sub(r"[^\n]", " ", match.group())


def line(text: str, position: int) -> int:
    """The line of a position."""
    return text.count("\n", 0, position) + 1


if __name__ == "__main__":
    rows = [
        f"{path.relative_to(ROOT)}:{found}"
        for path in sorted(ROOT.glob("src/**/templates/**/*.*"))
        if path.suffix in {".html", ".txt"}
        for found in findings(path)
    ]
    print("\n".join(rows))
    sys.exit(1 if rows else 0)
