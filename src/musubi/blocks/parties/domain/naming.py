"""Names and numbers of parties: kept as written, compared by key; the 法人番号 and its check digit.

`party_key("㈱髙橋製作所")` equals `party_key("高橋製作所　株式会社")`: legal forms are dropped, width, case, kana and old forms of
kanji folded (kernel.text.search_key). Keys serve finding; what is shown and printed is what was written.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv
from django.utils.translation import gettext as _

from musubi.blocks.kernel.text import search_key
from musubi.blocks.parties.domain.errors import PartyError

NUMBER_DIGITS = 13
# The corporations' laws; the longest first, so that 一般社団法人 is not left as 一般.
LEGAL_FORMS = (
    "特定非営利活動法人", "公益社団法人", "公益財団法人", "一般社団法人", "一般財団法人", "社会福祉法人", "農業協同組合", "宗教法人",
    "医療法人社団", "医療法人財団", "医療法人", "学校法人", "税理士法人", "弁護士法人", "司法書士法人", "行政書士法人",
    "社会保険労務士法人", "農事組合法人", "管理組合法人", "企業組合", "協業組合", "監査法人", "株式会社", "有限会社", "合同会社",
    "合資会社", "合名会社", "相互会社",
)  # fmt: skip
_SHORT = re.compile(r"\((?:株|有|同|資|名|社|財|医|福|学|宗|税|弁|司|行|特非|一社|一財|公社|公財|農)\)")
_KANA_SHORT = re.compile(r"\((?:カ|ユ|ド|メ|シ|シヤ|ザイ|イ|フク|ガク|トクヒ)\)|^(?:カ|ユ|ド)\)|\((?:カ|ユ|ド)$")
_KANA_FORMS = re.compile(
    r"カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ユウゲンカイシャ|ゴウドウガイシャ|ゴウドウカイシャ|ゴウシガイシャ|ゴウメイガイシャ|"
    r"イッパンシャダンホウジン|イッパンザイダンホウジン|トクテイヒエイリカツドウホウジン|シャカイフクシホウジン|イリョウホウジン"
)
_KANA = re.compile(r"[ァ-ヺー・＝= 　.,&'()A-Za-z0-9-]*")
_SEPARATORS = re.compile(r"[\s‐‑‒–—―−ー-]")


def party_key(name: str) -> str:
    """The form in which two spellings of a party's name are equal. A name that is only a legal form stays as it is."""
    plain = _SHORT.sub("", unicodedata.normalize("NFKC", name))
    for form in LEGAL_FORMS:
        plain = plain.replace(form, "")
    return search_key(plain) or search_key(name)


def party_kana_key(kana: str) -> str:
    """The same for a reading."""
    plain = jaconv.hira2kata(unicodedata.normalize("NFKC", kana))
    return search_key(_KANA_FORMS.sub("", _KANA_SHORT.sub("", plain))) or search_key(kana)


def read_kana(text: str, field: str = "name_kana") -> str:
    """A reading in full-width katakana, typed in hiragana or half width as well. Raises PartyError."""
    plain = jaconv.hira2kata(unicodedata.normalize("NFKC", text)).strip()
    if not _KANA.fullmatch(plain):
        raise PartyError("kana", _("カナで入力してください(ひらがな・半角カナも使えます)。漢字は使えません"), field)
    return " ".join(plain.split())


def read_name(text: str, field: str = "name") -> str:
    """A name as it was written, without control characters and outer spaces. Raises PartyError."""
    plain = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or c == "\u200d").strip()
    if not search_key(plain):
        raise PartyError("name", _("氏名・名称を入力してください"), field)
    return plain


def has_right_check_digit(number: str) -> bool:
    """Whether 13 digits may be a 法人番号 (法人番号の指定等に関する省令 第2条)."""
    if len(number) != NUMBER_DIGITS or not number.isascii() or not number.isdigit() or number[0] == "0":
        return False
    weighted = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(number[1:], start=1))
    return int(number[0]) == 9 - weighted % 9


def read_number(text: str, field: str = "legal_entity_number") -> str:
    """A 法人番号 however typed: full width, hyphens, spaces, the T of an invoice number. Raises PartyError."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().removeprefix("T")
    if not plain.isascii() or not plain.isdigit():
        raise PartyError("number_letters", _("法人番号は13桁の数字です。数字以外の文字が入っています"), field)
    if len(plain) == 12:
        raise PartyError("number_registry", _("12桁の数字は会社法人等番号です。法人番号は、その前に1桁が付いた13桁です"), field)
    if len(plain) != NUMBER_DIGITS:
        raise PartyError("number_length", _("法人番号は13桁の数字です。%(count)d桁になっています") % {"count": len(plain)}, field)
    if not has_right_check_digit(plain):
        raise PartyError("number_check_digit", _("この番号は法人番号にありえません。数字の打ち間違いや入れ替わりがないか確かめてください"), field)
    return plain


def read_invoice_number(text: str, field: str = "invoice_number") -> str:
    """A 登録番号 (T and 13 digits) however typed; empty stays empty. Raises PartyError."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return ""
    digits = plain.removeprefix("T")
    if len(digits) != NUMBER_DIGITS or not digits.isascii() or not digits.isdigit():
        raise PartyError("invoice_number", _("登録番号は、Tと13桁の数字です。例: T1234567890123"), field)
    return f"T{digits}"
