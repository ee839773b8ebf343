"""Closed lists that visitors read, in four languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class SpotKind(TextChoices):
    """スポットの種類: what there is to see or do."""

    PARK = "park", _("公園・自然")
    LAKE = "lake", _("湖・水辺")
    SHRINE = "shrine", _("神社・寺院")
    HERITAGE = "heritage", _("文化財・史跡")
    MUSEUM = "museum", _("博物館・美術館")
    POP_CULTURE = "pop_culture", _("ポップカルチャー")
    HALL = "hall", _("ホール・交流施設")
    TEA = "tea", _("茶園・茶店")
    FARM = "farm", _("農園・直売所")
    FOOD = "food", _("飲食店")
    SHOP = "shop", _("買い物")
    CRAFT = "craft", _("工房・体験")
    LEISURE = "leisure", _("スポーツ・遊び")
    BATH = "bath", _("温浴施設")
    STATION = "station", _("駅・案内所")
    OTHER = "other", _("その他")


class SpotTheme(TextChoices):
    """スポットのテーマ: what a visitor may be looking for."""

    NATURE = "nature", _("自然を歩く")
    HISTORY = "history", _("歴史にふれる")
    POP_CULTURE = "pop_culture", _("ポップカルチャー")
    ART = "art", _("アート・建築")
    TEA = "tea", _("お茶")
    FOOD = "food", _("食べる")
    SHOPPING = "shopping", _("買う")
    HANDS_ON = "hands_on", _("体験する")
    FAMILY = "family", _("子どもと遊ぶ")
    VIEW = "view", _("景色・花")


class Availability(TextChoices):
    """設備の有無: empty is unknown."""

    YES = "yes", _("有")
    PARTLY = "partly", _("一部")
    NO = "no", _("無")


class Shelter(TextChoices):
    """屋内・屋外: whether rain matters."""

    INDOOR = "indoor", _("屋内")
    MIXED = "mixed", _("屋内と屋外")
    OUTDOOR = "outdoor", _("屋外")
