"""What keeps a step of the loop from being taken; the message says what to do next."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class CouncilError(StepError):
    """A step from an opinion to the plan cannot be taken."""
