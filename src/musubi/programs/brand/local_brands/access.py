"""Who may see stages, products, licences and checks: each model's predicate beside its `visible_to` twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.applications.domain.rights import of_office_records
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.programs.brand.local_brands import models
from musubi.programs.brand.local_brands.domain import rights
from musubi.programs.brand.local_brands.rules import SEE_BRANDS


def _policy(model: Any, can_view: Callable[[Any, Any], bool], condition: Callable[[Any], Q]) -> None:
    def allowed(user: Any, record: Any) -> bool:
        return bool(can_view(user, record))

    def visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.filter(condition(user))

    register_access(AccessPolicy(model, rules.predicate(allowed, name=f"view_{model._meta.model_name}"), visible))


def _sees_notice(user: Any, notice: models.RenewalNotice) -> bool:
    return rights.sees_result(user, notice.certificate.application)


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_BRANDS, rights.sees_brands)
    _policy(models.BrandStage, lambda user, stage: rights.sees_stage(user, stage.call), lambda user: of_office_records(user, "call__"))
    _policy(models.BrandStageResult, lambda user, result: rights.sees_result(user, result.application), rights.of_seen_results)
    _policy(models.BrandProduct, rights.sees_product, rights.of_seen_products)
    _policy(models.MarkLicence, lambda user, licence: rights.sees_licence(user, licence.product), rights.of_seen_licences)
    _policy(models.SpotCheck, lambda user, check: rights.sees_product_record(user, check.product), rights.of_product_records)
    _policy(
        models.SpotCheckPhoto,
        lambda user, photo: rights.sees_product_record(user, photo.spot_check.product),
        lambda user: rights.of_product_records(user, "spot_check__product__"),
    )
    _policy(models.BrandCertificate, lambda user, paper: rights.sees_paper(user, paper.certificate.application), rights.of_seen_papers)
    _policy(models.RenewalNotice, _sees_notice, lambda user: rights.of_certificates(user, "certificate__"))
