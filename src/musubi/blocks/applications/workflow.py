"""The way of an application as one table: states with their two labels, and moves with who may take them.

Buttons, checks, the public timeline and the generated diagram (docs/application-workflow.md) follow from these two tables alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import CallKind, DecisionKind, Waits

ANY_KIND = frozenset(CallKind.values)
SUBSIDY = frozenset({CallKind.SUBSIDY})
PAPERS = CallKind.with_certificate()
APPLICANT, STAFF, SYSTEM = "applicant", "staff", "system"


@dataclass(frozen=True)
class State:
    """What a state is called in public, whose turn it is and for what; staff read the status's own label."""

    status: S
    public_label: Promise
    waits: Waits
    task: Promise | str = ""


@dataclass(frozen=True)
class Move:
    """A change of state: from which states, to which, by whom; `decision` must be recorded (決裁欄) before it is taken."""

    name: str
    label: Promise
    sources: frozenset[str]
    target: str
    by: str
    kinds: frozenset[str] = ANY_KIND
    decision: str = ""
    needs_reason: bool = False


STATES = {
    state.status: state
    for state in (
        State(S.DRAFT, _("下書き"), Waits.APPLICANT),
        State(S.SUBMITTED, _("提出済み(市が受付を確認しています)"), Waits.STAFF, _("受付")),
        State(S.CORRECTION, _("補正をお願いしています"), Waits.APPLICANT, _("補正")),
        State(S.SCREENING, _("審査しています"), Waits.STAFF, _("審査")),
        State(S.SELECTED, _("採択されました(交付申請をお待ちしています)"), Waits.APPLICANT, _("交付申請")),
        State(S.RESERVE, _("補欠になりました"), Waits.NOBODY),
        State(S.NOT_SELECTED, _("不採択となりました"), Waits.NOBODY),
        State(S.GRANT_REQUESTED, _("交付申請を審査しています"), Waits.STAFF, _("交付申請の審査")),
        State(S.GRANTED, _("交付が決まりました(事業を進めてください)"), Waits.APPLICANT, _("実績報告")),
        State(S.REFUSED, _("交付しないことになりました"), Waits.NOBODY),
        State(S.REPORTED, _("実績報告を確認しています"), Waits.STAFF, _("実績の確認")),
        State(S.REPORT_CORRECTION, _("実績報告の補正をお願いしています"), Waits.APPLICANT, _("実績報告の補正")),
        State(S.CONFIRMED, _("額が確定しました(請求書をお待ちしています)"), Waits.APPLICANT, _("請求")),
        State(S.CLAIMED, _("お支払いの手続をしています"), Waits.STAFF, _("支払")),
        State(S.PAID, _("お支払いしました"), Waits.NOBODY, _("届出・報告")),
        State(S.CERTIFIED, _("認定・指定しました"), Waits.NOBODY, _("届出・報告")),
        State(S.NOT_CERTIFIED, _("認定・指定しないことになりました"), Waits.NOBODY),
        State(S.TALLIED, _("集計しました(申請ではありません)"), Waits.NOBODY),
        State(S.CLOSED, _("すべての手続が終わりました"), Waits.NOBODY),
        State(S.WITHDRAWN, _("取り下げました"), Waits.NOBODY),
        State(S.REJECTED, _("受け付けられませんでした"), Waits.NOBODY),
        State(S.RENOUNCED, _("辞退しました"), Waits.NOBODY),
        State(S.ABOLISHED, _("事業の廃止が承認されました"), Waits.NOBODY),
        State(S.REVOKED, _("決定が取り消されました"), Waits.STAFF, _("返還の要否")),
        State(S.PARTLY_REVOKED, _("決定の一部が取り消されました(返還のお知らせをお待ちください)"), Waits.STAFF, _("返還の命令")),
        State(S.REPAYING, _("返還をお願いしています"), Waits.APPLICANT, _("返還金の納付")),
    )
}

