"""Signs as a workbook, open work as a paper to take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.papers.domain.composed.model import Grid, Paper
from musubi.blocks.places.models import Sign
from musubi.programs.brand.inbound.models import WorkOrder

LANGUAGE_WORDS = {"ja": _l("日本語"), "en": _l("英語"), "zh": _l("中国語"), "ko": _l("韓国語")}


def gaps_text(sign: Sign) -> str:
    """The languages that are lacking, in words."""
    return _("、").join(str(LANGUAGE_WORDS[language]) for language in sign.gaps)


def write_signs(signs: Iterable[Sign]) -> bytes:
    """One row a sign."""
    headings = [
        _("番号"), _("呼び名"), _("種類"), _("管理者"), _("観光スポット"), _("所在地"), _("表記(日本語)"), _("表記(英語)"),
        _("表記(中国語・簡体字)"), _("表記(韓国語)"), _("足りない言語"), _("状態"), _("状態の説明"), _("点検した日"), _("設置した日"),
    ]  # fmt: skip
    rows = [
        [
            sign.number, sign.name, str(sign.get_kind_display()), sign.keeper, str(sign.spot or ""), sign.address, sign.text_ja, sign.text_en,
            sign.text_zh, sign.text_ko, gaps_text(sign), str(sign.get_condition_display()), sign.condition_text,
            format_date(sign.checked_on) if sign.checked_on else "", format_date(sign.installed_on) if sign.installed_on else "",
        ]
        for sign in signs
    ]  # fmt: skip
    return workbook_bytes([Sheet(_("案内サイン"), [SheetColumn(heading, 18) for heading in headings], rows)], title=_("案内サインの一覧"))


def orders_paper(orders: Iterable[WorkOrder], *, today: dt.date, foot: str) -> Paper:
    """作業指示書: what is open, in the order of due days."""
    head = (_("番号・呼び名"), _("所在地"), _("作業の内容"), _("作業する人・業者"), _("期限"), _("済"))
    rows = [
        (str(one.sign), one.sign.address, one.what, one.worker, format_date(one.due_on), format_date(one.done_on) if one.done_on else "")
        for one in orders
    ]
    grid = Grid(_("作業の一覧"), head, (20, 22, 28, 14, 10, 6), rows, _("作業指示はありません。"))
    return Paper(_("案内サイン 作業指示書"), [grid], today, foot, landscape=True)
