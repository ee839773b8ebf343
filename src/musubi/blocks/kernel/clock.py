"""The one place that reads the clock. Views and commands call it at the edge and pass `now` / `today` on.

`now()` and `today()` are business time: in a demo they stand where the demo clock was set. `real_now()` is for
sessions, second factors and mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

_offset: Callable[[], dt.timedelta] | None = None


def use_offset(provider: Callable[[], dt.timedelta]) -> None:
    """Let business time run at a distance from real time; `provider` returns that distance (office settings do)."""
    global _offset  # noqa: PLW0603 - one provider per process, set when apps are ready
    _offset = provider


def real_now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now()


def now() -> dt.datetime:
    """This moment in business time, aware."""
    moment = timezone.now()
    return moment + _offset() if _offset else moment


def today() -> dt.date:
    """Today in business time, in the office's time zone."""
    return timezone.localtime(now()).date()
