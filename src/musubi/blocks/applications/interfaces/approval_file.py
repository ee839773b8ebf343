"""起案パック: what goes into the document system for one decision, as one Word file or PDF: draft text, list, basis, calculation, checks, letters."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.domain.office.hints import hints_of
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.interfaces.notices import letter_data, title_of
from musubi.blocks.applications.models import DecisionItem, DecisionRecord
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper, Part


def approval_paper(decision: DecisionRecord) -> Paper:
    """The whole pack as one composed paper."""
    items = list(decision.items.select_related("application__party", "application__terms", "application__call").by_outcome())
    head = letterhead(decision.call.organization)
    parts: list[Part] = [_draft(decision, items), _list(items), _basis(decision), *_calculations(items), _checks(items), *_letters(items)]
    return Paper(
        title=decision.title,
        parts=parts,
        dated=decision.drafted_on,
        foot=f"{head.municipality_name} {head.division_name}".strip(),
        above=[_("起案日 %(day)s") % {"day": format_date(decision.drafted_on)}, *_made_again(decision)],
        landscape=False,
    )


def pack_document(decision: DecisionRecord, content: bytes) -> dict[str, Any]:
    """What `issue_file` keeps of the pack as PDF; a pack that says the same is kept once."""
    digest = hashlib.sha256(content).hexdigest()
    return {
        "series": "approval-file",
        "subject": f"{decision.uid}-{digest[:16]}",
        "title": decision.title,
        "file_name": f"{_('起案パック')}_{decision.drafted_on}.pdf",
        "media_type": PDF,
        "content": content,
        "template": __name__,
        "template_sha256": "",
        "input_sha256": digest,
        "dated": decision.drafted_on,
    }


def _made_again(decision: DecisionRecord) -> list[str]:
    """Of a decision whose pack nobody took before the 決裁: what it says may have changed since."""
    return [_("決裁の後に、いまの記録から作り直したものです。")] if decision.decided_on is not None else []


def _draft(decision: DecisionRecord, items: list[DecisionItem]) -> Facts:
    total = sum(item.amount or 0 for item in items)
    rows = [
        (_("件名"), decision.title),
        (_("決定の種類"), str(decision.get_kind_display())),
        (_("件数・金額"), _("%(count)d件 %(total)s") % {"count": len(items), "total": format_yen(total)}),
        (_("伺い"), _("次のとおり決定し、別紙の案により通知してよろしいか伺います。")),
    ]
    if decision.note:
        rows.append((_("備考"), decision.note))
    return Facts(_("起案文案"), rows)


def _list(items: list[DecisionItem]) -> Grid:
    rows = [
        [
            str(item.rank or ""),
            item.application.number,
            str(item.application.party),
            item.application.title,
            str(item.get_outcome_display()),
            item.amount,
        ]
        for item in items
    ]
    heads = [_("順位"), _("受付番号"), _("申請者"), _("事業名"), _("結果"), _("金額(円)")]
    return Grid(_("一覧"), heads, [6, 16, 24, 26, 12, 16], rows, _("該当なし"))


def _basis(decision: DecisionRecord) -> Facts:
    call, budget = decision.call, budget_of(decision.call)
    rows = [(_("根拠"), f"{call.guideline} {call.guideline.notice_number}".strip()), (_("募集"), str(call))]
    if call.budget is not None:
        sums = {"budget": format_yen(budget.budget), "decided": format_yen(budget.decided), "left": format_yen(budget.left)}
        sums["confirmed"] = format_yen(budget.confirmed)
        rows.append((_("予算"), _("予算額%(budget)s、交付決定済%(decided)s(うち確定額%(confirmed)s)、残り%(left)s") % sums))
    if call.line is not None:
        rows.append((_("予算科目"), f"{call.line.envelope} {call.line}"))
    rows.append((_("公印の扱い"), str(decision.letters_seal.label)))
    rows.append((_("教示文"), call.appeal_notice))
    return Facts(_("根拠と予算"), rows)


def _calculations(items: list[DecisionItem]) -> list[Part]:
    made: list[Part] = []
    for item in items:
        steps: list[Any] = item.explanation or item.application.explanation
        if steps:
            rows = [[row["label"], row["how"], row["yen"]] for row in steps]
            title = _("計算 %(number)s %(party)s") % {"number": item.application.number, "party": item.application.party}
            made.append(Grid(title, [_("決まり"), _("計算"), _("円")], [30, 50, 20], rows, _("該当なし")))
    return made


def _checks(items: list[DecisionItem]) -> Grid:
    rows: list[list[Any]] = []
    for item in items:
        known = {row.check_key: row for row in item.application.checks.all()}
        for check in read_terms(item.application.terms.content).checks:
            row = known.get(check.key)
            outcome = str(row.get_outcome_display()) if row else _("未確認")
            rows.append([item.application.number, check.label, outcome, row.note if row else ""])
        rows += [[item.application.number, _("手がかり"), "", hint.message] for hint in hints_of(item.application, day=item.decision.drafted_on)]
    return Grid(_("審査・確認の結果"), [_("受付番号"), _("要件"), _("結果"), _("確認したこと")], [18, 32, 14, 36], rows, _("該当なし"))


def _letters(items: list[DecisionItem]) -> list[Part]:
    made: list[Part] = []
    for item in items:
        data = letter_data(item)
        lines = [*data["to"], *data["text"], *(f"{label}: {value}" for label, value in data["facts"]), *data["below"]]
        made.append(Lines(_("通知案 %(title)s %(number)s") % {"title": title_of(item), "number": item.application.number}, lines))
    return made
