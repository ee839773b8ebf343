"""What can go wrong at a certified brand; each message says what to do next."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class BrandError(StepError):
    """A step at a round, a product, a licence or a check cannot be taken."""
