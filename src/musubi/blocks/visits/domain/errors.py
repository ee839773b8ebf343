"""What can be wrong with a count or a rally."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class VisitError(StepError):
    """Something cannot be kept; the message says what to do next, `field` names the input that is wrong."""
