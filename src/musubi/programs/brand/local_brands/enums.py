"""Closed lists of the certified brands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class StageKind(TextChoices):
    """認定審査の段階の種類."""

    PAPERS = "papers", _("書類審査")
    TASTING = "tasting", _("品評(実食・実物)")
    PITCH = "pitch", _("プレゼンテーション")
    SITE = "site", _("現地確認")


class BrandCategory(TextChoices):
    """認定品の分野."""

    TEA = "tea", _("茶")
    SWEETS = "sweets", _("菓子")
    FARM = "farm", _("農産物")
    FOOD = "food", _("加工食品・飲料")
    CRAFT = "craft", _("工芸・雑貨")
    OTHER = "other", _("そのほか")


class ProductState(TextChoices):
    """認定品の状態: follows from the certificate and the day; it is not stored."""

    VALID = "valid", _("認定中")
    ENDING = "ending", _("期限が近い")
    EXPIRED = "expired", _("期限切れ")
    CANCELLED = "cancelled", _("取消し")


class SpotCheckResult(TextChoices):
    """抜取調査の結果."""

    CONFORMS = "conforms", _("適合")
    TO_MEND = "to_mend", _("改善を求める")
    VIOLATES = "violates", _("違反")
