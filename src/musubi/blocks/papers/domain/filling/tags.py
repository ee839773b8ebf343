"""Which tags a template may use, and the check of a template against them, place by place."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from musubi.blocks.kernel.eras import format_date

Vocabulary = Mapping[str, Any]  # name → what it means (text), a mapping (its parts), or a list of one mapping (repeats)
TAG = re.compile(r"\{%-?(?P<unit>tr|tc|p|r)?\s+(?P<statement>(?:(?!%\}).)*?)\s*-?%\}|\{\{\s*(?P<value>(?:(?!\}\}).)*?)\s*\}\}", re.DOTALL)
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
FULL_WIDTH = re.compile(r"｛｛|｝｝|｛[%％]|[%％]｝|\{％|％\}|\{｛|｛\{|\}｝|｝\}")
QUOTES = re.compile("[‘’“”「」]")
LOOP = {"index": "", "index0": "", "first": "", "last": "", "length": ""}
ALLOWED = (
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
)


@dataclass(frozen=True)
class Place:
    """A piece of a template's text and where it stands, in the words of its reader.

    What opens in `inside` (a cell, the text outside tables, a header) closes there; a statement on rows stands in `table`,
    "" outside of tables, and closes in the same.
    """

    label: str
    text: str
    inside: str = ""
    table: str = ""

    def scope(self, unit: str | None) -> str:
        """Where a statement that opens here has to close."""
        return self.table if unit == "tr" else self.inside


@dataclass(frozen=True)
class Finding:
    """What is wrong at a place, and what to do."""

    place: str
    message: str


def number_text(value: Any) -> str:
    """1,234; decimals without needless zeros; nothing for None."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount.normalize():,f}"


def _day(value: dt.date | None) -> str:
    return format_date(value) if value else ""


def _blank(value: Any) -> Any:
    """What is not known stays blank on paper."""
    return "" if value is None else value


def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox in which templates run: no calls into the platform, an unknown name is an error."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_blank)
    made.filters = {
        "number": number_text,
        "yen": lambda value: f"{number_text(value)}円" if value not in (None, "") else "",
        "date": _day,
        "default": made.filters["default"],
        "length": len,
        "join": made.filters["join"],
    }
    made.globals = {}
    return made


