"""Tables of visits."""

from musubi.blocks.visits.models.counts import CounterDay, QuarterCount
from musubi.blocks.visits.models.rally import PointTotal, Rally, RallyPoint, RallyTotal, Stamp, StampBook
from musubi.blocks.visits.models.site import CountSite
from musubi.blocks.visits.models.survey import MoveTotal, VisitSurvey

__all__ = [
    "CountSite",
    "CounterDay",
    "MoveTotal",
    "PointTotal",
    "QuarterCount",
    "Rally",
    "RallyPoint",
    "RallyTotal",
    "Stamp",
    "StampBook",
    "VisitSurvey",
]
