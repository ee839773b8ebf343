"""認定マークの使用許諾: granted under conditions with a letter, ended with the certificate or with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import next_number
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.documents import issue_file
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.products import CODE
from musubi.programs.brand.local_brands.enums import ProductState
from musubi.programs.brand.local_brands.models import BrandProduct, MarkLicence

Make = Callable[[MarkLicence], Mapping[str, Any]]


@transaction.atomic
def grant_licence(*, product: BrandProduct, uses: str, conditions: str, make: Make, actor: Any, now: dt.datetime, today: dt.date) -> MarkLicence:
    """許諾する with a number and the letter that `make` gives as fields of `issue_file`. Raises BrandError.

    A licence that is open is ended by it, as after a renewal; a product whose certificate does not stand gets none.
    """
    current: BrandProduct = lock(BrandProduct.objects.filter(pk=product.pk).select_related("certificate__application__call"))[0]
    if current.state(today) in {ProductState.EXPIRED, ProductState.CANCELLED}:
        raise BrandError("not_standing", _("認定が続いていないので、マークの使用を許諾できません。先に認定を更新してください"))
    current.licences.filter(ended_on__isnull=True).update(ended_on=today, end_reason=_("新しい許諾に替えた"), updated_at=now)
    year = fiscal_year_of(today)
    number = next_number(name=f"認定マークの使用許諾 {year}年度", pattern=f"マーク許諾-{year}-{{number}}", fiscal_year=year)
    licence = MarkLicence.objects.create(
        product=current, certificate=current.certificate, number=number, uses=uses, conditions=conditions, licensed_on=today
    )
    licence.document = issue_file(actor=actor, now=now, **make(licence))
    licence.save()
    record_event(actor=actor, verb="mark_licence.granted", obj=licence, now=now, after={"number": number}, program_code=CODE)
    return licence


@transaction.atomic
def end_licence(*, licence: MarkLicence, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> MarkLicence:
    """許諾を終える with a reason. Raises BrandError where it ended before."""
    current: MarkLicence = lock(MarkLicence.objects.filter(pk=licence.pk))[0]
    if current.ended_on is not None:
        raise BrandError("ended", _("この使用許諾は、もう終わっています"))
    current.ended_on, current.end_reason = today, reason
    current.version += 1
    current.save()
    record_event(actor=actor, verb="mark_licence.ended", obj=current, now=now, after={"ended_on": today}, reason=reason, program_code=CODE)
    return current
