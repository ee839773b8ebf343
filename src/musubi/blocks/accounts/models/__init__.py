"""The tables of people, organisations and memberships."""

from musubi.blocks.accounts.models.invitation import Invitation
from musubi.blocks.accounts.models.membership import Membership
from musubi.blocks.accounts.models.office import NumberSeries, OfficeHoliday, OfficeSettings
from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.accounts.models.people import Deputy, MassMove, OrganizationName
from musubi.blocks.accounts.models.user import User

__all__ = [
    "Deputy",
    "Invitation",
    "MassMove",
    "Membership",
    "NumberSeries",
    "OfficeHoliday",
    "OfficeSettings",
    "Organization",
    "OrganizationName",
    "User",
]
