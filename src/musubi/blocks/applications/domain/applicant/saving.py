"""Save a whole form as it stands on the applicant's page, by itself or by the button; nothing typed is refused or overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.editing import editable_parts
from musubi.blocks.applications.domain.applicant.removed import keep_removed, take_back, with_evidence
from musubi.blocks.applications.domain.applicant.rows import Raw, ReadRow, read_aid_rows, read_cost_rows
from musubi.blocks.applications.domain.applicant.unread import ROWS, faults_of_rows, store_of
from musubi.blocks.applications.domain.drafts import TYPED, refuse_closed, save_answers, save_costs, save_other_aid
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.models import Application, CostLine, OtherAid
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.kernel.locking import in_turn
from musubi.blocks.parties.models import Party

PAGE = f"{TYPED}@page"  # the page (browser tab) that saved last


class StaleFormError(ApplicationError):
    """Another page saved the form after this one was opened (別の画面で先に保存されました)."""

    def __init__(self) -> None:
        told = _("別の画面か別の人が、先に保存しました。ここで入力したものはまだ保存していません。見比べてから、どちらを残すか選んでください")
        super().__init__("stale", told)


@dataclass(frozen=True)
class FormText:
    """What a page sends: texts as typed; None where the page has no such part. `page` marks the browser tab, `shown` the save it showed."""

    answers: Mapping[str, Any]
    title: str | None = None
    lane: str | None = None
    party: Party | None = None
    consents_publication: bool | None = None
    costs: Sequence[Raw] | None = None
    other_aid: Sequence[Raw] | None = None
    removed: tuple[str, Raw] | None = None  # the row that was taken out just now: its kind and what stood in it
    restored: tuple[str, str] | None = None  # the row to bring back: its kind and uid
    page: str = ""
    shown: str = ""


@dataclass(frozen=True)
class SavedForm:
    """The application as kept, and messages by question key or `costs-UID-FIELD`, `aid-UID-FIELD`."""

    application: Application
    faults: dict[str, str] = field(default_factory=dict)


@in_turn()
@transaction.atomic
def save_form(*, application: Application, text: FormText, stage: str, now: dt.datetime, today: dt.date, overwrite: bool = False) -> SavedForm:
    """下書きを保存する, all parts at once; during a correction only what was asked for, the rest stays as it was handed in.

    Raises StaleFormError where another page saved meanwhile, ApplicationError where it is read-only.
    """
    current = hold(application)
    refuse_closed(current, stage)
    if not overwrite:
        _refuse_stale(current, text, stage)
    text = _asked_only(text, editable_parts(current, stage, today=today))
    removed = with_evidence(current, text.removed, stage)
    text, brought_back = take_back(current, text, stage)
    saved = save_answers(
        application=current,
        raw=text.answers,
        stage=stage,
        title=text.title,
        lane=text.lane,
        party=text.party,
        consents_publication=text.consents_publication,
        now=now,
        today=today,
    )
    faults = dict(saved.faults)
    unread: dict[str, list[Raw]] = {}
    if text.costs is not None:
        read = read_cost_rows(text.costs, read_terms(current.terms.content))
        unread["costs"] = _keep_costs(current, read, stage, now)
        faults |= faults_of_rows("costs", read)
    if text.other_aid is not None:
        read = read_aid_rows(text.other_aid)
        unread["aid"] = _keep_aid(current, read, now)
        faults |= faults_of_rows("aid", read)
    kept = _mark(current, text, stage, unread)
    keep_removed(kept, removed, brought_back, stage=stage, now=now)
    return SavedForm(kept, faults)


def _asked_only(text: FormText, parts: frozenset[str] | None) -> FormText:
    """What a correction lets be changed; None is everything."""
    if parts is None:
        return text
    rows = {"costs": "costs" in parts, "aid": "aid" in parts}
    return replace(
        text,
        answers={key: value for key, value in text.answers.items() if key in parts},
        title=text.title if "title" in parts else None,
        lane=None,
        consents_publication=text.consents_publication if "consents_publication" in parts else None,
        costs=text.costs if rows["costs"] else None,
        other_aid=text.other_aid if rows["aid"] else None,
        removed=text.removed if text.removed and rows[text.removed[0]] else None,
        restored=text.restored if text.restored and rows.get(text.restored[0]) else None,
    )


def _refuse_stale(application: Application, text: FormText, stage: str) -> None:
    last = store_of(application, stage).get(PAGE, "")
    if text.shown and last and last != text.page and application.saved_at.isoformat() != text.shown:
        raise StaleFormError


def _mark(application: Application, text: FormText, stage: str, unread: Mapping[str, list[Raw]]) -> Application:
    current = Application.objects.select_related("call__item", "call__organization", "party", "terms").get(pk=application.pk)
    store = store_of(current, stage)
    if text.page:
        store[PAGE] = text.page
    for kind, rows in unread.items():
        store.pop(ROWS + kind, None)
        if rows:
            store[ROWS + kind] = rows
    current.save(update_fields=["answers", "report_answers", "updated_at"])
    return current


def _keep_costs(application: Application, read: Sequence[ReadRow], stage: str, now: dt.datetime) -> list[Raw]:
    known = {line.uid: line for line in application.costs.filter(stage=stage)}
    rows: list[CostLine] = []
    unread: list[Raw] = []
    for row in read:
        line = known.get(row.uid)
        if row.faults:
            unread.append(dict(row.raw))
            if line is not None:
                rows.append(line)  # what could be read before stays until the row is mended
            continue
        line = line or CostLine(uid=_own_uid(CostLine, row.uid))
        for name, value in row.values.items():
            setattr(line, name, value)
        rows.append(line)
    save_costs(application=application, rows=rows, stage=stage, now=now)
    return unread


def _keep_aid(application: Application, read: Sequence[ReadRow], now: dt.datetime) -> list[Raw]:
    known = {line.uid: line for line in application.other_aid.all()}
    rows: list[OtherAid] = []
    unread: list[Raw] = []
    for row in read:
        line = known.get(row.uid)
        if row.faults:
            unread.append(dict(row.raw))
            if line is not None:
                rows.append(line)
            continue
        line = line or OtherAid(uid=_own_uid(OtherAid, row.uid))
        for name, value in row.values.items():
            setattr(line, name, value)
        rows.append(line)
    save_other_aid(application=application, rows=rows, now=now)
    return unread


def _own_uid(model: type[CostLine | OtherAid], uid: str) -> str:
    """The uid that the page gave the new row, so that saving twice keeps one row; another's is never taken over."""
    is_plain = uid.isascii() and uid.isalnum() and 10 <= len(uid) <= 32
    return uid if is_plain and not model.objects.filter(uid=uid).exists() else new_uid()
