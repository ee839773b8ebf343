"""What everyone reads of a year: the edition that the division's head confirmed, with its papers and errata."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from musubi.blocks.reporting.domain.editions import published_editions, published_year, rows_of
from musubi.blocks.reporting.domain.suppression import public_errata, public_rows, thresholds
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.reporting.models import YearEdition
from musubi.blocks.reporting.views.editions import served
from musubi.blocks.reporting.views.reports import plan


def years(request: HttpRequest) -> HttpResponse:
    """The years that are public."""
    return render(request, "reporting/public_years.html", {"editions": published_editions(plan())})


def _edition(year: int) -> YearEdition:
    found = published_year(plan(), year)
    if found is None:
        raise Http404(_("この年度の進捗報告は、まだ公表されていません"))
    return found


def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's report."""
    edition = _edition(year)
    least = thresholds(edition.vision)
    rows = public_rows(rows_of(edition), least)
    counts = Counter(row.progress for row in rows.programs)
    context = {
        "edition": edition,
        "rows": rows,
        "reported": [row for row in rows.programs if row.progress != Progress.UNREPORTED],
        "unreported": [row for row in rows.programs if row.progress == Progress.UNREPORTED],
        "counts": [(value, label, counts[value]) for value, label in Progress.choices if counts[value]],
        "errata": public_errata(edition, least),
        "papers": edition.papers.filter(public=True).select_related("document").defer("document__content"),
    }
    return render(request, "reporting/public_year.html", context)


def paper(request: HttpRequest, year: int, paper_uid: str) -> HttpResponse:
    """A paper of a public year."""
    return served(get_object_or_404(_edition(year).papers.filter(public=True).select_related("document"), uid=paper_uid).document)
