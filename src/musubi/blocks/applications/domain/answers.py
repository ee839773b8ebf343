"""Read what was typed into a form's questions: typed values, and a message at each field that cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Question
from musubi.blocks.kernel.eras import format_date, normalise, parse_date, parse_number
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.money import format_yen, parse_yen

LONGEST = {"text": 200, "long_text": 4000}
YEN_LIMIT = 10**13
LONGEST_NUMBER = 16
YES = ("yes", "true", "on", "1", "はい")
NO = ("no", "false", "0", "いいえ")
FUTURE_FORBIDDEN = "birth"  # a key that begins so asks for a day that cannot lie ahead


def read_answers(questions: Iterable[Question], raw: Mapping[str, Any], *, today: dt.date) -> tuple[dict[str, Any], dict[str, str]]:
    """Values by key as they are stored (days as ISO text), and faults by key. Empty answers are neither."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in questions:
        given = raw.get(question.key)
        if given in (None, "", [], ()):
            continue
        try:
            values[question.key] = _read(question, given, today)
        except TextError as error:
            faults[question.key] = error.render(_)
        except ValueError as error:
            faults[question.key] = str(error)
    return values, faults


def _read(question: Question, given: Any, today: dt.date) -> Any:
    if question.kind == "choices":
        return _chosen(question, [str(each) for each in (given if isinstance(given, list | tuple) else [given])])
    text = str(given).strip() if not isinstance(given, list | tuple) else ""
    if question.kind == "date":
        return _day(question, text, today)
    if question.kind in {"integer", "yen"}:
        return _number(question, text)
    if question.kind == "choice":
        return _chosen(question, [text])[0]
    if question.kind == "yes_no":
        return _yes_or_no(text)
    limit = LONGEST[question.kind]
    if len(text) > limit:
        raise ValueError(_("%(limit)d文字までです。いま%(length)d文字あります。短くしてください") % {"limit": limit, "length": len(text)})
    return text


def _chosen(question: Question, chosen: list[str]) -> list[str]:
    if not set(chosen) <= set(question.choices):
        raise ValueError(_("選択肢の中から選んでください"))
    return [each for each in question.choices if each in chosen]


def _yes_or_no(text: str) -> str:
    if text.lower() in YES:
        return "yes"
    if text.lower() in NO:
        return "no"
    raise ValueError(_("「はい」か「いいえ」を選んでください"))


def _number(question: Question, text: str) -> int:
    if question.kind == "integer":
        return _bounded(question, _whole(text), str)
    found = parse_yen(text)
    if abs(found) >= YEN_LIMIT:
        raise ValueError(_("10兆円以上になっています。単位(円)を確かめてください"))
    return _bounded(question, found, format_yen)


def _whole(text: str) -> int:
    """A whole number however typed: full width, commas, kanji, a minus or △ before it."""
    plain = normalise(text).replace(",", "")
    sign = -1 if plain[:1] in {"-", "△", "▲"} else 1
    try:
        found = sign * parse_number(plain.lstrip("-△▲")[:LONGEST_NUMBER])
    except ValueError as error:
        raise ValueError(_("「%(text)s」は整数として読めません。例: 12 のように入力してください") % {"text": text[:30]}) from error
    if len(plain) > LONGEST_NUMBER:
        raise ValueError(_("数が大きすぎます。桁数を確かめてください"))
    return found


def _bounded(question: Question, number: int, write: Any) -> int:
    if question.minimum is not None and number < question.minimum:
        raise ValueError(_("%(bound)s以上にしてください") % {"bound": write(question.minimum)})
    if question.maximum is not None and number > question.maximum:
        raise ValueError(_("%(bound)s以下にしてください") % {"bound": write(question.maximum)})
    return number


def _day(question: Question, text: str, today: dt.date) -> str:
    day = parse_date(text)
    if question.key.startswith(FUTURE_FORBIDDEN) and day > today:
        raise ValueError(_("%(day)sは先の日付です。日付を確かめてください") % {"day": format_date(day)})
    return day.isoformat()


def points_of(questions: Iterable[Question], answers: Mapping[str, Any]) -> int | None:
    """The self-scored points of a wish survey: those of each chosen answer; None where no question gives points."""
    total, scored = 0, False
    for question in questions:
        if not question.points:
            continue
        scored = True
        given = answers.get(question.key)
        chosen = given if isinstance(given, list) else [given]
        total += sum(points for choice, points in zip(question.choices, question.points, strict=True) if choice in chosen)
    return total if scored else None


def shown_answers(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[tuple[Question, str]]:
    """Each question with its answer as people read it; what could not be read stands as it was typed."""
    return [(question, _shown(question, answers.get(question.key, answers.get(f"typed:{question.key}", "")))) for question in questions]


def _shown(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if question.kind == "yen" and isinstance(value, int):
        return format_yen(value)
    if question.kind == "yes_no":
        return _("はい") if value == "yes" else _("いいえ")
    if question.kind == "date":
        try:
            return format_date(dt.date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
