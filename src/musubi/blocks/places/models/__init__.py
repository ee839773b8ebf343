"""The tables of places."""

from musubi.blocks.places.models.address import Address
from musubi.blocks.places.models.event import LocalEvent
from musubi.blocks.places.models.opening import OpeningRule
from musubi.blocks.places.models.photo import SignPhoto, SpotPhoto
from musubi.blocks.places.models.property import PROPERTIES, Building, Facility, Land, Property
from musubi.blocks.places.models.sign import Sign
from musubi.blocks.places.models.spot import Spot
from musubi.blocks.places.models.town import Town
from musubi.blocks.places.models.wifi import WifiPoint

__all__ = [
    "PROPERTIES",
    "Address",
    "Building",
    "Facility",
    "Land",
    "LocalEvent",
    "OpeningRule",
    "Property",
    "Sign",
    "SignPhoto",
    "Spot",
    "SpotPhoto",
    "Town",
    "WifiPoint",
]
