"""Closed lists of draws."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class DrawStatus(TextChoices):
    """抽選の状態: how far a draw is."""

    PREPARING = "preparing", _("準備中")
    CLOSED = "closed", _("名簿を確定")
    DRAWN = "drawn", _("抽選済み")
    CANCELLED = "cancelled", _("取消し")

    @classmethod
    def told(cls) -> frozenset[str]:
        """Seen by the public: the list is fixed and its hash published."""
        return frozenset({cls.CLOSED, cls.DRAWN, cls.CANCELLED})


class HouseholdRule(TextChoices):
    """世帯の扱い: what becomes of several tickets of one household (stored as the engine spells it)."""

    ONE_TICKET = "one-ticket", _("1世帯1口(2口目からは抽選に加えない)")
    VOID = "void", _("重複した世帯はすべて無効")
    ONE_WIN = "one-win", _("何口でも加わり、当選は1世帯1口")


class PromotionRule(TextChoices):
    """繰上げの対象: to whom a place that comes free is offered (stored as the engine spells it)."""

    LOSERS = "losers", _("当選していない方だけ")
    ALL = "all", _("より上の希望を待つ当選者も")


class EntryChannel(TextChoices):
    """抽選の申込経路: how an entry came in."""

    COUNTER = "counter", _("窓口")
    POST = "post", _("郵送・はがき")
    ONLINE = "online", _("オンライン")
    LIST = "list", _("一覧から")


class ValueStep(TextChoices):
    """公表値の段階: two people type the public value, each for themselves."""

    ENTERED = "entered", _("1人目が入力")
    CONFIRMED = "confirmed", _("2人目が確認")
    DIFFERED = "differed", _("2人の入力が違った")


class DrawEventKind(TextChoices):
    """抽選後の出来事の種類: stored as the published file spells it."""

    LEFT = "left", _("辞退など")
    OPENED = "opened", _("優先枠を開放")


class LeavingCause(TextChoices):
    """席を離れた理由: why a ticket gives up its place or its wait."""

    DECLINED = "declined", _("辞退")
    NO_ANSWER = "no_answer", _("期限までに回答なし")
    NOT_ELIGIBLE = "not_eligible", _("資格がないとわかった")
    UNREACHABLE = "unreachable", _("連絡がつかない")


class LossesOrigin(TextChoices):
    """落選回数の出どころ: where an entry's number of past losses comes from."""

    TYPED = "typed", _("入力")
    COUNTED = "counted", _("過去の抽選から数えた")
    CHANGED = "changed", _("理由を付けて直した")


class PastEvidence(TextChoices):
    """過去の申込との一致: by what an entry of an earlier draw is taken to be of the same person."""

    APPLICANT = "applicant", _("同じ申請者")
    REFERENCE = "reference", _("同じ整理番号")
    ADDRESS = "address", _("同じ氏名と住所")
    PHONE = "phone", _("同じ氏名と電話")
    KANA = "kana", _("同じフリガナと、住所か電話")
    NAME = "name", _("氏名だけが同じ")


class PastResult(TextChoices):
    """過去の抽選での結果: what became of an entry of an earlier draw, as far as it bears on later ones."""

    WON = "won", _("当選(繰上げを含む)")
    DECLINED = "declined", _("辞退など")
    HOUSEHOLD = "household", _("同じ世帯が当選")
    LOST = "lost", _("落選")
    NO_PART = "no_part", _("抽選に加わらず")
    WITHDRAWN = "withdrawn", _("取下げ")


class OfferStatus(TextChoices):
    """繰上げの案内の状態: what became of an offer of a place."""

    OPEN = "open", _("回答待ち")
    ACCEPTED = "accepted", _("承諾")
    ENDED = "ended", _("辞退・期限切れ")
