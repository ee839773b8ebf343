"""Tables of the council."""

from musubi.council.models.comment import CommentCall, OpinionGroup
from musubi.council.models.decision import ActionItem, CityDecision, PublishedTrace, Resolution, Response
from musubi.council.models.follow_up import AssemblyQuestion, NeighbourFigure, Promise, Shortfall
from musubi.council.models.issue import Coordination, Gathering, Issue, Lineage
from musubi.council.models.opinion import Opinion, OpinionAuthor

__all__ = [
    "ActionItem",
    "AssemblyQuestion",
    "CityDecision",
    "CommentCall",
    "Coordination",
    "Gathering",
    "Issue",
    "Lineage",
    "NeighbourFigure",
    "Opinion",
    "OpinionAuthor",
    "OpinionGroup",
    "Promise",
    "PublishedTrace",
    "Resolution",
    "Response",
    "Shortfall",
]
