"""Closed lists of calls and applications."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class CallKind(TextChoices):
    """募集の種類: what comes out at the end."""

    SUBSIDY = "subsidy", _("補助金")
    DESIGNATION = "designation", _("指定")
    CERTIFICATION = "certification", _("認定")
    PERMISSION = "permission", _("許可")
    WISH_SURVEY = "wish_survey", _("要望調査")

    @classmethod
    def without_money(cls) -> frozenset[str]:
        """Kinds that end in a paper or a figure, never in a payment."""
        return frozenset({cls.DESIGNATION, cls.CERTIFICATION, cls.PERMISSION, cls.WISH_SURVEY})

    @classmethod
    def with_certificate(cls) -> frozenset[str]:
        """Kinds whose decision gives a numbered right with a term."""
        return frozenset({cls.DESIGNATION, cls.CERTIFICATION, cls.PERMISSION})


class Intake(TextChoices):
    """受付の方法: who is taken when not all can be."""

    FIRST_COME = "first_come", _("先着順(予算到達で締切)")
    REVIEW = "review", _("審査")
    DRAW = "draw", _("抽選")
    ALL = "all", _("要件を満たすものすべて")


class Procedure(TextChoices):
    """手続の組み方: one application, or a proposal first and the grant application once it is selected."""

    MERGED = "merged", _("応募と交付申請が一つ")
    SPLIT = "split", _("採択の後に交付申請")


class SealMode(TextChoices):
    """公印の扱い."""

    SEAL = "seal", _("公印")
    OMITTED = "omitted", _("公印省略")
    ELECTRONIC = "electronic", _("電子公印")


class BlindMode(TextChoices):
    """審査の匿名: who learns whose name in a review."""

    NONE = "none", _("匿名にしない(互いの名前が分かる)")
    SINGLE = "single", _("審査委員の名前を申請者に伏せる")
    DOUBLE = "double", _("申請者の名前も審査委員に伏せる")


class ScorePublicity(TextChoices):
    """評点の公開区分: who learns the scores once the decision is made."""

    OFFICE = "office", _("庁内と審査会だけ")
    APPLICANT = "applicant", _("申請者本人に知らせる")
    PUBLIC = "public", _("合計点を公表する(採択されたもの)")


class ScoreUsed(TextChoices):
    """順位と選定に使う点: raw means, or means less the reviewers' severity where the guidelines provide for it."""

    RAW = "raw", _("委員の点の平均(そのまま)")
    CALIBRATED = "calibrated", _("甘辛をならした点(要綱・募集要項に定めがあるときだけ)")


class AwardPublicity(TextChoices):
    """交付先の公表: what the public reads of an award; individuals are never named unless they agreed."""

    NAMED = "named", _("名称・事業名・金額")
    UNNAMED = "unnamed", _("事業名・金額(名称を除く)")
    TOTALS = "totals", _("件数と合計だけ")


