"""The plans of an installation: keep a draft, copy one for the next period, put one in force."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Count, Max, Q

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.messages import TextError, gettext_noop
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import confirm_edition, edition_document, public_edition
from musubi.blocks.vision.domain.indexing import index_live, index_public
from musubi.blocks.vision.domain.interchange import copied, is_kept, with_known_organizations
from musubi.blocks.vision.domain.store import InvalidPlanError, apply_changes, create_plan, load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.enums import Origin, VisionStatus
from musubi.blocks.vision.models import Edition, Vision

LONGEST_SLUG = 60


class PlanStateError(TextError):
    """What was asked for does not fit the plan's state; the message says what to do."""


def check_slug(slug: str) -> None:
    """Raise PlanStateError for an address name that cannot be used or is taken."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise PlanStateError("wrong_slug", gettext_noop("アドレス名は半角の英数字とハイフンで入力してください(例: vision-2023)。")) from error
    if len(slug) > LONGEST_SLUG:
        raise PlanStateError("long_slug", gettext_noop("アドレス名は%(limit)d文字までにしてください。"), limit=LONGEST_SLUG)
    if Vision.objects.filter(slug=slug).exists():
        raise PlanStateError("slug_taken", gettext_noop("アドレス名「%(slug)s」の計画はすでにあります。別のアドレス名にしてください。"), slug=slug)


def check_document(document: PlanDocument) -> None:
    """Raise InvalidPlanError for a document that is not sound."""
    problems = problems_of(document, specs())
    if problems:
        raise InvalidPlanError(problems)


def free_slug(document: PlanDocument) -> str:
    """An address name that is still free: vision-2018 by the first fiscal year, with a number where that is taken."""
    years = [row["first_fiscal_year"] for row in document.rows("periods").values() if row["first_fiscal_year"]]
    base = f"vision-{min(years)}" if years else "vision-draft"
    taken = set(Vision.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def keep_draft(*, document: PlanDocument, slug: str, actor: Any, now: dt.datetime, title: str) -> Vision:
    """Keep a document as a draft plan under that address name; organisations are known by code or by name.

    Raises PlanStateError for the address name and InvalidPlanError for an unsound document.
    """
    check_slug(slug)
    wanted = copied(document, slug=slug) if is_kept(document) else _named(document, slug)
    wanted = with_known_organizations(wanted)
    return create_plan(document=wanted, actor=actor, now=now, status=VisionStatus.DRAFT, title=title)


def _named(document: PlanDocument, slug: str) -> PlanDocument:
    plan = {uid: {**row, "slug": slug} for uid, row in document.rows("plan").items()}
    return PlanDocument({**document.tables, "plan": plan})


@dataclass(frozen=True)
class NextPeriod:
    """The period of the plan that follows."""

    label: str
    first_fiscal_year: int
    last_fiscal_year: int


@transaction.atomic
def copy_for_next_period(*, vision: Vision, slug: str, title: str, period: NextPeriod, actor: Any, now: dt.datetime, revision: str) -> Vision:
    """A draft with the items, owners and pairings of a plan and a new period.

    The old schedule and its questions stay with the old plan: the new one has its own. A program that was new (○) has
    existed by then (□). Raises PlanStateError for an address name that cannot be used.
    """
    check_slug(slug)
    document = load_document(vision)
    items = {
        uid: {
            **row,
            "period": None,
            "origin": Origin.EXISTING.value if row["origin"] == Origin.NEW else row["origin"],
        }
        for uid, row in document.rows("items").items()
        if row["status"] == "active"
    }
    codes = {row["code"] for row in items.values()}
    items = {uid: {**row, "parent": row["parent"] if row["parent"] in codes else None} for uid, row in items.items()}
    kept = {
        **{name: {} for name in document.tables},
        **{name: document.rows(name) for name in ("organizations", "plan", "levels")},
        "items": items,
        "periods": {uid_for(slug, "period"): _period_row(period)},
        "owners": {uid: row for uid, row in document.rows("owners").items() if row["item"] in codes},
        "pairings": {uid: row for uid, row in document.rows("pairings").items() if {row["program"], row["initiative"]} <= codes},
    }
    draft = copied(PlanDocument(kept), slug=slug, title=title, published_on="", source="")
    return create_plan(document=draft, actor=actor, now=now, status=VisionStatus.DRAFT, title=revision)


def _period_row(period: NextPeriod) -> dict[str, Any]:
    years = {"first_fiscal_year": period.first_fiscal_year, "last_fiscal_year": period.last_fiscal_year}
    return {"label": period.label, "label_en": "", **years, "rolling": False, "order": 1}


@transaction.atomic
def put_in_force(*, vision: Vision, actor: Any, now: dt.datetime, reason: str, basis: Basis, effective_on: dt.date, title: str) -> Edition:
    """Make a draft the plan in force, on a decision of the city; the one before is superseded, its pages stay.

    The decision is kept as a revision of the plan, and the plan as it stands is confirmed for the public under `title`.
    Raises PlanStateError when it is no draft or no decision is named.
    """
    locked: list[Vision] = lock(Vision.objects.all())
    plans = {plan.pk: plan for plan in locked}
    new = plans[vision.pk]
    if new.status != VisionStatus.DRAFT:
        raise PlanStateError("not_a_draft", gettext_noop("案の計画だけを現行にできます。計画の一覧で状態を確かめてください。"))
    if not basis.is_decision:
        raise PlanStateError("no_decision", gettext_noop("計画を現行にするには、市の決定(件名と決裁日)を根拠に記録してください。"))
    old = next((plan for plan in plans.values() if plan.status == VisionStatus.IN_FORCE), None)
    if old is not None:
        _move(old, VisionStatus.SUPERSEDED, verb="vision.superseded", actor=actor, now=now, reason=reason)
    new.supersedes = old
    _move(new, VisionStatus.IN_FORCE, verb="vision.put_in_force", actor=actor, now=now, reason=reason)
    apply_changes(
        vision=new,
        changes=[],
        actor=actor,
        now=now,
        title=title,
        reason=reason,
        basis=basis,
        effective_on=effective_on,
    )
    edition = confirm_edition(vision=new, actor=actor, now=now, label=title, note=reason)
    if old is not None:
        last = public_edition(old)
        if last is not None:
            index_public(old, edition_document(last))
        index_live(old, load_document(old))
    return edition


def _move(vision: Vision, status: VisionStatus, *, verb: str, actor: Any, now: dt.datetime, reason: str) -> None:
    before = vision.status
    vision.status = status
    vision.version += 1
    vision.save(update_fields=["status", "supersedes", "version", "updated_at"])
    record_event(actor=actor, verb=verb, obj=vision, now=now, before={"status": before}, after={"status": status.value}, reason=reason)


def all_plans() -> list[Vision]:
    """Every plan with `item_count`, `open_count` and `last_edition`: the one in force, drafts, ended ones. One query."""
    found = Vision.objects.select_related("supersedes").annotate(
        item_count=Count("items", distinct=True),
        open_count=Count("questions", filter=Q(questions__status="open"), distinct=True),
        last_edition=Max("editions__number"),
    )
    order = {VisionStatus.IN_FORCE: 0, VisionStatus.DRAFT: 1, VisionStatus.SUPERSEDED: 2}
    return sorted(found, key=lambda plan: (order[VisionStatus(plan.status)], plan.slug))


def counts_of(document: PlanDocument) -> dict[str, int]:
    """How many items a document holds at each kind of level, by kind; kinds without items are left out."""
    kinds = {row["number"]: row["kind"] for row in document.rows("levels").values()}
    return dict(Counter(kinds[row["level"]] for row in document.rows("items").values() if row["level"] in kinds))
