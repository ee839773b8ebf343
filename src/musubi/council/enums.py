"""Closed lists of the council."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class OpinionSource(TextChoices):
    """意見の出どころ: where an opinion came from."""

    MINUTES = "minutes", _("会議の発言")
    FORM = "form", _("意見提出用紙")
    PUBLIC_COMMENT = "public_comment", _("意見募集(パブリックコメント)")
    HEARING = "hearing", _("説明会・聞き取り")
    LETTER = "letter", _("市長への手紙")
    ASSEMBLY = "assembly", _("議会の質問")
    SUPPLEMENTARY = "supplementary", _("附帯決議")
    AUDIT = "audit", _("監査の指摘")
    OTHER = "other", _("そのほか")


class OpinionChannel(TextChoices):
    """意見を受け付けた方法: counted in the result of a call for public comment."""

    WEB = "web", _("このサイト")
    EMAIL = "email", _("電子メール")
    FAX = "fax", _("FAX")
    POST = "post", _("郵送")
    COUNTER = "counter", _("窓口・持参")
    PHONE = "phone", _("電話")


class AuthorClass(TextChoices):
    """意見を出した人の区分: shown in place of a name."""

    MEMBER = "member", _("委員")
    CITIZEN = "citizen", _("市民")
    BUSINESS = "business", _("事業者")
    FARMER = "farmer", _("農業者")
    ORGANIZATION = "organization", _("団体")
    ASSEMBLY = "assembly", _("市議会")
    AUDITOR = "auditor", _("監査委員")
    OTHER = "other", _("そのほか")


class Publicity(TextChoices):
    """意見の公開区分: decided when the opinion arrives."""

    PUBLIC = "public", _("公開")
    ANONYMOUS = "anonymous", _("名前を伏せて公開")
    WITHHELD = "withheld", _("公開しない")

    @classmethod
    def shown(cls) -> frozenset[str]:
        """Those whose text may stand outside."""
        return frozenset({cls.PUBLIC, cls.ANONYMOUS})


class IssueStatus(TextChoices):
    """課題の状態: moved by people, never by a link."""

    OPEN = "open", _("議論中")
    RESOLVED = "resolved", _("会議のまとめあり")
    DECIDED = "decided", _("市が決定")
    ACTING = "acting", _("対応中")
    CLOSED = "closed", _("対応済み")
    NOT_TAKEN = "not_taken", _("取り上げない")
    MERGED = "merged", _("ほかの課題にまとめた")


class LineageKind(TextChoices):
    """課題の系譜: how one issue came out of another."""

    MERGE = "merge", _("まとめる")
    SPLIT = "split", _("分ける")


class ResolutionKind(TextChoices):
    """会議のまとめの種類: what the body said; it does not decide for the city."""

    ACCEPTED = "accepted", _("了承")
    REQUEST = "request", _("要望")
    CONTINUED = "continued", _("継続")
    AMENDED = "amended", _("修正して了承")
    NOTED = "noted", _("報告を受けた")


class ResponseState(TextChoices):
    """対応状況: what the city answers to an issue."""

    DONE = "done", _("対応済")
    ACTING = "acting", _("対応中")
    STUDYING = "studying", _("検討中")
    DIFFICULT = "difficult", _("対応困難")


class ActionStatus(TextChoices):
    """対応事項の状態."""

    OPEN = "open", _("これから・対応中")
    DONE = "done", _("完了")
    CANCELLED = "cancelled", _("取りやめ")


class Stance(TextChoices):
    """市の考え方の区分: how an opinion of a public comment was taken up."""

    REFLECTED = "reflected", _("反映")
    SAME_PURPOSE = "same_purpose", _("趣旨同じ")
    REFERENCE = "reference", _("参考")
    OTHER = "other", _("その他")


class PromiseStatus(TextChoices):
    """約束の状態: what became of 「検討します」."""

    OPEN = "open", _("検討中")
    TOLD = "told", _("結果を伝えた")
    WITHDRAWN = "withdrawn", _("取り下げ")


class CommentCallStatus(TextChoices):
    """意見募集の状態: prepared, open between its days, its result published."""

    DRAFT = "draft", _("準備中")
    PUBLISHED = "published", _("募集を公表")
    RESULT = "result", _("結果を公表")


class AnswerSheetStatus(TextChoices):
    """想定問答の状態."""

    DRAFT = "draft", _("作成中")
    CHECKED = "checked", _("課長確認済み")
    USED = "used", _("答弁済み")
