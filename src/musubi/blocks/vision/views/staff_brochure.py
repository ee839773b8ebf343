"""概要版を読み取る: upload a brochure, confirm each doubtful item, make a draft plan of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.locking import StaleRecordError
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.vision.domain.brochure import BrochureDraft, NotAVision
from musubi.blocks.vision.domain.brochure.confirming import cards_of
from musubi.blocks.vision.domain.brochure.decode import MAX_BYTES
from musubi.blocks.vision.domain.brochure.readings import (
    ReadingClosedError,
    differences_from,
    document_of,
    draft_of,
    drop_reading,
    keep_reading,
    make_draft,
    save_answers,
)
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.plans import PlanStateError, free_slug
from musubi.blocks.vision.domain.store import InvalidPlanError, load_document
from musubi.blocks.vision.domain.tables import table_of
from musubi.blocks.vision.enums import ReadingStatus
from musubi.blocks.vision.interfaces.reading_forms import (
    BrochureForm,
    CardField,
    DraftPlanForm,
    answered,
    card_fields,
    read_answers,
)
from musubi.blocks.vision.interfaces.told import told
from musubi.blocks.vision.models import BrochureReading
from musubi.blocks.vision.rules import CHANGE_PLAN

MOST_DIFFERENCES = 200


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def brochures(request: HttpRequest) -> HttpResponse:
    """Choose a brochure, or go on with one that waits."""
    form = BrochureForm(request.POST, request.FILES) if request.method == "POST" else BrochureForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reading, new = keep_reading(data=file.read(MAX_BYTES + 1), file_name=file.name, actor=request.user, now=clock.now())
        except NotAVision as error:
            form.add_error("file", error.render(_))
        else:
            if not new:
                messages.info(request, _("このファイルは確認の途中です。続きから始めます"))
            return redirect("plan:brochure-confirm", reading.uid)
    readings = BrochureReading.objects.defer("draft", "answers").select_related("uploaded_by", "vision")
    context = {"form": form, "readings": readings.order_by("-uploaded_at", "-pk")[:30]}
    return render(request, "vision/staff/brochures.html", context)


def _waiting(uid: str) -> BrochureReading:
    return get_object_or_404(BrochureReading.objects.select_related("uploaded_by", "vision"), uid=uid)


def _unknowns(draft: BrochureDraft) -> list[tuple[str, str, int]]:
    """(code, sentence, line) of what the brochure does not tell."""
    return [(unknown.about, _(unknown.message), unknown.line) for unknown in draft.unknowns]


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def confirm(request: HttpRequest, uid: str) -> HttpResponse:
    """One card per doubtful item; what was typed is kept with every press of a button, complete or not."""
    reading = _waiting(uid)
    if reading.status != ReadingStatus.OPEN:
        messages.info(request, _("この読み取りは終わっています"))
        return redirect("plan:draft", reading.vision.slug) if reading.vision else redirect("plan:brochures")
    draft = draft_of(reading)
    cards = cards_of(draft)
    fields, status = card_fields(cards, reading.answers), 200
    if request.method == "POST":
        typed = read_answers(request.POST, cards)
        onward = request.POST.get("do") == "next"
        try:
            reading = save_answers(
                reading=reading,
                answers=typed,
                shown_version=_number(request.POST.get("version", "")),
                actor=request.user,
                now=clock.now(),
            )
        except StaleRecordError:
            reading.refresh_from_db()
            fields, status = card_fields(cards, typed, theirs=reading.answers), 409
        except ReadingClosedError as error:
            messages.warning(request, error.render(_))
            return redirect("plan:brochures")
        else:
            fields = card_fields(cards, typed, check=onward)
            if not any(field.error for field in fields):
                return _go_on(request, reading, onward=onward)
            status = 422
    return render(request, "vision/staff/brochure_confirm.html", _page(reading, draft, fields, status), status=status)


def _page(reading: BrochureReading, draft: BrochureDraft, fields: list[CardField], status: int) -> dict[str, Any]:
    return {
        "reading": reading,
        "draft": draft,
        "fields": fields,
        "unknowns": _unknowns(draft),
        "answered": answered(fields),
        "conflict": status == 409,
        "errors": [field for field in fields if field.error],
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _go_on(request: HttpRequest, reading: BrochureReading, *, onward: bool) -> HttpResponse:
    if onward:
        return redirect("plan:brochure-result", reading.uid)
    messages.success(request, _("ここまでを保存しました。あとで続きから始められます"))
    return redirect("plan:brochure-confirm", reading.uid)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def result(request: HttpRequest, uid: str) -> HttpResponse:
    """The confirmed reading: make it a draft plan, or see how it differs from the plan in force."""
    reading = _waiting(uid)
    draft = draft_of(reading)
    fields = card_fields(cards_of(draft), reading.answers, check=True)
    if reading.status != ReadingStatus.OPEN or any(field.error for field in fields):
        return redirect("plan:brochure-confirm", reading.uid)
    document = document_of(reading, slug="brochure")
    plan = next(iter(document.rows("plan").values()))
    form = DraftPlanForm(request.POST or None, initial={"title": plan["title"], "slug": free_slug(document)})
    if request.method == "POST" and form.is_valid():
        answer = _make(request, reading, form)
        if answer is not None:
            return answer
    current = plan_in_force()
    changes = differences_from(document, load_document(current)) if current else []
    context = {
        "reading": reading,
        "form": form,
        "draft": draft,
        "current": current,
        "rows": [row for _uid, row in document.rows("items").items()],
        "questions": [row for row in document.rows("questions").values() if row["status"] == "open"],
        "changes": told(changes[:MOST_DIFFERENCES]),
        "change_count": len(changes),
    }
    return render(request, "vision/staff/brochure_result.html", context)


def _make(request: HttpRequest, reading: BrochureReading, form: DraftPlanForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        vision = make_draft(
            reading=reading,
            slug=data["slug"],
            title=data["title"],
            actor=request.user,
            now=clock.now(),
            revision=f"概要版の読み取り: {reading.file_name}"[:200],
        )
    except PlanStateError as error:
        form.add_error("slug", error.render(_))
        return None
    except InvalidPlanError as error:
        for problem in error.problems[:20]:
            form.add_error(None, f"{table_of(problem.table).spec.title}: {problem.message}")
        return None
    except ReadingClosedError as error:
        messages.warning(request, error.render(_))
        return redirect("plan:brochures")
    messages.success(request, _("案の計画として保存しました。公開ページには、現行にするまで出ません"))
    return redirect("plan:draft", vision.slug)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def original(request: HttpRequest, uid: str) -> HttpResponse:
    """The file as it came."""
    reading = _waiting(uid)
    with reading.file.open("rb") as file:
        return as_download(file.read(), reading.file_name, "application/octet-stream")


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
@require_POST
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    """Stop confirming."""
    try:
        drop_reading(reading=_waiting(uid), actor=request.user, now=clock.now())
    except ReadingClosedError as error:
        messages.warning(request, error.render(_))
    else:
        messages.success(request, _("読み取りをやめました。計画は変わっていません"))
    return redirect("plan:brochures")
