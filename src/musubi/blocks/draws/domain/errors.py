"""What can go wrong at a draw; each message says what to do next."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class DrawError(StepError):
    """A step at a draw cannot be taken."""


class ClashingQuotasError(DrawError):
    """Quotas that cannot hold together; `quotas` are the fewest that clash, by their letters."""

    def __init__(self, message: str, quotas: tuple[str, ...]) -> None:
        super().__init__("clashing_quotas", message)
        self.quotas = quotas
