"""What can be wrong with a place."""

from __future__ import annotations


class PlaceError(Exception):
    """An address or a file of towns cannot be kept; `field` names the field of the form that it is about."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field
