"""The inventory of signs: find, enter, correct, photograph; what is lacking on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.kernel.text import normalise
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.photos import add_photo
from musubi.blocks.places.domain.records import change, register
from musubi.blocks.places.enums import SignCondition, SignKind
from musubi.blocks.places.models import Sign, SignPhoto
from musubi.blocks.places.models.sign import SIGN_LANGUAGES
from musubi.blocks.places.rules import SEE_PLACES, WORK_SIGNS
from musubi.programs.brand.inbound.interfaces.sign_forms import SignForm, SignPhotoForm
from musubi.programs.brand.inbound.interfaces.sign_papers import LANGUAGE_WORDS, gaps_text, write_signs

PAGE_SIZE = 50
HISTORY_ROWS = 5
UPLOAD_LIMIT = 26 * 1024 * 1024
SORTS = {"number": ("number", "pk"), "checked": ("checked_on", "number", "pk")}


def _found(request: HttpRequest) -> QuerySet[Sign]:
    asked = request.GET
    signs = visible_to(request.user, Sign).filter(removed_on__isnull=asked.get("state") != "removed")
    for word in normalise(asked.get("q", "")).split():
        signs = signs.filter(Q(number__icontains=word) | Q(name__icontains=word) | Q(address__icontains=word) | Q(text_ja__icontains=word))
    if asked.get("kind") in SignKind.values:
        signs = signs.filter(kind=asked["kind"])
    if asked.get("condition") in SignCondition.values:
        signs = signs.filter(condition=asked["condition"])
    if asked.get("gap") in SIGN_LANGUAGES:
        signs = signs.filter(**{f"text_{asked['gap']}": ""})
    waiting = Count("work_orders", filter=Q(work_orders__done_on=None, work_orders__cancelled_on=None))
    return signs.select_related("spot", "town").annotate(open_orders=waiting).order_by(*SORTS.get(asked.get("sort", ""), SORTS["number"]))


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def signs(request: HttpRequest) -> HttpResponse:
    """All signs by words, kind, condition and lacking language; how many lack which."""
    page = Paginator(_found(request), PAGE_SIZE).get_page(request.GET.get("page"))
    lacking = {language: Count("pk", filter=Q(**{f"text_{language}": ""})) for language in SIGN_LANGUAGES}
    totals = visible_to(request.user, Sign).filter(removed_on=None).aggregate(total=Count("pk"), **lacking)
    context = {
        "page": page,
        "rows": [(sign, gaps_text(sign)) for sign in page],
        "asked": request.GET,
        "kinds": SignKind.choices,
        "conditions": SignCondition.choices,
        "gaps": [(language, LANGUAGE_WORDS[language], totals[language]) for language in SIGN_LANGUAGES],
        "total": totals["total"],
        "may_work": request.user.has_perm(WORK_SIGNS),
    }
    return render(request, "inbound/signs.html", context)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """What the filters leave, as a workbook."""
    return as_download(write_signs(_found(request)), _("案内サインの一覧") + ".xlsx")


def sign_of(request: HttpRequest, uid: str) -> Sign:
    """The sign of a page."""
    found: Sign = get_object_or_404(visible_to(request.user, Sign).select_related("spot", "town"), uid=uid)
    return found


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def sign(request: HttpRequest, uid: str) -> HttpResponse:
    """One sign: texts, condition, photos, work, history."""
    found = sign_of(request, uid)
    context = {
        "sign": found,
        "texts": [(LANGUAGE_WORDS[language], language, getattr(found, f"text_{language}")) for language in SIGN_LANGUAGES],
        "orders": found.work_orders.select_related("photo").order_by("-ordered_on", "-pk"),  # type: ignore[attr-defined]
        "photos": found.photos.all(),  # type: ignore[attr-defined]
        "may_work": request.user.has_perm(WORK_SIGNS),
        "history": history_of(found)[:HISTORY_ROWS],
        "history_of": address_of(found) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "inbound/sign.html", context)


@login_required
@permission_required(WORK_SIGNS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a sign."""
    form = SignForm(request.POST or None, instance=Sign())
    if request.method == "POST" and form.is_valid():
        try:
            made = register(model=Sign, values=form.entered(), actor=request.user, now=clock.now())
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("案内サインを登録しました"))
            return HttpResponseRedirect(reverse("inbound:sign", args=[made.uid]))
    step = {"title": _("案内サインを登録する"), "button": _("この内容で登録する")}
    return render(request, "kernel/step.html", {"step": step, "form": form, "back": reverse("inbound:signs")}, status=422 if form.errors else 200)


@login_required
@permission_required(WORK_SIGNS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct a sign; newer values of others stand beside one's own."""
    found = sign_of(request, uid)
    form = SignForm(request.POST or None, instance=Sign.objects.get(pk=found.pk))
    back = reverse("inbound:sign", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            change(record=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts({name: value for name, value in error.current.items() if name in form.fields})
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    step = {"title": _("内容を直す"), "button": _("この内容を保存する")}
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "kernel/step.html", {"step": step, "form": form, "record": found, "back": back}, status=status)


def _add(request: HttpRequest, found: Sign, data: dict[str, Any]) -> None:
    try:
        content = data["file"].read(UPLOAD_LIMIT)
        add_photo(
            of=found, data=content, name=data["file"].name, caption=data["caption"], taken_on=data["taken_on"], actor=request.user, now=clock.now()
        )
    except PlaceError as error:
        raise StepError(error.code, str(error), error.field) from error


ADD_PHOTO = Step(_l("写真を加える"), _l("この写真を加える"), SignPhotoForm, _add, _l("写真を加えました"))


@login_required
@permission_required(WORK_SIGNS, raise_exception=True)
def photo_new(request: HttpRequest, uid: str) -> HttpResponse:
    """Add a photo."""
    return run_step(request, step=ADD_PHOTO, record=sign_of(request, uid), back=reverse("inbound:sign", args=[uid]))


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def photo_file(request: HttpRequest, uid: str) -> FileResponse:
    """A photo's bytes."""
    photo = get_object_or_404(visible_to(request.user, SignPhoto), uid=uid)
    response = FileResponse(photo.file.open("rb"), content_type=photo.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
