"""The tables of people, organisations and memberships."""

from musubi.blocks.accounts.models.membership import Membership
from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.accounts.models.user import User

__all__ = ["Membership", "Organization", "User"]
