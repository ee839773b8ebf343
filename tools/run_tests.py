"""`make test`: the checks, the suite on SQLite, on PostgreSQL and in a browser where those are present.

What is absent is skipped and named at the end, with how to get it. With MUSUBI_REQUIRE_ALL=1 nothing may be skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import postgresql

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LINT = [
    [str(BIN / "ruff"), "check", "."],
    [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    [str(BIN / "mypy")],
    [str(BIN / "lint-imports"), "--no-cache"],
    [sys.executable, "tools/check_sizes.py"],
    [sys.executable, "tools/check_templates.py"],
    [sys.executable, "tools/check_translations.py"],
    [sys.executable, "tools/write_glossary.py", "--check"],
]
# Run once, on SQLite: what these test does not touch a database, or brings its own.
WITHOUT_DATABASE = ["tests/blocks/kernel", "tests/blocks/vision/brochure", "tests/cli/test_serve.py", "tests/cli/test_plan.py"]
# Every worker and every process that a test starts would compile the whole project anew.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run(title: str, command: list[str], **environment: str) -> bool:
    """Run one step; its output is shown when it fails, pytest's always."""
    began = time.monotonic()
    quiet = "pytest" not in command
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **COMPILED, **environment},
        check=False,
        capture_output=quiet,
        text=True,
    )
    if quiet and done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {title} ({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


def suite(marks: str, *paths: str) -> list[str]:
    """The pytest command for some marks and paths; a worker that is through takes over tests of the other, so that both end together."""
    return [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", marks, *paths]


def main() -> int:
    """Every step, even after a failure, so that one run tells all."""
    results = [run(" ".join(Path(part).name for part in step[:2]), step) for step in LINT]
    skipped: list[str] = []
    if "--lint-only" not in sys.argv:
        marks = "not e2e" if shutil.which("soffice") else "not e2e and not office"
        if not shutil.which("soffice"):
            skipped.append("documents in an office program: apt-get install libreoffice-writer libreoffice-calc")
        results.append(run("suite on SQLite", suite(marks, "tests")))
        if postgresql.programs():
            with postgresql.server() as url:
                paths = [f"tests/{name}" for name in ("blocks", "programs", "council", "web", "access", "cli") if (ROOT / "tests" / name).is_dir()]
                command = [*suite("not e2e and not office", *paths), *(f"--ignore={path}" for path in WITHOUT_DATABASE)]
                results.append(run("suite on PostgreSQL", command, DATABASE_URL=url))
        else:
            skipped.append("PostgreSQL: apt-get install postgresql")
        if any(shutil.which(name) for name in BROWSERS):
            results.append(run("pages in a browser", suite("e2e", "tests/e2e")))
        else:
            skipped.append("pages in a browser: apt-get install chromium")
    for line in skipped:
        print(f"SKIPPED {line}")
    if skipped and os.environ.get("MUSUBI_REQUIRE_ALL") == "1":
        results.append(False)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed, {len(skipped)} skipped")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
