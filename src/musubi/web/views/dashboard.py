"""The public dashboard: how far the vision has come, from confirmed editions alone."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from musubi.blocks.indicators.panels import public_card
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.eras import parse_number
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.vision.domain.published import Published, bands_of
from musubi.blocks.vision.domain.roadmap import Roadmap, build_roadmap
from musubi.blocks.vision.views.reading import in_force, in_force_or_404, plan_context
from musubi.web.dashboard import KINDS, Dashboard, Filters, build_dashboard
from musubi.web.dashboard_data import FIGURE_COLUMNS, ITEM_COLUMNS, dashboard_record, figure_rows, item_rows

ROWS, CARDS, MOST_LANES = 100, 24, 40
LOOKS = {
    Progress.ON_TRACK: "ok",
    Progress.COMPLETED: "ok",
    Progress.SLIGHTLY_LATE: "slight",
    Progress.LATE: "late",
    Progress.NOT_STARTED: "wait",
    Progress.ENDED: "wait",
    Progress.UNREPORTED: "wait",
}


def dashboard(request: HttpRequest) -> HttpResponse:
    """Status counts with the lists behind them, the roadmap, the indicators; narrowed by the address."""
    found = in_force(request)
    if found is None:
        return render(request, "web/dashboard.html", {})
    board = build_dashboard(found=found, filters=Filters.read(request.GET), year=_year(request))
    page = Paginator(board.rows, ROWS).get_page(request.GET.get("page"))
    cards = Paginator(board.points, CARDS).get_page(request.GET.get("cards"))
    codes = {row.node.code for row in board.rows}
    context = {
        **plan_context(found),
        "board": board,
        "page": page,
        "groups": board.groups(list(page.object_list)),
        "cards": cards,
        "shown": [(public_card(points, found.tree.fiscal_years), board.progress_of[points.subject.item].node) for points in cards.object_list],
        "roadmap": _roadmap(found, codes) if len(codes) <= MOST_LANES else None,
        "narrowing": urlencode({**board.filters.query(), **({"year": board.edition.fiscal_year} if board.edition else {})}),
        **_choices(board),
    }
    if board.edition:
        context["last_updated"] = max(board.edition.published_at or found.edition.confirmed_at, found.edition.confirmed_at)
    return render(request, "web/dashboard.html", context)


def _roadmap(found: Published, codes: set[str]) -> Roadmap:
    today = clock.today()
    return build_roadmap(found.tree, today=today, keep=lambda node: node.code in codes, bands=bands_of(found.vision, today=today))


def _year(request: HttpRequest) -> int | None:
    try:
        return parse_number(request.GET["year"]) if request.GET.get("year") else None
    except ValueError:
        return None


def _choices(board: Dashboard) -> dict[str, Any]:
    labels = {
        "": _("重点事業"),
        "new": _("重点事業(新規)"),
        "existing": _("重点事業(既存)"),
        "initiative": _("取組"),
        "all": _("取組と重点事業"),
    }
    return {
        "projects": board.found.tree.roots,
        "kinds": [(kind, labels[kind]) for kind in KINDS],
        "states": Progress.choices,
        "bar": _bar(board),
    }


def _bar(board: Dashboard) -> list[tuple[str, str, str]]:
    """The tally as a bar: from where, how wide (percent, as SVG reads it), in which look. Few items have a piece each."""
    found, before = [], 0
    for state, count in board.tally:
        share = 100 / board.total if board.total else 0
        pieces, size = (count, 1) if board.total <= MOST_LANES else (min(count, 1), count)
        width = f"{max(size * share - 0.4, 0.2):.2f}%"
        found += [(f"{(before + piece) * share:.2f}%", width, LOOKS[state]) for piece in range(pieces)]
        before += count
    return found


def _asked(request: HttpRequest) -> Dashboard:
    return build_dashboard(found=in_force_or_404(request), filters=Filters.read(request.GET), year=_year(request))


def dashboard_json(request: HttpRequest) -> HttpResponse:
    """What the page shows, as JSON, with the same filters."""
    text = json.dumps(dashboard_record(_asked(request), today=clock.today()), ensure_ascii=False, indent=2)
    return _download(text + "\n", "application/json; charset=utf-8", "dashboard.json")


def items_csv(request: HttpRequest) -> HttpResponse:
    """The items with their progress, as CSV."""
    return _csv(ITEM_COLUMNS, item_rows(_asked(request)), "dashboard.csv")


def indicators_csv(request: HttpRequest) -> HttpResponse:
    """The indicators' figures, as CSV."""
    return _csv(FIGURE_COLUMNS, figure_rows(_asked(request), today=clock.today()), "indicators.csv")


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]], name: str) -> HttpResponse:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return _download("\ufeff" + buffer.getvalue(), "text/csv; charset=utf-8", name)


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(text, content_type=content_type, headers=headers)