class ApplicationStatus(TextChoices):
    """申請の状態: where an application stands; labels for staff, the workflow table has those for the public."""

    DRAFT = "draft", _("下書き")
    SUBMITTED = "submitted", _("受付待ち")
    CORRECTION = "correction", _("補正待ち")
    SCREENING = "screening", _("審査中")
    SELECTED = "selected", _("採択")
    RESERVE = "reserve", _("補欠")
    NOT_SELECTED = "not_selected", _("不採択")
    GRANT_REQUESTED = "grant_requested", _("交付申請の審査中")
    GRANTED = "granted", _("交付決定")
    REFUSED = "refused", _("不交付決定")
    REPORTED = "reported", _("実績報告の審査中")
    REPORT_CORRECTION = "report_correction", _("実績報告の補正待ち")
    CONFIRMED = "confirmed", _("額の確定")
    CLAIMED = "claimed", _("支払手続中")
    PAID = "paid", _("支払済")
    CERTIFIED = "certified", _("認定・指定")
    NOT_CERTIFIED = "not_certified", _("不認定")
    TALLIED = "tallied", _("集計済")
    CLOSED = "closed", _("終結")
    WITHDRAWN = "withdrawn", _("取下げ")
    REJECTED = "rejected", _("却下")
    RENOUNCED = "renounced", _("辞退")
    ABOLISHED = "abolished", _("廃止承認")
    REVOKED = "revoked", _("取消し")
    PARTLY_REVOKED = "partly_revoked", _("一部取消し(返還の命令待ち)")
    REPAYING = "repaying", _("返還請求中")

    @classmethod
    def ended(cls) -> frozenset[str]:
        """Nothing more is expected of anybody."""
        return frozenset(
            {cls.NOT_SELECTED, cls.REFUSED, cls.NOT_CERTIFIED, cls.TALLIED, cls.CLOSED, cls.WITHDRAWN, cls.REJECTED, cls.RENOUNCED, cls.ABOLISHED}
        )

    @classmethod
    def awarded(cls) -> frozenset[str]:
        """A grant was decided and stands, if only in part."""
        return frozenset({cls.GRANTED, cls.REPORTED, cls.REPORT_CORRECTION, cls.CONFIRMED, cls.CLAIMED, cls.PAID, cls.CLOSED, cls.PARTLY_REVOKED})

    @classmethod
    def typed_by_applicant(cls) -> frozenset[str]:
        """States in which the applicant may change what was typed."""
        return frozenset({cls.DRAFT, cls.CORRECTION, cls.REPORT_CORRECTION})


class Waits(TextChoices):
    """だれの番か: who has to act next."""

    APPLICANT = "applicant", _("申請者")
    STAFF = "staff", _("市")
    PANEL = "panel", _("審査会")
    NOBODY = "nobody", _("なし")


class Stage(TextChoices):
    """手続の段階: to which filing a question, a file, a cost line or a receipt belongs."""

    APPLICATION = "application", _("申請")
    GRANT = "grant", _("交付申請")
    REPORT = "report", _("実績報告")
    CLAIM = "claim", _("請求")
    FOLLOW_UP = "follow_up", _("事後の報告")


class IntakeChannel(TextChoices):
    """受付の経路."""

    ONLINE = "online", _("オンライン")
    COUNTER = "counter", _("窓口")
    POST = "post", _("郵送")


class DecisionKind(TextChoices):
    """決定の種類: for what a 決裁 was taken."""

    SELECTION = "selection", _("採択")
    GRANT = "grant", _("交付決定")
    REFUSAL = "refusal", _("不交付決定")
    CHANGE = "change", _("変更承認")
    CONFIRMATION = "confirmation", _("額の確定")
    REVOCATION = "revocation", _("決定の取消し")
    REPAYMENT = "repayment", _("返還命令")
    CERTIFICATION = "certification", _("認定・指定")
    DISPOSAL = "disposal", _("財産処分の承認")
    TAX = "tax", _("消費税仕入控除税額による返還")


class Outcome(TextChoices):
    """決定の結果: what is decided about one application."""

    SELECTED = "selected", _("採択")
    RESERVE = "reserve", _("補欠")
    NOT_SELECTED = "not_selected", _("不採択")
    GRANTED = "granted", _("交付")
    REFUSED = "refused", _("不交付")
    APPROVED = "approved", _("承認")
    NOT_APPROVED = "not_approved", _("不承認")
    CONFIRMED = "confirmed", _("確定")
    REVOKED = "revoked", _("取消し")
    PARTLY_REVOKED = "partly_revoked", _("一部取消し")
    REPAYMENT = "repayment", _("返還")
    CERTIFIED = "certified", _("認定・指定")
    NOT_CERTIFIED = "not_certified", _("不認定")
    DISPOSAL_APPROVED = "disposal_approved", _("財産処分を承認")
    DISPOSAL_REFUSED = "disposal_refused", _("財産処分を不承認")
    TAX_RETURN = "tax_return", _("消費税相当額の返還")


