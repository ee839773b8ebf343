"""Errors that the engine raises. Each has a stable ``code`` that a caller may translate."""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors of the engine."""

    code = "engine"


class InvalidDataError(EngineError):
    """The data given cannot be worked on: says which part and what to do."""

    code = "invalid_data"

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
