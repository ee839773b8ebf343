"""The draft as the JSON that ``musubi plan read FILE --json`` prints; scripts outside rely on its keys."""

from __future__ import annotations

from typing import Any

from musubi.blocks.vision.domain.brochure.draft import BrochureDraft


def as_contract(draft: BrochureDraft) -> dict[str, Any]:
    """Return the draft with exactly the contract's keys; ``council`` and ``period`` are None when the text has none."""
    council, period = draft.council, draft.period
    return {
        "lead_projects": [{"code": p.code, "name": p.name} for p in draft.lead_projects],
        "initiatives": [{"code": i.code, "name": i.name, "provisional": i.provisional} for i in draft.initiatives],
        "programs": [
            {
                "code": p.code,
                "name": p.name,
                "kind": p.kind,
                "provisional": p.provisional,
                "start": p.start,
                "start_certain": p.start_certain,
            }
            for p in draft.programs
        ],
        "council": council and {"name": council.name, "provisional": council.provisional},
        "period": period
        and {
            "label": period.label,
            "first_fiscal_year": period.first_fiscal_year,
            "last_fiscal_year": period.last_fiscal_year,
        },
        "unknowns": [{"about": u.about, "what": u.what} for u in draft.unknowns],
    }
