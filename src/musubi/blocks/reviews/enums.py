"""Closed lists of the reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class PanelStatus(TextChoices):
    """審査の段階: made ready, open to reviewers, or closed with its scores counted."""

    PREPARING = "preparing", _("準備中")
    OPEN = "open", _("申告と採点")
    CLOSED = "closed", _("採点を締めた")


class OthersShown(TextChoices):
    """ほかの委員の採点の見せ方: never before the own sheet is handed in."""

    AFTER_OWN = "after_own", _("自分の採点表を提出した申請から見せる")
    AFTER_CLOSE = "after_close", _("採点を締めてから見せる")


class TieKind(TextChoices):
    """関係の種類: what ties a person to an applicant."""

    OFFICER = "officer", _("役員・代表者である(あった)")
    EMPLOYER = "employer", _("勤めている(勤めていた)")
    KIN = "kin", _("親族がいる")
    DEALINGS = "dealings", _("取引・出資がある")
    ADVICE = "advice", _("顧問・指導・申請の手伝いをしている")
    COMPETITOR = "competitor", _("競合する相手である")
    OTHER = "other", _("そのほか")


class InterestAnswer(TextChoices):
    """利害関係の有無: what a reviewer declares about an application before opening it."""

    NONE = "none", _("利害関係なし")
    INTEREST = "interest", _("利害関係あり")
    RECUSAL = "recusal", _("回避します")


class Ruling(TextChoices):
    """申告への判断: how the office rules on a declared interest."""

    ADMITTED = "admitted", _("審査してよい")
    EXCLUDED = "excluded", _("除斥する")


class ExclusionKind(TextChoices):
    """審査から外れる理由の種類: the office excludes (除斥), or the reviewer steps back (回避)."""

    EXCLUSION = "exclusion", _("除斥")
    RECUSAL = "recusal", _("回避")


class HintKind(TextChoices):
    """関係の手掛かりの種類: what the records of an applicant and of a reviewer have in common."""

    NUMBER = "number", _("同じ法人番号")
    ADDRESS = "address", _("同じ住所・所在地")
    OFFICER = "officer", _("役員・代表者と同じ氏名")
    NAME = "name", _("関係先と同じ名称")
    ACTS = "acts", _("申請者の手続をする人")
    KIN = "kin", _("申告された親族と同じ氏名")


class SheetStatus(TextChoices):
    """採点表の状態."""

    DRAFT = "draft", _("採点中")
    SUBMITTED = "submitted", _("提出済み")


class SheetChannel(TextChoices):
    """採点表の経路: on the screen, or by the office from paper or a workbook."""

    SCREEN = "screen", _("画面")
    PAPER = "paper", _("紙(職員が入力)")
    WORKBOOK = "workbook", _("エクセル(職員が取込み)")


class SelectionBasis(TextChoices):
    """選定案の出発点: the plain ranking, or a calculated run where the guidelines say so."""

    RANKING = "ranking", _("評点の順位")
    RUN = "run", _("選定の計算")


class SelectionStatus(TextChoices):
    """選定案の状態: worked on, decided by the panel, or handed over to the decision of the city."""

    DRAFT = "draft", _("作成中")
    FIXED = "fixed", _("審査会が決めた")
    HANDED_OVER = "handed_over", _("起案した")
