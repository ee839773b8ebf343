"""Closed lists of the meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class BodyKind(TextChoices):
    """会議体の種類: what the body is for."""

    PROMOTION_COUNCIL = "promotion_council", _("推進会議")
    LIAISON = "liaison", _("連絡会")
    WORKING_GROUP = "working_group", _("部会・ワーキンググループ")
    SELECTION_PANEL = "selection_panel", _("審査会・選定委員会")
    OTHER = "other", _("そのほかの会議")


class BodyClass(TextChoices):
    """設置区分: an attached organ stands on an ordinance (地方自治法第138条の4第3項); others on guidelines."""

    ATTACHED = "attached", _("附属機関")
    GUIDELINE = "guideline", _("要綱等による会議体")
    INTERNAL = "internal", _("庁内の会議")


class SeatClass(TextChoices):
    """委員の区分: from which side a seat is filled."""

    COMMERCE = "commerce", _("商工")
    AGRICULTURE = "agriculture", _("農業")
    TOURISM = "tourism", _("観光")
    FINANCE = "finance", _("金融")
    LABOUR = "labour", _("労働・雇用")
    ACADEMIC = "academic", _("学識経験者")
    PUBLIC = "public", _("公募市民")
    ADMINISTRATION = "administration", _("行政")
    OTHER = "other", _("そのほか")


class AppointmentKind(TextChoices):
    """就任の方式: outside persons are commissioned (委嘱), the city's own staff appointed (任命)."""

    COMMISSION = "commission", _("委嘱")
    APPOINT = "appoint", _("任命")


class AppointmentStep(TextChoices):
    """委嘱の段階: follows from the days on the member's record; it is not stored."""

    PLANNED = "planned", _("候補")
    REQUESTED = "requested", _("推薦を依頼中")
    ACCEPTED = "accepted", _("承諾あり")
    PROPOSED = "proposed", _("委嘱伺を起案")
    SERVING = "serving", _("在任")
    ENDED = "ended", _("退任")


class Gender(TextChoices):
    """性別: only for the share of women that the city publishes; may stay unanswered."""

    WOMAN = "woman", _("女性")
    MAN = "man", _("男性")
    OTHER = "other", _("そのほか")
    UNANSWERED = "unanswered", _("答えない・未確認")


class OfficerPost(TextChoices):
    """会議体の役職: chair and who acts for the chair."""

    CHAIR = "chair", _("会長")
    DEPUTY_CHAIR = "deputy_chair", _("会長職務代理者")


class ChosenBy(TextChoices):
    """選任の方法: how an officer came to the post."""

    ELECTION = "election", _("互選")
    DESIGNATION = "designation", _("指名")
    RULE = "rule", _("規定による")


class MeetingStatus(TextChoices):
    """会議の状態: from planning to held."""

    PLANNED = "planned", _("準備中")
    ANNOUNCED = "announced", _("開催を通知")
    IN_SESSION = "in_session", _("開会中")
    HELD = "held", _("開催済み")
    CANCELLED = "cancelled", _("中止")

    @classmethod
    def told(cls) -> frozenset[str]:
        """States in which members and the public know of the meeting."""
        return frozenset({cls.ANNOUNCED, cls.IN_SESSION, cls.HELD, cls.CANCELLED})


class MeetingFormat(TextChoices):
    """開催方法: in a room, on line, both, or in writing."""

    IN_PERSON = "in_person", _("対面")
    ONLINE = "online", _("オンライン")
    HYBRID = "hybrid", _("対面とオンライン")
    WRITTEN = "written", _("書面")


class Openness(TextChoices):
    """公開区分: of a meeting or an agenda item."""

    OPEN = "open", _("公開")
    PARTLY = "partly", _("一部非公開")
    CLOSED = "closed", _("非公開")


class AgendaKind(TextChoices):
    """議題の種類: what the body does with an item."""

    CONFIRMATION = "confirmation", _("前回会議録の確認")
    REPORT = "report", _("報告")
    DISCUSSION = "discussion", _("協議")
    VOTE = "vote", _("議決")
    OTHER = "other", _("その他")


class AttendanceState(TextChoices):
    """出欠: what a member answered, and in the end how the member was there."""

    UNKNOWN = "unknown", _("未回答")
    ATTENDS = "attends", _("出席")
    ONLINE = "online", _("オンライン出席")
    PROXY = "proxy", _("代理出席")
    ABSENT = "absent", _("欠席")

    @classmethod
    def present(cls) -> frozenset[str]:
        """Counted as present, a proxy included."""
        return frozenset({cls.ATTENDS, cls.ONLINE, cls.PROXY})


class PollAnswer(TextChoices):
    """日程の都合: a member's answer to a proposed day."""

    YES = "yes", _("○ 出席できる")
    MAYBE = "maybe", _("△ 調整できる")
    NO = "no", _("× 出席できない")


class MinutesStyle(TextChoices):
    """会議録の種類: the main points, or every word."""

    SUMMARY = "summary", _("要点記録")
    VERBATIM = "verbatim", _("全文記録")


class MinutesStatus(TextChoices):
    """会議録の状態: written, checked by the members, final, published."""

    DRAFT = "draft", _("素案")
    CHECKING = "checking", _("委員確認中")
    FINAL = "final", _("確定")
    PUBLISHED = "published", _("公表")

    @classmethod
    def seen_by_members(cls) -> frozenset[str]:
        """States in which members read the minutes."""
        return frozenset({cls.CHECKING, cls.FINAL, cls.PUBLISHED})


class UtteranceKind(TextChoices):
    """発言の種類: what a line of the minutes is."""

    SPEECH = "speech", _("発言")
    EXPLANATION = "explanation", _("説明")
    DECISION = "decision", _("決定事項")
    NOTE = "note", _("経過")


class CheckState(TextChoices):
    """委員確認: a member's answer to the draft minutes."""

    WAITING = "waiting", _("確認待ち")
    AGREED = "agreed", _("このままでよい")
    CHANGES = "changes", _("直してほしい")


class PaperKind(TextChoices):
    """会議資料の種類: the parts of the meeting papers."""

    AGENDA = "agenda", _("次第")
    ROSTER = "roster", _("委員名簿")
    NUMBERED = "numbered", _("資料")
    REFERENCE = "reference", _("参考資料")
    MINUTES_FORM = "minutes_form", _("会議録ひな形")


class PaperFormat(TextChoices):
    """資料の形式: the same paper for editing, for figures, for reading and for the screen."""

    WORD = "docx", _("Word")
    EXCEL = "xlsx", _("Excel")
    PDF = "pdf", _("PDF")
    HTML = "html", _("ウェブページ")
