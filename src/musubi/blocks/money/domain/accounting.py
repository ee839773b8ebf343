"""Rows of the accounting system's file: what each would change, row by row, and taking in those that are accepted."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.domain.queries import EnvelopeView, LineView, envelope_views
from musubi.blocks.money.domain.totals import EnvelopeTotals
from musubi.blocks.money.enums import BudgetChangeKind, ImportState, LineSource
from musubi.blocks.money.models import BudgetChange, BudgetImport, BudgetLine, Envelope, ImportLayout
from musubi.blocks.money.models.envelope import GENERAL_ACCOUNT

KINDS = {
    "initial": BudgetChangeKind.INITIAL,
    "supplementary": BudgetChangeKind.SUPPLEMENTARY,
    "transfer": BudgetChangeKind.TRANSFER,
    "reserve": BudgetChangeKind.RESERVE,
    "carried_over": BudgetChangeKind.CARRIED_IN,
}
AMOUNTS = (*KINDS, "current", "committed", "spent")


@dataclass(frozen=True)
class FileRow:
    """One row as it was read: texts, amounts by column (only columns that the file has), and what could not be read."""

    number: int
    account: str
    budget_code: str
    name: str
    line_code: str
    line_name: str
    amounts: Mapping[str, int]
    problems: tuple[str, ...] = ()


@dataclass
class RowPlan:
    """What a row would do: to which line, from which figures to which; why it cannot, or what to look at first."""

    row: FileRow
    envelope: EnvelopeView | None = None
    line: LineView | None = None
    after: EnvelopeTotals = field(default_factory=EnvelopeTotals)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renews: bool = False  # the same figures of a later day

    @property
    def before(self) -> EnvelopeTotals:
        """The line's figures now; nothing for a line that is not there yet."""
        return self.line.totals if self.line else EnvelopeTotals()

    @property
    def state(self) -> str:
        """problem, same, look (a person decides), or change."""
        if self.problems:
            return "problem"
        if self.line is not None and not self.notes and self.same_figures and not self.renews:
            return "same"
        return "look" if self.notes else "change"

    @property
    def same_figures(self) -> bool:
        """Whether no figure changes."""
        names = ("initial", "supplementary", "transfer", "reserve", "carried_over", "committed", "spent")
        return all(getattr(self.before, name) == getattr(self.after, name) for name in names)


