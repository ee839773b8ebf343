"""Rows of a form that were typed and could not be read yet: they stay as typed, with a message at each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musubi.blocks.applications.domain.applicant.rows import Raw, ReadRow, read_aid_rows, read_cost_rows
from musubi.blocks.applications.domain.drafts import TYPED
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application

ROWS = f"{TYPED}@rows-"  # rows that could not be read, by kind


def store_of(application: Application, stage: str) -> dict[str, Any]:
    """Where the answers of a stage stand."""
    kept: dict[str, Any] = application.report_answers if stage == Stage.REPORT else application.answers
    return kept


def faults_of_rows(kind: str, rows: Sequence[ReadRow]) -> dict[str, str]:
    """Messages by `KIND-UID-FIELD`."""
    return {f"{kind}-{row.uid}-{name}": message for row in rows for name, message in row.faults.items()}


def unread_rows(application: Application, kind: str, stage: str) -> list[Raw]:
    """Rows that were typed and could not be read."""
    rows: list[Raw] = store_of(application, stage).get(ROWS + kind, [])
    return rows


def row_faults(application: Application, stage: str) -> dict[str, str]:
    """Messages at the cells that could not be read, as `save_form` told them."""
    terms = read_terms(application.terms.content)
    read = read_cost_rows(unread_rows(application, "costs", stage), terms)
    return faults_of_rows("costs", read) | faults_of_rows("aid", read_aid_rows(unread_rows(application, "aid", stage)))
