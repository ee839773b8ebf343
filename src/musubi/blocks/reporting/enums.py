"""Closed lists of reporting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class CallStatus(TextChoices):
    """照会の状態."""

    DRAFT = "draft", _("準備中")
    SENT = "sent", _("照会中")
    CLOSED = "closed", _("締切")


class LetterRegister(TextChoices):
    """依頼文の書き方: 照会 to public bodies, 報告依頼 to others."""

    INQUIRY = "inquiry", _("照会")
    REQUEST = "request", _("報告依頼")


class ReplyStatus(TextChoices):
    """回答の状態: from asked to taken into the progress report."""

    WAITING = "waiting", _("未回答")
    DRAFT = "draft", _("入力中")
    COLLECTED = "collected", _("課長確認待ち")
    RETURNED = "returned", _("差戻し")
    ANSWERED = "answered", _("回答済み")
    ACCEPTED = "accepted", _("受理済み")

    @classmethod
    def open_states(cls) -> frozenset[str]:
        """The organisation still has to do something."""
        return frozenset({cls.WAITING, cls.DRAFT, cls.COLLECTED, cls.RETURNED})


class AnswerChannel(TextChoices):
    """回答の方法."""

    LINK = "link", _("回答用リンク")
    WORKBOOK = "workbook", _("Excel様式")
    SIGN_IN = "sign_in", _("サインインして入力")
    PHONE = "phone", _("電話")
    FAX = "fax", _("FAX")
    PAPER = "paper", _("書面")

    @classmethod
    def typed_by_staff(cls) -> frozenset[str]:
        """Those that the secretariat types in, with 受付日 and 受付者."""
        return frozenset({cls.PHONE, cls.FAX, cls.PAPER})


class AnswerKind(TextChoices):
    """回答の種類."""

    BLANK = "blank", _("未入力")
    ANSWER = "answer", _("回答")
    NOT_APPLICABLE = "not_applicable", _("該当なし")
    SAME_AS_LAST = "same_as_last", _("前年同")


class SubmissionStatus(TextChoices):
    """届いた回答の扱い: of two answers of one organisation, one holds."""

    CURRENT = "current", _("採用")
    WAITING = "waiting", _("重複(確認待ち)")
    SET_ASIDE = "set_aside", _("不採用")


class Progress(TextChoices):
    """進捗."""

    UNREPORTED = "unreported", _("報告待ち")
    NOT_STARTED = "not_started", _("未着手")
    ON_TRACK = "on_track", _("順調")
    SLIGHTLY_LATE = "slightly_late", _("やや遅れ")
    LATE = "late", _("遅れ")
    COMPLETED = "completed", _("完了")
    ENDED = "ended", _("中止・終了")

    @classmethod
    def behind(cls) -> frozenset[str]:
        """What the council asks about first."""
        return frozenset({cls.SLIGHTLY_LATE, cls.LATE})

    @classmethod
    def reportable(cls) -> list[tuple[str, str]]:
        """The choices of a person who reports."""
        return [choice for choice in cls.choices if choice[0] != cls.UNREPORTED]


class FutureDirection(TextChoices):
    """今後の方向性 (five steps as in 地方創生)."""

    EXPAND = "expand", _("拡充")
    CONTINUE = "continue", _("継続")
    IMPROVE = "improve", _("改善して継続")
    REDUCE = "reduce", _("縮小")
    END = "end", _("中止・終了")


class ReportStatus(TextChoices):
    """進捗報告の状態."""

    DRAFT = "draft", _("下書き")
    SUBMITTED = "submitted", _("提出済み")
    RETURNED = "returned", _("差戻し")
    CONFIRMED = "confirmed", _("確認済み")


class RatingTier(TextChoices):
    """評価区分: 所管課(1次), 部(2次), 推進会議(外部)."""

    DIVISION = "division", _("所管課(1次評価)")
    DEPARTMENT = "department", _("部(2次評価)")
    COUNCIL = "council", _("推進会議(外部評価)")


class EditionStatus(TextChoices):
    """年度版の状態."""

    FROZEN = "frozen", _("確定(公表前)")
    PUBLISHED = "published", _("公表")


class CallSource(TextChoices):
    """照会元."""

    PREFECTURE = "prefecture", _("県")
    STATE = "state", _("国")
    PLANNING = "planning", _("企画")
    FINANCE = "finance", _("財政")
    ASSEMBLY = "assembly", _("議会事務局")
    AUDIT = "audit", _("監査")
    OTHER = "other", _("その他")


class ReceivedStatus(TextChoices):
    """受けた照会の状態."""

    OPEN = "open", _("回答前")
    ANSWERED = "answered", _("回答済み")
    NOT_NEEDED = "not_needed", _("回答不要")


class TemplatePurpose(TextChoices):
    """報告様式の用途."""

    PROGRESS_SHEET = "progress_sheet", _("進捗管理シート")
    RESULTS = "results", _("主要施策の成果")
    AUDIT = "audit", _("監査調書")
    PREFECTURE = "prefecture", _("県への報告")
    BUDGET = "budget", _("予算要求の基礎資料")
    ANSWER = "answer", _("答弁資料")
    OTHER = "other", _("その他")
