"""The journal on the desk's first page: the quick entry and the latest rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from musubi.blocks.desks.domain.journal import by_day, journal_of, with_tasks
from musubi.blocks.desks.interfaces.forms import QuickForm
from musubi.blocks.desks.models import Activity, ActivityTemplate
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.desks import Desk

LATEST = 8
ICONS = {
    "visit": "visit",
    "meeting": "people",
    "seminar": "cal",
    "consultation": "comment",
    "event": "pin",
    "publicity": "link",
    "survey": "search",
    "result": "flag",
    "other": "pen",
}


def journal_part(user: Any, desk: Desk, *, form: QuickForm | None = None, saved: Activity | None = None) -> dict[str, Any]:
    """The context of `desks/_journal.html`; five queries at any number of rows."""
    rows = journal_of(user, [desk.item.pk], desk.fiscal_year)
    latest = with_tasks(rows.select_related("author", "item").order_by("-happened_on", "-recorded_at", "-pk")[:LATEST])
    templates = visible_to(user, ActivityTemplate).filter(Q(item=desk.item) | Q(item=None), removed_at__isnull=True)
    return {
        "quick": form or QuickForm(today=clock.today()),
        "days": by_day(latest),
        "total": rows.count(),
        "templates": list(templates) if desk.may_work else [],
        "saved": saved,
        "today": clock.today(),
    }
