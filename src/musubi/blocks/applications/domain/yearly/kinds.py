"""Which yearly applications the designations of an item ask for, and which calls take them."""

from __future__ import annotations

from collections.abc import Iterable

from musubi.blocks.applications.enums import CallKind
from musubi.blocks.applications.models import Call
from musubi.blocks.vision.models import PlanItem


def yearly_kinds(items: Iterable[PlanItem]) -> list[tuple[str, str]]:
    """Key and label of each yearly application in the terms of the items' designations; the newest call's words."""
    found: dict[str, str] = {}
    calls = Call.objects.filter(item__in=items, kind=CallKind.DESIGNATION).order_by("-fiscal_year", "-pk")
    for terms in calls.values_list("terms", flat=True):
        for owed in terms.get("obligations", []):
            if owed.get("kind") == "yearly":
                found.setdefault(str(owed.get("key", "")), str(owed.get("label", "")))
    return sorted(found.items())


def yearly_call(call: Call) -> bool:
    """Whether the drafts of a call begin by themselves: it rests on a designation and pays."""
    return call.follows_kind == CallKind.DESIGNATION and call.kind == CallKind.SUBSIDY
