"""Take the README's pictures from a running demo: `.venv/bin/python tools/take_screenshots.py http://localhost:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PICTURES = {"home.png": "/", "home-en.png": "/en/"}
SIZE = {"width": 1280, "height": 900}


def take(address: str) -> None:
    """Write each picture at the size in which the README shows it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, locale="ja-JP", timezone_id="Asia/Tokyo")
        for name, path in PICTURES.items():
            page.goto(address + path)
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
