"""Closed lists of the desks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class ActivityKind(TextChoices):
    """活動の種類: what was done, as measures count it."""

    VISIT = "visit", _("企業訪問")
    MEETING = "meeting", _("連絡会・会議")
    SEMINAR = "seminar", _("セミナー・講座")
    CONSULTATION = "consultation", _("相談")
    EVENT = "event", _("出店・イベント")
    PUBLICITY = "publicity", _("広報・発信")
    SURVEY = "survey", _("調査")
    RESULT = "result", _("成果")
    OTHER = "other", _("その他")


class Visibility(TextChoices):
    """見られる人: the city's staff and the writer's own body, all bodies of the desk, or ready for the public."""

    INTERNAL = "internal", _("庁内と記録した団体")
    PARTNERS = "partners", _("担当するすべての団体")
    PUBLIC = "public", _("公開してよい")


class MilestoneStatus(TextChoices):
    """節目の状態: follows from its days; it is not stored."""

    DONE = "done", _("済み")
    LATE = "late", _("遅れ")
    SOON = "soon", _("まもなく")
    UNDER_WAY = "under_way", _("進めている")
    AHEAD = "ahead", _("これから")


class AssociationKind(TextChoices):
    """任意団体の種類: bodies without legal personality in which the city takes part."""

    COUNCIL = "council", _("協議会")
    EXECUTIVE_COMMITTEE = "executive_committee", _("実行委員会")
    FEDERATION = "federation", _("連合会・組合")
    OTHER = "other", _("その他の団体")
