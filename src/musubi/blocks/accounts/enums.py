"""Closed lists of the accounts block."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class Role(TextChoices):
    """役割: what a membership lets its holder do."""

    ADMINISTRATOR = "administrator", _("システム管理者")
    SECRETARIAT = "secretariat", _("事務局")
    DIVISION_HEAD = "division_head", _("課長")
    COORDINATOR = "coordinator", _("取りまとめ担当")
    DIVISION_STAFF = "division_staff", _("担当者")
    PARTNER = "partner", _("関係団体の担当者")
    COUNCIL_MEMBER = "council_member", _("委員")
    REVIEWER = "reviewer", _("審査委員")
    AUDITOR = "auditor", _("監査担当")

    @classmethod
    def city_staff(cls) -> frozenset[str]:
        """Roles held by the city's own staff."""
        return frozenset({cls.ADMINISTRATOR, cls.SECRETARIAT, cls.DIVISION_HEAD, cls.COORDINATOR, cls.DIVISION_STAFF})

    @classmethod
    def plan_editors(cls) -> frozenset[str]:
        """Roles that may change the plan."""
        return frozenset({cls.SECRETARIAT})


class MembershipKind(TextChoices):
    """所属の種類: main post, concurrent post in the same body, or post held in another body as well."""

    MAIN = "main", _("本務")
    CONCURRENT = "concurrent", _("兼務")
    CROSS = "cross", _("併任")


class InvitationState(TextChoices):
    """招待の状態: follows from what happened and from the day; it is not stored."""

    OPEN = "open", _("返事待ち")
    ACCEPTED = "accepted", _("受諾済み")
    REVOKED = "revoked", _("取消し")
    EXPIRED = "expired", _("期限切れ")


class OrganizationKind(TextChoices):
    """組織の種類: the city's own units and the kinds of partners that carry the vision out with it."""

    CITY = "city", _("市")
    DEPARTMENT = "department", _("部")
    DIVISION = "division", _("課")
    SECTION = "section", _("係・担当")
    CHAMBER = "chamber", _("商工会議所・商工会")
    AGRICULTURAL_COOPERATIVE = "agricultural_cooperative", _("農業協同組合")
    SUPPORT_ORGANIZATION = "support_organization", _("支援機関")
    EMPLOYMENT_OFFICE = "employment_office", _("公共職業安定所(ハローワーク)")
    FINANCIAL_INSTITUTION = "financial_institution", _("金融機関")
    UNIVERSITY = "university", _("大学・学校")
    SHOPPING_STREET = "shopping_street", _("商店街")
    GOVERNMENT = "government", _("国・県・他の自治体")
    COMPANY = "company", _("企業")
    COUNCIL = "council", _("会議体")
    OTHER = "other", _("その他の団体")
