"""Report templates: check, keep editions, fill."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.papers.domain.filling import files
from musubi.blocks.papers.domain.filling.files import TemplateFaultsError
from musubi.blocks.papers.domain.filling.tags import Finding
from musubi.blocks.reporting.domain.rows import YearRows
from musubi.blocks.reporting.domain.vocabulary import tags, vocabulary
from musubi.blocks.reporting.enums import TemplatePurpose
from musubi.blocks.reporting.models import ReportTemplate

BUILT_IN = Path(__file__).resolve().parents[1] / "data" / "forms"
SHIPPED = {
    "progress-sheet": (TemplatePurpose.PROGRESS_SHEET, "進捗管理シート", "progress-sheet.xlsx"),
    "results": (TemplatePurpose.RESULTS, "主要施策の成果に関する説明書", "results.docx"),
    "audit": (TemplatePurpose.AUDIT, "監査調書(事業一覧)", "audit.xlsx"),
    "prefecture": (TemplatePurpose.PREFECTURE, "県への報告(取組状況調)", "prefecture.xlsx"),
    "budget": (TemplatePurpose.BUDGET, "予算要求の基礎資料", "budget.xlsx"),
    "answer": (TemplatePurpose.ANSWER, "答弁資料(事業の概要)", "answer.docx"),
}


def faults(file_name: str, content: bytes) -> list[Finding]:
    """What keeps a file from being a report template, by place; [] when it can be used."""
    return files.faults(file_name, content, vocabulary())


@transaction.atomic
def keep_template(
    *,
    key: str,
    name: str,
    purpose: str,
    file_name: str,
    content: bytes,
    actor: Any,
    now: dt.datetime,
    note: str = "",
    built_in: bool = False,
) -> ReportTemplate:
    """Keep a further edition of a template and use it from now on. Raises TemplateFaultsError."""
    findings = faults(file_name, content)
    if findings:
        raise TemplateFaultsError(findings)
    earlier = ReportTemplate.objects.filter(key=key)
    last = earlier.order_by("-edition").first()
    earlier.filter(in_use=True).update(in_use=False)
    made = ReportTemplate.objects.create(
        key=key,
        edition=last.edition + 1 if last else 1,
        name=name,
        purpose=purpose,
        file_name=Path(file_name).name[:120],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        built_in=built_in,
        note=note,
        uploaded_at=now,
        uploaded_by=actor,
    )
    record_event(actor=actor, verb="template.added", obj=made, now=now, after={"key": key, "edition": made.edition, "sha256": made.sha256})
    return made


@transaction.atomic
def use_edition(*, template: ReportTemplate, actor: Any, now: dt.datetime) -> ReportTemplate:
    """Go back to an earlier edition, or take one out of use and in again."""
    ReportTemplate.objects.filter(key=template.key, in_use=True).update(in_use=False)
    ReportTemplate.objects.filter(pk=template.pk).update(in_use=True)
    record_event(actor=actor, verb="template.applied", obj=template, now=now, after={"edition": template.edition})
    return ReportTemplate.objects.get(pk=template.pk)


def load_built_in(*, actor: Any, now: dt.datetime) -> int:
    """Keep the templates that the product ships, where the city has none of that key or uses an older shipped one.

    Returns how many were added; a template that the city edited itself stays in use.
    """
    shipped_in_use = set(ReportTemplate.objects.filter(in_use=True, built_in=True).values_list("key", flat=True))
    known = set(ReportTemplate.objects.values_list("key", "sha256"))
    keys = {key for key, _sha256 in known}
    added = 0
    for key, (purpose, name, file_name) in SHIPPED.items():
        content = (BUILT_IN / file_name).read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        if key not in keys or (key in shipped_in_use and (key, sha256) not in known):
            keep_template(key=key, name=name, purpose=purpose, file_name=file_name, content=content, actor=actor, now=now, built_in=True)
            added += 1
    return added


def fill(template: ReportTemplate, rows: YearRows, *, stamp: str) -> bytes:
    """The template filled with a year's rows; equal input gives equal bytes. Raises FillError."""
    return files.filled(name=template.name, file_name=template.file_name, content=bytes(template.content), values=tags(rows, stamp=stamp))
