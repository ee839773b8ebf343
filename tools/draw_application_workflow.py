"""Write docs/application-workflow.md from the workflow's table; `--check` says whether it is up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "application-workflow.md"
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musubi.config.settings.test")


def page() -> str:
    """The page: states with both labels, then the moves as a table and as a diagram."""
    django.setup()
    from musubi.blocks.applications.workflow import MOVES, STATES  # noqa: PLC0415 - settings first

    lines = [
        "# The way of an application",
        "",
        "Written by `tools/draw_application_workflow.py` from `musubi/blocks/applications/workflow.py`; do not edit by hand.",
        "",
        "| state | for staff | for the applicant | whose turn |",
        "|---|---|---|---|",
        *(f"| `{state.status.value}` | {state.status.label} | {state.public_label} | {state.waits.label} |" for state in STATES.values()),
        "",
        "| move | label | from | to | by | kinds | rests on |",
        "|---|---|---|---|---|---|---|",
    ]
    for move in MOVES.values():
        sources = ", ".join(sorted(f"`{source}`" for source in move.sources))
        kinds = ", ".join(sorted(move.kinds)) if len(move.kinds) < 5 else "all"
        rests = f"決裁: {move.decision}" if move.decision else ("reason" if move.needs_reason else "")
        lines.append(f"| `{move.name}` | {move.label} | {sources} | `{move.target}` | {move.by} | {kinds} | {rests} |")
    lines += ["", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {source} --> {move.target}: {move.label}" for move in MOVES.values() for source in sorted(move.sources)]
    return "\n".join([*lines, "```", ""])


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            sys.exit("docs/application-workflow.md is not up to date: run tools/draw_application_workflow.py")
    else:
        TARGET.write_text(text, encoding="utf-8")
