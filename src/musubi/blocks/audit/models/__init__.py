"""The tables of the audit trail."""

from musubi.blocks.audit.models.event import Event, PersonalValue
from musubi.blocks.audit.models.personal_view import PersonalDataView

__all__ = ["Event", "PersonalDataView", "PersonalValue"]
