"""A whole plan by workbook alone: the empty form to download, and a new plan as a draft from what was filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.vision.domain.document import InvalidPlanError, PlanDocument, Problem
from musubi.blocks.vision.domain.plans import PlanStateError, check_document, check_slug, free_slug, keep_draft
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.interfaces.sheet_rows import ReadWorkbook
from musubi.blocks.vision.interfaces.workbook import read_workbook, write_template
from musubi.blocks.vision.interfaces.workbook_preview import places_of
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.rules import CHANGE_PLAN
from musubi.blocks.vision.views.staff_workbook import as_workbook

MOST_TOLD = 200


class NewPlanForm(forms.Form):
    """The filled-in workbook, and under which address name to keep it."""

    file = forms.FileField(
        label=gettext_lazy("計画台帳(.xlsx)"),
        help_text=gettext_lazy("20MBまで。ほかの計画から書き出した台帳も使えます。行IDは新しく付きます。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )
    slug = forms.CharField(
        label=gettext_lazy("アドレス名"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("半角の英数字とハイフン。空のときは、台帳の「計画」シートの値か、期間の始まりから付けます。"),
    )


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def template(request: HttpRequest) -> HttpResponse:
    """計画台帳(空の様式)."""
    return as_workbook(write_template(), "計画台帳_空の様式.xlsx")


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Keep a workbook as a draft plan, or tell every cell that stands in the way; nothing is kept then."""
    form = NewPlanForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    notes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            read = read_workbook(form.cleaned_data["file"].read())
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            notes = read.notes
            vision, found = _keep(request, form, read)
            if vision is not None:
                messages.success(request, _("案の計画として保存しました。現行にするまで、公開ページには出ません"))
                return HttpResponseRedirect(reverse("plan:draft", args=[vision.slug]))
            problems = places_of(found[:MOST_TOLD], read)
    context = {"form": form, "problems": problems, "notes": notes}
    return render(request, "vision/staff/workbook_new.html", context)


def _keep(request: HttpRequest, form: NewPlanForm, read: ReadWorkbook) -> tuple[Vision | None, list[Problem]]:
    document, slug = _named(read.document, form.cleaned_data["slug"].strip())
    if read.problems:
        form.add_error(None, _("読めないセルがあります。「直すところ」をExcelで直して、もう一度選んでください"))
        faulty = {(problem.table, problem.uid, problem.column) for problem in read.problems}
        others = [p for p in problems_of(document, specs()) if (p.table, p.uid, p.column) not in faulty]
        return None, [*read.problems, *others]
    try:
        check_slug(slug)
        check_document(document)
        title = _("計画台帳から登録: %(name)s") % {"name": form.cleaned_data["file"].name}
        vision = keep_draft(document=document, slug=slug, actor=request.user, now=clock.now(), title=title[:200])
    except PlanStateError as error:
        form.add_error("slug", error.render(_))
    except InvalidPlanError as error:
        form.add_error(None, _("このままでは計画が整いません。「直すところ」をExcelで直して、もう一度選んでください"))
        return None, list(error.problems)
    else:
        return vision, []
    return None, []


def _named(document: PlanDocument, wanted: str) -> tuple[PlanDocument, str]:
    """The document under the wanted address name, else its own, else a free one."""
    own: dict[str, Any] = dict(next(iter(document.rows("plan").values()), {}))
    slug = wanted or str(own.get("slug") or "") or free_slug(document)
    rows = {uid: {**row, "slug": slug} for uid, row in document.rows("plan").items()}
    return PlanDocument({**document.tables, "plan": rows}), slug
