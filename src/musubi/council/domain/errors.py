"""What keeps a step of the loop from being taken; the message says what to do next."""

from __future__ import annotations


class CouncilError(Exception):
    """The step cannot be taken. `field` names the input that is wrong, "" for the whole."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field
