"""What letters of 財産処分 and 消費税 say beside the common facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.follow_up.disposals import waiting_disposals
from musubi.blocks.applications.domain.follow_up.taxes import waiting_report
from musubi.blocks.applications.enums import Outcome
from musubi.blocks.applications.models import Asset, AssetDisposal, DecisionItem, TaxReport
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen


def follow_up_facts(item: DecisionItem) -> list[list[str]]:
    """Rows for the letter of an item; of a draft, what waits to be decided."""
    if item.outcome in {Outcome.DISPOSAL_APPROVED, Outcome.DISPOSAL_REFUSED}:
        decided = list(item.disposals.select_related("asset").order_by("pk"))
        return [row for each in decided or waiting_disposals(item.application) for row in disposal_facts(each)]
    if item.outcome == Outcome.TAX_RETURN:
        report = item.tax_reports.first() or waiting_report(item.application)
        return tax_facts(report) if report is not None else []
    return []


def disposal_facts(each: AssetDisposal) -> list[list[str]]:
    """The asset, its restriction, how and when it is disposed of."""
    asset = each.asset
    rows = [
        [_("財産"), asset.name],
        [_("取得日・取得価額"), f"{format_date(asset.acquired_on)} {format_yen(asset.cost)}"],
        [_("処分制限の末日"), restricted_words(asset)],
        [_("処分の種類"), str(each.get_kind_display())],
        [_("処分の予定日"), format_date(each.planned_on)],
    ]
    if each.proceeds:
        rows.append([_("処分による収入額"), format_yen(each.proceeds)])
    return rows


def restricted_words(asset: Asset) -> str:
    """The last day of the restriction, with the years where they are known."""
    day = format_date(asset.restricted_until)
    return _("%(day)s(%(years)d年)") % {"day": day, "years": asset.restricted_years} if asset.restricted_years else day


def tax_facts(report: TaxReport) -> list[list[str]]:
    """How the tax was declared, and what of the grant came back."""
    rows = [[_("課税の区分"), str(report.get_standing_display())]]
    if report.period_ends_on:
        rows.append([_("課税期間の末日"), format_date(report.period_ends_on)])
    if report.filed_on:
        rows.append([_("確定申告日"), format_date(report.filed_on)])
    rows.append([_("補助金に係る仕入控除税額"), format_yen(report.credit)])
    if report.reduced:
        rows.append([_("額の確定までに減額した額"), format_yen(report.reduced)])
    return rows
