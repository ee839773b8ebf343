"""Why a step at a translation cannot be taken."""

from __future__ import annotations


class TranslationError(Exception):
    """The step cannot be taken; the message says what to do. `field` names the text that it is about."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field
