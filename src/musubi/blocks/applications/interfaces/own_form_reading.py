"""What an applicant's form page sends, as the domain takes it."""

from __future__ import annotations

from typing import Any

from musubi.blocks.applications.domain.applicant.rows import AID_FIELDS, COST_FIELDS
from musubi.blocks.applications.domain.applicant.saving import FormText
from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.applications.enums import Stage

FIELD = "q-"
WITH_COSTS = frozenset({Stage.APPLICATION, Stage.REPORT})


def read_form(data: Any, *, terms: Terms, stage: str) -> FormText:
    """The texts of a POST. A question that the page showed and that sends nothing (no box ticked) counts as empty."""
    questions = terms.questions_of(stage, data.get("lane-shown", ""))
    answers = {each.key: data.getlist(FIELD + each.key) if each.kind == "choices" else data.get(FIELD + each.key, "") for each in questions}
    removed = data.get("remove", "")
    first = stage == Stage.APPLICATION
    return FormText(
        answers=answers,
        title=data.get("title", "") if first else None,
        lane=data.get("lane") if first and terms.lanes else None,
        consents_publication="consents_publication" in data if first else None,
        costs=_rows(data, "costs", COST_FIELDS, removed) if terms.categories and stage in WITH_COSTS else None,
        removed=_removed(data, removed),
        restored=_kind_and_uid(data.get("restore", "")),
        other_aid=_rows(data, "aid", AID_FIELDS, removed) if first and terms.categories else None,
        page=data.get("page", "")[:40],
        shown=data.get("shown", "")[:40],
    )


NAMES = {"costs": COST_FIELDS, "aid": AID_FIELDS}


def _kind_and_uid(text: str) -> tuple[str, str] | None:
    kind, _dash, uid = text.partition("-")
    return (kind, uid) if kind in NAMES and uid else None


def _removed(data: Any, removed: str) -> tuple[str, dict[str, str]] | None:
    """The row that was taken out, with what was typed into it, so that it can be brought back."""
    named = _kind_and_uid(removed)
    if named is None:
        return None
    kind, uid = named
    return kind, {"uid": uid, **{name: data.get(f"{kind}-{uid}-{name}", "") for name in NAMES[kind]}}


def _rows(data: Any, kind: str, names: tuple[str, ...], removed: str) -> list[dict[str, str]]:
    uids = list(dict.fromkeys(data.getlist(kind)))
    return [{"uid": uid, **{name: data.get(f"{kind}-{uid}-{name}", "") for name in names}} for uid in uids if f"{kind}-{uid}" != removed]
