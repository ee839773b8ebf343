"""What pages say of a figure."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.indicators.domain.figures import Figure, Subject, ValueState
from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.enums import AchievementRate, Basis
from musubi.blocks.kernel.dates import format_fiscal_year, format_fiscal_years
from musubi.blocks.kernel.eras import era_of
from musubi.blocks.kernel.pages.languages import in_japanese
from musubi.blocks.kernel.templatetags.musubi import local


def short_year(fiscal_year: int) -> str:
    """H30, R1 …; in English 2018."""
    if not in_japanese():
        return str(fiscal_year)
    era = era_of(dt.date(fiscal_year, 12, 31))
    return f"{era.letter}{fiscal_year - era.first_year + 1}"


def compact_year(fiscal_year: int) -> str:
    """令和元年度, by the newer era where a year has two; in English FY2019."""
    if not in_japanese():
        return format_fiscal_year(fiscal_year, "english")
    return format_fiscal_years(fiscal_year - 1, fiscal_year, "era").rpartition("–")[2]


def year_words(fiscal_year: int) -> str:
    """2018年度(平成30年度); in English FY2018."""
    return format_fiscal_year(fiscal_year, "both" if in_japanese() else "english")


def month_words(day: dt.date) -> str:
    """令和2年12月; in English December 2020."""
    if not in_japanese():
        return f"{day:%B %Y}"
    era = era_of(day)
    return f"{era.name}{day.year - era.first_year + 1}年{day.month}月"


def basis_words(subject: Subject) -> str:
    """年度累計, 10月1日現在 …"""
    if subject.basis == Basis.AS_OF and subject.as_of_month:
        if subject.as_of_day:
            return _("%(month)d月%(day)d日現在") % {"month": subject.as_of_month, "day": subject.as_of_day}
        return _("%(month)d月現在") % {"month": subject.as_of_month}
    return str(Basis(subject.basis).label)


def state_words(figure: Figure) -> str:
    """Where the value comes from, or why there is none."""
    if figure.state is ValueState.HELD and figure.actual_year is not None:
        return _("据置き(%(year)sの値)") % {"year": year_words(figure.actual_year)}
    if figure.state is ValueState.UNPUBLISHED and figure.expected_on:
        return _("未公表(%(month)sに公表の見込み)") % {"month": month_words(figure.expected_on)}
    if figure.state is ValueState.NOT_MEASURABLE:
        return _("測れない: %(reason)s") % {"reason": figure.note}
    if figure.state is ValueState.SUPPRESSED:
        return _("%(least)s件未満のため数を伏せています") % {"least": figure.subject.suppress_below}
    return {
        ValueState.TYPED: _("実績"),
        ValueState.PROVISIONAL: _("速報値"),
        ValueState.COMPUTED: _("記録から集計"),
        ValueState.RUNNING: _("年度途中(記録から集計)"),
        ValueState.NOT_YET: _("年度途中"),
        ValueState.UNPUBLISHED: _("未公表"),
        ValueState.MISSING: _("未入力"),
        ValueState.UNKNOWN_MEASURE: _("計測項目「%(key)s」は登録されていません") % {"key": figure.subject.measure},
    }[figure.state]


def definition_words(definition: AchievementRate, figure: Figure) -> str:
    """Which definition a rate was had by."""
    if definition == AchievementRate.TO_TARGET and figure.improves_down:
        return _("目標÷実績")
    return str(definition.label)


def subject_name(subject: Subject) -> str:
    """The indicator's name in the reader's language."""
    return local(subject, "name")


def value_words(figure: Figure) -> str:
    """1,234社; empty where there is none."""
    return f"{number_text(figure.actual)}{figure.subject.unit}" if figure.actual is not None else ""
