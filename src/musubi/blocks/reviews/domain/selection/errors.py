"""What can be wrong with a selection."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class SelectionError(StepError):
    """A selection cannot be made so; the message says what to do. `about` holds numbers of applications, or ids of rules."""

    def __init__(self, code: str, message: str, field: str = "", about: tuple[str, ...] = ()) -> None:
        super().__init__(code, message, field)
        self.about = about
