"""Words for the history panel: what happened, and each field's values before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.audit.domain.words import field_words, words_of
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.templatetags.musubi import japanese_date

register = template.Library()

VERBS = {
    "created": gettext_lazy("登録"),
    "changed": gettext_lazy("変更"),
    "corrected": gettext_lazy("訂正"),
    "renamed": gettext_lazy("名称の変更"),
    "renaming_planned": gettext_lazy("名称の変更の予定"),
    "renaming_withdrawn": gettext_lazy("名称の変更の予定の取消"),
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
    "closed": gettext_lazy("締切"),
    "reopened": gettext_lazy("締切の取消し"),
    "removed": gettext_lazy("除去"),
    "withdrawn": gettext_lazy("取消し"),
    "restored": gettext_lazy("元に戻す"),
    "finished": gettext_lazy("済み"),
    "second_factor_reset": gettext_lazy("二段階認証の解除"),
    "sent": gettext_lazy("招待"),
    "accepted": gettext_lazy("受諾"),
    "revoked": gettext_lazy("取消"),
    "password_changed": gettext_lazy("パスワードの変更"),
    "password_reset": gettext_lazy("パスワードの作り直し"),
    "email_changed": gettext_lazy("メールアドレスの変更"),
    "totp_registered": gettext_lazy("認証アプリの登録"),
    "totp_taken_off": gettext_lazy("認証アプリの取消し"),
    "webauthn_registered": gettext_lazy("鍵の登録"),
    "webauthn_taken_off": gettext_lazy("鍵の取消し"),
    "recovery_codes_registered": gettext_lazy("予備コードの作成"),
    "recovery_codes_taken_off": gettext_lazy("予備コードの取消し"),
    "recovery_codes_renewed": gettext_lazy("予備コードの作り直し"),
    "signed_out_everywhere": gettext_lazy("すべての端末からのサインアウト"),
    "confirmed": gettext_lazy("確認"),
    "submitted": gettext_lazy("提出"),
    "returned": gettext_lazy("差戻し"),
    "filled": gettext_lazy("回答からの取込み"),
    "given": gettext_lazy("評価"),
    "frozen": gettext_lazy("確定"),
    "published": gettext_lazy("公表"),
    "draft": gettext_lazy("確認の取消し"),
    "chosen": gettext_lazy("採用"),
    "set_aside": gettext_lazy("不採用"),
    "reminded": gettext_lazy("お知らせ"),
    "sent_out": gettext_lazy("送付"),
    "entered": gettext_lazy("入力"),
    "granted": gettext_lazy("権限の付与"),
    "claimed": gettext_lazy("権限の申出"),
    "refused": gettext_lazy("却下"),
    "merged": gettext_lazy("統合"),
    "merge_undone": gettext_lazy("統合の取消し"),
    "erased": gettext_lazy("個人情報の消去"),
    "opened": gettext_lazy("開始"),
    "done": gettext_lazy("済み"),
    "loaded": gettext_lazy("取込み"),
    "issued": gettext_lazy("発行"),
    "content_erased": gettext_lazy("内容の消去"),
}
FIELDS = {  # what events tell beside a record's own fields
    "second_factors": gettext_lazy("二段階認証"),
    "postcode": gettext_lazy("郵便番号"),
    "text": gettext_lazy("住所"),
    "building": gettext_lazy("建物名・部屋番号"),
    "organizations": gettext_lazy("組織の数"),
    "organization": gettext_lazy("組織"),
    "items": gettext_lazy("事業の数"),
    "value": gettext_lazy("値"),
    "label": gettext_lazy("名称"),
    "edition": gettext_lazy("版"),
    "revision": gettext_lazy("改定の番号"),
    "changes": gettext_lazy("変更の数"),
    "sha256": gettext_lazy("SHA-256"),
    "path": gettext_lazy("場所"),
    "entries": gettext_lazy("事業等"),
    "channel": gettext_lazy("方法"),
    "members": gettext_lazy("委員の数"),
    "papers": gettext_lazy("資料の数"),
}
BYTES = frozenset({"size", "received"})  # wide integers that count no money


@register.filter
def verb_label(verb: str) -> str:
    """The verb in words; unknown ones as they are."""
    return words_of(verb) or str(VERBS.get(verb.rpartition(".")[2], verb))


@register.simple_tag
def history_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Each event with its changes in words: field, before and after, personal values included.

    Records that a value names by identifier are read together, one query a kind of record.
    """
    events = list(events)
    told = [(event, [(name, _field(event, name)) for name in sorted({*event.before, *event.after})]) for event in events]
    names = _names(told)
    return [{"event": event, "changes": [*_changes(event, fields, names), *_personal(event)]} for event, fields in told]


def _field(event: Event, name: str) -> Any:
    """The model field that a value belongs to: of the record itself, else of what the verb speaks of (a post, a deputy)."""
    app_label, _dot, model_name = event.object_type.partition(".")
    for candidate in (event.verb.partition(".")[0], model_name):
        try:
            return apps.get_model(app_label, candidate)._meta.get_field(name)
        except (LookupError, FieldDoesNotExist, ValueError):
            continue
    return None


def _names(told: list[tuple[Event, list[tuple[str, Any]]]]) -> dict[tuple[Any, str], str]:
    wanted: dict[Any, set[str]] = {}
    for event, fields in told:
        for name, field in fields:
            if _names_a_record(field):
                wanted.setdefault(field.related_model, set()).update(str(values[name]) for values in (event.before, event.after) if values.get(name))
    return {(model, record.uid): str(record) for model, uids in wanted.items() for record in model._base_manager.filter(uid__in=uids)}


def _names_a_record(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and any(one.name == "uid" for one in field.related_model._meta.fields)


def _changes(event: Event, fields: list[tuple[str, Any]], names: dict[tuple[Any, str], str]) -> list[dict[str, Any]]:
    return [
        {
            "field": _name_of(event, name),
            "before": _yen(event.before.get(name), name, field) or _text(event.before.get(name), field, names),
            "after": _yen(event.after.get(name), name, field) or _text(event.after.get(name), field, names),
        }
        for name, field in fields
    ]


def _personal(event: Event) -> list[dict[str, Any]]:
    return [{"field": _name_of(event, value.field), "before": value.before, "after": value.after} for value in event.personal_values.all()]


def _name_of(event: Event, name: str) -> str:
    return str(
        getattr(_field(event, name), "verbose_name", None) or field_words(name) or FIELDS.get(name, name)
    )  # a reverse relation has no name of its own


def _yen(value: Any, name: str, field: Any) -> str:
    """A sum of money in words, "" for anything else: money is kept in wide integers, told beside fields as `yen`."""
    is_money = name == "yen" if field is None else isinstance(field, models.BigIntegerField) and name not in BYTES
    return format_yen(value) if is_money and isinstance(value, int) and not isinstance(value, bool) else ""


def _text(value: Any, field: Any, names: dict[tuple[Any, str], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list):
        return _("、").join(str(one) for one in value)
    if _names_a_record(field):
        return names.get((field.related_model, str(value)), str(value))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        try:
            return japanese_date(dt.date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return f"{japanese_date(localtime(moment).date())} {localtime(moment):%H:%M}" if moment else str(value)
    choices = getattr(field, "choices", None)
    return str(dict(choices).get(value, value)) if choices else str(value)
