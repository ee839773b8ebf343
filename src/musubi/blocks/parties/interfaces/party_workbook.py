"""The found parties as a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.parties.models import Party


def write_parties(parties: Iterable[Party]) -> bytes:
    """One row a party."""
    headings = [
        _("行ID"), _("種類"), _("氏名・名称"), _("氏名・名称(カナ)"), _("屋号"), _("法人番号"), _("郵便番号"),
        _("住所・所在地"), _("町丁目"), _("電話"), _("メール"), _("産業分類"), _("従業員数"), _("状態"), _("登録日"),
    ]  # fmt: skip
    columns = [SheetColumn(title, 24 if title in {_("氏名・名称"), _("住所・所在地")} else 14, is_text=title != _("従業員数")) for title in headings]
    return workbook_bytes([Sheet(_("事業者等"), columns, [_row(party) for party in parties])], title=_("事業者等の一覧"))


def _row(party: Party) -> list[object]:
    address = party.address
    return [
        party.uid,
        str(party.get_kind_display()),
        party.name,
        party.name_kana,
        party.trade_name,
        party.legal_entity_number or "",
        address.postcode if address else "",
        str(address) if address else "",
        address.town.name if address and address.town else "",
        party.phone,
        party.mail,
        party.industry_code,
        party.employees,
        str(party.get_status_display()),
        format_date(timezone.localtime(party.created_at).date()),
    ]
