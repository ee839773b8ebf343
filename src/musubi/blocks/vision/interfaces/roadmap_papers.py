"""The roadmap on paper: in Excel cells, and as PDF issued once per edition and language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from musubi.blocks.kernel import dates, eras
from musubi.blocks.kernel.pages.languages import in_japanese
from musubi.blocks.kernel.templatetags.musubi import local
from musubi.blocks.papers.domain.documents import Draft, issue_pdf
from musubi.blocks.papers.domain.excel import Book, Sheet
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.domain.published import Published
from musubi.blocks.vision.domain.roadmap import Lane, Roadmap, build_roadmap
from musubi.blocks.vision.interfaces.names import era_year, item_title, period_words
from musubi.blocks.vision.interfaces.roadmap_words import ORIGIN_CHARACTERS, cell, describe, remark

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "roadmap.typ"
HUES = {
    "a": ("#E9F7F9", "#A9DBE3"),
    "b": ("#FFEEE2", "#FFC199"),
    "c": ("#F2FAE4", "#CFE3A0"),
    "d": ("#F1EAFA", "#DDC2FF"),
    "": ("#E8F1FE", "#C5D7FB"),
}


def roadmap_xlsx(found: Published, *, today: dt.date) -> bytes:
    """The whole roadmap as a workbook: two rows a program, plan and actual; signs as the brochure's characters."""
    roadmap = build_roadmap(found.tree, today=today)
    title = _title(found)
    book = Book(title=title, dated=found.edition.confirmed_at)
    sheet = book.sheet(
        _("工程表"),
        widths=[28, 8, 6, 38, 7, *([12] * len(roadmap.years)), 22],
        landscape=True,
        repeat_rows=(2, 2),
    )
    sheet.put(0, 0, title, bold=True, font_size=14, text_wrap=False)
    sheet.put(1, 0, f"{period_words(found.tree)} {_edition(found)}", text_wrap=False)
    heads = [_("先導プロジェクト"), _("番号"), _("区分"), _("重点事業"), _("線")]
    years = [str(year) for year in roadmap.years] if not in_japanese() else [f"{y}\n{era_year(y)}" for y in roadmap.years]
    sheet.put_row(2, [*heads, *years, _("備考")], bold=True, border=1, bg_color="#F2F2F2", align="center")
    row = 3
    for group in roadmap.groups:
        fill = HUES.get(group.root.letter, HUES[""])
        for lane in group.lanes:
            _lane_rows(sheet, row, lane, roadmap, item_title(group.root), fill)
            row += 2
    for line in (_legend(), _note(roadmap)):
        row += 1
        sheet.put(row, 0, line, text_wrap=False)
    return book.content()


def _lane_rows(sheet: Sheet, row: int, lane: Lane, roadmap: Roadmap, root: str, fill: tuple[str, str]) -> None:
    origin = ORIGIN_CHARACTERS.get(lane.node.row["origin"], "")
    names = [root, lane.node.code, origin, item_title(lane.node)]
    for offset, track, label in ((0, "planned", _("計画")), (1, "actual", _("実績"))):
        sheet.put_row(row + offset, [*names, label], border=1)
        for column, year in enumerate(roadmap.years, start=5):
            text = cell(lane, year, track)
            colour = {"bg_color": fill[offset]} if text else {}
            sheet.put(row + offset, column, text, border=1, align="center", **colour)
        note = remark(lane) if track == "planned" else ""
        sheet.put(row + offset, 5 + len(roadmap.years), note, border=1)


def roadmap_pdf(found: Published, *, actor: Any, now: dt.datetime) -> Document:
    """The roadmap of an edition as it was issued; made the first time it is asked for."""
    language = get_language() or "ja"
    dated = timezone.localtime(found.edition.confirmed_at).date()
    draft = Draft(
        series="roadmap",
        subject=found.edition.uid,
        language=language,
        title=_title(found),
        file_name=f"roadmap-{found.vision.slug}-{found.edition.number}-{language}.pdf",
        template=TEMPLATE,
        data=lambda: roadmap_data(found, dated=dated, language=language),
        dated=dated,
    )
    return issue_pdf(draft=draft, actor=actor, now=now)


def roadmap_data(found: Published, *, dated: dt.date, language: str) -> dict[str, Any]:
    """What the template draws. The day is the edition's: an issued paper does not move with today."""
    roadmap = build_roadmap(found.tree, today=dated)
    publisher = found.tree.publisher
    return {
        "title": _title(found),
        "author": local(publisher, "name") if publisher else "",
        "language": language,
        "period": period_words(found.tree),
        "edition": _edition(found),
        "foot": f"{_title(found)} {_edition(found)}",
        "head": [_("番号"), _("重点事業")],
        "years": [{"year": str(year), "era": era_year(year) if in_japanese() else ""} for year in roadmap.years],
        "grid": list(roadmap.grid),
        "groups": [
            {
                "letter": group.root.letter,
                "code": group.root.code,
                "name": item_title(group.root),
                "rows": [_row(lane) for lane in group.lanes],
            }
            for group in roadmap.groups
        ],
        "legend": _legend(),
        "note": _note(roadmap),
    }


def _row(lane: Lane) -> dict[str, Any]:
    return {
        "code": lane.node.code,
        "name": item_title(lane.node),
        "origin": ORIGIN_CHARACTERS.get(lane.node.row["origin"], ""),
        "remark": remark(lane),
        "words": describe(lane),
        "lines": [dict(line.__dict__) for line in lane.lines],
        "signs": [{"kind": sign.kind, "track": sign.track, "x": sign.x, "certain": sign.certain} for sign in lane.signs if sign.x is not None],
    }


def _title(found: Published) -> str:
    return _("%(plan)s 工程表") % {"plan": local(found.tree.plan, "title")}


def _edition(found: Published) -> str:
    day = timezone.localtime(found.edition.confirmed_at).date()
    words = eras.format_date(day, "era" if in_japanese() else "english")
    return _("%(label)s(%(day)s公表)") % {"label": found.edition.label, "day": words}


def _legend() -> str:
    return _("○ 新規事業 □ 既存事業 ● 新規事業のスタート時点 ◆ 既存事業のバージョンアップ時点 → 計画 ━ 実績 (●) 点線の輪と破線 年度を確認中")


def _note(roadmap: Roadmap) -> str:
    first, last = roadmap.years[0], roadmap.years[-1]
    years = dates.format_fiscal_years(first, last, "both" if in_japanese() else "english")
    note = _("年度は4月から翌年3月まで(%(years)s)。") % {"years": years}
    return note if roadmap.has_actual else note + _("実績はまだ登録されていません。")
