"""The tables of notifications."""

from musubi.blocks.notifications.models.outbox import OutboxMessage
from musubi.blocks.notifications.models.task import DailyTick, Task

__all__ = ["DailyTick", "OutboxMessage", "Task"]
