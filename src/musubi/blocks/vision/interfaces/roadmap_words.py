"""The roadmap in words and signs: the same for screen readers, Excel cells and PDF."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from musubi.blocks.kernel import dates
from musubi.blocks.kernel.pages.languages import in_japanese
from musubi.blocks.vision.domain.roadmap import Lane, Line, Sign

SIGN_CHARACTERS = {"start": "●", "upgrade": "◆", "end": "■", "milestone": "▲"}
ORIGIN_CHARACTERS = {"new": "○", "existing": "□"}


def year(value: int) -> str:
    """2018年度; in English FY2018."""
    return dates.format_fiscal_year(value, "western" if in_japanese() else "english")


def describe(lane: Lane) -> str:
    """計画と実績 of one row in a sentence each."""
    return " ".join([*(_track(lane, track) for track in ("planned", "actual")), *_steps(lane)])


def _steps(lane: Lane) -> list[str]:
    """How many of the desk's milestones and tasks are done, late and ahead; nothing where there are none."""
    counts = Counter(step.state for _x, step in lane.steps)
    if not counts:
        return []
    values = {"done": counts["done"], "late": counts["late"], "ahead": counts["ahead"]}
    return [_("節目・仕事: 済み%(done)d、遅れ%(late)d、これから%(ahead)d。") % values]


def _track(lane: Lane, track: str) -> str:
    parts = [_line(line) for line in lane.lines if line.track == track]
    parts += [_sign(sign) for sign in lane.signs if sign.track == track]
    if track == "planned":
        return _("計画: %(text)s。") % {"text": _join(parts)} if parts else _("計画の工程は確認中です。")
    return _("実績: %(text)s。") % {"text": _join(parts)} if parts else _("実績の登録はまだありません。")


def _join(parts: list[str]) -> str:
    return pgettext("list separator", "、").join(parts)


def _line(line: Line) -> str:
    values = {"first": year(line.first), "last": year(line.last)}
    text = _("%(first)sのみ") if line.first == line.last else _("%(first)sから%(last)sまで")
    looks = {"slow": _("(遅れ)"), "none": _("(報告待ち)")}
    return text % values + looks.get(line.look, "") + ("" if line.certain else _("(年度を確認中)"))


def _sign(sign: Sign) -> str:
    names = {
        "start": _("スタート"),
        "upgrade": _("バージョンアップ「%(note)s」") % {"note": sign.note} if sign.note else _("バージョンアップ"),
        "end": _("終了"),
        "milestone": sign.note or _("節目"),
    }
    if sign.fiscal_year is None:
        return _("%(sign)s(年度を確認中)") % {"sign": names[sign.kind]}
    text = _("%(year)sに%(sign)s") % {"year": year(sign.fiscal_year), "sign": names[sign.kind]}
    return text if sign.certain else text + _("(年度を確認中)")


def cell(lane: Lane, value: int, track: str) -> str:
    """What stands in one fiscal year's cell of a table: signs, then the arrow through the year."""
    signs = ""
    for sign in lane.signs:
        if sign.track == track and sign.fiscal_year == value:
            character = SIGN_CHARACTERS[sign.kind]
            signs += character if sign.certain else f"({character})"
    lines = [line for line in lane.lines if line.track == track and line.first <= value <= line.last]
    if not lines:
        return signs
    if track == "actual":
        return signs or "━"
    line = lines[0]
    left = "←" if value == line.first and line.open_left else ""
    right = "→" if value == line.last else ""
    body = left + ("─" if not (left and right) else "") + right
    return signs + body


def remark(lane: Lane) -> str:
    """What is not confirmed about a row, for the last column; empty where all is."""
    undated = [SIGN_CHARACTERS[sign.kind] for sign in lane.undated]
    words = [_("%(signs)sの年度を確認中") % {"signs": "・".join(undated)}] if undated else []
    if lane.unsure and not undated:
        words.append(_("年度を確認中"))
    return "".join(words)
