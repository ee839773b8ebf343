"""What can be wrong with a count or a rally."""

from __future__ import annotations


class VisitError(Exception):
    """Something cannot be kept; the message says what to do next, `field` names the input that is wrong."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field
