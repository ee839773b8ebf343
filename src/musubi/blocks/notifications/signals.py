"""What other apps may listen to: a task was done or opened again, in the transaction in which it happens."""

from __future__ import annotations

from django.dispatch import Signal

task_done = Signal()  # task, actor, now
task_reopened = Signal()  # task, actor, now
