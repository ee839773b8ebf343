"""Words for the plan's closed lists: stored values come from documents, not from model instances."""

from __future__ import annotations

from django import template

from musubi.blocks.vision.enums import AssignmentRole, MarkKind, Origin, Track

register = template.Library()


@register.filter
def mark_label(value: str) -> str:
    """スタート, バージョンアップ …"""
    return str(MarkKind(value).label)


@register.filter
def track_label(value: str) -> str:
    """予定, 実績."""
    return str(Track(value).label)


@register.filter
def owner_role_label(value: str) -> str:
    """所管課, 関係課, 連携機関."""
    return str(AssignmentRole(value).label)


@register.filter
def origin_label(value: str) -> str:
    """新規, 既存 …"""
    return str(Origin(value).label)
