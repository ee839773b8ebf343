"""Class and kind of cultural properties in the reader's language, by the terms of the Law for the Protection of Cultural Properties.

The English terms follow the usage of the Agency for Cultural Affairs (its system of cultural properties, as on Cultural Heritage
Online); they have not been compared with it one by one. Chinese and Korean follow the same list. What is not in it stays Japanese.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.pages.languages import page_language
from musubi.blocks.translations.domain.wordings import Wording

TERMS: dict[str, Promise | str] = {
    "国宝": _l("国宝"),
    "重要文化財": _l("重要文化財"),
    "有形文化財": _l("有形文化財"),
    "登録有形文化財": _l("登録有形文化財"),
    "重要無形文化財": _l("重要無形文化財"),
    "無形文化財": _l("無形文化財"),
    "登録無形文化財": _l("登録無形文化財"),
    "重要有形民俗文化財": _l("重要有形民俗文化財"),
    "重要無形民俗文化財": _l("重要無形民俗文化財"),
    "有形民俗文化財": _l("有形民俗文化財"),
    "無形民俗文化財": _l("無形民俗文化財"),
    "登録有形民俗文化財": _l("登録有形民俗文化財"),
    "登録無形民俗文化財": _l("登録無形民俗文化財"),
    "民俗文化財": _l("民俗文化財"),
    "特別史跡": _l("特別史跡"),
    "史跡": _l("史跡"),
    "旧跡": _l("旧跡"),
    "特別名勝": _l("特別名勝"),
    "名勝": _l("名勝"),
    "特別天然記念物": _l("特別天然記念物"),
    "天然記念物": _l("天然記念物"),
    "登録記念物": _l("登録記念物"),
    "記念物": _l("記念物"),
    "重要文化的景観": _l("重要文化的景観"),
    "文化的景観": _l("文化的景観"),
    "重要伝統的建造物群保存地区": _l("重要伝統的建造物群保存地区"),
    "伝統的建造物群保存地区": _l("伝統的建造物群保存地区"),
    "埋蔵文化財": _l("埋蔵文化財"),
    "文化財": _l("文化財"),
    "建造物": _l("建造物"),
    "美術工芸品": _l("美術工芸品"),
    "絵画": _l("絵画"),
    "彫刻": _l("彫刻"),
    "工芸品": _l("工芸品"),
    "書跡": _l("書跡"),
    "典籍": _l("典籍"),
    "古文書": _l("古文書"),
    "考古資料": _l("考古資料"),
    "歴史資料": _l("歴史資料"),
    "芸能": _l("芸能"),
    "工芸技術": _l("工芸技術"),
    "風俗慣習": _l("風俗慣習"),
    "民俗芸能": _l("民俗芸能"),
    "民俗技術": _l("民俗技術"),
    "植物": _l("植物"),
    "動物": _l("動物"),
    "地質鉱物": _l("地質鉱物"),
}
SAME = {"工芸": "工芸品", "書籍": "典籍", "書跡典籍": "書跡", "考古": "考古資料", "歴史": "歴史資料", "建築": "建造物", "古文書類": "古文書"}
_WHOLE = re.compile(r"(?P<by>国|[^\s()・、/]{0,6}?[都道府県]|[^\s()・、/]{0,8}?[市町村区])?(?P<act>指定|登録|選定|認定)?(?P<term>.+)")


def heritage_words(*texts: str) -> Wording:
    """「国指定重要文化財(建造物)」 as "Important Cultural Property (national), Structures"; Japanese where a part of it is not known."""
    said = " ・ ".join(filter(None, texts))
    if page_language() == "ja":
        return Wording(said)
    parts = [part for part in re.split(r"[\s()・、,/:;]+", unicodedata.normalize("NFKC", " ".join(texts))) if part]
    told = [word for word in map(_part, parts) if word]
    if len(told) < len(parts):
        return Wording(said, is_fallback=True)
    return Wording(_("、").join(told), page_language())


def _part(said: str) -> str:
    """One term, and who named it so; "" where it is none of ours."""
    if known := TERMS.get(SAME.get(said, said)):
        return str(known)
    match = _WHOLE.fullmatch(said)
    named = match and (TERMS.get(f"{match['act'] or ''}{match['term']}") or TERMS.get(match["term"]))
    if match is None or not named or not match["by"]:
        return str(named or "")
    if match["by"] == "国":
        return _("%(term)s(国)") % {"term": named}
    if match["by"].endswith(("都", "道", "府", "県")):
        return _("%(term)s(都道府県)") % {"term": named}
    return _("%(term)s(市区町村)") % {"term": named}
