"""Is a plan document sound? Every problem names table, row and column and says how to mend it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.document import Column, ColumnKind, PlanDocument, Problem, Row, TableSpec

FIRST_YEAR, LAST_YEAR = 1868, 2200
LONGEST_TEXT = 30_000  # a workbook cell holds 32,767 characters
LARGEST_INTEGER = 30_000
MOST_WHOLE_DIGITS, MOST_DECIMALS, MOST_DIGITS = 14, 6, 15  # what both databases and a workbook's cell keep exactly
SLUG = re.compile(r"[A-Za-z0-9_-]+")


def problems_of(document: PlanDocument, specs: Iterable[TableSpec]) -> list[Problem]:
    """All problems of the document, in table and row order; [] for a sound one."""
    known = {spec.name: _natural_keys(document, spec) for spec in specs}
    problems: list[Problem] = []
    for spec in specs:
        rows = document.rows(spec.name)
        if spec.single and len(rows) != 1:
            problems.append(Problem(spec.name, "", "", _("この表はちょうど1行にしてください")))
        for uid, row in rows.items():
            problems.extend(_row_problems(spec, uid, row, known))
        problems.extend(_duplicates(spec, rows))
    problems.extend(_order_of_years(document))
    problems.extend(_tree_problems(document, "items"))
    problems.extend(_tree_problems(document, "organizations"))
    problems.extend(_primary_owners(document))
    problems.extend(
        Problem("pairings", uid, "initiative", _("事業と取組には、別の番号を入力してください"))
        for uid, row in document.rows("pairings").items()
        if row.get("program") is not None and row.get("program") == row.get("initiative")
    )
    return problems


def _natural_keys(document: PlanDocument, spec: TableSpec) -> set[Any]:
    if len(spec.key) != 1:
        return set()
    return {row.get(spec.key[0]) for row in document.rows(spec.name).values()}


def _row_problems(spec: TableSpec, uid: str, row: Row, known: Mapping[str, set[Any]]) -> Iterable[Problem]:
    for column in spec.columns:
        value = row.get(column.key)
        message = _missing(column, value) if value in (None, "") else _wrong(column, value, known)
        if not message and isinstance(value, str) and spec.key == (column.key,):
            message = _wrong_key(spec, value)
        if message:
            yield Problem(spec.name, uid, column.key, message)
    for given, needed in spec.needs:
        if row.get(given) not in (None, "") and row.get(needed) in (None, ""):
            told = {"given": spec.column(given).header, "needed": spec.column(needed).header}
            yield Problem(spec.name, uid, needed, _("%(given)sがあるときは、%(needed)sも入力してください") % told)
    for key, message in spec.check(row) if spec.check else ():
        yield Problem(spec.name, uid, key, message)


def _missing(column: Column, value: Any) -> str:
    return _("%(column)sを入力してください") % {"column": column.header} if column.required else ""


def _wrong(column: Column, value: Any, known: Mapping[str, set[Any]]) -> str:
    kind = column.kind
    if kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT}:
        return _wrong_text(value, column.max_length or LONGEST_TEXT)
    if kind is ColumnKind.INTEGER:
        return _wrong_integer(value)
    if kind is ColumnKind.DECIMAL:
        return _wrong_decimal(value)
    if kind is ColumnKind.FISCAL_YEAR and (isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR):
        return _("年度を「2020」「令和2年度」のように入力してください")
    if kind is ColumnKind.DATE:
        return _wrong_date(value)
    if kind is ColumnKind.BOOLEAN and not isinstance(value, bool):
        return _("「はい」か「いいえ」で入力してください")
    if kind is ColumnKind.CHOICE and value not in {choice for choice, _label in column.choices}:
        return _("次のどれかを入力してください: %(choices)s") % {"choices": "、".join(str(label) for _value, label in column.choices)}
    if kind is ColumnKind.REFERENCE and value not in known[column.to]:
        return _("「%(value)s」は見つかりません。先にその行を加えるか、番号を直してください") % {"value": value}
    return ""


def _wrong_integer(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return _("整数で入力してください")
    if not 0 <= value <= LARGEST_INTEGER:
        return _("0から%(limit)dまでの整数で入力してください") % {"limit": LARGEST_INTEGER}
    return ""


def _wrong_key(spec: TableSpec, value: str) -> str:
    """Keys stand in addresses and are typed by people: what cannot be seen or would part an address is refused."""
    if value != value.strip():
        return _("前後の空白を除いてください")
    if spec.name == "items" and ("/" in value or "\n" in value or set(value) <= {"."}):
        return _("番号に「/」や改行は使えません")
    if spec.name == "plan" and not SLUG.fullmatch(value):
        return _("アドレス名は半角の英数字とハイフンで入力してください(例: vision-2023)")
    return ""


def _wrong_text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        return _("文字で入力してください")
    if any((character < " " and character not in "\n\t") or character in "\ufffe\uffff" for character in value):
        return _("使えない文字(制御文字)が入っています。入力し直してください")
    if len(value) > limit:
        return _("%(limit)d文字までにしてください(いま%(length)d文字)") % {"limit": limit, "length": len(value)}
    return ""


def _wrong_decimal(value: Any) -> str:
    try:
        is_kept = is_kept_exactly(Decimal(str(value)))
    except InvalidOperation:
        is_kept = False
    return "" if is_kept else _("数で入力してください(単位は付けず、小数は6桁、全体で15桁まで)")


def _wrong_date(value: Any) -> str:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return _("日付を「令和2年10月14日」「2020-10-14」のように入力してください")
    return ""


def is_kept_exactly(number: Decimal) -> bool:
    """Whether both databases and a workbook's cell hold the figure without loss."""
    if not number.is_finite() or number.adjusted() >= MOST_WHOLE_DIGITS or len(number.as_tuple().digits) > 28:
        return False
    return number == round(number, MOST_DECIMALS) and len(number.normalize().as_tuple().digits) <= MOST_DIGITS


