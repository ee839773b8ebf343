"""Tables of the reviews."""

from musubi.blocks.reviews.models.interest import Exclusion, InterestDeclaration
from musubi.blocks.reviews.models.panel import Panel, PanelEntry, Reviewer, ReviewerTie
from musubi.blocks.reviews.models.scoring import ReviewAssignment, Score, ScoreSheet
from musubi.blocks.reviews.models.selection import SelectionList, SelectionRow, SelectionRun

__all__ = [
    "Exclusion",
    "InterestDeclaration",
    "Panel",
    "PanelEntry",
    "ReviewAssignment",
    "Reviewer",
    "ReviewerTie",
    "Score",
    "ScoreSheet",
    "SelectionList",
    "SelectionRow",
    "SelectionRun",
]
