"""Templates of calls (募集のひな型): what a program knows of its calls before a clerk writes the rates in.

A program app keeps its templates as JSON files: kind, intake, lanes, questions, checks, documents, obligations. Rates, ceilings, unit prices and
requirements of the city's own are in none: `left` says what the clerk still has to put in, and a call cannot open without them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musubi.blocks.applications.domain.terms import as_content, read_terms
from musubi.blocks.vision.domain.programs import ProgramApp

TEXTS = ("name", "name_en", "note", "note_en", "left", "left_en")
FIELDS = frozenset({"kind", "intake", "procedure", "requires_consultation", "follows_kind", "certificate_days", "publicity"})


@dataclass(frozen=True)
class CallTemplate:
    """募集のひな型: `fields` are a call's own, `terms` its conditions; `left` and `note` tell the clerk what to do with it."""

    key: str
    program: ProgramApp
    name: str
    name_en: str
    note: str
    note_en: str
    fields: Mapping[str, Any]
    terms: Mapping[str, Any]
    left: str
    left_en: str


_templates: dict[str, CallTemplate] = {}


def register_call_templates(program: ProgramApp, folder: Path) -> None:
    """Add a program's templates, one JSON file each; called when its app is ready. Raises ValueError, also for a field that no call has."""
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        key = f"{program.slug}-{path.stem.replace('_', '-')}"
        strange = set(told["call"]) - FIELDS
        if strange or key in _templates:
            raise ValueError(f"template {key}: {', '.join(sorted(strange)) or 'registered twice'}")
        texts = {name: told[name] for name in TEXTS}
        _templates[key] = CallTemplate(key=key, program=program, fields=told["call"], terms=told["terms"], **texts)


def call_templates(codes: Collection[str] | None = None) -> tuple[CallTemplate, ...]:
    """All templates, or those of the programs that serve one of the codes, program by program."""
    found = (each for each in _templates.values() if codes is None or set(codes) & set(each.program.codes))
    return tuple(sorted(found, key=lambda each: (each.program.codes[0], each.program.app, each.key)))


def call_template(key: str) -> CallTemplate | None:
    """The template of that key; None where there is none."""
    return _templates.get(key)


def terms_of_template(template: CallTemplate) -> dict[str, Any]:
    """Its terms as a call in preparation keeps them."""
    return as_content(read_terms(template.terms))
