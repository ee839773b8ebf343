"""Small plans for tests."""

from __future__ import annotations

from django.utils import timezone

from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.store import create_plan, load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Vision


def full_row(table: str, **values):
    """A row with every column, defaults where nothing is given."""
    spec = next(spec for spec in specs() if spec.name == table)
    row = {}
    for column in spec.columns:
        default = None if column.kind.value == "reference" else column.default
        row[column.key] = values.pop(column.key, default)
    assert not values, f"unknown columns {sorted(values)}"
    return row


def small_document(programs: int = 2, slug: str = "test-plan") -> PlanDocument:
    """One lead project A, one initiative A-1, `programs` programs with a planned arrow each, one owner."""
    names = ["企業誘致推進事業", *(f"試験事業{n}" for n in range(2, programs + 1))]
    codes = [f"A-P{n}" for n in range(1, programs + 1)]
    items = {
        "itema": full_row("items", code="A", level=1, name="産業基盤の強化プロジェクト"),
        "itema1": full_row("items", code="A-1", level=2, parent="A", name="製造業及び都市型産業の誘致", order=1),
    }
    for order, (code, name) in enumerate(zip(codes, names, strict=True)):
        items[f"item{code.lower()}"] = full_row("items", code=code, level=3, parent="A", name=name, origin="existing", order=order)
    return PlanDocument(
        {
            "organizations": {"org1": full_row("organizations", code="D1", name="産業振興課", kind="division")},
            "plan": {"plan1": full_row("plan", slug=slug, title="試験市産業振興ビジョン", publisher="D1")},
            "periods": {"per1": full_row("periods", label="前期", first_fiscal_year=2018, last_fiscal_year=2022)},
            "levels": {
                "lev1": full_row("levels", number=1, name="先導プロジェクト", kind="lead_project"),
                "lev2": full_row("levels", number=2, name="取組", kind="initiative"),
                "lev3": full_row("levels", number=3, name="重点事業", kind="program"),
            },
            "items": items,
            "pairings": {"pai1": full_row("pairings", program="A-P1", initiative="A-1")},
            "marks": {f"mar{code.lower()}": full_row("marks", item=code, kind="continue", fiscal_year=2018, last_fiscal_year=2022) for code in codes},
            "owners": {"own1": full_row("owners", item="A-P1", organization="D1", role="lead", primary=True)},
            "questions": {"que1": full_row("questions", item="A-P1", what="upgrade_year", message="◆の年度を確かめてください")},
        }
    )


def store(document: PlanDocument, *, in_force: bool = True) -> Vision:
    """Keep a document as a plan of its own."""
    status = VisionStatus.IN_FORCE if in_force else VisionStatus.DRAFT
    return create_plan(document=document, actor=None, now=timezone.now(), status=status, title="初期登録")


def small_plan(**options) -> tuple[Vision, PlanDocument]:
    """A stored small plan and its document as the database gives it back."""
    vision = store(small_document(**options))
    return vision, load_document(vision)
