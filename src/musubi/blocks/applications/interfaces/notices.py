"""通知: the letters that follow a decision, as formal letters with number, day, seal and the notice on appeals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import ClaimKind, Outcome, SealMode, Stage
from musubi.blocks.applications.interfaces.follow_up.facts import follow_up_facts
from musubi.blocks.applications.models import Claim, DecisionItem
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.papers.domain.documents import input_sha256
from musubi.blocks.papers.domain.letter_word import letter_word
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf
from musubi.blocks.parties.domain.addressing import addressee_of

TEMPLATE = ROOT / "blocks/papers/typst/formal_letter.typ"
SERIES = "application-notice"

TITLES = {
    Outcome.SELECTED: _l("採択通知書"),
    Outcome.RESERVE: _l("補欠通知書"),
    Outcome.NOT_SELECTED: _l("不採択通知書"),
    Outcome.GRANTED: _l("補助金等交付決定通知書"),
    Outcome.REFUSED: _l("補助金等不交付決定通知書"),
    Outcome.APPROVED: _l("変更承認通知書"),
    Outcome.NOT_APPROVED: _l("変更不承認通知書"),
    Outcome.CONFIRMED: _l("補助金等確定通知書"),
    Outcome.REVOKED: _l("決定取消通知書"),
    Outcome.PARTLY_REVOKED: _l("補助金等交付決定一部取消通知書"),
    Outcome.REPAYMENT: _l("補助金等返還命令書"),
    Outcome.CERTIFIED: _l("認定・指定通知書"),
    Outcome.NOT_CERTIFIED: _l("不認定通知書"),
    Outcome.DISPOSAL_APPROVED: _l("財産処分承認通知書"),
    Outcome.DISPOSAL_REFUSED: _l("財産処分不承認通知書"),
    Outcome.TAX_RETURN: _l("消費税仕入控除税額に係る補助金返還通知書"),
}
SENTENCES = {
    Outcome.SELECTED: _l("先に応募のあった次の事業を採択しました。期限までに交付申請をしてください。"),
    Outcome.RESERVE: _l("先に応募のあった次の事業を補欠としました。採択された方が辞退したときは、順位に従って繰り上げます。"),
    Outcome.NOT_SELECTED: _l("先に応募のあった次の事業は、次の理由により不採択としました。"),
    Outcome.GRANTED: _l("先に申請のあった補助金等について、次のとおり交付することに決定しました。"),
    Outcome.REFUSED: _l("先に申請のあった補助金等については、次の理由により交付しないことに決定しました。"),
    Outcome.APPROVED: _l("先に申請のあった変更を、次のとおり承認します。"),
    Outcome.NOT_APPROVED: _l("先に申請のあった変更については、次の理由により承認しません。"),
    Outcome.CONFIRMED: _l("先に提出のあった実績報告に基づき、補助金等の額を次のとおり確定しました。"),
    Outcome.REVOKED: _l("先にした決定を、次の理由により取り消します。"),
    Outcome.PARTLY_REVOKED: _l("先にした補助金等の交付の決定の一部を、次の理由により取り消します。"),
    Outcome.REPAYMENT: _l("次のとおり、補助金等の返還を命じます。"),
    Outcome.CERTIFIED: _l("先に申請のあった件について、次のとおり認定・指定します。"),
    Outcome.NOT_CERTIFIED: _l("先に申請のあった件については、次の理由により認定・指定しません。"),
    Outcome.DISPOSAL_APPROVED: _l("先に申請のあった財産の処分を、次のとおり承認します。"),
    Outcome.DISPOSAL_REFUSED: _l("先に申請のあった財産の処分については、次の理由により承認しません。"),
    Outcome.TAX_RETURN: _l("先に報告のあった消費税仕入控除税額に基づき、補助金の一部を次のとおり返還してください。"),
}
FORMAL = frozenset(set(Outcome) - {Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED, Outcome.APPROVED})
TO_PAY = {Outcome.REPAYMENT, Outcome.DISPOSAL_APPROVED, Outcome.TAX_RETURN}


def title_of(item: DecisionItem) -> str:
    """The letter's title."""
    return str(TITLES[Outcome(item.outcome)])


