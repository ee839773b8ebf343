"""Records of the desks."""

from musubi.blocks.desks.models.activity import Activity, ActivityTemplate, JournalUpload
from musubi.blocks.desks.models.association import Association, AssociationHandover, AssociationOfficer, AssociationYear
from musubi.blocks.desks.models.attachment import Attachment
from musubi.blocks.desks.models.desk import DeskContact, DeskSetting, Handover
from musubi.blocks.desks.models.milestone import Milestone
from musubi.blocks.desks.models.place import DeskPlace
from musubi.blocks.desks.models.site import SiteActor, SitePhase, SitePhoto, SiteProject

__all__ = [
    "Activity",
    "ActivityTemplate",
    "Association",
    "AssociationHandover",
    "AssociationOfficer",
    "AssociationYear",
    "Attachment",
    "DeskContact",
    "DeskPlace",
    "DeskSetting",
    "Handover",
    "JournalUpload",
    "Milestone",
    "SiteActor",
    "SitePhase",
    "SitePhoto",
    "SiteProject",
]
