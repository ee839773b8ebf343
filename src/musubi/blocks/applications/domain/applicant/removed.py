"""Rows that were taken out of a form and can be brought back, with the evidence that hung on them, until it is handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from musubi.blocks.applications.domain.applicant.rows import Raw, is_blank
from musubi.blocks.applications.domain.applicant.unread import store_of
from musubi.blocks.applications.domain.drafts import TYPED
from musubi.blocks.applications.models import Application

if TYPE_CHECKING:
    from musubi.blocks.applications.domain.applicant.saving import FormText

GONE = f"{TYPED}@gone-"  # rows that were taken out, by kind, newest first
MOST = 10


def with_evidence(application: Application, removed: tuple[str, Raw] | None, stage: str) -> dict[str, Any] | None:
    """The row that is taken out, with the uids of the files that hang on it; None where nothing was typed into it."""
    if removed is None or is_blank(removed[1], removed[0]):
        return None
    kind, row = removed
    line = application.costs.filter(stage=stage, uid=row["uid"]).first() if kind == "costs" else None
    evidence = list(line.evidence.filter(removed_at__isnull=True).values_list("uid", flat=True)) if line is not None else []
    return {"kind": kind, "row": dict(row), "evidence": evidence}


def take_back(application: Application, text: FormText, stage: str) -> tuple[FormText, Mapping[str, Any] | None]:
    """The form with the row that is to come back at its end, and what was kept of it."""
    if text.restored is None:
        return text, None
    kind, uid = text.restored
    kept = next((each for each in store_of(application, stage).get(GONE + kind, []) if each["row"]["uid"] == uid), None)
    if kept is None:
        return text, None
    if kind == "costs":
        return replace(text, costs=[*(text.costs or []), kept["row"]]), kept
    return replace(text, other_aid=[*(text.other_aid or []), kept["row"]]), kept


def keep_removed(
    application: Application, removed: Mapping[str, Any] | None, brought_back: Mapping[str, Any] | None, *, stage: str, now: dt.datetime
) -> None:
    """Remember what was taken out, forget what came back, and hang its evidence on it again."""
    if removed is None and brought_back is None:
        return
    store = store_of(application, stage)
    if removed is not None:
        key = GONE + removed["kind"]
        store[key] = [{**removed, "at": now.isoformat()}, *store.get(key, [])][:MOST]
    if brought_back is not None:
        key, uid = GONE + brought_back["kind"], brought_back["row"]["uid"]
        store[key] = [each for each in store.get(key, []) if each["row"]["uid"] != uid]
        line = application.costs.filter(stage=stage, uid=uid).first()
        if line is not None:
            application.files.filter(uid__in=brought_back["evidence"], cost__isnull=True).update(cost=line)
    application.save(update_fields=["answers", "report_answers", "updated_at"])


def removed_rows(application: Application, kind: str, stage: str) -> list[Raw]:
    """What can be brought back: taken out since the form was last handed in."""
    last = application.receipts.order_by("-received_at").values_list("received_at", flat=True).first()
    kept = store_of(application, stage).get(GONE + kind, [])
    return [each["row"] for each in kept if last is None or dt.datetime.fromisoformat(each["at"]) > last]
