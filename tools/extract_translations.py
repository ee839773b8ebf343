"""Bring every app's catalogues up to date: new strings empty, gone ones removed, translations kept."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from catalogues import LANGUAGES, catalogue_path, messages, read_catalogue, save, wanted_in


def update(app: Path, found: dict, language: str, locale: str, known: dict) -> int:
    """Write one catalogue; returns how many strings still lack a translation. `known` offers other apps' words."""
    path = catalogue_path(app, language)
    old = read_catalogue(path, locale)
    new = Catalog(locale=locale, charset="utf-8", fuzzy=False)
    empty = 0
    wanted = {key: places for key, places in found.items() if wanted_in(language, places)}
    for key, context in wanted:
        before = old.get(key if isinstance(key, str) else key[0], context)
        string = before.string if before is not None and before.string and any(before.string) else known.get((key, context), "")
        empty += 0 if string and all(string) else 1
        new.add(key, string or None, context=context)
    if wanted:
        save(new, path)
    return empty


if __name__ == "__main__":
    everything = messages()
    for language, locale in LANGUAGES.items():
        shared = {}
        for app in everything:
            for entry in read_catalogue(catalogue_path(app, language), locale):
                if entry.id and entry.string and any(entry.string):
                    shared.setdefault((entry.id, entry.context), entry.string)
        missing = sum(update(app, found, language, locale, shared) for app, found in everything.items())
        print(f"{language}: {missing} strings to translate")
