"""What the desk's first page tells of its money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.money.domain.rights import sees_money
from musubi.blocks.money.domain.totals import totals


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("desk", "money", "money/panels/desk.html", _desk, audience=sees_money, order=40, query_budget=2))


def _desk(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not context["sees_desk"]:
        return None
    item, year = context["desk"].item, context["desk"].fiscal_year
    found = totals(item_ids=[item.pk], fiscal_years=[year]).get((item.pk, year))
    return {"totals": found}
