"""The watchers themselves notice what they are for."""

import pytest
from tests.e2e.conftest import axe_findings, overflow

pytestmark = pytest.mark.django_db(transaction=True)


def test_axe_finds_a_planted_fault(open_page):
    page = open_page("/")
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(line.startswith("image-alt") for line in axe_findings(page))


def test_overflow_finds_a_wide_element(open_page):
    page = open_page("/", size="phone")
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<svg width=\"900\" height=\"9\"></svg>')")
    page.evaluate("() => document.querySelector('body > svg:last-child').setAttribute('class', 'wide')")
    page.evaluate("() => { const e = document.querySelector('.wide'); e.style.maxWidth = 'none'; }")
    assert overflow(page)
