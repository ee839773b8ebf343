"""The register of forms that take personal data (個人情報を入力するフォームの台帳); the privacy page lists it.

An app registers each such form: what it is for, what it asks, on which ground, and how long it is kept. Texts are lazy
translations. A form that takes personal data and is not registered is a fault of its app.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PersonalDataForm:
    """One form: its name and what the person who fills it in has a right to know."""

    key: str
    name: Any
    purpose: Any
    items: Any
    legal_basis: Any
    retention: Any
    order: int = 100


_forms: dict[str, PersonalDataForm] = {}


def register_form(form: PersonalDataForm) -> None:
    """Add a form; keys are unique."""
    if form.key in _forms:
        raise ValueError(f"form {form.key} is registered twice")
    _forms[form.key] = form


def personal_data_forms() -> tuple[PersonalDataForm, ...]:
    """Every registered form, in order."""
    return tuple(sorted(_forms.values(), key=lambda form: (form.order, form.key)))
