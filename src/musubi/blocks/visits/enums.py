"""Closed lists of visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class SiteKind(TextChoices):
    """調査地点の種類: the two kinds that the national common basis of visitor statistics knows."""

    PLACE = "place", _("観光地点")
    EVENT = "event", _("行祭事・イベント")


class CountMethod(TextChoices):
    """人数のとらえ方."""

    COUNTER = "counter", _("計数器")
    TICKETS = "tickets", _("入場券・利用記録")
    BY_HAND = "by_hand", _("目視・手作業")
    ESTIMATE = "estimate", _("推計")


# 四半期: of the calendar year, as the national common basis counts.
QUARTERS = ((1, _("1〜3月")), (2, _("4〜6月")), (3, _("7〜9月")), (4, _("10〜12月")))


class Residence(TextChoices):
    """居住地: where a person who was asked lives."""

    CITY = "city", _("市内")
    PREFECTURE = "prefecture", _("県内(市外)")
    ELSEWHERE = "elsewhere", _("県外")
    ABROAD = "abroad", _("海外")


class RallyState(TextChoices):
    """スタンプラリーの状態: it runs in its period once it is published."""

    DRAFT = "draft", _("準備中")
    PUBLISHED = "published", _("公開")
    ENDED = "ended", _("終えた")
