"""Tables of the reviews."""

from musubi.blocks.reviews.models.interest import Exclusion, InterestDeclaration
from musubi.blocks.reviews.models.panel import Panel, PanelEntry, Reviewer, ReviewerTie
from musubi.blocks.reviews.models.scoring import ReviewAssignment, Score, ScoreSheet

__all__ = ["Exclusion", "InterestDeclaration", "Panel", "PanelEntry", "ReviewAssignment", "Reviewer", "ReviewerTie", "Score", "ScoreSheet"]
