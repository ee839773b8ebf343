"""Menus, panels, measures and words of inbound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.audit.domain.words import register_verbs
from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.indicators.enums import Basis
from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.kernel.panels import Panel, register_panel, signed_in
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.domain.work import coverage
from musubi.programs.brand.inbound.domain import counts
from musubi.programs.brand.inbound.models import WorkOrder
from musubi.programs.brand.inbound.program import PROGRAM


def _panel(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if context["program"] is not PROGRAM:
        return None
    return {"coverage": coverage(translatable(Spot._meta.label)), "open_orders": WorkOrder.objects.filter(done_on=None, cancelled_on=None).count()}


def _measures() -> tuple[Measure, ...]:
    told = (
        ("en", ("en",), _("英語で案内できるスポット")),
        ("zh", ("zh-hans",), _("中国語で案内できるスポット")),
        ("ko", ("ko",), _("韓国語で案内できるスポット")),
        ("four", ("en", "zh-hans", "ko"), _("日本語と英語・中国語・韓国語のすべてで案内できるスポット")),
    )
    return tuple(
        Measure(
            key=f"inbound.spots_{suffix}",
            name=name,
            unit=_("か所"),
            compute=partial(counts.spots_told, languages),
            records=partial(counts.spots_behind, languages),
            address=_shown_spots,
            basis=Basis.YEAR_END,
        )
        for suffix, languages, name in told
    )


def _shown_spots(_item: int, _year: int) -> str:
    return reverse("visitors:spots") + "?state=published"


def register_all() -> None:
    """Called once when apps are ready."""
    section = _("訪れる人への案内")
    register_menu(
        MenuEntry("staff", _("案内サイン"), "inbound:signs", "flag", 520, reads_plan, section),
        MenuEntry("staff", _("翻訳の机"), "inbound:desk", "comment", 530, reads_plan, section),
    )
    register_panel(Panel("program-staff", "inbound", "inbound/panels/program.html", _panel, signed_in, order=20, query_budget=3))
    register_measure(
        *_measures(),
        Measure(
            key="inbound.spots_published",
            name=_("案内しているスポット"),
            unit=_("か所"),
            compute=counts.spots_published,
            records=counts.published_behind,
            address=_shown_spots,
            basis=Basis.YEAR_END,
        ),
        Measure(
            key="inbound.events_published",
            name=_("案内している催し"),
            unit=_("件"),
            compute=counts.events_published,
            records=counts.events_behind,
            address=lambda _item, _year: reverse("visitors:list", args=["events"]) + "?state=published&when=all",
        ),
        Measure(
            key="inbound.work_done",
            name=_("案内サインの作業"),
            unit=_("件"),
            compute=counts.work_done,
            records=counts.work_behind,
            address=lambda _item, _year: reverse("inbound:orders") + "?state=done",
        ),
    )
    register_verbs({"work_order.ordered": _("作業の指示"), "work_order.done": _("作業の完了"), "work_order.given_up": _("作業の取りやめ")})
