"""Words for roles that come as stored values."""

from __future__ import annotations

from django import template

from musubi.blocks.accounts.enums import Role

register = template.Library()


@register.filter
def role_label(value: str) -> str:
    """事務局, 課長 …"""
    return str(Role(value).label) if value in Role.values else value
