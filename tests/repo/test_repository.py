"""The repository tests itself: settings that are really read, files that must and must not be there."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
TEXT = [
    ROOT / name
    for name in TRACKED
    if Path(name).suffix in {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".sh", ".po", ".yaml", ""}
    and (ROOT / name).is_file()
    and "fonts" not in name
]


def run(*command, cwd=ROOT):
    return subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)


def test_lint_rules_are_really_read(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("import datetime\n\nx = datetime.datetime.now()\nimport os\n")
    found = run("ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--output-format", "concise", str(planted)).stdout
    assert "TID251" in found
    assert "E402" in found


def test_import_contracts_are_all_kept_and_named():
    names = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert {
        "The stack points downwards",
        "The engine is pure",
        "One door to the engine",
        "Programs are independent of one another",
        "Block tiers point downwards",
        "Layers inside an app",
        "Views are reached through URLs",
    } <= names


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "bench.txt"])
def test_requirements_are_hashed_and_hold_no_address(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in entry for entry in entries)
    assert text.count("--hash=sha256:") >= len(entries)


def test_no_lock_with_addresses():
    assert [name for name in TRACKED if name.endswith(("uv.lock", "package-lock.json", "poetry.lock"))] == []


def test_every_dependency_is_told_in_the_documents():
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    names = [Requirement(entry).name.lower() for entry in PROJECT["project"]["dependencies"]]
    assert [name for name in names if f"`{name}`" not in told] == []


def test_no_copyleft_at_run_time():
    bad = []
    for line in (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith((" ", "#")) or "==" not in line:
            continue
        name = line.split("==")[0].strip()
        try:
            data = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for other systems or Python versions
        licence = " ".join([data.get("License-Expression") or "", *(c for c in data.get_all("Classifier") or [] if c.startswith("License"))])
        if re.search(r"\bA?GPL|(?<!Lesser )General Public License", licence) and "LGPL" not in licence and "Lesser" not in licence:
            bad.append((name, licence))
    assert bad == []


def test_no_promises_and_no_paths_of_a_machine():
    words = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX:", "/work" + "/", "index" + "-url"]))
    rows = []
    for path in TEXT:
        if path.name in {"test_repository.py", "LICENSE"} or "requirements" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        rows += [f"{path.relative_to(ROOT)}: {match.group()}" for match in words.finditer(text)]
    assert rows == []


def test_no_day_of_a_moment_is_read_in_utc():
    """Moments are kept in UTC, where a morning in Japan is still yesterday: their day is `localdate(…)` or `localtime(…).date()`."""
    right = re.compile(r"localtime\([^()]*(?:\(\))?\)\.date\(\)")
    wrong = re.compile(r"\b(?:\w+_at|now(?:\(\))?|modified|moment)\)?\.date\(\)")
    assert wrong.search("receipt.received_at.date()")
    assert wrong.search("(meeting.starts_at or now).date()")
    code = [path for path in TEXT if path.suffix == ".py" and "src/musubi/" in str(path) and "packs/demo" not in str(path)]
    assert [path.name for path in code if wrong.search(right.sub("", path.read_text(encoding="utf-8")))] == []


def test_no_outside_request_in_pages():
    pattern = re.compile(r'(src|href)="https?://[^"]*\.(js|css|woff2?)|cdn\.|unpkg|jsdelivr|fonts\.googleapis')
    pages = [path for path in TEXT if path.suffix in {".html", ".css"}]
    assert [path.name for path in pages if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_every_make_target_is_described():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE).group(1).split())
    described = set(re.findall(r"^(\w+):.*## ", text, re.MULTILINE))
    assert targets == described


def test_every_environment_variable_is_documented():
    told = (ROOT / "docs" / "how-to" / "configure.md").read_text(encoding="utf-8")
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        used |= set(re.findall(r"""["'](MUSUBI_[A-Z_]+|DATABASE_URL)["']""", path.read_text(encoding="utf-8")))
    assert [name for name in sorted(used) if f"`{name}`" not in told] == []


def test_every_command_is_documented():
    from musubi.cli.__main__ import COMMANDS

    told = (ROOT / "docs" / "how-to" / "configure.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`musubi {name}" not in told] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.en.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "publiccode.yaml",
        "docs/architecture.md",
        "docs/testing.md",
        "docs/roadmap.md",
        "docs/benchmarks.md",
        "docs/dependencies.md",
        "docs/glossary.md",
        "docs/programs.md",
    ],
)
def test_the_file_is_there(name):
    assert len((ROOT / name).read_text(encoding="utf-8")) > 200


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_readme_has_exactly_two_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)$", text, re.MULTILINE) == ["serve", "test"]


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in [path for path in TEXT if path.suffix == ".md"]:
        targets = re.findall(r"\]\((?!https?:|#|mailto:|/)([^)#]+)", path.read_text(encoding="utf-8"))
        broken += [f"{path.relative_to(ROOT)} → {target}" for target in targets if not (path.parent / target).exists()]
    assert broken == []
