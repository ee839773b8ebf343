"""The public register of certified products, and the holder's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.parties.domain.acting import parties_acted_for
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.products import maker_of, public_register
from musubi.programs.brand.local_brands.domain.renewals import begin_renewal, renewal_call, renewal_draft
from musubi.programs.brand.local_brands.domain.rights import own_products
from musubi.programs.brand.local_brands.enums import ProductState
from musubi.programs.brand.local_brands.interfaces.forms import RegisterFilter
from musubi.programs.brand.local_brands.models import BrandCertificate, BrandProduct, MarkLicence
from musubi.programs.brand.local_brands.views.opening import paged


def register(request: HttpRequest) -> HttpResponse:
    """Products that stand, by words and category."""
    form = RegisterFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "category": ""}
    page = paged(request, public_register(visible_to(request.user, BrandProduct), words=asked["q"], category=asked["category"], day=clock.today()))
    context = {
        "form": form,
        "filtered": bool(asked["q"] or asked["category"]),
        "page": page,
        "rows": [(product, maker_of(product)) for product in page.object_list],
        "total": page.paginator.count,
    }
    return render(request, "local_brands/public_register.html", context)


def one(request: HttpRequest, uid: str) -> HttpResponse:
    """A published product; after its end it says so."""
    rows = visible_to(request.user, BrandProduct).filter(published_at__isnull=False).select_related("certificate__application__party")
    found = get_object_or_404(rows, uid=uid)
    state = found.state(clock.today())
    licence = found.licences.filter(ended_on__isnull=True).first()
    context = {
        "product": found,
        "certificate": found.certificate,
        "maker": maker_of(found),
        "state": state,
        "stands": state in {ProductState.VALID, ProductState.ENDING},
        "licence": licence,
    }
    return render(request, "local_brands/public_product.html", context)


@login_required
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The holder's products: until when, the licence, the renewal."""
    today = clock.today()
    rows = (
        own_products(request.user, today)
        .select_related("certificate__application")
        .prefetch_related("licences", "certificate__brand_papers")
        .order_by("pk")
    )
    call = renewal_call(clock.now())
    context = {"rows": [_own_row(product, today) for product in rows], "call": call, "papers": _other_papers(request, rows)}
    return render(request, "local_brands/own.html", context)


def _other_papers(request: HttpRequest, products: Any) -> list[BrandCertificate]:
    """Certificates whose product is not in the register yet, each by its newest paper."""
    rows = BrandCertificate.objects.filter(certificate__application__party__in=parties_acted_for(request.user, day=clock.today()))
    rows = rows.exclude(certificate__in=[product.certificate_id for product in products]).filter(certificate__renewed_by__isnull=True)
    newest = {paper.certificate_id: paper for paper in rows.select_related("certificate").order_by("certificate", "number")}
    return list(newest.values())


def _own_row(product: BrandProduct, today: Any) -> dict[str, Any]:
    draft = renewal_draft(product)
    return {
        "product": product,
        "state": product.state(today),
        "licence": next((each for each in product.licences.all() if each.ended_on is None), None),
        "paper": next(iter(sorted(product.certificate.brand_papers.all(), key=lambda each: -each.number)), None),
        "renewal": draft,
        "writing": draft is not None and draft.status == ApplicationStatus.DRAFT,
    }


@login_required
@require_POST
def renew(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin the renewal application, or go on with it."""
    product = get_object_or_404(own_products(request.user, clock.today()).select_related("certificate__application__party"), uid=uid)
    try:
        made = begin_renewal(product=product, actor=request.user, now=clock.now(), today=clock.today())
    except (BrandError, ApplicationError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("local_brands:own"))
    messages.success(request, _("前の申請の内容を写しました。変わったところを直して提出してください"))
    return redirect("filings:form", made.uid)


@login_required
@never_cache
def licence(request: HttpRequest, licence_uid: str) -> HttpResponse:
    """使用許諾書, for the holder and the office."""
    found = get_object_or_404(visible_to(request.user, MarkLicence).select_related("document"), uid=licence_uid)
    if found.document is None:
        raise Http404
    return as_download(bytes(found.document.content), _("使用許諾書_%(number)s.pdf") % {"number": found.number}, found.document.media_type)


@login_required
@never_cache
def paper(request: HttpRequest, paper_uid: str, ending: str) -> HttpResponse:
    """認定証 as it was issued, for the holder and the office."""
    rows = visible_to(request.user, BrandCertificate).select_related("document", "word", "certificate")
    found = get_object_or_404(rows, uid=paper_uid)
    document = {"pdf": found.document, "docx": found.word}.get(ending)
    if document is None:
        raise Http404
    name = _("認定証_%(number)s.%(ending)s") % {"number": found.certificate.number, "ending": ending}
    return as_download(bytes(document.content), name, document.media_type)