def check(places: Iterable[Place], vocabulary: Vocabulary) -> list[Finding]:
    """Everything in a template that could not be filled: unknown tags, loops left open, tags cut apart."""
    checker = _Checker(vocabulary)
    for place in places:
        checker.read(place)
    return [*checker.findings, *checker.left_open()]


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.findings: list[Finding] = []
        self._scopes: list[dict[str, Any]] = [dict(vocabulary)]
        self._open: list[tuple[str, str, Place, str]] = []  # kind, statement, place, where it has to close
        self._environment = environment()

    def read(self, place: Place) -> None:
        rest = TAG.sub("", place.text)
        if FULL_WIDTH.search(rest):
            self._tell(place, _("全角の波括弧や％があります。{{ 項目 }} や {% 文 %} は、半角で書いてください"))
        elif STRAY.search(rest):
            self._tell(place, _("閉じていない波括弧があります。{{ と }}、{% と %} を同じ場所に書き、{% のあとは空白を入れてください"))
        for match in TAG.finditer(place.text):
            if match["statement"] is not None:
                self._statement(place, match["statement"], match["unit"])
            elif not match["value"]:
                self._tell(place, _("{{ }} の中が空です。埋める項目の名前を書いてください"))
            else:
                self._expression(place, match["value"])

    def left_open(self) -> list[Finding]:
        message = _("「%(what)s」が閉じていません。終わりの行に {%%tr end%(kind)s %%} を書いてください")
        return [Finding(place.label, message % {"what": what, "kind": kind}) for kind, what, place, _where in self._open]

    def _tell(self, place: Place, message: str) -> None:
        self.findings.append(Finding(place.label, message))

    def _statement(self, place: Place, statement: str, unit: str | None) -> None:
        word, _space, rest = statement.partition(" ")
        if unit == "tr" and not place.table:
            self._tell(place, _("{%tr … %} は表の行に書きます。表の外では {%p … %} を、1段落に1つだけ書いてください"))
        if word == "for":
            self._loop(place, statement, rest, unit)
        elif word == "if":
            self._open.append(("if", statement, place, place.scope(unit)))
            self._expression(place, rest)
        elif word in {"elif", "else"}:
            if not self._open or self._open[-1][0] != "if":
                self._tell(place, _("「%(what)s」の前に if がありません") % {"what": statement})
            elif word == "elif":
                self._expression(place, rest)
        elif word in {"endfor", "endif"}:
            self._close(place, word.removeprefix("end"), place.scope(unit))
        else:
            self._tell(place, _("「%(what)s」は使えません。使えるのは for・if・elif・else と、その終わりだけです") % {"what": word})

    def _loop(self, place: Place, statement: str, rest: str, unit: str | None) -> None:
        name, _in, source = (part.strip() for part in rest.partition(" in "))
        self._open.append(("for", statement, place, place.scope(unit)))
        if not name.isidentifier() or not source:
            self._tell(place, _("繰り返しは {% for p in programs %} の形で書いてください"))
            self._scopes.append({})
            return
        found = self._expression(place, source)
        if found is not None and not isinstance(found, list):
            self._tell(place, _("「%(what)s」は繰り返せません。繰り返せるのは %(lists)s です") % {"what": source, "lists": "・".join(self._lists())})
            found = None
        inner = found[0] if found else None
        self._scopes.append({name: inner, "loop": LOOP})

    def _close(self, place: Place, kind: str, where: str) -> None:
        if not self._open or self._open[-1][0] != kind:
            self._tell(place, _("end%(kind)s に当たる始まりがありません") % {"kind": kind})
            return
        _kind, statement, opened, scope = self._open.pop()
        if scope != where:
            message = _("「%(what)s」(%(place)s)を、ほかの表やセルの中で閉じています。同じ表・同じ場所で閉じてください")
            self._tell(place, message % {"what": statement, "place": opened.label})
        if kind == "for":
            self._scopes.pop()

    def _lists(self) -> list[str]:
        return [name for scope in self._scopes for name, meaning in scope.items() if isinstance(meaning, list)]

    def _expression(self, place: Place, source: str) -> Any:
        """What the expression stands for; None where that is unknown or was told."""
        try:
            body = self._environment.parse("{{ " + source + " }}").body
        except TemplateSyntaxError:
            if QUOTES.search(source):
                self._tell(place, _("「%(what)s」を読めません。引用符は半角の \" か ' にしてください") % {"what": source})
            else:
                self._tell(place, _("「%(what)s」を読めません。項目の名前と、| のあとの書式だけを、半角で書いてください") % {"what": source})
            return None
        output = body[0].nodes[0] if body and isinstance(body[0], nodes.Output) else None
        for node in [output, *output.find_all(nodes.Node)] if output is not None else ():
            if not isinstance(node, ALLOWED):
                self._tell(place, _("「%(what)s」は使えません。項目の名前と | のあとの書式だけを書いてください") % {"what": source})
                return None
            if isinstance(node, nodes.Filter) and node.name not in self._environment.filters:
                usable = "・".join(self._environment.filters)
                self._tell(place, _("書式「%(what)s」はありません。使えるのは %(all)s です") % {"what": node.name, "all": usable})
        return self._meaning(place, output)

    def _meaning(self, place: Place, node: Any) -> Any:
        if isinstance(node, nodes.Name):
            for scope in reversed(self._scopes):
                if node.name in scope:
                    return scope[node.name]
            self._unknown(place, node.name, sorted({name for scope in self._scopes for name in scope}))
            return None
        if isinstance(node, nodes.Getattr):
            above = self._meaning(place, node.node)
            if not isinstance(above, Mapping):
                if above is not None:
                    self._tell(place, _("「%(what)s」に下の項目はありません") % {"what": _written(node.node)})
                return None
            if node.attr in above:
                return above[node.attr]
            self._unknown(place, _written(node), [f"{_written(node.node)}.{name}" for name in above])
            return None
        for child in node.iter_child_nodes() if isinstance(node, nodes.Node) else ():
            self._meaning(place, child)
        return ""

    def _unknown(self, place: Place, name: str, known: list[str]) -> None:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = _("「%(near)s」のことですか。") % {"near": near[0]} if near else _("使える項目は、様式の説明に並んでいます。")
        self._tell(place, _("「%(what)s」という項目はありません。%(hint)s") % {"what": name, "hint": hint})


def _written(node: Any) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return getattr(node, "name", "…")


def described(vocabulary: Vocabulary, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every tag with its meaning, for the help beside the upload; repeating ones as `programs[]`."""
    for name, meaning in vocabulary.items():
        if isinstance(meaning, list):
            yield from described(meaning[0], f"{prefix}{name}[].")
        elif isinstance(meaning, Mapping):
            yield from described(meaning, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(meaning)
