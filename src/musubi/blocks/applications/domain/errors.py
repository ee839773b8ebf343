"""What can go wrong at a call or an application; each message says what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from musubi.blocks.kernel.pages.steps import StepError


class ApplicationError(StepError):
    """A step at a call or an application cannot be taken."""


class IncompleteError(ApplicationError):
    """An application cannot be handed in yet: `faults` has a message for each field, file or cost line by its key."""

    def __init__(self, message: str, faults: Mapping[str, str]) -> None:
        super().__init__("incomplete", message)
        self.faults = dict(faults)


class CallClosedError(ApplicationError):
    """The call takes nothing now: not open yet, past its end and its grace, or stopped."""

    def __init__(self, message: str) -> None:
        super().__init__("call_closed", message)
