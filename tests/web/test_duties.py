"""Pages that a public site owes its readers."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from tests.factories.vision import small_document, store

from musubi.blocks.kernel.forms_register import personal_data_forms
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/roadmap/",
    "/actors/",
    "/actors/D1/",
    "/plan/A/",
    "/plan/A-1/",
    "/plan/A-P1/",
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
]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.fixture
def site():
    vision = store(small_document(programs=3))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")


class Outline(HTMLParser):
    """Element balance, ids, headings and labelled controls of a page."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids, self.headings, self.targets = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"])
        self.targets += [values[key] for key in ("aria-labelledby", "for") if values.get(key)]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


def outline(text):
    parser = Outline()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_page_is_sound_html(client, site, path, language):
    address = path if language == "ja" else f"/en{path}"
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    page = outline(text)
    assert page.faults == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert [target for target in page.targets if target not in page.ids] == []
    assert page.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))
    assert f'<html lang="{language}">' in text
    assert 'style="' not in text


@pytest.mark.parametrize("path", PATHS)
def test_public_page_names_division_and_last_update(client, site, path):
    text = client.get(path).content.decode()
    assert "このページの担当: 産業振興課" in text
    assert "最終更新" in text


def test_privacy_page_lists_every_registered_form(client, site):
    text = client.get("/privacy/").content.decode()
    assert personal_data_forms()
    for form in personal_data_forms():
        for part in (form.name, form.purpose, form.items, form.legal_basis, form.retention):
            assert str(part) in text


def test_sitemap_lists_pages_that_answer(client, site):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own page
    names = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    paths = [name.removeprefix("http://testserver") for name in names]
    assert "/plan/A-P3/" in paths
    assert "/en/plan/A-P3/" in paths
    assert [path for path in paths if client.get(path).status_code != 200] == []


def test_robots_keep_out_of_staff_pages(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /staff/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_language_switch_leads_to_the_same_page(client, site):
    assert 'href="/en/plan/A-P1/"' in client.get("/plan/A-P1/").content.decode()
    assert 'href="/plan/A-P1/"' in client.get("/en/plan/A-P1/").content.decode()


def test_names_without_a_translation_are_marked_as_japanese(client, site):
    text = client.get("/en/plan/A-P1/").content.decode().replace("<wbr>", "")
    assert '<span lang="ja"><span class="name">企業誘致推進事業</span></span></h1>' in text
