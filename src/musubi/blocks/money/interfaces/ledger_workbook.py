"""The ledger of contracts as a workbook: one row a contract, then every payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes


def _day(day: dt.date | None) -> str:
    return format_date(day) if day else ""


def write_contracts(contracts: Iterable[Any]) -> bytes:
    """The contracts, as `contracts_with_sums` gives them, with changes, inspections and payments at hand."""
    found = list(contracts)
    text = [
        _("番号"),
        _("年度"),
        _("予算事業名"),
        _("節"),
        _("整理番号"),
        _("件名"),
        _("相手方"),
        _("債権者番号"),
        _("契約の方法"),
        _("随意契約の根拠"),
    ]
    days = [_("契約日"), _("履行期限"), _("検収日")]
    numbers = [_("当初契約額"), _("変更後の契約額"), _("支払済額"), _("残り")]
    columns = [*(SheetColumn(head) for head in text + days), *(SheetColumn(head, is_text=False) for head in numbers), SheetColumn(_("備考"), 30)]
    return workbook_bytes(
        [
            Sheet(_("契約"), columns, [_contract_row(contract) for contract in found]),
            Sheet(
                _("支払"),
                [
                    *(SheetColumn(head) for head in (_("番号"), _("整理番号"), _("件名"), _("年度"), _("節"), _("種類"), _("支払日"))),
                    SheetColumn(_("金額"), is_text=False),
                    *(SheetColumn(head) for head in (_("伝票番号"), _("備考"))),
                ],
                [row for contract in found for row in _payment_rows(contract)],
            ),
        ],
        title=_("契約・執行台帳"),
    )


def _contract_row(contract: Any) -> list[Any]:
    line = contract.line
    return [
        *(contract.item.code, str(line.envelope.fiscal_year), line.envelope.name, str(line), contract.number, contract.title),
        *(contract.counterparty, contract.creditor_number, contract.get_method_display(), contract.method_reason),
        *(_day(contract.contracted_on), _day(contract.last_due), _day(contract.inspected_on)),
        *(contract.amount, contract.total, contract.paid, contract.total - contract.paid),
        contract.note,
    ]


def _payment_rows(contract: Any) -> list[list[Any]]:
    return [
        [
            *(contract.item.code, contract.number, contract.title, str(payment.line.envelope.fiscal_year), str(payment.line)),
            *(payment.get_kind_display(), _day(payment.paid_on), payment.amount, payment.number, payment.note),
        ]
        for payment in contract.payments.all()
    ]
