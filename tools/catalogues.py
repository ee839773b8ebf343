"""The translation catalogues: one per app, Japanese source strings, made and checked without the gettext package."""

from __future__ import annotations

import ast
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "musubi"
LANGUAGES = {"en": "en", "zh_Hans": "zh_Hans", "ko": "ko"}  # folder name → Babel's locale
# What a visitor reads: only the strings of these files are wanted in every language, all others in English alone.
VISITORS_READ = (
    "src/musubi/blocks/kernel/menus.py",
    "src/musubi/blocks/kernel/templates/kernel/base.html",
    "src/musubi/blocks/kernel/templates/kernel/public.html",
    "src/musubi/blocks/kernel/templates/kernel/components/*.html",
    "src/musubi/blocks/places/templates/places/visitor/*.html",
    "src/musubi/blocks/places/visitor_*.py",
    "src/musubi/blocks/places/views/visitor_*.py",
    "src/musubi/blocks/visits/domain/stamping.py",
    "src/musubi/blocks/visits/templates/visits/visitor/*.html",
    "src/musubi/programs/brand/*/templates/*/visitor/*.html",
    "src/musubi/programs/brand/*/visitor_*.py",
    "src/musubi/programs/brand/*/*/visitor_*.py",
    "src/musubi/programs/brand/tours/templates/tours/planner_*.html",
    "src/musubi/programs/brand/tours/domain/planner_*.py",
    "src/musubi/programs/brand/tours/interfaces/planner_*.py",
    "src/musubi/programs/brand/tours/templatetags/planner_*.py",
    "src/musubi/programs/brand/tours/enums.py",
)
PLURALS = {"zh_Hans": "nplurals=1; plural=0;", "ko": "nplurals=1; plural=0;"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_t": None,
    "_l": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def app_folders() -> list[Path]:
    """Folders that hold a catalogue: every app, the command line and the packs."""
    apps = [path.parent for path in SOURCE.rglob("apps.py")]
    return sorted([*apps, SOURCE / "packs"], key=lambda path: len(path.parts), reverse=True)


def owner(path: Path, folders: list[Path]) -> Path | None:
    """The app that a file belongs to."""
    return next((folder for folder in folders if path.is_relative_to(folder)), None)


def template_source(path: Path) -> str:
    """A template as gettext calls, through Django's own reader."""
    from django.utils.translation import templatize  # noqa: PLC0415 - settings must be set first

    return templatize(path.read_text(encoding="utf-8"), origin=str(path))


def labels(path: Path) -> Iterator[str]:
    """The Japanese names that a module of models gives its models and fields; `kernel.fields` translates them where they are shown."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        named: list[ast.expr] = []
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called.endswith(("Field", "ForeignKey")):
            named = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "verbose_name")]
        elif isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "verbose_name" for target in node.targets):
            named = [node.value]
        yield from (one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str) and not one.value.isascii())


def messages() -> dict[Path, dict[object, set[str]]]:
    """App folder → message id (text, or singular and plural) → the files where it stands."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    folders = app_folders()
    found: dict[Path, dict[object, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        app = owner(path, folders)
        if app is None or "migrations" in path.parts:
            continue
        if "models" in path.parts or path.name == "models.py":
            for label in labels(path):
                found[app][label, None].add(path.relative_to(ROOT).as_posix())
        text = path.read_text(encoding="utf-8") if path.suffix == ".py" else template_source(path)
        if "gettext" not in text and path.suffix == ".py":
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            key = (message if isinstance(message, str) else tuple(message), context)
            if message and key[0] not in ("", ("", "")):
                found[app][key].add(path.relative_to(ROOT).as_posix())
    return found


def wanted_in(language: str, places: set[str]) -> bool:
    """Whether a string that stands in these files must exist in a language."""
    return language == "en" or any(PurePosixPath(place).match(pattern) for place in places for pattern in VISITORS_READ)


def catalogue_path(app: Path, language: str) -> Path:
    """Where an app's catalogue of a language stands."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, locale: str) -> Catalog:
    """An existing catalogue, or an empty one."""
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def all_catalogues() -> Iterator[tuple[Path, str]]:
    """Every catalogue on disk with its language."""
    for path in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
        yield path, path.parts[-3]


def save(catalogue: Catalog, path: Path) -> None:
    """Write sorted by message and without line numbers, so that the work of several people merges."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, omit_header=True, width=0)
    plurals = PLURALS.get(path.parts[-3], "nplurals=2; plural=(n != 1);")
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'.encode()
    path.write_bytes(header + buffer.getvalue().strip() + b"\n")
