"""The tables of places."""

from musubi.blocks.places.models.address import Address
from musubi.blocks.places.models.town import Town

__all__ = ["Address", "Town"]
