"""Which sheets an application has: blank ones for what can be filed now, filled ones for what was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import ObligationKind, Stage
from musubi.blocks.applications.interfaces.sheets.model import Sheet
from musubi.blocks.applications.interfaces.sheets.stages import stage_sheet
from musubi.blocks.applications.interfaces.sheets.steps import (
    change_sheet,
    claim_sheet,
    disposal_sheet,
    obligation_sheet,
    step_back_sheet,
    tax_sheet,
)
from musubi.blocks.applications.models import Application, Obligation
from musubi.blocks.applications.workflow import moves_from
from musubi.blocks.kernel.eras import format_date

FORMED = frozenset({ObligationKind.REPORT, ObligationKind.YEARLY, ObligationKind.TAX, ObligationKind.REPAYMENT})  # have another sheet, or none


@dataclass(frozen=True)
class SheetLink:
    """A sheet that can be printed: its kind, the uid of the record with which it is filled ("" for a stage or a blank one)."""

    kind: str
    label: str
    of: str = ""
    filled: bool = False


def _record(rows: Any, uid: str) -> Any:
    return rows.filter(uid=uid).first() if uid else None


def _obligation(application: Application, uid: str) -> Sheet | None:
    found = _record(application.obligations.exclude(kind__in=FORMED), uid)
    return obligation_sheet(application, found) if found is not None else None


BUILDERS: dict[str, Callable[[Application, str], Sheet | None]] = {
    "change": lambda application, uid: change_sheet(application, _record(application.change_requests.all(), uid)),
    "withdraw": lambda application, uid: step_back_sheet(
        application, _record(application.status_changes.filter(move="withdraw"), uid), renounced=False
    ),
    "renounce": lambda application, uid: step_back_sheet(
        application, _record(application.status_changes.filter(move="renounce"), uid), renounced=True
    ),
    "claim": lambda application, uid: claim_sheet(application, _record(application.claims.all(), uid)),
    "disposal": lambda application, uid: disposal_sheet(application, _record(application.disposals.select_related("asset"), uid)),
    "tax": lambda application, uid: tax_sheet(application, _record(application.tax_reports.all(), uid)),
    "obligation": _obligation,
}
STAGES = {"application": Stage.APPLICATION, "grant": Stage.GRANT, "report": Stage.REPORT}


def sheet_of(application: Application, kind: str, uid: str, *, filled: bool) -> Sheet | None:
    """The sheet of that kind; None where there is none."""
    if kind in STAGES:
        return stage_sheet(application, STAGES[kind], filled=filled)
    return BUILDERS[kind](application, uid) if kind in BUILDERS else None


def sheets_of(application: Application) -> list[SheetLink]:
    """Blank sheets of what can come next, then filled ones of what came."""
    return [*_blank(application), *_filled(application)]


def _blank(application: Application) -> list[SheetLink]:
    status, moves = application.status, {move.name for move in moves_from(application.status, application.call.kind)}
    awarded = status in S.awarded()
    wanted = {
        "application": (status == S.DRAFT, _("申請書")),
        "grant": (status == S.SELECTED, _("交付申請書")),
        "report": (status == S.GRANTED, _("実績報告書")),
        "change": (status == S.GRANTED, _("変更(中止・廃止)承認申請書")),
        "claim": (status in {S.GRANTED, S.CONFIRMED}, _("請求書")),
        "withdraw": ("withdraw" in moves, _("取下書")),
        "renounce": ("renounce" in moves, _("辞退届")),
        "disposal": (awarded and application.assets.filter(disposed_on__isnull=True).exists(), _("財産処分承認申請書")),
        "tax": (awarded and application.obligations.filter(kind=ObligationKind.TAX, done_on__isnull=True).exists(), _("消費税仕入控除税額報告書")),
    }
    found = [SheetLink(kind, label) for kind, (makes_sense, label) in wanted.items() if makes_sense]
    owed = application.obligations.filter(done_on__isnull=True).exclude(kind__in=FORMED)
    return found + [SheetLink("obligation", _owed(each), each.uid) for each in owed]


def _owed(row: Obligation) -> str:
    return _("%(label)s(期限 %(day)s)") % {"label": row.label, "day": format_date(row.due_on)}


def _filled(application: Application) -> list[SheetLink]:
    labels = {Stage.APPLICATION: _("申請書"), Stage.GRANT: _("交付申請書"), Stage.REPORT: _("実績報告書")}
    stages = set(application.receipts.values_list("stage", flat=True))
    kept = application.obligations.filter(done_on__isnull=False).exclude(kind__in=FORMED)
    back = application.status_changes.filter(move__in=["withdraw", "renounce"])
    return [
        *(SheetLink(str(stage.value), label, filled=True) for stage, label in labels.items() if stage in stages),
        *_each("change", _("変更(中止・廃止)承認申請書"), application.change_requests),
        *_each("claim", _("請求書"), application.claims),
        *(SheetLink(each.move, _("取下書") if each.move == "withdraw" else _("辞退届"), each.uid, filled=True) for each in back),
        *(SheetLink("obligation", _owed(each), each.uid, filled=True) for each in kept),
        *_each("disposal", _("財産処分承認申請書"), application.disposals),
        *_each("tax", _("消費税仕入控除税額報告書"), application.tax_reports),
    ]


def _each(kind: str, label: str, rows: Any) -> list[SheetLink]:
    return [SheetLink(kind, label, uid, filled=True) for uid in rows.order_by("pk").values_list("uid", flat=True)]
