"""認定証: issued with the letter of a certification, and anew where a name or the register's words changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.enums import Outcome
from musubi.blocks.applications.models import Certificate, DecisionItem, DecisionNotice
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.documents import issue_file
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.products import CODE
from musubi.programs.brand.local_brands.models import BrandCertificate, BrandProduct

Make = Callable[[BrandCertificate], Sequence[Mapping[str, Any]]]


@transaction.atomic
def issue_certificate(
    *, certificate: Certificate, conditions: str, reason: str, make: Make, actor: Any, now: dt.datetime, today: dt.date
) -> BrandCertificate:
    """認定証を発行する; `make` gives the PDF and the Word file as fields of `issue_file`. Raises BrandError: revoked, or anew without a reason."""
    current: Certificate = lock(Certificate.objects.filter(pk=certificate.pk).select_related("application"))[0]
    if current.revoked_on is not None and current.revoked_on <= today:
        raise BrandError("revoked", _("認定が取り消されているので、認定証を発行できません"))
    number = current.brand_papers.count() + 1
    if number > 1 and not reason.strip():
        raise BrandError("reason", _("発行し直す理由を書いてください(例: 事業者名が変わった)"), "reason")
    product = BrandProduct.objects.filter(certificate=current).first()
    name = product.name if product is not None else current.application.title[:120]
    paper = BrandCertificate.objects.create(
        certificate=current, number=number, product_name=name, conditions=conditions, reason=reason.strip() if number > 1 else "", issued_on=today
    )
    paper.document, paper.word = (issue_file(actor=actor, now=now, **values) for values in make(paper))
    paper.save()
    after = {"number": f"{current.number} {number}", "sha256": paper.document.sha256}
    record_event(actor=actor, verb="brand_certificate.issued", obj=paper, now=now, after=after, reason=paper.reason, program_code=CODE)
    return paper


def issue_with_letter(*, notice: DecisionNotice, make: Make, actor: Any, now: dt.datetime) -> BrandCertificate | None:
    """The certificate that goes out with the letter of a brand round; None for other letters, and where it was issued before."""
    item: DecisionItem = notice.item
    if item.outcome != Outcome.CERTIFIED or not item.decision.call.brand_stages.exists():
        return None
    certificate = Certificate.objects.filter(application=item.application).first()
    if certificate is None or certificate.brand_papers.exists():
        return None
    return issue_certificate(certificate=certificate, conditions=item.conditions, reason="", make=make, actor=actor, now=now, today=notice.issued_on)


def newest_paper(certificate: Certificate) -> BrandCertificate | None:
    """The certificate paper that counts."""
    return certificate.brand_papers.order_by("-number").first()
