"""繰上げ通知書: the letter to who has no mail, with a part to send back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.draws.domain.promotions import offer_words
from musubi.blocks.draws.domain.results import option_names
from musubi.blocks.draws.models import PromotionOffer
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf

TEMPLATE = ROOT / "blocks/papers/typst/formal_letter.typ"


def offer_letter(offer: PromotionOffer) -> bytes:
    """The letter as PDF/A. Raises MissingGlyphsError."""
    draw, entry = offer.draw, offer.entry
    head = letterhead(draw.organization)
    day = timezone.localtime(offer.offered_at).date()
    option = option_names(draw).get(offer.option, offer.option)
    data = {
        "title": _("繰上げ通知書"),
        "heading": _("繰上げ通知書"),
        "number": [format_date(day)],
        "to": [entry.postal_code, entry.address, _("%(name)s 様") % {"name": entry.name}],
        "sender": [_("%(city)s長") % {"city": head.municipality_name or _("市")}],
        "text": offer_words(draw, offer, option),
        "facts": [[_("件名"), draw.title], [_("抽選番号"), entry.ticket], [_("希望先"), option], [_("回答の期限"), format_date(offer.answer_by)]],
        "closing": [str(head.division_name), head.phone] if head.phone else [str(head.division_name)],
        "blanks": [_("受ける・辞退する"), _("氏名"), _("電話")],
        "foot": f"{head.municipality_name} {head.division_name}".strip(),
        "language": "ja",
    }
    return render_pdf(template=TEMPLATE, data=data, dated=day)
