"""What can be wrong with a file."""

from __future__ import annotations


class OpenDataError(Exception):
    """The file or the step cannot be used; the message says why and what to do. `field` names the input."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field
