"""進捗の一覧: a year's reports of all items, those that are late or missing first."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of
from musubi.blocks.papers.domain.filling.files import MEDIA_TYPES, FillError, suffix_of
from musubi.blocks.reporting.domain.figures import late_first, year_rows
from musubi.blocks.reporting.domain.reports import ReportStateError, confirm_reports, confirmable
from musubi.blocks.reporting.domain.rows import ProgramRow, YearRows
from musubi.blocks.reporting.domain.templates import fill
from musubi.blocks.reporting.enums import Progress, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, ReportTemplate
from musubi.blocks.reporting.rules import READ_REPORTS
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import Vision


def plan() -> Vision:
    """The plan in force; 404 in words before there is one."""
    vision = plan_in_force()
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    return vision


def asked_year(request: HttpRequest) -> int:
    """The fiscal year of the address, else the running one."""
    return asked_fiscal_year(request.GET.get("year", "")) or fiscal_year_of(clock.today())


def years_of(vision: Vision, chosen: int) -> list[int]:
    """The plan's years and the chosen one, newest first."""
    known = {year for period in vision.periods.all() for year in range(period.first_fiscal_year, period.last_fiscal_year + 1)}
    return sorted(known | {chosen}, reverse=True)


def _kept(rows: YearRows, request: HttpRequest) -> list[ProgramRow]:
    get = request.GET.get
    progress, status, project, query = get("progress", ""), get("status", ""), get("project", ""), get("q", "").strip()
    return [
        row
        for row in rows.programs
        if (not progress or row.progress == progress)
        and (not status or row.status == status)
        and (not project or row.project == project)
        and (not query or query.lower() in f"{row.code} {row.name} {row.owner} {row.done} {row.problems}".lower())
    ]


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def reports(request: HttpRequest) -> HttpResponse:
    """The year's reports with counts that equal the lists behind them."""
    vision = plan()
    year = asked_year(request)
    rows = year_rows(vision=vision, fiscal_year=year, today=clock.today())
    counts = Counter(row.progress for row in rows.programs)
    context: dict[str, Any] = {
        "year": year,
        "years": years_of(vision, year),
        "rows": late_first(_kept(rows, request)),
        "total": len(rows.programs),
        "counts": [(value, label, counts[value]) for value, label in Progress.choices if counts[value]],
        "statuses": ReportStatus.choices,
        "projects": sorted({(row.project, row.project_name) for row in rows.programs}),
        "confirmable": set(confirmable(request.user, _reports_of(vision, year)).values_list("item__code", flat=True)),
        "chosen": {name: request.GET.get(name, "") for name in ("progress", "status", "project", "q")},
        "templates": ReportTemplate.objects.filter(in_use=True).only("key", "name", "file_name"),
    }
    return render(request, "reporting/reports.html", context)


def _reports_of(vision: Vision, year: int) -> QuerySet[ProgressReport]:
    return ProgressReport.objects.filter(item__vision=vision, fiscal_year=year)


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
@require_POST
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Confirm the chosen reports of a year at once."""
    codes = request.POST.getlist("code")
    chosen = list(confirmable(request.user, _reports_of(plan(), year)).filter(item__code__in=codes))
    if not codes:
        messages.error(request, _("確認する報告を選んでから押してください"))
    elif len(chosen) < len(set(codes)):
        messages.error(request, _("選んだ報告の中に、もう確認されたか、あなたが確認できないものがあります。一覧を見直してください"))
    else:
        try:
            count = confirm_reports(reports=chosen, actor=request.user, now=clock.now())
        except ReportStateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, ngettext("%(count)d件の報告を確認しました", "%(count)d件の報告を確認しました", count) % {"count": count})
    return HttpResponseRedirect(f"{reverse('reports:list')}?year={year}")


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def filled(request: HttpRequest, key: str) -> HttpResponse:
    """A template filled with the year as it stands now, marked as a draft."""
    template = get_object_or_404(ReportTemplate, key=key, in_use=True)
    rows = year_rows(vision=plan(), fiscal_year=asked_year(request), today=clock.today())
    suffix = suffix_of(template.file_name)
    try:
        content = fill(template, rows, stamp=_("案"))
    except FillError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("reports:templates"))
    headers = {"Content-Disposition": f'attachment; filename="{key}-{rows.fiscal_year}-draft{suffix}"'}
    return HttpResponse(content, content_type=MEDIA_TYPES[suffix], headers=headers)
