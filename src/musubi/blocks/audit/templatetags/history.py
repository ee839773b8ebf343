"""Words for the history panel: what happened, and each field's values before and after."""

from __future__ import annotations

from typing import Any

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.audit.models import Event

register = template.Library()

VERBS = {
    "created": gettext_lazy("登録"),
    "changed": gettext_lazy("変更"),
    "renamed": gettext_lazy("名称の変更"),
    "deactivated": gettext_lazy("停止"),
    "reactivated": gettext_lazy("再開"),
    "began": gettext_lazy("所属の開始"),
    "ended": gettext_lazy("所属の終了"),
    "appointed": gettext_lazy("代理"),
    "revised": gettext_lazy("改定"),
    "edition_confirmed": gettext_lazy("公表"),
    "language_changed": gettext_lazy("表示言語の変更"),
    "stopped": gettext_lazy("お知らせの停止"),
    "started": gettext_lazy("お知らせの再開"),
    "applied": gettext_lazy("反映"),
    "undone": gettext_lazy("取消"),
    "added": gettext_lazy("追加"),
    "removed": gettext_lazy("除去"),
}


@register.filter
def verb_label(verb: str) -> str:
    """The verb in words; unknown ones as they are."""
    return str(VERBS.get(verb.rpartition(".")[2], verb))


@register.filter
def changes_of(event: Event) -> list[dict[str, Any]]:
    """Field, before and after, personal values included (erased ones as such)."""
    rows = [
        {"field": _label(event, field), "before": _text(event.before.get(field)), "after": _text(event.after.get(field))}
        for field in sorted({*event.before, *event.after})
    ]
    rows.extend(
        {"field": _label(event, value.field), "before": value.before, "after": value.after}
        for value in event.personal_values.all()
    )
    return rows


def _label(event: Event, field: str) -> str:
    try:
        return str(apps.get_model(event.object_type)._meta.get_field(field).verbose_name)
    except (LookupError, FieldDoesNotExist, ValueError, AttributeError):
        return field


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    return str(value)