def _number(item: DecisionItem) -> str:
    """The decision's number; one of many letters under it bears a branch number (の2)."""
    ordered = list(item.decision.items.order_by("rank", "pk").values_list("pk", flat=True))
    if len(ordered) == 1:
        return item.decision.document_number
    return _("%(number)sの%(branch)d") % {"number": item.decision.document_number, "branch": ordered.index(item.pk) + 1}


def _seal(item: DecisionItem) -> list[str]:
    words = {SealMode.SEAL: _("(公印)"), SealMode.OMITTED: _("(公印省略)"), SealMode.ELECTRONIC: _("(電子公印)")}
    return [words[item.decision.letters_seal]]


def _facts(item: DecisionItem) -> list[list[str]]:
    application, call = item.application, item.decision.call
    rows = [[_("募集"), str(call)], [_("根拠"), str(call.guideline)], [_("受付番号"), application.number], [_("事業名"), application.title]]
    rows += [*follow_up_facts(item), *_sums(item)]
    if item.outcome == Outcome.RESERVE and item.rank is not None:
        rows.append([_("補欠の順位"), str(item.rank)])
    certificate = getattr(application, "certificate", None)
    if item.outcome == Outcome.CERTIFIED and certificate is not None:
        rows.append([_("認定番号"), certificate.number])
        until = format_date(certificate.valid_until) if certificate.valid_until else _("期限なし")
        rows.append([_("有効期間"), _("%(start)sから%(end)sまで") % {"start": format_date(certificate.valid_from), "end": until}])
    elif item.due_on is not None:
        label = {Outcome.SELECTED: _("交付申請の期限")}.get(Outcome(item.outcome), _("納期限") if item.outcome in TO_PAY else _("期限"))
        rows.append([label, format_date(item.due_on)])
    if item.reason:
        rows.append([_("理由"), item.reason])
    conditions = item.conditions or (read_terms(application.terms.content).conditions if item.outcome == Outcome.GRANTED else "")
    if conditions:
        rows.append([_("条件") if item.outcome != Outcome.CONFIRMED else _("備考"), conditions])
    return rows


def _sums(item: DecisionItem) -> list[list[str]]:
    """What the letter says of money: the sum with those from which it follows, and each cost that was not accepted in full."""
    application, outcome = item.application, Outcome(item.outcome)
    if outcome == Outcome.PARTLY_REVOKED:
        return [[row["label"], " ".join(part for part in (format_yen(row["yen"]), _in_brackets(row["how"])) if part)] for row in item.explanation]
    label = {
        Outcome.SELECTED: _("採択額"),
        Outcome.GRANTED: _("交付決定額"),
        Outcome.CONFIRMED: _("確定額"),
        Outcome.REPAYMENT: _("返還額"),
        Outcome.APPROVED: _("変更後の額"),
        Outcome.DISPOSAL_APPROVED: _("返還額"),
        Outcome.TAX_RETURN: _("返還額"),
    }.get(outcome)
    before = {Outcome.GRANTED: (_("申請額"), application.requested), Outcome.CONFIRMED: (_("交付決定額"), application.decided_now)}
    before[Outcome.REVOKED] = (_("取り消す交付決定の額"), application.decided_now)
    rows = [[name, format_yen(yen)] for name, yen in [before.get(outcome, ("", None))] if yen is not None]
    if item.amount is not None and label is not None:
        rows.append([label, format_yen(item.amount)])
    if outcome == Outcome.CONFIRMED:
        rows += _settled(item)
    if item.surcharge:
        rows.append([_("加算金"), format_yen(item.surcharge)])
    return rows


def _in_brackets(words: str) -> str:
    return f"({words})" if words else ""


