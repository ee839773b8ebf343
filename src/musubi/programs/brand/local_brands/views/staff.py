"""Brands inside the office: the register, one product with its licence, checks and renewal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.enums import CallKind
from musubi.blocks.applications.models import Call, Certificate
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.vision.domain.desks import desks_seen_by
from musubi.programs.brand.local_brands.domain.certificates import issue_certificate, newest_paper
from musubi.programs.brand.local_brands.domain.checks import add_photo, confirm_mended, plan_check, record_check
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.licences import end_licence, grant_licence
from musubi.programs.brand.local_brands.domain.products import (
    change_product,
    publish_product,
    register_product,
    renew_product,
    renewed_product,
    standing,
    to_register,
)
from musubi.programs.brand.local_brands.domain.renewals import renewal_draft
from musubi.programs.brand.local_brands.domain.rights import of_product_records, works_product
from musubi.programs.brand.local_brands.interfaces import forms
from musubi.programs.brand.local_brands.interfaces.certificate_paper import certificate_documents
from musubi.programs.brand.local_brands.interfaces.licence_paper import licence_document
from musubi.programs.brand.local_brands.interfaces.workbook import write_register
from musubi.programs.brand.local_brands.measures import records_of
from musubi.programs.brand.local_brands.models import BrandCertificate, BrandProduct, MarkLicence, SpotCheck, SpotCheckPhoto
from musubi.programs.brand.local_brands.rules import SEE_BRANDS
from musubi.programs.brand.local_brands.views.opening import TOGETHER, paged, product_at

STATES = (("standing", _l("認定中")), ("ending", _l("期限が近い")), ("over", _l("期限切れ・取消し")))


def _found(request: HttpRequest) -> Any:
    """Products of the office, narrowed by what is asked."""
    today, words, state = clock.today(), request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = visible_to(request.user, BrandProduct).filter(of_product_records(request.user, "")).select_related(*TOGETHER)
    counted, year = request.GET.get("counted", ""), asked_fiscal_year(request.GET.get("year", ""))
    if counted and year is not None:
        items = rows.values_list("certificate__application__call__item", flat=True)
        rows = rows.filter(pk__in=records_of(counted, list(items), year).values("pk"))
    for word in words.split():
        party = Q(certificate__application__party__name__icontains=word) | Q(certificate__application__party__trade_name__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Q(name_kana__icontains=word) | Q(certificate__number=word) | party)
    if state == "over":
        rows = rows.exclude(standing(today))
    elif state:
        rows = rows.filter(standing(today))
        if state == "ending":
            rows = rows.filter(certificate__valid_until__lte=today + dt.timedelta(days=180))
    return rows.prefetch_related("licences").order_by("certificate__valid_until", "name_kana", "pk")


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def register(request: HttpRequest) -> HttpResponse:
    """The register with what waits: rounds, certificates to enter, ends that come near."""
    today = clock.today()
    page = paged(request, _found(request))
    waiting = to_register().filter(pk__in=visible_to(request.user, Certificate).values("pk")).select_related("application__party")
    rounds = visible_to(request.user, Call).filter(kind=CallKind.CERTIFICATION, item__in=desks_seen_by(request.user), item__code="C-4")
    context = {
        "page": page,
        "rows": [(product, product.state(today)) for product in page.object_list],
        "words": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "states": STATES,
        "waiting": waiting,
        "rounds": rounds.order_by("-fiscal_year", "-round")[:10],
    }
    return render(request, "local_brands/staff.html", context)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """The register as a workbook."""
    return as_download(write_register(_found(request), clock.today()), _("認定品の一覧.xlsx"))


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def new(request: HttpRequest, certificate_uid: str) -> HttpResponse:
    """Enter a product from its certificate, or let the product go on under it."""
    certificate = get_object_or_404(
        visible_to(request.user, Certificate).select_related("application__party", "application__call__item"), uid=certificate_uid
    )
    product = renewed_product(certificate) or BrandProduct(certificate=certificate, name=certificate.application.title[:120])
    if not works_product(request.user, product):
        raise Http404
    if product.pk is not None:
        return _renewed(request, product, certificate)
    if certificate.application.consents_publication:
        product.maker_agreed_on = certificate.application.received_on
    form = forms.ProductForm(request.POST or None, instance=product, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_product(product=form.instance, actor=request.user, now=clock.now())
        except BrandError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("登録しました。マークの使用を許諾し、内容を確かめて公開してください"))
            return HttpResponseRedirect(reverse("local_brands:product", args=[made.uid]))
    context = {"form": form, "title": _("認定品を登録する"), "button": _("登録する"), "back": reverse("local_brands:staff")}
    return render(request, "local_brands/form.html", context, status=422 if form.errors else 200)


def _renewed(request: HttpRequest, product: BrandProduct, certificate: Certificate) -> HttpResponse:
    def run(asked: HttpRequest, record: BrandProduct, _data: dict[str, Any]) -> None:
        renew_product(product=record, certificate=certificate, actor=asked.user, now=clock.now())

    step = Step(_l("認定の更新を登録する"), _l("更新する"), forms.NothingForm, run, _l("更新しました。マークの使用を、新しい期間で許諾してください"))
    return run_step(request, step=step, record=product, back=reverse("local_brands:product", args=[product.uid]))


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change what the register says; others' newer values stand beside one's own."""
    found = product_at(request, uid, work=True)
    form = forms.ProductForm(request.POST or None, instance=BrandProduct.objects.get(pk=found.pk), user=request.user)
    back = reverse("local_brands:product", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            change_product(product=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except BrandError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    context = {"form": form, "title": _("認定品を直す"), "button": _("この内容を保存する"), "back": back}
    return render(request, "local_brands/form.html", context, status=409 if form.conflicts else 422 if form.errors else 200)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def product(request: HttpRequest, uid: str) -> HttpResponse:
    """A product: certificate, licence, checks, renewal, history."""
    found = product_at(request, uid)
    record_personal_view(actor=request.user, obj=found, page="brand-product", now=clock.real_now())
    context = {
        "product": found,
        "certificate": found.certificate,
        "application": found.certificate.application,
        "state": found.state(clock.today()),
        "papers": visible_to(request.user, BrandCertificate).filter(certificate=found.certificate).order_by("-number"),
        "licences": found.licences.select_related("document"),
        "checks": found.checks.prefetch_related("photos"),
        "notices": found.certificate.renewal_notices.order_by("-days_before"),
        "renewal": renewal_draft(found),
        "works": works_product(request.user, found),
        "history": history_of(found)[:8],
        "history_of": address_of(found),
    }
    return render(request, "local_brands/product.html", context)


def _grant(request: HttpRequest, record: BrandProduct, data: dict[str, Any]) -> None:
    try:
        grant_licence(product=record, make=licence_document, actor=request.user, now=clock.now(), today=clock.today(), **data)
    except MissingGlyphsError as error:
        raise StepError("glyphs", error.message) from error


def _certificate(request: HttpRequest, record: BrandProduct, data: dict[str, Any]) -> None:
    try:
        issue_certificate(
            certificate=record.certificate, make=certificate_documents, actor=request.user, now=clock.now(), today=clock.today(), **data
        )
    except MissingGlyphsError as error:
        raise StepError("glyphs", error.message) from error


def _conditions(record: BrandProduct) -> dict[str, str]:
    paper = newest_paper(record.certificate)
    return {"conditions": paper.conditions} if paper is not None else {}


def _publish(request: HttpRequest, record: BrandProduct, _data: dict[str, Any]) -> None:
    publish_product(product=record, public=True, reason="", actor=request.user, now=clock.now())


def _hide(request: HttpRequest, record: BrandProduct, data: dict[str, Any]) -> None:
    publish_product(product=record, public=False, reason=data["reason"], actor=request.user, now=clock.now())


def _plan(request: HttpRequest, record: BrandProduct, data: dict[str, Any]) -> None:
    plan_check(product=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


STEPS = {
    "licence": Step(
        _l("認定マークの使用を許諾する"), _l("許諾して許諾書を作る"), forms.LicenceForm, _grant, _l("許諾しました。許諾書を印刷できます")
    ),
    "certificate": Step(
        _l("認定証を発行する"),
        _l("発行する"),
        forms.CertificateForm,
        _certificate,
        _l("認定証を発行しました。PDFとWordで受け取れます"),
        _l("台帳の商品の名称・分野・認定基準の版が載ります。前に発行したものは、記録として残ります。"),
        _conditions,
    ),
    "publish": Step(
        _l("公開の一覧に載せる"), _l("公開する"), forms.NothingForm, _publish, _l("公開しました"), _l("事業者名は、同意した日があるときだけ出ます。")
    ),
    "hide": Step(_l("公開をやめる"), _l("公開をやめる"), forms.ReasonForm, _hide, _l("公開をやめました")),
    "check": Step(_l("抜取調査を予定する"), _l("予定する"), forms.PlanCheckForm, _plan, _l("予定しました。「本日の締切」に期限が出ます")),
}


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One step at a product."""
    found = product_at(request, uid, work=True)
    if name not in STEPS:
        raise Http404
    return run_step(request, step=STEPS[name], record=found, back=reverse("local_brands:product", args=[uid]))


def _record(request: HttpRequest, record: SpotCheck, data: dict[str, Any]) -> None:
    record_check(check=record, values=data, actor=request.user, now=clock.now(), today=clock.today())


def _mended(request: HttpRequest, record: SpotCheck, data: dict[str, Any]) -> None:
    confirm_mended(check=record, actor=request.user, now=clock.now(), **data)


def _photo(request: HttpRequest, record: SpotCheck, data: dict[str, Any]) -> None:
    file = data["file"]
    add_photo(check=record, file_name=file.name, data=file.read(), caption=data["caption"], actor=request.user, now=clock.now())


def _end(request: HttpRequest, record: MarkLicence, data: dict[str, Any]) -> None:
    end_licence(licence=record, reason=data["reason"], actor=request.user, now=clock.now(), today=clock.today())


CHECK_STEPS = {
    "record": Step(_l("抜取調査を記録する"), _l("記録する"), forms.CheckForm, _record, _l("記録しました")),
    "mended": Step(_l("改善を確かめる"), _l("確かめたことを記録する"), forms.MendedForm, _mended, _l("記録しました")),
    "photo": Step(_l("写真を加える"), _l("写真を加える"), forms.PhotoForm, _photo, _l("加えました")),
}
END = Step(_l("使用許諾を終える"), _l("終える"), forms.ReasonForm, _end, _l("使用許諾を終えました"))


def _of_product(request: HttpRequest, uid: str, model: type[Any], record_uid: str) -> Any:
    found = product_at(request, uid, work=True)
    return get_object_or_404(visible_to(request.user, model).select_related("product"), product=found, uid=record_uid)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def check_step(request: HttpRequest, uid: str, check_uid: str, name: str) -> HttpResponse:
    """Record a check, add a photo, confirm what was mended."""
    if name not in CHECK_STEPS:
        raise Http404
    check = _of_product(request, uid, SpotCheck, check_uid)
    return run_step(request, step=CHECK_STEPS[name], record=check, back=f"{reverse('local_brands:product', args=[uid])}#h-checks")


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def licence_end(request: HttpRequest, uid: str, licence_uid: str) -> HttpResponse:
    """End a licence with a reason."""
    licence = _of_product(request, uid, MarkLicence, licence_uid)
    return run_step(request, step=END, record=licence, back=reverse("local_brands:product", args=[uid]))


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def photo(request: HttpRequest, uid: str, photo_uid: str) -> FileResponse:
    """A photo of a check."""
    found = product_at(request, uid)
    row = get_object_or_404(visible_to(request.user, SpotCheckPhoto), spot_check__product=found, uid=photo_uid)
    return FileResponse(row.file.open("rb"), content_type=row.media_type, filename=row.file_name)
