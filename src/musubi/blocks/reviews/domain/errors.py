"""What can go wrong in a review; each message says what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from musubi.blocks.kernel.pages.steps import StepError


class ReviewError(StepError):
    """A step in a review cannot be taken."""


class RowsError(ReviewError):
    """Several rows are wrong: `faults` has a message for each by its key (criterion, or sheet cell)."""

    def __init__(self, message: str, faults: Mapping[str, str]) -> None:
        super().__init__("rows", message)
        self.faults = dict(faults)
