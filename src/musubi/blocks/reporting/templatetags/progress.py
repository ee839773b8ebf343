"""How a progress, a value and a rating are shown: shape and word, never colour alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from musubi.blocks.indicators.domain.numbers import number_text, percent_text
from musubi.blocks.kernel.templatetags.musubi import icon
from musubi.blocks.reporting.enums import AnswerKind, FutureDirection, Progress, RatingTier, ReportStatus

register = template.Library()
SHORT = {RatingTier.DIVISION: gettext_lazy("1次"), RatingTier.DEPARTMENT: gettext_lazy("2次"), RatingTier.COUNCIL: gettext_lazy("外部")}
SHOWN = {
    Progress.LATE: ("late", "late"),
    Progress.SLIGHTLY_LATE: ("slight", "slight"),
    Progress.UNREPORTED: ("wait", "wait"),
    Progress.NOT_STARTED: ("wait", "wait"),
    Progress.ON_TRACK: ("ok", "ok"),
    Progress.COMPLETED: ("ok", "check"),
    Progress.ENDED: ("wait", "wait"),
}


@register.filter
def progress_state(value: str) -> SafeString:
    """順調, やや遅れ, 遅れ … with its shape."""
    if value not in Progress.values:
        return SafeString("")
    look, symbol = SHOWN[Progress(value)]
    return format_html('<span class="state {}">{}{}</span>', look, icon(symbol), Progress(value).label)


@register.filter
def report_status_label(value: str) -> str:
    """下書き, 提出済み …"""
    return str(ReportStatus(value).label) if value in ReportStatus.values else ""


@register.filter
def direction_label(value: str) -> str:
    """拡充, 継続 …"""
    return str(FutureDirection(value).label) if value in FutureDirection.values else ""


@register.filter
def kind_label(value: str) -> str:
    """回答, 該当なし, 前年同."""
    return str(AnswerKind(value).label) if value in AnswerKind.values else ""


@register.filter
def tier_label(value: str) -> str:
    """所管課(1次評価) …"""
    return str(RatingTier(value).label) if value in RatingTier.values else ""


@register.filter
def tier_short(value: str) -> str:
    """1次, 2次, 外部."""
    return str(SHORT[RatingTier(value)]) if value in RatingTier.values else ""


@register.filter
def number(value: Any) -> str:
    """1,234.5; nothing for None."""
    return "" if value is None else number_text(Decimal(str(value)))


@register.filter
def percent(value: Decimal | None) -> str:
    """66.7%."""
    return percent_text(value)