def _duplicates(spec: TableSpec, rows: Mapping[str, Row]) -> Iterable[Problem]:
    if not spec.key:
        return
    counts = Counter(tuple(row.get(key) for key in spec.key) for row in rows.values())
    for uid, row in rows.items():
        key = tuple(row.get(name) for name in spec.key)
        if counts[key] > 1:
            text = " ".join(str(part) for part in key)
            yield Problem(spec.name, uid, spec.key[0], _("「%(key)s」が2行以上あります") % {"key": text})


def _order_of_years(document: PlanDocument) -> Iterable[Problem]:
    for name, first, last in (
        ("periods", "first_fiscal_year", "last_fiscal_year"),
        ("marks", "fiscal_year", "last_fiscal_year"),
    ):
        for uid, row in document.rows(name).items():
            start, end = row.get(first), row.get(last)
            if isinstance(start, int) and isinstance(end, int) and end < start:
                yield Problem(name, uid, last, _("終わりの年度が始まりの年度より前です"))
            if name == "marks" and end is not None and start is None:
                yield Problem(name, uid, first, _("終わりの年度があるときは、始まりの年度も入力してください"))
            if name == "marks" and start is None and row.get("certain"):
                yield Problem(name, uid, "certain", _("年度が空のときは「いいえ」にしてください(年度を確認中と表示します)"))


def _tree_problems(document: PlanDocument, table: str) -> Iterable[Problem]:
    rows = document.rows(table)
    parents = {row.get("code"): row.get("parent") for row in rows.values()}
    level_of = {row.get("code"): row.get("level") for row in rows.values()}
    for uid, row in rows.items():
        seen: set[Any] = set()
        code = row.get("code")
        while code and code not in seen:
            seen.add(code)
            code = parents.get(code)
        if code:
            yield Problem(table, uid, "parent", _("上位をたどると自分に戻ります。上位の番号を直してください"))
            continue
        parent, level = row.get("parent"), row.get("level")
        above = level_of.get(parent)
        if isinstance(level, int) and isinstance(above, int) and above >= level:
            yield Problem(table, uid, "parent", _("上位の項目は、これより上の階層から選んでください"))


def _primary_owners(document: PlanDocument) -> Iterable[Problem]:
    rows = document.rows("owners")
    counts = Counter(row.get("item") for row in rows.values() if row.get("primary"))
    for uid, row in rows.items():
        if row.get("primary") and counts[row.get("item")] > 1:
            yield Problem("owners", uid, "primary", _("主担当は1つの項目に1つだけにしてください"))