class CheckOutcome(TextChoices):
    """確認の結果."""

    OPEN = "open", _("未確認")
    MET = "met", _("確認済み")
    NOT_NEEDED = "not_needed", _("確認不要")
    NOT_MET = "not_met", _("満たさない")


class ChangeKind(TextChoices):
    """変更の種類."""

    CHANGE = "change", _("変更")
    SUSPENSION = "suspension", _("中止")
    ABOLITION = "abolition", _("廃止")


class ChangeStatus(TextChoices):
    """変更申請の状態."""

    SUBMITTED = "submitted", _("審査中")
    APPROVED = "approved", _("承認")
    NOT_APPROVED = "not_approved", _("不承認")
    WITHDRAWN = "withdrawn", _("取下げ")


class ClaimKind(TextChoices):
    """請求の種類."""

    FINAL = "final", _("精算払")
    ADVANCE = "advance", _("概算払")


class ObligationKind(TextChoices):
    """届出・報告の種類: what an applicant owes the city after the decision."""

    REPORT = "report", _("実績報告")
    STATUS = "status", _("遂行状況報告")
    TAX = "tax", _("消費税仕入控除税額の報告")
    OUTCOME = "outcome", _("事業化状況報告")
    START = "start", _("操業開始届")
    YEARLY = "yearly", _("年度ごとの交付申請")
    ASSET = "asset", _("財産の管理")
    REPAYMENT = "repayment", _("返還金の納付")

    @classmethod
    def of_terms(cls) -> list[tuple[str, Any]]:
        """The kinds that a call's terms may ask for; a repayment follows from a decision."""
        return [(value, label) for value, label in cls.choices if value != cls.REPAYMENT]


class DisposalKind(TextChoices):
    """財産処分の種類."""

    SALE = "sale", _("有償譲渡")
    LEASE = "lease", _("有償の貸付け")
    GIFT = "gift", _("無償譲渡")
    LOAN = "loan", _("無償の貸付け")
    EXCHANGE = "exchange", _("交換")
    COLLATERAL = "collateral", _("担保の提供")
    DIVERSION = "diversion", _("目的外の使用")
    SCRAPPING = "scrapping", _("取壊し・廃棄")

    @classmethod
    def for_money(cls) -> frozenset[str]:
        """Kinds that bring money in."""
        return frozenset({cls.SALE, cls.LEASE})


class DisposalStatus(TextChoices):
    """財産処分の状態."""

    SUBMITTED = "submitted", _("審査中")
    APPROVED = "approved", _("承認")
    NOT_APPROVED = "not_approved", _("不承認")
    WITHDRAWN = "withdrawn", _("取下げ")
    DONE = "done", _("処分済み")


class TaxStanding(TextChoices):
    """消費税の課税区分: whether the tax on the costs comes back by the tax return at all."""

    GENERAL = "general", _("一般課税(仕入税額控除をした)")
    SIMPLIFIED = "simplified", _("簡易課税")
    EXEMPT = "exempt", _("免税事業者")
    NOT_DEDUCTED = "not_deducted", _("控除の対象にしていない(特定収入割合が5%を超えるなど)")


class TaxReportStatus(TextChoices):
    """消費税の報告の状態."""

    SUBMITTED = "submitted", _("確認中")
    NOTHING = "nothing", _("返還なし")
    RETURNED = "ordered", _("返還を決定")


class AgentKind(TextChoices):
    """代理の種類."""

    FILING = "filing", _("手続の代理(行政書士など)")
    RECEIPT = "receipt", _("受領の委任")


class FundingTier(TextChoices):
    """財源の出どころ: who pays the city's own grant upward in the chain."""

    NATIONAL = "national", _("国")
    PREFECTURE = "prefecture", _("県")
    OTHER = "other", _("その他")
