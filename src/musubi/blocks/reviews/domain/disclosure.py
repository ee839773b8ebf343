"""評点の公開区分: what an applicant learns of the own scores, once the decision stands and the call's terms say so."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import BlindMode, ScorePublicity
from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.panels import criteria_of
from musubi.blocks.reviews.domain.results import tenths
from musubi.blocks.reviews.enums import PanelStatus, SheetStatus
from musubi.blocks.reviews.models import Panel, ScoreSheet

TOLD_BY = frozenset({"selection", "grant", "refusal", "certification"})


@dataclass(frozen=True)
class Told:
    """One panel's word to the applicant: the mean of points that count, the full points, comments with or without names."""

    panel: Panel
    mean: Fraction
    full: int
    comments: list[tuple[str, str]]

    @property
    def mean_text(self) -> str:
        """With one decimal."""
        return tenths(self.mean)


def is_decided(application: Application) -> bool:
    """Whether a decision on the application took effect."""
    return application.decision_items.filter(applied_at__isnull=False, decision__kind__in=TOLD_BY).exists()


def told_to_applicant(application: Application) -> list[Told]:
    """What the own page shows, by rounds; [] before the decision, before the close, and where scores stay inside."""
    terms = read_terms(application.terms.content)
    if terms.score_publicity == ScorePublicity.OFFICE or not is_decided(application):
        return []
    sheets = ScoreSheet.objects.filter(
        assignment__entry__application=application,
        assignment__entry__removed_at__isnull=True,
        assignment__ended_at__isnull=True,
        assignment__entry__panel__status=PanelStatus.CLOSED,
        status=SheetStatus.SUBMITTED,
    )
    related = sheets.select_related("assignment__entry__panel__terms", "assignment__entry__panel__call", "assignment__reviewer__member")
    by_panel: dict[int, list[ScoreSheet]] = {}
    for sheet in related.prefetch_related("scores").order_by("assignment__entry__panel__round", "assignment__reviewer__member__name_kana", "pk"):
        by_panel.setdefault(sheet.assignment.entry.panel_id, []).append(sheet)
    return [_told(rows, application, names=terms.blind == BlindMode.NONE) for rows in by_panel.values()]


def _told(sheets: list[ScoreSheet], application: Application, *, names: bool) -> Told:
    panel = sheets[0].assignment.entry.panel
    weights = {each.key: each for each in criteria_of(panel, lane=application.lane) if not each.independent}
    points = [sum(score.level * weights[score.criterion].weight for score in sheet.scores.all() if score.criterion in weights) for sheet in sheets]
    comments = [(str(sheet.assignment.reviewer) if names else "", sheet.applicant_comment) for sheet in sheets if sheet.applicant_comment]
    if not names:
        comments.sort(key=lambda row: row[1])  # the order of names would tell who wrote
    return Told(panel, Fraction(sum(points), len(points)), sum(each.full for each in weights.values()), comments)
