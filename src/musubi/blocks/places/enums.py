"""Closed lists of places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices
from musubi.blocks.places.visitor_enums import Availability, Shelter, SpotKind, SpotTheme

__all__ = ["Availability", "Shelter", "SpotKind", "SpotTheme"]  # and all that stand here


class PositionAccuracy(TextChoices):
    """位置の精度: how exactly a point stands for its address, from the coarsest to the finest."""

    TOWN = "town", _("町丁目の代表点")
    BLOCK = "block", _("街区・番地")
    EXACT = "exact", _("建物")

    @property
    def fineness(self) -> int:
        """Grows with accuracy."""
        return list(type(self)).index(self)


class PublicationState(TextChoices):
    """公開の状態: whether visitors are shown a record."""

    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開")
    WITHDRAWN = "withdrawn", _("公開を止めた")


class OpeningRuleKind(TextChoices):
    """営業・休業の別."""

    OPEN = "open", _("開いている")
    CLOSED = "closed", _("休み")


class HolidayRule(TextChoices):
    """祝日の扱い: what a rule says of national holidays."""

    ANY = "any", _("祝日も同じ")
    ONLY = "only", _("祝日だけ")
    NEVER = "never", _("祝日を除く")
    NEXT_DAY = "next_day", _("祝日なら翌日に移す")
    NEXT_WEEKDAY = "next_weekday", _("祝日なら翌平日に移す")


class SignKind(TextChoices):
    """案内サインの種類."""

    MAP = "map", _("地図")
    DIRECTION = "direction", _("誘導")
    NAME = "name", _("名称")
    EXPLANATION = "explanation", _("説明")
    NOTICE = "notice", _("注意・利用案内")


class SignCondition(TextChoices):
    """案内サインの状態."""

    GOOD = "good", _("良い")
    WORN = "worn", _("色あせ・汚れ")
    DAMAGED = "damaged", _("破損")
    MISSING = "missing", _("なくなった")


class Zoning(TextChoices):
    """用途地域: the thirteen kinds in the order of the law (都市計画法第8条第1項第1号), and none designated."""

    LOW_RISE_1 = "low_rise_1", _("第一種低層住居専用地域")
    LOW_RISE_2 = "low_rise_2", _("第二種低層住居専用地域")
    MID_RISE_1 = "mid_rise_1", _("第一種中高層住居専用地域")
    MID_RISE_2 = "mid_rise_2", _("第二種中高層住居専用地域")
    RESIDENTIAL_1 = "residential_1", _("第一種住居地域")
    RESIDENTIAL_2 = "residential_2", _("第二種住居地域")
    QUASI_RESIDENTIAL = "quasi_residential", _("準住居地域")
    RURAL_RESIDENTIAL = "rural_residential", _("田園住居地域")
    NEIGHBOURHOOD_COMMERCIAL = "neighbourhood_commercial", _("近隣商業地域")
    COMMERCIAL = "commercial", _("商業地域")
    QUASI_INDUSTRIAL = "quasi_industrial", _("準工業地域")
    INDUSTRIAL = "industrial", _("工業地域")
    EXCLUSIVELY_INDUSTRIAL = "exclusively_industrial", _("工業専用地域")
    NONE = "none", _("用途地域の指定なし")


class AreaDivision(TextChoices):
    """区域区分: where towns may grow and where they may not (都市計画法第7条)."""

    URBANIZATION = "urbanization", _("市街化区域")
    CONTROL = "control", _("市街化調整区域")
    UNDIVIDED = "undivided", _("区域区分なし")


class FloodDepth(TextChoices):
    """洪水浸水想定: the depth that a hazard map expects, in its own steps."""

    NONE = "none", _("想定区域の外")
    BELOW_HALF = "below_half", _("0.5m未満")
    BELOW_3 = "below_3", _("0.5m以上3m未満")
    BELOW_5 = "below_5", _("3m以上5m未満")
    BELOW_10 = "below_10", _("5m以上10m未満")
    FROM_10 = "from_10", _("10m以上")


class LandslideRisk(TextChoices):
    """土砂災害の区域 (土砂災害防止法第7条・第9条)."""

    NONE = "none", _("区域の外")
    WARNING = "warning", _("土砂災害警戒区域")
    SPECIAL_WARNING = "special_warning", _("土砂災害特別警戒区域")


class Ownership(TextChoices):
    """所有の区分: whose it is, as far as it decides what may be published without consent."""

    CITY = "city", _("市有")
    PUBLIC = "public", _("国・県・公的団体")
    PRIVATE = "private", _("民有")


class FacilityKind(TextChoices):
    """施設の種別: what a facility serves."""

    PUBLIC = "public", _("公共施設")
    INDUSTRIAL = "industrial", _("工業・物流施設")
    COMMERCIAL = "commercial", _("商業・業務施設")
    FARMING = "farming", _("農業施設")
    VISITING = "visiting", _("観光・文化施設")
    OTHER = "other", _("その他")


class PeopleOnPhoto(TextChoices):
    """写っている人: whether somebody can be recognised on a photo, and whether they agreed to be shown."""

    NOBODY = "nobody", _("人が写っていない(だれか見分けられない)")
    CONSENTED = "consented", _("写っている人の同意を得ている")


class Structure(TextChoices):
    """構造: of what a building is made."""

    WOOD = "wood", _("木造")
    STEEL = "steel", _("鉄骨造")
    REINFORCED_CONCRETE = "reinforced_concrete", _("鉄筋コンクリート造")
    STEEL_CONCRETE = "steel_concrete", _("鉄骨鉄筋コンクリート造")
    OTHER = "other", _("その他の構造")


class SeismicStandard(TextChoices):
    """耐震性: which standard a building meets; the new one is that of June 1981."""

    NEW = "new", _("新耐震基準")
    RETROFITTED = "retrofitted", _("耐震補強済み")
    OLD = "old", _("旧耐震基準")
