"""Limits of docs/architecture.md: module 400 lines (tests 600), function 50, template 150, folder 20 modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE, TEST_MODULE, FUNCTION, TEMPLATE, FOLDER = 400, 600, 50, 150, 20


def findings(root: Path) -> Iterator[str]:
    """What is over a limit, one line each."""
    for path in sorted([*root.glob("src/**/*.py"), *root.glob("tests/**/*.py"), *root.glob("tools/*.py"), *root.glob("benchmarks/**/*.py")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        limit = TEST_MODULE if "tests" in path.parts else MODULE
        name = path.relative_to(root)
        if text.count("\n") > limit:
            yield f"{name}: {text.count(chr(10))} lines, limit {limit}: split it by noun"
        if "tests" not in path.parts:
            yield from long_functions(ast.parse(text), name)
    for path in sorted(root.glob("src/**/templates/**/*.*")):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > TEMPLATE:
            yield f"{path.relative_to(root)}: {lines} lines, limit {TEMPLATE}: move a part into an include"
    folders = {path.parent for path in root.glob("src/**/*.py") if "migrations" not in path.parts}
    for folder in sorted(folders):
        count = sum(1 for path in folder.glob("*.py") if path.name != "__init__.py")
        if count > FOLDER:
            yield f"{folder.relative_to(root)}: {count} modules, limit {FOLDER}: make a folder of some"


def long_functions(tree: ast.Module, name: Path) -> Iterator[str]:
    """Functions over the limit, docstrings not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if text else 0
            length = (node.end_lineno or 0) - node.lineno + 1 - docstring
            if length > FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, limit {FUNCTION}"


if __name__ == "__main__":
    found = list(findings(ROOT))
    print("\n".join(found))
    sys.exit(1 if found else 0)
