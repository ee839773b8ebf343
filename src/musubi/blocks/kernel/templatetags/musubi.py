"""Tags and filters for every template: icons, dates in both calendars, names that break well, whole yen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from musubi.blocks.kernel import dates, eras, text
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages import languages
from musubi.blocks.kernel.pages.languages import in_japanese

register = template.Library()
DATE_STYLES: dict[str, eras.DateStyle] = {"ja": "era", "en": "english", "zh-hans": "chinese", "ko": "korean"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of the sprite; decoration only, the words beside it carry the meaning."""
    return format_html('<svg class="i" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name)


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def japanese_date(value: Any) -> str:
    """令和2年10月14日(水); in English 14 October 2020, in Chinese and Korean as those write a day."""
    if not value:
        return ""
    language = languages.page_language()
    return eras.format_date(_day(value), DATE_STYLES[language], weekday=language != "en")


@register.filter
def year_month(value: dt.date) -> str:
    """令和2年10月; in English October 2020."""
    return eras.format_month(value, DATE_STYLES[languages.page_language()])


@register.filter
def fiscal_year(value: int | None) -> str:
    """2018年度(平成30年度); in English FY2018."""
    if value is None:
        return ""
    return dates.format_fiscal_year(value, "both" if in_japanese() else "english")


@register.filter
def yen(value: int | None) -> str:
    """1,234円."""
    if value is None:
        return ""
    return format_yen(value)


@register.filter
def phrases(value: str) -> SafeString:
    """The name with <wbr> where it may break."""
    joined = "<wbr>".join(escape(part) for part in text.phrase_breaks(str(value)))
    return format_html('<span class="name">{}</span>', mark_safe(joined))  # noqa: S308 - each part is escaped


@register.simple_tag
def local(record: Any, field: str) -> str:
    """`field` in the reader's language where it is filled in, else English, else the Japanese (mappings and objects)."""
    return languages.words_of(record, field)[0]


@register.simple_tag
def local_text(record: Any, field: str) -> SafeString:
    """Like `local`, with the words' language where a page in another language has to fall back to it."""
    words, language = languages.words_of(record, field)
    if not words or language == languages.page_language():
        return format_html("{}", words)
    return format_html('<span lang="{}">{}</span>', language, words)


def in_its_language(words: str, translated: bool) -> SafeString:  # noqa: FBT001 - read as a sentence
    """The words; with lang="ja" where the page is in another language and they are not translated."""
    if not words or translated or in_japanese():
        return format_html("{}", words)
    return format_html('<span lang="ja">{}</span>', words)


@register.simple_tag
def attributes(**pairs: Any) -> SafeString:
    """HTML attributes for those that have a value."""
    return format_html_join("", ' {}="{}"', ((key.replace("_", "-"), value) for key, value in pairs.items() if value))


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """The mapping's value for a key that is only known while drawing; "" where there is none."""
    return mapping.get(key, "")


@register.filter
def localised(path: str) -> str:
    """The address of the same page in the page's own language; `path` is the Japanese page's."""
    language = get_language() or "ja"
    return path if language == "ja" else f"/{language}{path}"


@register.simple_tag(takes_context=True)
def querystring_with(context: dict[str, Any], **changes: Any) -> str:
    """The page's query with some values changed, for links between pages of a list."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query[key] = value
    return query.urlencode()


@register.simple_tag
def due_in(due_on: dt.date, today: dt.date) -> SafeString:
    """あと3日 令和2年10月30日(金), or 2日遅れ: relative and absolute together."""
    days = (due_on - today).days
    if days < 0:
        words = gettext("%(days)d日遅れ") % {"days": -days}
    elif days == 0:
        words = gettext("今日まで")
    else:
        words = gettext("あと%(days)d日") % {"days": days}
    kind = "late" if days < 0 else "slight" if days <= 1 else "wait"
    return format_html('<span class="state {}">{}</span> {}', kind, words, japanese_date(due_on))
