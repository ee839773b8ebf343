"""A draft as JSON and back, so that a reading can be confirmed over days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from musubi.blocks.vision.domain.brochure.draft import (
    BrochureDraft,
    CouncilDraft,
    Doubt,
    InitiativeDraft,
    LeadProjectDraft,
    LegendMark,
    PeriodDraft,
    ProgramDraft,
    PublisherDraft,
    Unknown,
)

_LISTS: dict[str, Any] = {
    "lead_projects": LeadProjectDraft,
    "initiatives": InitiativeDraft,
    "programs": ProgramDraft,
    "legend": LegendMark,
    "unknowns": Unknown,
    "doubts": Doubt,
}
_SINGLES: dict[str, Any] = {"council": CouncilDraft, "period": PeriodDraft, "publisher": PublisherDraft}


def draft_to_json(draft: BrochureDraft) -> dict[str, Any]:
    """The draft as plain values."""
    return asdict(draft)


def draft_from_json(data: Mapping[str, Any]) -> BrochureDraft:
    """Back from `draft_to_json`, through JSON or not."""
    values = dict(data)
    for name, kind in _LISTS.items():
        values[name] = tuple(kind(**_tuples(entry)) for entry in data[name])
    for name, kind in _SINGLES.items():
        values[name] = kind(**data[name]) if data[name] else None
    return BrochureDraft(**values)


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
