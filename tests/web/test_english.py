"""English pages: nothing Japanese is left unmarked, so that screen readers speak each part in its language."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
SPOKEN = {"aria-label", "alt", "title", "placeholder", "content", "value"}
PATHS = [
    "/",
    "/roadmap/",
    "/roadmap/?origin=unknown",
    "/actors/",
    "/actors/industrial-promotion/",
    "/plan/A/",
    "/plan/A-1/",
    "/plan/A-P1/",
    "/plan/C-P3/",
    "/map/",
    "/editions/",
    "/editions/compare/",
    "/legend/",
    "/privacy/",
    "/accessibility/",
    "/accessibility/results/",
    "/contact/",
    "/sitemap/",
    "/search/",
    "/search/?q=tea",
    "/plan/Z-9/",
]


class Unmarked(HTMLParser):
    """Texts and spoken attributes in Japanese outside of lang="ja"."""

    def __init__(self):
        super().__init__()
        self.stack, self.found = [], []

    def in_japanese(self):
        return next((language for _tag, language in reversed(self.stack) if language), "") == "ja"

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        language = values.get("lang")
        if (language or ("ja" if self.in_japanese() else "en")) != "ja":
            self.found += [text for key, text in attrs if key in SPOKEN and text and JAPANESE.search(text)]
        if tag not in VOID:
            self.stack.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        self.stack.pop()

    def handle_data(self, data):
        if JAPANESE.search(data) and not self.in_japanese():
            self.found.append(data.strip())


@pytest.mark.parametrize("path", PATHS)
def test_english_page_marks_everything_japanese(client, path):
    load_city(name="tokorozawa", now=timezone.now())
    parser = Unmarked()
    parser.feed(client.get(f"/en{path}").content.decode())
    assert parser.found == []
