"""指定と年度ごとの交付申請: the office's table of designations and their years, and the sums of the years."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.domain.yearly import table
from musubi.blocks.applications.domain.yearly.years import set_years
from musubi.blocks.applications.interfaces.designation_forms import YearsForm, amounts_of
from musubi.blocks.applications.interfaces.designation_workbook import write_designations
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import application_at, paged
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import parse_number
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.vision.domain.editions import plan_in_force


def _year(request: HttpRequest) -> int:
    now = fiscal_year_of(clock.today())
    try:
        asked = parse_number(request.GET.get("year", ""))
    except ValueError:
        return now
    return asked if 1989 <= asked <= 2200 else now


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def designations(request: HttpRequest) -> HttpResponse:
    """Each designation with its years: draft, filed, decided, paid; who did not file yet."""
    plan = plan_in_force()
    if plan is not None:
        record_personal_view(actor=request.user, obj=plan, page="applications:designations", now=clock.real_now())
    today, year = clock.today(), _year(request)
    asked = request.GET.get("face", "")
    face = asked if asked in table.FACES else "standing"
    conditions = table.faces(today, year)
    found = table.narrowed(table.designations_of(request.user), request.GET.get("q", ""))
    shown = found.filter(conditions[face]).order_by(*table.SORTS.get(request.GET.get("sort", ""), table.SORTS["until"]))
    if request.GET.get("as") == "xlsx":
        return as_download(write_designations(table.rows_of(shown, user=request.user, today=today)), _("指定の一覧") + ".xlsx")
    page = paged(request, shown)
    rows = table.rows_of(page.object_list, user=request.user, today=today)
    now = fiscal_year_of(today)
    context = {
        "page": page,
        "rows": rows,
        "span": table.span_of(rows),
        "faces": [(name, label, found.filter(conditions[name]).count()) for name, label in table.FACES.items()],
        "face": face,
        "year": year,
        "years": range(now + 1, now - 6, -1),
        "asked": request.GET,
    }
    return render(request, "applications/staff_designations.html", context)


def _set(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    set_years(
        application=record,
        amounts=amounts_of(data),
        ceiling=data["ceiling"],
        debt_obligation=data["debt_obligation"],
        actor=request.user,
        now=clock.now(),
    )


SET = Step(
    _l("年度ごとの額を決める"),
    _l("この額にする"),
    YearsForm,
    _set,
    _l("年度ごとの額を記録しました"),
    _l("各年度の交付決定は、その年度の上限額と、全期間の上限額を超えられません。後の年度の額は、債務負担行為の年割額と比べます。"),
)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def years(request: HttpRequest, uid: str) -> HttpResponse:
    """The sums of a designation's years."""
    found = application_at(request, uid, page="applications:designation-years")
    if not works_application(request.user, found):
        raise PermissionDenied
    if not hasattr(found, "certificate"):
        raise Http404
    return run_step(request, step=SET, record=found, back=reverse("applications:application", args=[uid]))
