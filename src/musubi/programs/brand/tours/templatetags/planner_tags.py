"""Filters of the planner's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from musubi.blocks.kernel.pages.languages import page_language
from musubi.blocks.kernel.templatetags.musubi import yen
from musubi.programs.brand.tours.domain import planner_wishes, planner_words

register = template.Library()


@register.filter
def clock_time(minute: int) -> str:
    """570 as 9:30; past midnight told as the next day's."""
    text = planner_wishes.clock(minute).removeprefix("0")
    return _("翌%(time)s") % {"time": text} if minute >= planner_wishes.DAY else text


@register.filter
def duration(minutes: int) -> str:
    """95 as 1時間35分."""
    return planner_words.duration(minutes)


@register.filter
def mode_name(mode: str) -> str:
    """What a leg is travelled by."""
    return {"walk": _("徒歩"), "bus": _("バス"), "bicycle": _("自転車"), "car": _("車")}[mode]


@register.filter
def spot_name(spot: Any) -> SafeString:
    """A spot's name, marked with its language where that is not the page's."""
    if spot.name_language == page_language():
        return format_html("{}", spot.name)
    return format_html('<span lang="{}">{}</span>', spot.name_language, spot.name)


@register.filter
def fee_text(spot: Any) -> str:
    """The fee: none, some yen, or not known."""
    if spot.fee is None:
        return _("料金は要確認")
    return _("無料") if spot.fee == 0 else yen(spot.fee)
