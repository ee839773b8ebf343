"""Who sees selections: the panel's office and auditors who are kept from none of its applications, for one page tells of all."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q

from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.reviews.domain import rights
from musubi.blocks.reviews.models import Panel, PanelEntry


def sees_selection(user: Any, panel: Panel) -> bool:
    """The panel's office, and auditors; nobody who is kept from one of its files."""
    if not rights.serves(user, panel):
        return False
    kept_from = barred_applications(user)
    return not kept_from or not PanelEntry.objects.filter(panel=panel, application__in=kept_from).exists()


def of_seen_selections(user: Any, prefix: str) -> Q:
    """The twin of `sees_selection`; `prefix` leads to the panel, e.g. `panel__`."""
    seen = rights.of_served(user, prefix)
    kept_from = barred_applications(user)
    if not kept_from:
        return seen
    return seen & ~Q(Exists(PanelEntry.objects.filter(panel=OuterRef(f"{prefix}pk"), application__in=kept_from)))


@rules.predicate
def works_selection(user: Any, panel: Panel) -> bool:
    """City staff who work the panel and are kept from none of its files."""
    return bool(rights.works_panel(user, panel)) and sees_selection(user, panel)
