"""What reviewers wrote about an application goes with its content; levels, points, outcomes, days and reviewers' answers stay."""

from __future__ import annotations

from typing import Any

from musubi.blocks.applications.domain.keeping.hooks import register_content_eraser
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.domain.trail import erase_personal_values
from musubi.blocks.parties.domain.erasure import ERASED
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Score, ScoreSheet, SelectionRow


def erase_reviews(application: Application) -> None:
    """Runs in the transaction of the erasure. A reason that has to be there says that it was erased."""
    sheets = ScoreSheet.objects.filter(assignment__entry__application=application)
    ties = InterestDeclaration.objects.filter(entry__application=application)
    rows = SelectionRow.objects.filter(entry__application=application)
    for written in (sheets, ties, rows):
        for record in written:
            erase_personal_values(record)
    Score.objects.filter(sheet__in=sheets).update(note="")
    _blank(sheets, "unlock_reason")
    sheets.update(applicant_comment="", internal_comment="")
    _blank(ties, "ruling_reason")
    ties.update(note="")
    _blank(rows, "reason")
    rows.update(letter_reason="")
    _blank(Exclusion.objects.filter(entry__application=application), "reason")


def _blank(rows: Any, field: str) -> None:
    rows.exclude(**{field: ""}).update(**{field: ERASED})


def register() -> None:
    """Called once when apps are ready."""
    register_content_eraser(erase_reviews)