MOVES = {
    move.name: move
    for move in (
        Move("submit", _("提出する"), frozenset({S.DRAFT}), S.SUBMITTED, APPLICANT),
        Move("accept", _("受け付ける"), frozenset({S.SUBMITTED}), S.SCREENING, STAFF),
        Move("ask_correction", _("補正をお願いする"), frozenset({S.SUBMITTED, S.SCREENING, S.GRANT_REQUESTED}), S.CORRECTION, STAFF),
        Move("correct", _("補正して出し直す"), frozenset({S.CORRECTION}), S.SCREENING, APPLICANT),
        Move("correct_grant", _("交付申請を補正して出し直す"), frozenset({S.CORRECTION}), S.GRANT_REQUESTED, APPLICANT, SUBSIDY),
        Move(
            "withdraw",
            _("取り下げる"),
            frozenset({S.SUBMITTED, S.CORRECTION, S.SCREENING, S.GRANT_REQUESTED}),
            S.WITHDRAWN,
            APPLICANT,
            needs_reason=True,
        ),
        Move("reject", _("却下する"), frozenset({S.SUBMITTED, S.CORRECTION, S.SCREENING}), S.REJECTED, STAFF, needs_reason=True),
        Move("select", _("採択する"), frozenset({S.SCREENING}), S.SELECTED, STAFF, SUBSIDY, DecisionKind.SELECTION),
        Move("reserve", _("補欠にする"), frozenset({S.SCREENING}), S.RESERVE, STAFF, SUBSIDY, DecisionKind.SELECTION),
        Move("not_select", _("不採択にする"), frozenset({S.SCREENING}), S.NOT_SELECTED, STAFF, SUBSIDY, DecisionKind.SELECTION),
        Move("move_up", _("補欠から繰り上げる"), frozenset({S.RESERVE}), S.SELECTED, STAFF, SUBSIDY, DecisionKind.SELECTION),
        Move("close_reserve", _("補欠を終える"), frozenset({S.RESERVE}), S.NOT_SELECTED, STAFF, SUBSIDY),
        Move("request_grant", _("交付申請を出す"), frozenset({S.SELECTED}), S.GRANT_REQUESTED, APPLICANT, SUBSIDY),
        Move("renounce", _("辞退する"), frozenset({S.SELECTED, S.RESERVE, S.GRANTED}), S.RENOUNCED, APPLICANT, SUBSIDY, needs_reason=True),
        Move("grant", _("交付を決定する"), frozenset({S.SCREENING, S.GRANT_REQUESTED}), S.GRANTED, STAFF, SUBSIDY, DecisionKind.GRANT),
        Move("refuse", _("不交付を決定する"), frozenset({S.SCREENING, S.GRANT_REQUESTED}), S.REFUSED, STAFF, SUBSIDY, DecisionKind.REFUSAL),
        Move("abolish", _("廃止を承認する"), frozenset({S.GRANTED}), S.ABOLISHED, STAFF, SUBSIDY, DecisionKind.CHANGE),
        Move("report", _("実績を報告する"), frozenset({S.GRANTED}), S.REPORTED, APPLICANT, SUBSIDY),
        Move("ask_report_correction", _("実績報告の補正をお願いする"), frozenset({S.REPORTED}), S.REPORT_CORRECTION, STAFF, SUBSIDY),
        Move("correct_report", _("実績報告を出し直す"), frozenset({S.REPORT_CORRECTION}), S.REPORTED, APPLICANT, SUBSIDY),
        Move("confirm", _("額を確定する"), frozenset({S.REPORTED}), S.CONFIRMED, STAFF, SUBSIDY, DecisionKind.CONFIRMATION),
        Move("claim", _("請求する"), frozenset({S.CONFIRMED}), S.CLAIMED, APPLICANT, SUBSIDY),
        Move("pay", _("支払を記録する"), frozenset({S.CONFIRMED, S.CLAIMED}), S.PAID, STAFF, SUBSIDY),
        Move("close", _("終結する"), frozenset({S.PAID, S.CONFIRMED}), S.CLOSED, STAFF, SUBSIDY),
        Move(
            "revoke",
            _("決定を取り消す"),
            frozenset({S.GRANTED, S.REPORTED, S.REPORT_CORRECTION, S.CONFIRMED, S.CLAIMED, S.PAID, S.CLOSED, S.PARTLY_REVOKED}),
            S.REVOKED,
            STAFF,
            SUBSIDY,
            DecisionKind.REVOCATION,
            needs_reason=True,
        ),
        Move(
            "revoke_part",
            _("決定の一部を取り消す"),
            frozenset({S.CONFIRMED, S.CLAIMED, S.PAID, S.CLOSED}),
            S.PARTLY_REVOKED,
            STAFF,
            SUBSIDY,
            DecisionKind.REVOCATION,
            needs_reason=True,
        ),
        Move("claim_anew", _("請求をやり直す状態に戻す"), frozenset({S.CLAIMED}), S.CONFIRMED, SYSTEM, SUBSIDY),
        Move(
            "order_repayment",
            _("返還を命じる"),
            frozenset({S.REVOKED, S.PARTLY_REVOKED, S.CONFIRMED, S.PAID, S.CLOSED}),
            S.REPAYING,
            STAFF,
            SUBSIDY,
            DecisionKind.REPAYMENT,
        ),
        Move("repaid", _("返還が済んだ"), frozenset({S.REPAYING}), S.CLOSED, STAFF, SUBSIDY),
        Move("repaid_part", _("取り消した分の返還が済んだ"), frozenset({S.REPAYING, S.PARTLY_REVOKED}), S.PAID, STAFF, SUBSIDY),
        Move("close_revoked", _("返還なしで終える"), frozenset({S.REVOKED}), S.CLOSED, STAFF, SUBSIDY, needs_reason=True),
        Move("certify", _("認定・指定する"), frozenset({S.SCREENING}), S.CERTIFIED, STAFF, PAPERS, DecisionKind.CERTIFICATION),
        Move("not_certify", _("認定・指定しない"), frozenset({S.SCREENING}), S.NOT_CERTIFIED, STAFF, PAPERS, DecisionKind.CERTIFICATION),
        Move(
            "revoke_certificate",
            _("認定・指定を取り消す"),
            frozenset({S.CERTIFIED}),
            S.REVOKED,
            STAFF,
            PAPERS,
            DecisionKind.REVOCATION,
            needs_reason=True,
        ),
        Move("expire", _("期間が満了した"), frozenset({S.CERTIFIED, S.REVOKED}), S.CLOSED, SYSTEM, PAPERS),
        Move("tally", _("集計に入れる"), frozenset({S.SUBMITTED, S.SCREENING}), S.TALLIED, STAFF, frozenset({CallKind.WISH_SURVEY})),
    )
}


def moves_from(status: str, kind: str) -> list[Move]:
    """The moves that an application of a call of this kind can take now."""
    return [move for move in MOVES.values() if status in move.sources and kind in move.kinds]
