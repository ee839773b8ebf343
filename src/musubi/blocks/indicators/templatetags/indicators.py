"""Words and numbers of indicators for templates."""

from __future__ import annotations

from decimal import Decimal

from django import template

from musubi.blocks.indicators.domain import words
from musubi.blocks.indicators.domain.figures import Achievement, Figure, Subject
from musubi.blocks.indicators.domain.numbers import number_text, percent_text
from musubi.blocks.indicators.domain.scales import Rule, Scale
from musubi.blocks.indicators.enums import AchievementRate, Direction, IndicatorKind, ScaleSubject

register = template.Library()


@register.filter
def number(value: Decimal | None) -> str:
    """1,234.5."""
    return number_text(value)


@register.filter
def percent_of(value: Decimal | None) -> str:
    """A ratio in percent: 66.7%."""
    return percent_text(value)


@register.filter
def state_of(figure: Figure) -> str:
    """Where a figure's value comes from, or why there is none."""
    return words.state_words(figure)


@register.filter
def basis_of(subject: Subject) -> str:
    """年度累計, 10月1日現在 …"""
    return words.basis_words(subject)


@register.filter
def kind_of(subject: Subject) -> str:
    """活動指標, 成果指標."""
    return str(IndicatorKind(subject.kind).label)


@register.filter
def direction_of(subject: Subject) -> str:
    """増やす, 減らす, 保つ."""
    return str(Direction(subject.direction).label)


@register.filter
def subject_of(scale: Scale) -> str:
    """指標, 事業・施策."""
    return str(ScaleSubject(scale.subject).label)


@register.filter
def rule_of(rule: Rule) -> str:
    """A rule in words: 実績÷目標が80%以上."""
    words_of = str(rule.kind.label)
    return (
        words_of
        if rule.threshold is None
        else words_of.replace("○%", f"{number_text(rule.threshold)}%").replace("… %", f"{number_text(rule.threshold)} %")
    )


@register.simple_tag
def definition_of(achievement: Achievement, figure: Figure) -> str:
    """Which definition a rate was had by."""
    return words.definition_words(achievement.definition, figure)


@register.filter
def other_rate(figure: Figure) -> str:
    """The rate by the other definition with its name, where it can be had as well."""
    found = figure.achievement
    if found is None:
        return ""
    by_baseline = found.definition == AchievementRate.FROM_BASELINE
    value = figure.to_target if by_baseline else figure.from_baseline
    other = AchievementRate.TO_TARGET if by_baseline else AchievementRate.FROM_BASELINE
    return f"{words.definition_words(other, figure)} {percent_text(value)}" if value is not None else ""


@register.filter
def compact_year(fiscal_year: int) -> str:
    """令和元年度; in English FY2019."""
    return words.compact_year(fiscal_year)


@register.filter
def era_mark(fiscal_year: int) -> str:
    """H30, R1 …"""
    return words.short_year(fiscal_year)
