"""The page that replays a draw: the same outcome as the engine, without a server and from the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.engine.draw.lotteries import random_lottery

import musubi_engine.draw
from musubi_engine.draw import Entry, after_events, list_hash, list_text, new_ticket, published_text, solve

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(musubi_engine.draw.__file__).parent / "replay"
REPLAY = """texts => texts.map(text => {
  const published = MusubiDraw.read(MusubiDraw.utf8(text));
  const replayed = MusubiDraw.replay(published);
  return [MusubiDraw.difference(published, replayed), replayed.lines.length, published.listHash];
})"""


def drawn_with_events(seed: int, entries: int = 12, **kinds):
    made = random_lottery(seed, entries, **kinds)
    drawn = solve(made, value=f"2020.{seed}", from_fallback=seed % 2 == 1).value
    leaving = [("left", ticket) for ticket in sorted(drawn.won)[:2]]
    opened = [("opened", q.id) for q in made.quotas if q.at_least and not q.release]
    return made, after_events(made, drawn, [*leaving, *opened])


def large():
    made = random_lottery(3, release=True, households="one-win")
    options = tuple(type(o)(o.id, 1000 + o.places, o.name) for o in made.options)
    names = [o.id for o in options]
    rows = tuple(
        Entry(new_ticket(k.to_bytes(8, "big")), tuple(names), "E" if k % 5 else "", 1 + k % 3, 1, f"HOME-{k // 2}") for k in range(16, 160_016, 16)
    )
    return type(made)(made.title, options, rows, made.value, made.fallback, made.quotas, made.households, made.promotion)


def test_without_a_server_the_page_replays_every_kind_of_draw_to_the_same_lines(browser):
    page = browser.new_page()
    page.goto((FOLDER / "replay.html").as_uri())
    cases = [drawn_with_events(seed, release=seed % 3 == 0 or None) for seed in range(60)]
    big = large()
    cases.append((big, solve(big, value="1").value))
    texts = [published_text(made, drawn) for made, drawn in cases]

    found = page.evaluate(REPLAY, texts)

    assert [row[0] for row in found] == [None] * len(cases)
    assert [row[2] for row in found] == [list_hash(made) for made, _ in cases]
    assert found[-1][1] == 10_001
    page.close()


def test_a_citizen_replays_a_draw_from_the_site(open_page, tmp_path):
    made, drawn = drawn_with_events(4, 30)
    good, bad, fresh, other = (tmp_path / name for name in ("good.txt", "bad.txt", "list.txt", "other.txt"))
    text = published_text(made, drawn)
    lines = text.split("\n")
    at = next(k for k, line in enumerate(lines) if line.startswith("result\t1\t"))
    good.write_text(text, encoding="utf-8")
    bad.write_text("\n".join([*lines[:at], lines[at][:-1] + "?", *lines[at + 1 :]]), encoding="utf-8")
    fresh.write_text(list_text(made), encoding="utf-8")
    other.write_bytes("氏名,住所".encode("cp932"))
    page = open_page("/static/draw/replay.html", size="phone")
    state, button = page.locator("#state"), page.get_by_role("button", name="抽選を再現する")

    page.get_by_label("抽選ファイル").set_input_files(good)
    page.get_by_label("抽選前に公表された名簿のハッシュ値").fill(list_hash(made))
    button.click()
    expect(state).to_contain_text("一致しました")
    expect(state).to_contain_text("抽選前に公表されたものと同じです")
    page.get_by_label("抽選番号").last.fill(drawn.order[0].ticket.lower())
    expect(page.locator("#found")).to_contain_text(f"{len(drawn.order)}件中1番目")
    assert (axe_findings(page), overflow(page)) == ([], [])

    page.get_by_label("抽選ファイル").set_input_files(bad)
    page.get_by_label("抽選前に公表された名簿のハッシュ値").fill("0" * 64)
    button.click()
    expect(state).to_contain_text(f"一致しません。{at + 1}行目")
    expect(state).to_contain_text("抽選前に公表されたものと違います")

    page.get_by_label("抽選ファイル").set_input_files(fresh)
    button.click()
    expect(state).to_contain_text("まだ抽選されていません")
    page.get_by_label("抽選に使う公表値").fill(drawn.value)
    button.click()
    expect(state).to_contain_text("名簿から抽選しました")

    page.get_by_label("抽選ファイル").set_input_files(other)
    button.click()
    expect(state).to_contain_text("UTF-8 ではありません")

    page.get_by_role("link", name="English").click()
    page.get_by_label("File of the draw").set_input_files(good)
    page.get_by_role("button", name="Replay the draw").click()
    expect(page.locator("#state")).to_contain_text("Confirmed: all")
    assert (axe_findings(page), overflow(page)) == ([], [])
