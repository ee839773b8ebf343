"""Certification rounds and certified products for tests."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image
from tests.factories import applications

from musubi.blocks.applications.enums import CallKind, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, Call, Certificate
from musubi.programs.brand.local_brands.domain import certificates, checks, licences, products, stages
from musubi.programs.brand.local_brands.domain.stages import StageRow
from musubi.programs.brand.local_brands.enums import BrandCategory, StageKind
from musubi.programs.brand.local_brands.interfaces.certificate_paper import certificate_documents
from musubi.programs.brand.local_brands.interfaces.licence_paper import licence_document
from musubi.programs.brand.local_brands.models import BrandProduct, BrandStage, RenewalNotice

NOW = applications.NOW
TODAY = NOW.date()
TERMS = {
    "questions": [
        {"key": "plan", "label": "商品の特長", "kind": "long_text"},
        {"key": "employees", "label": "従業員数", "kind": "integer", "minimum": 0},
    ],
    "lanes": [{"key": "product", "name": "商品"}],
}


def call(item, **fields) -> Call:
    """A certification call that is open, three years long."""
    given = {"kind": CallKind.CERTIFICATION, "certificate_days": 1096, "terms": TERMS, "name": "架空ブランドの認定", **fields}
    return applications.open_call(item, **given)


def filed(of: Call, **fields) -> Application:
    """An application under review."""
    made = applications.submitted(of, costs=(), **fields)
    return applications.accept(made)


def stage(of: Call, number: int, kind: str = StageKind.PAPERS) -> BrandStage:
    """A stage of the round."""
    return stages.add_stage(stage=BrandStage(call=of, number=number, kind=kind), actor=None, now=NOW)


def passed(of: BrandStage, *applications_: Application, failed: tuple[Application, ...] = ()) -> BrandStage:
    """The stage with its results, closed."""
    rows = [*(StageRow(each, True) for each in applications_), *(StageRow(each, False, comment="原料の割合が足りない") for each in failed)]
    stages.record_results(stage=of, rows=rows, actor=None, now=NOW)
    return stages.close_stage(stage=of, actor=None, now=NOW)


def certificate(of: Application, *, on: dt.date = dt.date(2020, 6, 20)) -> Certificate:
    """Certified by a recorded decision."""
    applications.decide(of.call, DecisionKind.CERTIFICATION, [applications.Proposed(of, Outcome.CERTIFIED)], on=on)
    found: Certificate = Certificate.objects.get(application=of)
    return found


def product(of: Certificate, *, public: bool = True, **fields) -> BrandProduct:
    """In the register, published unless told otherwise."""
    given = {"name": "架空の狭山茶", "name_en": "Fictional Sayama tea", "category": BrandCategory.TEA, "story": "架空の一番茶です。", **fields}
    made = products.register_product(product=BrandProduct(certificate=of, **given), actor=None, now=NOW)
    return products.publish_product(product=made, public=True, reason="", actor=None, now=NOW) if public else made


def licence(of: BrandProduct, today: dt.date = dt.date(2020, 7, 1)):
    """A licence of the mark with its letter."""
    return licences.grant_licence(product=of, uses="包装", conditions="形を変えないこと", make=licence_document, actor=None, now=NOW, today=today)


def paper(of: Certificate, **fields):
    """The certificate as a paper."""
    given = {"conditions": "基準を守ること", "reason": "", "actor": None, "now": NOW, "today": dt.date(2020, 7, 1), **fields}
    return certificates.issue_certificate(certificate=of, make=certificate_documents, **given)


def photo_bytes(colour: str = "green") -> bytes:
    """A small photo."""
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def one_of_each(item) -> None:
    """A round with stages, a product that is published and one that is not, with every kind of record."""
    of = call(item)
    first = stage(of, 1)
    made = [filed(of), filed(of)]
    passed(first, *made)
    shown = product(certificate(made[0]))
    hidden = product(certificate(made[1]), public=False, name="架空の菓子", category=BrandCategory.SWEETS)
    for each in (shown, hidden):
        licence(each)
        paper(each.certificate)
        check = checks.plan_check(product=each, due_on=dt.date(2020, 9, 1), actor=None, now=NOW, today=TODAY)
        checks.add_photo(check=check, file_name="a.jpg", data=photo_bytes(), caption="売り場", actor=None, now=NOW)
        RenewalNotice.objects.create(certificate=each.certificate, days_before=180, sent_on=TODAY)
