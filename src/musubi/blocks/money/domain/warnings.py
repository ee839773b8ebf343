"""What is not forbidden and still wants a look: told on the pages, never in the way of saving."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.money.domain.checks import due_day
from musubi.blocks.money.enums import ContractMethod, LineSource
from musubi.blocks.money.models import Contract

PAYMENT_DAYS = 30  # 政府契約の支払遅延防止等に関する法律 第6条


def contract_warnings(*, contract: Contract, total: int, paid: int, inspected_on: dt.date | None, today: dt.date) -> list[str]:
    """What a clerk should look at in one contract."""
    due = due_day(contract)
    year = contract.line.envelope.fiscal_year
    found = []
    if due and fiscal_year_of(due) > year and contract.debt_obligation_id is None:
        words = _("履行期限(%(due)s)が%(year)d年度を越えています。債務負担行為か、繰越しの手続を確かめてください")
        found.append(words % {"due": format_date(due), "year": year})
    if due and fiscal_year_of(due) > year and not contract.shares.all():
        found.append(_("年度をまたぐ契約に、年割額がありません。いまは契約額の全部を、契約した年度の負担行為として数えています"))
    found += [
        _("%(year)d年度の年割額は、まだ節が選ばれていません。その年度の予算を作ったら選んでください") % {"year": share.fiscal_year}
        for share in contract.shares.all()
        if share.line_id is None
    ]
    if contract.method in ContractMethod.with_reason() and not contract.method_reason:
        found.append(_("随意契約の根拠(地方自治法施行令第167条の2第1項の号)が空です"))
    if contract.line.source != LineSource.LEDGER:
        words = _("この節の執行額は「%(source)s」の合計から数えています。この契約と支払は、その合計に足しません")
        found.append(words % {"source": contract.line.get_source_display()})
    if due and due < today and inspected_on is None and contract.method != ContractMethod.NO_CONTRACT:
        found.append(_("履行期限(%(due)s)を過ぎて、合格した検収がありません") % {"due": format_date(due)})
    if inspected_on and paid < total and inspected_on + dt.timedelta(days=PAYMENT_DAYS) < today:
        found.append(_("検収(%(day)s)から30日を過ぎて、支払が残っています") % {"day": format_date(inspected_on)})
    return found
