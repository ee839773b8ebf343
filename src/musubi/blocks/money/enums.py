"""Closed lists of budgets and contracts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class BudgetChangeKind(TextChoices):
    """予算の増減の種類: what moves a line's budget. Carried to the next year is told apart: it does not lower 予算現額."""

    INITIAL = "initial", _("当初")
    SUPPLEMENTARY = "supplementary", _("補正")
    TRANSFER = "transfer", _("流用")
    RESERVE = "reserve", _("予備費充用")
    CARRIED_IN = "carried_in", _("前年度からの繰越")
    CARRIED_OUT = "carried_out", _("翌年度への繰越")

    @classmethod
    def in_current(cls) -> frozenset[str]:
        """The kinds whose sum is 予算現額 (地方自治法施行令 第145条・第146条: a carried-over budget adds to the next year's)."""
        return frozenset({cls.INITIAL, cls.SUPPLEMENTARY, cls.TRANSFER, cls.RESERVE, cls.CARRIED_IN})

    @classmethod
    def never_negative(cls) -> frozenset[str]:
        """The kinds that cannot be below zero."""
        return frozenset({cls.INITIAL, cls.CARRIED_IN, cls.CARRIED_OUT})


class LineSource(TextChoices):
    """執行額の出所: where a line's committed and spent yen come from. Never from two places."""

    LEDGER = "ledger", _("契約・執行台帳")
    TYPED = "typed", _("手入力")
    IMPORTED = "imported", _("財務会計の取込")


class FundingKind(TextChoices):
    """財源の区分 (地方財政法の区分による)."""

    NATIONAL = "national", _("国庫支出金")
    PREFECTURE = "prefecture", _("県支出金")
    LOCAL_BOND = "local_bond", _("地方債")
    OTHER = "other", _("その他")
    GENERAL = "general", _("一般財源")


class ContractMethod(TextChoices):
    """契約の方法 (地方自治法 第234条); spending without a contract stands in the same ledger."""

    OPEN_BID = "open_bid", _("一般競争入札")
    INVITED_BID = "invited_bid", _("指名競争入札")
    SMALL_DIRECT = "small_direct", _("随意契約(少額)")
    DIRECT = "direct", _("随意契約")
    AUCTION = "auction", _("せり売り")
    NO_CONTRACT = "no_contract", _("契約によらない支出")

    @classmethod
    def with_reason(cls) -> frozenset[str]:
        """Methods that need a ground of 施行令 第167条の2 第1項."""
        return frozenset({cls.SMALL_DIRECT, cls.DIRECT})


class InspectionResult(TextChoices):
    """検収の結果."""

    PASSED = "passed", _("合格")
    REWORK = "rework", _("手直し")
    FAILED = "failed", _("不合格")


class PaymentKind(TextChoices):
    """支払の種類. Advances come before the inspection; money back in the year lowers 支出済額, later it is income (雑入)."""

    FINAL = "final", _("完了払・精算払")
    PARTIAL = "partial", _("部分払")
    PREPAID = "prepaid", _("前金払")
    ESTIMATED = "estimated", _("概算払")
    REFUND = "refund", _("戻入")
    LATE_REFUND = "late_refund", _("返還金(雑入)")

    @classmethod
    def advances(cls) -> frozenset[str]:
        """Kinds that may be paid before the inspection (地方自治法 第232条の5 第2項)."""
        return frozenset({cls.PREPAID, cls.ESTIMATED})

    @classmethod
    def money_back(cls) -> frozenset[str]:
        """Kinds that return to the city."""
        return frozenset({cls.REFUND, cls.LATE_REFUND})


class MoneyRule(TextChoices):
    """執行の決まり: rules of budgets and contracts; some may be lifted by the head with a reason, sums of money never."""

    OVER_BUDGET = "over_budget", _("負担行為済額が予算現額を超える")
    BEFORE_INSPECTION = "before_inspection", _("検収の前に支払う")
    DATE_ORDER = "date_order", _("日付の順序が前後する")
    OUTSIDE_YEAR = "outside_year", _("年度の外の日付である")
    OVERPAID = "overpaid", _("支払額が契約額を超える")
    OVER_RETURNED = "over_returned", _("戻入・返還が支払額を超える")
    OVER_SHARED = "over_shared", _("年割額の合計が契約額を超える")
    OVER_LIMIT = "over_limit", _("債務負担行為の限度額を超える")

    @classmethod
    def liftable(cls) -> frozenset[str]:
        """The rules that the head may lift; the sums of a contract and the assembly's limit hold always."""
        return frozenset({cls.OVER_BUDGET, cls.BEFORE_INSPECTION, cls.DATE_ORDER, cls.OUTSIDE_YEAR})


class ImportState(TextChoices):
    """取込の状態."""

    OPEN = "open", _("確認中")
    APPLIED = "applied", _("反映済み")
    REPLACED = "replaced", _("置換え済み")
    DROPPED = "dropped", _("取りやめ")
