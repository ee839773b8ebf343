"""Every model and enumeration has its term; avoided words name nothing."""

import inspect
import re
import tomllib
from enum import Enum
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
TERMS = tomllib.loads((ROOT / "glossary.toml").read_text(encoding="utf-8"))["term"]
BY_IDENTIFIER = {term["identifier"]: term for term in TERMS}


def models():
    return [model for model in apps.get_models() if model.__module__.startswith("musubi")]


def enumerations():
    found = []
    for config in apps.get_app_configs():
        module = (
            getattr(config.module, "enums", None) or __import__("importlib").import_module(f"{config.name}.enums")
            if (Path(config.path) / "enums.py").exists()
            else None
        )
        if module is not None and config.name.startswith("musubi"):
            found += [
                value for value in vars(module).values() if inspect.isclass(value) and issubclass(value, Enum) and value.__module__ == module.__name__
            ]
    return found


def test_every_model_has_its_term_as_verbose_name():
    wrong = [
        f'add to glossary.toml: term = "{model._meta.verbose_name}", identifier = "{model.__name__}"'
        for model in models()
        if BY_IDENTIFIER.get(model.__name__, {}).get("term") != model._meta.verbose_name
    ]
    assert wrong == []


def test_every_enumeration_has_a_term():
    assert [f"add {choice.__name__} to glossary.toml" for choice in enumerations() if choice.__name__ not in BY_IDENTIFIER] == []


def test_docstrings_open_with_japanese():
    japanese = re.compile(r"^[^a-zA-Z]*[\u3040-\u9fff○]")
    assert [found.__name__ for found in [*models(), *enumerations()] if not japanese.match(found.__doc__ or "")] == []


def test_entries_are_whole_and_single():
    assert all(term["term"] and term["reading"] and term["identifier"] and term["meaning"] and term["source"] for term in TERMS)
    pairs = [(term["term"], term["identifier"]) for term in TERMS]
    assert len(pairs) == len(set(pairs))


def test_avoided_words_name_no_model_of_their_term():
    wrong = []
    for term in TERMS:
        words = {word.lower() for word in term["avoid"]}
        if term["identifier"].lower() in words:
            wrong.append(term["identifier"])
        wrong += [
            model.__name__
            for model in models()
            if model._meta.verbose_name == term["term"] and words & set(re.findall(r"[A-Z][a-z]+", model.__name__.lower()))
        ]
    assert wrong == []