def same_code(text: str) -> tuple[str, str]:
    """A code as it is compared: by its parts without leading zeros (Excel drops them), and by its digits in a row."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    parts = [part for part in re.split(r"[^0-9A-Z\u3040-\u9fff]+", plain) if part]
    return "-".join(part.lstrip("0") or "0" for part in parts), "".join(parts)


def plan_rows(*, rows: Sequence[FileRow], fiscal_year: int, as_of: dt.date, writable: Collection[int]) -> list[RowPlan]:
    """What each row would change. `writable` holds the items whose money the person may write; seven queries at any size."""
    views = envelope_views(Envelope.objects.filter(fiscal_year=fiscal_year))
    by_code: dict[str, list[EnvelopeView]] = defaultdict(list)
    for view in views:
        for key in set(same_code(view.envelope.budget_code)) - {""}:
            by_code[key].append(view)
    plans: list[RowPlan] = []
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        plan = RowPlan(row, problems=list(row.problems))
        _find(plan, by_code, writable)
        if plan.envelope is not None:
            place = (plan.envelope.envelope.pk, same_code(row.line_code)[0])
            if place in seen:
                plan.problems.append(_("同じ節の行が%(number)d行目にもあります。1行にまとめてください") % {"number": seen[place]})
            seen.setdefault(place, row.number)
            _compare(plan, as_of)
        plans.append(plan)
    return plans


def _find(plan: RowPlan, by_code: Mapping[str, list[EnvelopeView]], writable: Collection[int]) -> None:
    """The envelope and the line that a row speaks of."""
    row = plan.row
    found = {id(view): view for key in same_code(row.budget_code) for view in by_code.get(key, [])}
    views = [view for view in found.values() if view.envelope.account == (row.account or GENERAL_ACCOUNT)] or list(found.values())
    if len(views) > 1:
        views = [view for view in views if view.envelope.name == row.name]
    if not row.budget_code or not row.line_code:
        plan.problems.append(_("予算科目コードか節コードが空です"))
    elif len(views) != 1:
        told = _("予算科目コード「%(code)s」の予算が、この年度に%(count)d件あります。事業の画面で、予算の科目コードと名称を確かめてください")
        none = _("予算科目コード「%(code)s」の予算が、この年度にありません。事業の画面で予算を加えてから、もう一度確かめてください")
        plan.problems.append((told if found else none) % {"code": row.budget_code, "count": len(found)})
    elif views[0].envelope.item_id not in writable:
        words = _("「%(name)s」は、あなたが担当する事業の予算ではありません。担当課か事務局が取り込みます")
        plan.problems.append(words % {"name": views[0].envelope.name})
    elif views[0].envelope.closed_on:
        plan.problems.append(_("「%(name)s」のこの年度は締め切っています") % {"name": views[0].envelope.name})
    else:
        plan.envelope = views[0]
        code = same_code(row.line_code)[0]
        plan.line = next((line for line in views[0].lines if same_code(line.line.code)[0] == code), None)


def _compare(plan: RowPlan, as_of: dt.date) -> None:
    """The figures after the row, what is wrong with them, and what a person should look at."""
    amounts, before = plan.row.amounts, plan.before
    values = {name: amounts.get(name, getattr(before, name)) for name in KINDS}
    bound, paid = amounts.get("committed", before.committed), amounts.get("spent", before.spent)
    plan.after = EnvelopeTotals(**values, carried_out=before.carried_out, committed=bound, spent=paid, closed=False)
    current = plan.after.current
    if "current" in amounts and amounts["current"] != current:
        words = _("予算現額%(told)sが、内訳の合計%(sum)sと合いません。当初・補正・流用・繰越の列の対応を確かめてください")
        plan.problems.append(words % {"told": format_yen(amounts["current"]), "sum": format_yen(current)})
    for name, title in (("initial", _("当初予算額")), ("carried_over", _("繰越額")), ("committed", _("負担行為済額")), ("spent", _("支出済額"))):
        if amounts.get(name, 0) < 0:
            plan.problems.append(_("%(title)sが0円を下回っています") % {"title": title})
    if paid > bound:
        plan.problems.append(_("支出済額%(paid)sが負担行為済額%(bound)sを超えています") % {"paid": format_yen(paid), "bound": format_yen(bound)})
    if plan.line is not None:
        _look(plan, plan.line.line, as_of)


def _look(plan: RowPlan, line: BudgetLine, as_of: dt.date) -> None:
    """What a person should look at before a row takes the place of what the line has."""
    amounts, before, current = plan.row.amounts, plan.before, plan.after.current
    takes_over = "committed" in amounts
    plan.renews = takes_over and line.source == LineSource.IMPORTED and line.totals_on is not None and line.totals_on < as_of
    typed = [change for change in line.changes.all() if change.imported_by_id is None and change.kind in _kinds_in(amounts)]
    if typed and not plan.same_figures:
        plan.notes.append(_("画面で入れた予算の増減%(count)d件を、このファイルの額に置き換えます") % {"count": len(typed)})
    if line.source == LineSource.LEDGER and (before.committed or before.spent):
        if takes_over:
            plan.notes.append(_("この節は、契約・執行台帳から数えています。取り込むと、このファイルの合計に変わります"))
        elif current < before.committed:
            plan.problems.append(_("予算現額%(current)sが、台帳の負担行為済額を下回ります") % {"current": format_yen(current)})
    if line.totals_on and line.totals_on > as_of:
        plan.notes.append(_("この節には、より新しい時点(%(day)s)の額が入っています") % {"day": format_date(line.totals_on)})


def _kinds_in(amounts: Mapping[str, int]) -> list[str]:
    return [KINDS[name] for name in KINDS if name in amounts]


@transaction.atomic
def keep_file(*, data: bytes, file_name: str, fiscal_year: int, as_of: dt.date, actor: Any, now: dt.datetime) -> BudgetImport:
    """Store the file as it came."""
    record = BudgetImport(
        fiscal_year=fiscal_year,
        as_of=as_of,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record.file.save(file_name[-100:], ContentFile(data), save=False)
    record.file.close()
    record.save()
    record_event(actor=actor, verb="budgetimport.created", obj=record, now=now, after={"sha256": record.sha256, "fiscal_year": fiscal_year})
    return record


@transaction.atomic
def save_layout(
    *,
    record: BudgetImport,
    name: str,
    headings: Sequence[str],
    fingerprint: str,
    mapping: Mapping[str, list[str]],
    unit: str,
    actor: Any,
    now: dt.datetime,
) -> ImportLayout:
    """Remember how files with these headings are read, and read this one so."""
    layout, made = ImportLayout.objects.get_or_create(fingerprint=fingerprint, defaults={"name": name, "headings": list(headings)})
    before = {} if made else {"mapping": layout.mapping, "unit": layout.unit}
    layout.name, layout.headings, layout.mapping, layout.unit = name, list(headings), dict(mapping), unit
    layout.save()
    verb = "importlayout.created" if made else "importlayout.changed"
    record_event(actor=actor, verb=verb, obj=layout, now=now, before=before, after={"mapping": layout.mapping, "unit": unit})
    use_layout(record=record, layout=layout)
    return layout


def use_layout(*, record: BudgetImport, layout: ImportLayout | None) -> None:
    """Read the file by that layout."""
    record.layout = layout
    record.save(update_fields=["layout", "updated_at"])


@transaction.atomic
def apply_rows(
    *, record: BudgetImport, rows: Sequence[FileRow], accepted: Collection[int], writable: Collection[int], actor: Any, now: dt.datetime
) -> BudgetImport:
    """Take in the accepted rows (by their numbers). A line that an earlier file filled is filled anew: never added to.

    Raises MoneyError where the file was applied or dropped already, or no accepted row can be taken in.
    """
    stored: BudgetImport = lock(BudgetImport.objects.filter(pk=record.pk))[0]
    if stored.state != ImportState.OPEN:
        raise MoneyError("not_open", _("このファイルは、もう反映したか、取りやめています。必要なら、もう一度選んでください"))
    lock(BudgetLine.objects.filter(envelope__fiscal_year=stored.fiscal_year))
    plans = plan_rows(rows=rows, fiscal_year=stored.fiscal_year, as_of=stored.as_of, writable=writable)
    taken = [plan for plan in plans if plan.row.number in accepted and plan.state in {"change", "look"}]
    if not taken:
        raise MoneyError("nothing", _("取り込む行を1つ以上選んでください"))
    earlier = set(_imports_behind(taken))
    for plan in taken:
        _fill(plan, stored)
    _mark_replaced(earlier - {stored.pk})
    stored.state, stored.applied_at = ImportState.APPLIED, now
    stored.counts = {"rows": len(plans), "taken": len(taken), "problems": sum(plan.state == "problem" for plan in plans)}
    stored.save()
    told = {f"{plan.row.budget_code} {plan.row.line_code}": [plan.before.current, plan.after.current] for plan in taken}
    record_event(actor=actor, verb="budgetimport.applied", obj=stored, now=now, after={"counts": stored.counts, "lines": told})
    return stored


def _imports_behind(plans: Iterable[RowPlan]) -> Iterable[int]:
    for plan in plans:
        if plan.line is not None:
            found = [plan.line.line.imported_by_id, *(change.imported_by_id for change in plan.line.line.changes.all())]
            yield from (pk for pk in found if pk is not None)


def _fill(plan: RowPlan, record: BudgetImport) -> None:
    """Put a row's figures in the place of what the line had from the same columns."""
    amounts = plan.row.amounts
    if plan.line is None:
        assert plan.envelope is not None  # noqa: S101 - a plan without problems has found its envelope
        line = BudgetLine(envelope=plan.envelope.envelope, code=plan.row.line_code, name=plan.row.line_name or plan.row.line_code)
    else:
        line = BudgetLine.objects.get(pk=plan.line.line.pk)
        line.version += 1
    if "committed" in amounts and "spent" in amounts:
        line.source, line.committed_total, line.spent_total = LineSource.IMPORTED, amounts["committed"], amounts["spent"]
        line.totals_on, line.imported_by = record.as_of, record
    line.save()
    line.changes.filter(kind__in=_kinds_in(amounts)).delete()
    BudgetChange.objects.bulk_create(
        BudgetChange(line=line, kind=kind, amount=amounts[name], imported_by=record)
        for name, kind in KINDS.items()
        if name in amounts and (amounts[name] or name == "initial")
    )


def _mark_replaced(earlier: Collection[int]) -> None:
    """Files of which nothing is left."""
    left = BudgetImport.objects.filter(pk__in=earlier, state=ImportState.APPLIED).exclude(lines__isnull=False).exclude(changes__isnull=False)
    left.update(state=ImportState.REPLACED)


@transaction.atomic
def drop_file(*, record: BudgetImport, actor: Any, now: dt.datetime) -> None:
    """Forget a file that is not wanted; it stays in the list as dropped."""
    stored: BudgetImport = lock(BudgetImport.objects.filter(pk=record.pk))[0]
    if stored.state != ImportState.OPEN:
        raise MoneyError("not_open", _("このファイルは、もう反映したか、取りやめています。必要なら、もう一度選んでください"))
    stored.state = ImportState.DROPPED
    stored.save()
    record_event(actor=actor, verb="budgetimport.removed", obj=stored, now=now)
