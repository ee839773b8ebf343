"""Closed lists of parties and of the tax agency's register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class PartyKind(TextChoices):
    """事業者等の種類."""

    PERSON = "person", _("個人")
    SOLE_PROPRIETOR = "sole_proprietor", _("個人事業主")
    LEGAL_ENTITY = "legal_entity", _("法人")
    GROUP = "group", _("任意団体・グループ")

    @classmethod
    def natural(cls) -> frozenset[str]:
        """Kinds that are one human being."""
        return frozenset({cls.PERSON, cls.SOLE_PROPRIETOR})

    @classmethod
    def numbered(cls) -> frozenset[str]:
        """Kinds that may have a 法人番号; groups that file taxes have one too."""
        return frozenset({cls.LEGAL_ENTITY, cls.GROUP})


class PartyStatus(TextChoices):
    """事業者等の状態."""

    ACTIVE = "active", _("有効")
    MERGED = "merged", _("統合済み")
    ERASED = "erased", _("消去済み")


class LegalForm(TextChoices):
    """法人種別: the tax agency's codes of kinds of corporations, see `code`."""

    NATIONAL = "national", _("国の機関")
    LOCAL_GOVERNMENT = "local_government", _("地方公共団体")
    STOCK_COMPANY = "stock_company", _("株式会社")
    LIMITED_COMPANY = "limited_company", _("有限会社")
    GENERAL_PARTNERSHIP = "general_partnership", _("合名会社")
    LIMITED_PARTNERSHIP = "limited_partnership", _("合資会社")
    LIMITED_LIABILITY = "limited_liability", _("合同会社")
    OTHER_REGISTERED = "other_registered", _("その他の設立登記法人")
    FOREIGN = "foreign", _("外国会社等")
    OTHER = "other", _("その他")

    @classmethod
    def of_code(cls, code: str) -> LegalForm:
        """The form of an official code. Raises KeyError."""
        return {
            "101": cls.NATIONAL,
            "201": cls.LOCAL_GOVERNMENT,
            "301": cls.STOCK_COMPANY,
            "302": cls.LIMITED_COMPANY,
            "303": cls.GENERAL_PARTNERSHIP,
            "304": cls.LIMITED_PARTNERSHIP,
            "305": cls.LIMITED_LIABILITY,
            "399": cls.OTHER_REGISTERED,
            "401": cls.FOREIGN,
            "499": cls.OTHER,
        }[code]


class CloseCause(TextChoices):
    """登記記録の閉鎖等の事由."""

    LIQUIDATED = "liquidated", _("清算の結了等")
    MERGED = "merged", _("合併による解散等")
    BY_REGISTRAR = "by_registrar", _("登記官による閉鎖")
    OTHER = "other", _("その他の清算の結了等")

    @classmethod
    def of_code(cls, code: str) -> CloseCause:
        """The cause of an official code. Raises KeyError."""
        return {"01": cls.LIQUIDATED, "11": cls.MERGED, "21": cls.BY_REGISTRAR, "31": cls.OTHER}[code]


class CorporationProcess(TextChoices):
    """法人番号の処理区分: what the agency's record tells."""

    NEW = "new", _("新規")
    NAME = "name", _("商号又は名称の変更")
    ADDRESS = "address", _("国内所在地の変更")
    ADDRESS_ABROAD = "address_abroad", _("国外所在地の変更")
    CLOSED = "closed", _("登記記録の閉鎖等")
    REVIVED = "revived", _("登記記録の復活等")
    ABSORBED = "absorbed", _("吸収合併")
    ABSORPTION_VOID = "absorption_void", _("吸収合併無効")
    NAME_STRUCK = "name_struck", _("商号の登記の抹消")
    DELETED = "deleted", _("削除")

    @classmethod
    def of_code(cls, code: str) -> CorporationProcess:
        """The process of an official code. Raises KeyError."""
        return {
            "01": cls.NEW,
            "11": cls.NAME,
            "12": cls.ADDRESS,
            "13": cls.ADDRESS_ABROAD,
            "21": cls.CLOSED,
            "22": cls.REVIVED,
            "71": cls.ABSORBED,
            "72": cls.ABSORPTION_VOID,
            "81": cls.NAME_STRUCK,
            "99": cls.DELETED,
        }[code]


class CorporationFileKind(TextChoices):
    """法人番号ファイルの種類."""

    FULL = "full", _("全件データ")
    DIFFERENCE = "difference", _("差分データ")


class BusinessPlaceKind(TextChoices):
    """事業所の種類."""

    HEAD_OFFICE = "head_office", _("本社・本店")
    OFFICE = "office", _("支店・営業所")
    FACTORY = "factory", _("工場・作業所")
    SHOP = "shop", _("店舗")
    FARM = "farm", _("農場・ほ場")
    OTHER = "other", _("その他")


class RepresentationRole(TextChoices):
    """手続する人の立場: in which quality somebody acts for a party."""

    SELF = "self", _("本人")
    REPRESENTATIVE = "representative", _("代表者")
    EMPLOYEE = "employee", _("担当者(従業員・会員)")
    AGENT = "agent", _("代理人(委任状による)")

    @classmethod
    def for_natural(cls) -> frozenset[str]:
        """Roles that somebody can have for a person or sole proprietor."""
        return frozenset({cls.SELF, cls.EMPLOYEE, cls.AGENT})

    @classmethod
    def may_admit(cls) -> frozenset[str]:
        """Roles whose holders may let others act: the party itself, never an employee or agent."""
        return frozenset({cls.SELF, cls.REPRESENTATIVE})


class ConsentScope(TextChoices):
    """同意の内容: what the party agreed to."""

    PUBLISH_NAME = "publish_name", _("名称の公表")
    PUBLISH_POSITION = "publish_position", _("詳しい位置の公表")
    SHARE_DIVISIONS = "share_divisions", _("市の他の課への提供")
    SHARE_SUPPORT = "share_support", _("支援機関への提供")
    CONTACT = "contact", _("お知らせの送付")


class ConsentChannel(TextChoices):
    """同意の受け方."""

    WEB = "web", _("画面")
    PAPER = "paper", _("書面")
    SPOKEN = "spoken", _("口頭(記録あり)")