def _settled(item: DecisionItem) -> list[list[str]]:
    """What was had in advance and what is still to come or to go back; the costs of which less was accepted, each with its reason."""
    application, amount = item.application, item.amount or 0
    paid = Claim.objects.filter(application=application, kind=ClaimKind.ADVANCE, payment__isnull=False).aggregate(yen=Sum("payment__amount"))["yen"]
    rows = []
    if paid:
        rows.append([_("概算払の額"), format_yen(paid)])
        rows.append([_("戻入する額"), format_yen(paid - amount)] if paid > amount else [_("これから請求できる額"), format_yen(amount - paid)])
    less = application.costs.filter(stage=Stage.REPORT, accepted__lt=F("amount"))
    words = _("「%(label)s」%(yen)sのうち%(accepted)s: %(reason)s")
    rows += [
        [
            _("減額した経費"),
            words % {"label": line.label, "yen": format_yen(line.amount), "accepted": format_yen(line.accepted or 0), "reason": line.accepted_reason},
        ]
        for line in less
    ]
    return rows


def has_appeal_notice(item: DecisionItem) -> bool:
    """Whether the letter bears the 教示文: formal decisions do, unless the call says why there is none."""
    notice = item.decision.call.appeal_notice
    return item.outcome in FORMAL and bool(notice) and not notice.startswith("教示なし")


def _to(item: DecisionItem) -> list[str]:
    """Postal code, address and name, as they stand in the window of the envelope; the name alone where no address is known."""
    party = item.application.party
    return addressee_of(party).block() if party is not None else []


def letter_data(item: DecisionItem) -> Mapping[str, Any]:
    """What the letter is made of, in Japanese whoever makes it; of an undecided draft it bears no number and says 案."""
    with translation.override("ja"):
        return _letter_data(item)


def _letter_data(item: DecisionItem) -> Mapping[str, Any]:
    decision = item.decision
    decided = decision.decided_on is not None
    head = letterhead(decision.call.organization)
    mayor = _("%(city)s長") % {"city": head.municipality_name or _("市")}
    day = decision.effective_on or decision.decided_on
    return {
        "title": title_of(item),
        "heading": title_of(item) if decided else _("%(title)s(案)") % {"title": title_of(item)},
        "number": [_number(item), format_date(day)] if decided and day else [_("(文書番号・日付は決裁の後)")],
        "to": _to(item),
        "sender": [mayor, *_seal(item)],
        "text": [str(SENTENCES[Outcome(item.outcome)])],
        "facts": _facts(item),
        "closing": [str(head.division_name), head.phone] if head.phone else [str(head.division_name)],
        "below": decision.call.appeal_notice.splitlines() if has_appeal_notice(item) else [],
        "blanks": [],
        "foot": f"{head.municipality_name} {head.division_name}".strip(),
        "language": "ja",
    }


def letter_pdf(item: DecisionItem) -> bytes:
    """The letter as PDF/A. Raises MissingGlyphsError."""
    decision = item.decision
    return render_pdf(template=TEMPLATE, data=letter_data(item), dated=decision.effective_on or decision.decided_on or decision.drafted_on)


def letter_docx(item: DecisionItem) -> bytes:
    """The letter as Word, for the document system and for what has to be added by hand."""
    decision = item.decision
    return letter_word(letter_data(item), dated=decision.effective_on or decision.decided_on or decision.drafted_on)


def letter_document(item: DecisionItem) -> dict[str, Any]:
    """What `issue_file` keeps of the letter."""
    data = letter_data(item)
    return {
        "series": SERIES,
        "subject": item.uid,
        "title": f"{data['title']} {item.application.number}"[:200],
        "file_name": f"{item.application.number}-{item.outcome}.pdf",
        "media_type": PDF,
        "content": letter_pdf(item),
        "template": TEMPLATE.relative_to(ROOT).as_posix(),
        "template_sha256": hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
        "input_sha256": input_sha256(data),
        "dated": item.decision.effective_on or item.decision.decided_on or item.decision.drafted_on,
    }
