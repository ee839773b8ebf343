"""What keeps a step of a body or a meeting from being taken; the message says what to do next."""

from __future__ import annotations

from musubi.blocks.kernel.pages.steps import StepError


class MeetingError(StepError):
    """A step of a body, a member, a meeting or its minutes cannot be taken."""
