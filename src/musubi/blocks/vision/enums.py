"""Closed lists of the plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class VisionStatus(TextChoices):
    """計画の状態: one plan of an installation is in force; earlier ones stay readable."""

    DRAFT = "draft", _("案")
    IN_FORCE = "in_force", _("現行")
    SUPERSEDED = "superseded", _("終了")


class LevelKind(TextChoices):
    """階層の役割: what a level is for, whatever a city calls it."""

    GROUP = "group", _("まとまり")
    LEAD_PROJECT = "lead_project", _("先導プロジェクト")
    INITIATIVE = "initiative", _("取組")
    PROGRAM = "program", _("重点事業")


class Origin(TextChoices):
    """新規・既存: whether a program is new with the plan (○) or existed before (□)."""

    NEW = "new", _("新規")
    EXISTING = "existing", _("既存")
    UNKNOWN = "unknown", _("確認中")
    NONE = "none", _("区分なし")


class MarkKind(TextChoices):
    """工程の印: start of a new program ●, version-up of an existing one ◆, continuation →, end, milestone."""

    START = "start", _("スタート")
    UPGRADE = "upgrade", _("バージョンアップ")
    CONTINUE = "continue", _("継続")
    END = "end", _("終了")
    MILESTONE = "milestone", _("節目")


class Track(TextChoices):
    """予定・実績: whether a mark tells the plan or what came to pass."""

    PLANNED = "planned", _("予定")
    ACTUAL = "actual", _("実績")


class AssignmentRole(TextChoices):
    """担当の役割: 所管課, 関係課, 連携機関."""

    LEAD = "lead", _("所管課")
    RELATED = "related", _("関係課")
    PARTNER = "partner", _("連携機関")


class PairingStatus(TextChoices):
    """対応の状態: whether the pairing of a program with an initiative is the city's word or our proposal."""

    PROPOSED = "proposed", _("確認中(案)")
    CONFIRMED = "confirmed", _("確認済み")


class QuestionStatus(TextChoices):
    """確認事項の状態."""

    OPEN = "open", _("未確定")
    ANSWERED = "answered", _("確認済み")


class ItemStatus(TextChoices):
    """項目の状態: nothing is deleted; an item that ended stays reachable under its code."""

    ACTIVE = "active", _("実施中")
    COMPLETED = "completed", _("完了")
    WITHDRAWN = "withdrawn", _("取りやめ")


class SuccessionKind(TextChoices):
    """次期計画への引継ぎ: how an item passes into the next plan."""

    CONTINUED = "continued", _("継続")
    MERGED = "merged", _("統合")
    ENDED = "ended", _("終了")
    NEW = "new", _("新規")


class ReadingStatus(TextChoices):
    """読み取りの状態: how far the confirming of a brochure has come."""

    OPEN = "open", _("確認中")
    KEPT = "kept", _("案を作成済み")
    DROPPED = "dropped", _("取りやめ")


class CardChoice(TextChoices):
    """読み取りの確認: what a person says of a doubtful reading."""

    AS_READ = "as_read", _("このとおり")
    EDITED = "edited", _("直す")
    UNSURE = "unsure", _("未確定のまま")
