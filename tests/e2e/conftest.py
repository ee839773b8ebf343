"""A real browser on a real server: every page opened here also has no CSP report, no script error, no outside request."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Error, Locator, Page, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in the test's thread

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",  # maps draw with WebGL, here without a graphics card
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
# 対象とする達成基準: WCAG 2.1 の A と AA (JIS X 8341-3:2016 を含む)
# A page knows itself when it is about to be left; what becomes a file download is not left.
LEAVING = """navigation.addEventListener("navigate", (event) => { window.isLeft ||= !event.destination.sameDocument && event.downloadRequest === null; });
addEventListener("pageshow", () => { window.isLeft = false; });"""
SETTLED = """() => document.readyState === "complete" && !window.isLeft
  && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")"""
PATIENCE = 30  # seconds
AXE = Axe()
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


def pytest_collection_modifyitems(items):
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong on the pages of one browser context."""

    reports: list[str] = field(default_factory=list)

    def on(self, page: Page, origin: str) -> None:
        page.on("pageerror", lambda error: self.reports.append(f"script error: {error}"))
        page.on("console", lambda message: self.reports.append(message.text) if "Content Security Policy" in message.text else None)
        page.on(
            "request",
            lambda request: (
                self.reports.append(f"outside request: {request.url}") if not request.url.startswith((origin, "data:", "blob:")) else None
            ),
        )


@pytest.fixture
def open_page(browser, live_server):
    """`open_page(path, user=None, size="desk", language="ja", scheme="light", script=True)` → page; what goes wrong fails the test at its end."""
    watch, contexts = Watch(), []

    def open_(path="/", *, user=None, size="desk", scheme="light", script=True):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            base_url=live_server.url,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_init_script(LEAVING)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        watch.on(page, live_server.url)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    answers_end()
    assert watch.reports == []


def answers_end() -> None:
    """Let the server finish what the closed browser still asked for: the database is put back next."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE)


def settled(page: Page) -> None:
    """Wait until the page is the one that stays: loaded whole, about to go nowhere, with nothing being swapped by htmx."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if page.evaluate(SETTLED):
                return
        except Error as error:  # the page went while it was asked
            if "context was destroyed" not in str(error):
                raise
        page.wait_for_timeout(20)
    raise AssertionError(f"{page.url} does not settle")


def follow(place: Locator, *, key: str = "") -> None:
    """Press a link or a button that leads to another page, by mouse or by a key, and wait until that page has loaded."""
    with place.page.expect_navigation():
        if key:
            place.press(key)
        else:
            place.click()
    settled(place.page)


def kept(page: Page, asked: Callable[[], bool]) -> None:
    """Wait until the database answers yes: what a page sends while it is left arrives after the next page may have loaded."""
    until = time.monotonic() + PATIENCE
    while not asked():
        assert time.monotonic() < until, "it was never kept"
        page.wait_for_timeout(50)


def axe_findings(page: Page) -> list[str]:
    """What axe finds on the page once it has settled, one line a rule with the first place."""
    settled(page)
    page.evaluate(AXE.axe_script)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", AXE_OPTIONS)
    return [f"{rule['id']}: {rule['help']} at {rule['nodes'][0]['target']} ({len(rule['nodes'])})" for rule in found]


def overflow(page: Page) -> list[str]:
    """Elements that stick out of the page at the right, outside of scrolling boxes."""
    settled(page)
    return page.evaluate(
        """() => { const w = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= w + 1) return [];
        return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.scroll, .vh, .sprite'))
          .slice(0, 3).map(e => e.tagName + '.' + e.className + ' ' + (e.textContent || '').trim().slice(0, 30)); }"""
    )
