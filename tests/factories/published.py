"""Confirmed plans and years for tests of public pages, kept straight as editions: what the public reads needs no more."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal

from django.utils import timezone
from tests.factories.plans import random_document

from musubi.blocks.reporting.domain.rows import IndicatorRow, ProgramRow, RatingRow, YearRows, to_bytes
from musubi.blocks.reporting.enums import EditionStatus, Progress
from musubi.blocks.reporting.models import YearEdition
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Edition, Vision


def publish_document(document: PlanDocument, *, vision: Vision | None = None) -> Vision:
    """A plan in force whose confirmed edition is `document`; or the next edition of one."""
    row = next(iter(document.rows("plan").values()))
    plan = vision or Vision.objects.create(slug=row["slug"], title=row["title"], status=VisionStatus.IN_FORCE)
    Edition.objects.create(
        vision=plan,
        number=plan.editions.count() + 1,
        label="初版",
        content=document.to_json(),
        sha256=document.sha256(),
        confirmed_at=timezone.now(),
    )
    return plan


def publish_year(vision: Vision, rows: YearRows, *, number: int = 1) -> YearEdition:
    """A year as the division's head confirmed it."""
    content = to_bytes(rows)
    return YearEdition.objects.create(
        vision=vision,
        fiscal_year=rows.fiscal_year,
        number=number,
        status=EditionStatus.PUBLISHED,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        generator="test",
        frozen_at=timezone.now(),
        published_at=timezone.now(),
    )


def program_row(code: str, progress: str, *, indicators=(), mark: str = "", kind: str = "program") -> ProgramRow:
    """A row of a confirmed year."""
    ratings = (RatingRow("division", "three-steps", mark, mark, "理由"),) if mark else ()
    return ProgramRow(
        code=code, name=code, name_en="", kind=kind, level="", project=code[0], project_name="", owner="", partners="",
        status="confirmed", progress=progress, indicators=tuple(indicators), ratings=ratings,
    )  # fmt: skip


def indicator_row(code: str, actual: str | None, *, state: str = "") -> IndicatorRow:
    """An indicator of a confirmed year."""
    value = None if actual is None else Decimal(actual)
    return IndicatorRow(code=code, name=code, unit="", kind="", direction="up", basis="", state=state, actual=value)


def random_year(document: PlanDocument, fiscal_year: int, seed: int = 1) -> YearRows:
    """A confirmed year in which some items have no report, and indicators have figures of every size."""
    chance = random.Random(seed + fiscal_year)  # noqa: S311 - repeatable test data
    by_item: dict[str, list[str]] = {}
    for row in document.rows("indicators").values():
        by_item.setdefault(row["item"], []).append(row["code"])
    kinds = {row["number"]: row["kind"] for row in document.rows("levels").values()}
    rows = []
    for row in document.rows("items").values():
        if chance.random() < 0.1:
            continue
        values = [indicator_row(code, str(chance.randrange(40))) for code in by_item.get(row["code"], ())]
        progress = chance.choice(Progress.values)
        rows.append(program_row(row["code"], progress, indicators=values, mark=chance.choice(["", "A", "B"]), kind=kinds[row["level"]]))
    return YearRows(plan="架空", plan_slug="", fiscal_year=fiscal_year, programs=tuple(rows))


def random_published(programs: int, seed: int = 1) -> Vision:
    """A confirmed random plan with two confirmed years."""
    document = random_document(programs, seed)
    vision = publish_document(document)
    for year in (2018, 2019):
        publish_year(vision, random_year(document, year, seed))
    return vision
