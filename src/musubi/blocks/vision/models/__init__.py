"""The tables of the plan."""

from musubi.blocks.vision.models.assignment import Assignment
from musubi.blocks.vision.models.edition import Edition
from musubi.blocks.vision.models.item import Initiative, LeadProject, Level, PlanItem, Program
from musubi.blocks.vision.models.pairing import Pairing, Succession
from musubi.blocks.vision.models.question import OpenQuestion
from musubi.blocks.vision.models.reading import BrochureReading
from musubi.blocks.vision.models.revision import Revision
from musubi.blocks.vision.models.schedule import ScheduleMark
from musubi.blocks.vision.models.upload import WorkbookUpload
from musubi.blocks.vision.models.vision import Period, Vision

__all__ = [
    "Assignment",
    "BrochureReading",
    "Edition",
    "Initiative",
    "LeadProject",
    "Level",
    "OpenQuestion",
    "Pairing",
    "Period",
    "PlanItem",
    "Program",
    "Revision",
    "ScheduleMark",
    "Succession",
    "Vision",
    "WorkbookUpload",
]
