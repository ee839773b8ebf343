"""Who works brands inside the office, whose own they are, and what is public: predicates with their list twins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import rules
from django.db.models import Q

from musubi.blocks.applications.domain.barriers import is_barred, not_barred
from musubi.blocks.applications.domain.rights import of_office_records, sees_office_record, sees_some_applications, works_application
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.kernel import clock
from musubi.blocks.parties.domain.acting import parties_acted_for
from musubi.blocks.parties.domain.rights import acts_for
from musubi.programs.brand.local_brands.models import BrandProduct

TO_APPLICATION = "certificate__application__"

sees_brands = sees_some_applications


@rules.predicate
def works_product(user: Any, product: BrandProduct) -> bool:
    """City staff who work the desk of the product's call, unless kept from the file."""
    return works_application(user, product.certificate.application)


def _office(user: Any, application: Application) -> bool:
    return not is_barred(user, application) and sees_office_record(user, application.call)


def _of_office(user: Any, prefix: str) -> Q:
    return of_office_records(user, f"{prefix}call__") & not_barred(user, prefix)


@rules.predicate
def sees_product(user: Any, product: BrandProduct) -> bool:
    """Everybody once it was published; the office; whoever acts for the holder."""
    application = product.certificate.application
    if product.published_at is not None or _office(user, application):
        return True
    return getattr(user, "is_authenticated", False) and application.party is not None and acts_for(user, application.party)


def of_seen_products(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_product`; `prefix` leads from a record to its product."""
    found = Q(**{f"{prefix}published_at__isnull": False}) | _of_office(user, f"{prefix}{TO_APPLICATION}")
    if getattr(user, "is_authenticated", False) and user.is_active:
        found |= Q(**{f"{prefix}{TO_APPLICATION}party__in": parties_acted_for(user, day=clock.today())})
    return found


@rules.predicate
def sees_product_record(user: Any, product: BrandProduct) -> bool:
    """Checks and notices: the office alone."""
    return _office(user, product.certificate.application)


def of_product_records(user: Any, prefix: str = "product__") -> Q:
    """The twin of `sees_product_record`."""
    return _of_office(user, f"{prefix}{TO_APPLICATION}")


@rules.predicate
def sees_licence(user: Any, product: BrandProduct) -> bool:
    """The office, and whoever acts for the holder."""
    party = product.certificate.application.party
    return sees_product_record(user, product) or bool(getattr(user, "is_authenticated", False) and party is not None and acts_for(user, party))


def of_seen_licences(user: Any, prefix: str = "product__") -> Q:
    """The twin of `sees_licence`."""
    found = of_product_records(user, prefix)
    if getattr(user, "is_authenticated", False) and user.is_active:
        found |= Q(**{f"{prefix}{TO_APPLICATION}party__in": parties_acted_for(user, day=clock.today())})
    return found


@rules.predicate
def sees_stage(user: Any, call: Call) -> bool:
    """Stages of a round: the office of the call."""
    return sees_office_record(user, call)


@rules.predicate
def sees_result(user: Any, application: Application) -> bool:
    """What a stage said of an application: the office, never who is kept from the file."""
    return _office(user, application)


def of_seen_results(user: Any) -> Q:
    """The twin of `sees_result`."""
    return _of_office(user, "application__")


@rules.predicate
def sees_paper(user: Any, application: Application) -> bool:
    """A certificate's paper: the office, and whoever acts for the holder."""
    party = application.party
    return _office(user, application) or bool(getattr(user, "is_authenticated", False) and party is not None and acts_for(user, party))


def of_seen_papers(user: Any) -> Q:
    """The twin of `sees_paper`."""
    found = _of_office(user, TO_APPLICATION)
    if getattr(user, "is_authenticated", False) and user.is_active:
        found |= Q(**{f"{TO_APPLICATION}party__in": parties_acted_for(user, day=clock.today())})
    return found


def own_products(user: Any, day: dt.date) -> Any:
    """Products of the parties for which the user acts."""
    return BrandProduct.objects.filter(**{f"{TO_APPLICATION}party__in": parties_acted_for(user, day=day)})


def of_certificates(user: Any, prefix: str) -> Q:
    """Records that hang on a certificate, seen like a stage's result."""
    return _of_office(user, f"{prefix}application__")
