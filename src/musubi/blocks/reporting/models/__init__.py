"""The tables of reporting."""

from musubi.blocks.reporting.models.call import DataCall, DataCallItem
from musubi.blocks.reporting.models.edition import EditionPaper, Erratum, YearEdition
from musubi.blocks.reporting.models.link import AccessLink
from musubi.blocks.reporting.models.received import ReceivedCall, ReceivedFigure
from musubi.blocks.reporting.models.reply import EvidenceFile, Reply, ReplyEntry, ReplyValue, Submission
from musubi.blocks.reporting.models.report import ProgressReport, Rating
from musubi.blocks.reporting.models.template import ReportTemplate

__all__ = [
    "AccessLink",
    "DataCall",
    "DataCallItem",
    "EditionPaper",
    "Erratum",
    "EvidenceFile",
    "ProgressReport",
    "Rating",
    "ReceivedCall",
    "ReceivedFigure",
    "Reply",
    "ReplyEntry",
    "ReplyValue",
    "ReportTemplate",
    "Submission",
    "YearEdition",
]
