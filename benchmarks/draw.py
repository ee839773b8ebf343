"""`python -m benchmarks.draw`: 100,000 entries drawn, read and replayed, beside what a spreadsheet or a short script does.

CPU seconds of the process, the better of three runs; the replay by draw.js runs in a headless Chromium where one is installed (wall clock).
"""

from __future__ import annotations

import platform
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import musubi_engine.draw
from musubi_engine.draw import Entry, Lottery, Option, Quota, commit, list_hash, new_ticket, published_text, read_published, replay, solve, verify
from musubi_engine.draw.order import numbers

ENTRIES, SITES = 100_000, "ABCDEFGH"
SECONDS = """text => {
  const began = performance.now();
  const published = MusubiDraw.read(MusubiDraw.utf8(text)), read = performance.now();
  const replayed = MusubiDraw.replay(published);
  return [(read - began) / 1000, (performance.now() - read) / 1000, MusubiDraw.difference(published, replayed) === null];
}"""


def town(release: bool) -> Lottery:  # noqa: FBT001 - two kinds of the same town
    """Eight sites of 2,000 plots, three wishes an entry, one in three with two or three numbers, reserved plots and a maximum."""
    rng = random.Random(1)
    entries = tuple(
        Entry(
            new_ticket(rng.randbytes(8)), tuple(rng.sample(SITES, 3)), rng.choice(("", "", "E", "N")), rng.choice((1, 1, 2, 3)), 1,
            "", commit(rng.randbytes(16), f"架空 {k}"),
        )
        for k in range(ENTRIES)
    )  # fmt: skip
    quotas = (Quota("elder", ("A",), ("E",), 800, None, release), Quota("new", ("B",), ("N",), 900, 1000, release))
    options = tuple(Option(site, 2000) for site in SITES)
    return Lottery("抽選（架空）", options, entries, "公表値（架空）", "代わり（架空）", quotas)


def best(work: Callable[[], object]) -> float:
    """CPU seconds, the better of three."""
    found = []
    for _ in range(3):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def peer(lottery: Lottery) -> dict[str, str]:
    """What a short script does: shuffle with a library's generator, then first come, first served; no weights, no quotas, no replay."""
    order = list(lottery.entries)
    random.Random(1).shuffle(order)
    left = {option.id: option.places for option in lottery.options}
    won = {}
    for entry in order:
        wish = next((w for w in entry.wishes if left[w]), None)
        if wish:
            left[wish] -= 1
            won[entry.ticket] = wish
    return won


def browser(text: str) -> None:
    """The replay in a browser."""
    chromium = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if chromium is None:
        print("replay in a browser: no Chromium here")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only for this part

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = started.new_page()
        page.goto((Path(musubi_engine.draw.__file__).parent / "replay" / "replay.html").as_uri())
        page.evaluate(SECONDS, text)
        read, drawn, same = page.evaluate(SECONDS, text)
        print(f"replay in a browser: read {read:.2f} s, drawn {drawn:.2f} s (wall clock), identical: {same}")
        started.close()


def main() -> None:
    """Run everything."""
    print(f"{platform.machine()}, Python {platform.python_version()}, {ENTRIES:,} entries, {len(SITES)} sites")
    text = ""
    for name, release in (("kept", False), ("released", True)):
        lottery = town(release)
        weight = sum(entry.weight for entry in lottery.entries)
        drawn = solve(lottery, value="23626.73").value
        whole, short = best(lambda made=lottery: solve(made, value="23626.73")), best(lambda made=lottery: peer(made))
        print(f"reserved places {name}: drawn in {whole:.2f} s, a script in {short:.2f} s (ratio {whole / short:.1f}), {len(drawn.won):,} won")
        hashed = best(lambda made=lottery, seed=drawn.seed: numbers(seed, made.entries))
        plain = best(lambda made=lottery: solve(replace(made, quotas=()), value="1"))
        print(
            f"  {weight:,} numbers {hashed:.2f} s, hash of the list {best(lambda made=lottery: list_hash(made)):.2f} s, without quotas {plain:.2f} s"
        )
        text = published_text(lottery, drawn)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "draw.txt")
            file.write_text(text, encoding="utf-8", newline="\n")
            read = best(lambda file=file: read_published(file))
            published = read_published(file)
            print(f"  file of {len(text.encode()) / 1e6:.1f} MB read in {read:.2f} s, verified: {verify(published, replay(published)) is None}")
    browser(text)


if __name__ == "__main__":
    main()
