"""What the desk's first page and a program's page tell of their money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.money.domain.rights import sees_money
from musubi.blocks.money.domain.totals import totals
from musubi.blocks.vision.domain.desks import desks_seen_by


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("desk", "money", "money/panels/desk.html", _desk, audience=sees_money, order=40, query_budget=2))
    register_panel(Panel("program-staff", "money", "money/panels/program.html", _program, audience=sees_money, order=40, query_budget=3))


def _desk(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not context["sees_desk"]:
        return None
    item, year = context["desk"].item, context["desk"].fiscal_year
    found = totals(item_ids=[item.pk], fiscal_years=[year]).get((item.pk, year))
    return {"totals": found}


def _program(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The year's money of each of the program's items that the reader may open."""
    items, year = context["items"], context["fiscal_year"]
    seen = set(desks_seen_by(request.user).filter(pk__in=[item.pk for item in items]).values_list("pk", flat=True))
    found = totals(item_ids=list(seen), fiscal_years=[year])
    rows = [(item, found.get((item.pk, year))) for item in items if item.pk in seen]
    return {"rows": rows} if any(sums for _item, sums in rows) else None
