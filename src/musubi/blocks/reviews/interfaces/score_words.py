"""Which score ranks and selects, under which clause, and how it comes about, in plain words for pages, papers and the public."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.applications.enums import ScoreUsed


@dataclass(frozen=True)
class ScoreWords:
    """Whether scores are calibrated, what they are called, the guidelines' clause, and the calculation in plain words."""

    calibrated: bool
    label: str
    clause: str
    how: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """As a paper tells it; [] where scores are means as they are."""
        if not self.calibrated:
            return []
        return [_("順位と選定には、甘辛をならした点を使います。根拠: %(clause)s") % {"clause": self.clause}, *self.how]


def score_words(terms: Terms) -> ScoreWords:
    """The words for the terms of a call."""
    if terms.score_used != ScoreUsed.CALIBRATED:
        return ScoreWords(calibrated=False, label=_("評点"), clause="", how=())
    how = (
        _("甘辛をならした点は、委員の付けた点からその委員の甘辛を引き、申請ごとに平均したものです(0点より下は0点)。"),
        _(
            "甘辛は、同じ申請を採点したほかの委員より、点が高めか低めかの見積りです。点を「全体の平均+申請のよさ+委員の甘辛+残り」と考え、"
            "残りの2乗の合計が小さくなるように求めます。採点した件数が少ない委員の甘辛は、控えめに(0に近く)見積もります。"
        ),
        _("委員の付けた点は変えず、そのままの平均も並べて残します。"),
    )
    return ScoreWords(calibrated=True, label=_("甘辛をならした点"), clause=terms.score_clause, how=how)
