"""A form for each tier that a person may rate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.scales import Scale, scales
from musubi.blocks.indicators.enums import ScaleSubject
from musubi.blocks.reporting.domain.ratings import may_rate
from musubi.blocks.reporting.enums import RatingTier, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, Rating


class RatingForm(forms.Form):
    """The step (of a scale, as one choice) and its reason."""

    use_required_attribute = False
    step = forms.ChoiceField(label=_("評価"), error_messages={"required": _("評価を選んでください")})
    reason = forms.CharField(
        label=_("評価の理由"), widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("評価の理由を書いてください")}
    )

    def __init__(self, *args: Any, tier: str, known: list[Scale], rating: Rating | None, **options: Any) -> None:
        super().__init__(*args, prefix=tier, **options)
        self.tier, self.label, self.rating = tier, RatingTier(tier).label, rating
        self.choices = [("", _("選んでください"))] + [
            (scale.name, [(f"{scale.code}:{step.mark}", f"{step.mark} {step.label}") for step in scale.steps]) for scale in known
        ]
        step: Any = self.fields["step"]
        step.choices = self.choices
        if rating is not None:
            self.initial = {"step": f"{rating.scale}:{rating.step}", "reason": rating.reason}

    def given(self) -> dict[str, str]:
        """The arguments of `rate_report`."""
        scale, _colon, step = self.cleaned_data["step"].partition(":")
        return {"scale": scale, "step": step, "reason": self.cleaned_data["reason"]}


def rating_forms(user: Any, report: ProgressReport, data: Any = None) -> list[RatingForm]:
    """A form for each tier that the person may rate now; none before the report is submitted."""
    if report.pk is None or report.status not in {ReportStatus.SUBMITTED, ReportStatus.CONFIRMED}:
        return []
    tiers = [
        tier
        for tier in RatingTier.values
        if may_rate(user, report, tier) and (tier == RatingTier.DIVISION or report.status == ReportStatus.CONFIRMED)
    ]
    if not tiers:
        return []
    known = sorted(scales(), key=lambda scale: scale.subject != ScaleSubject.PROGRAM)  # those for programs first
    given = {rating.tier: rating for rating in report.ratings.all()}
    return [RatingForm(data, tier=tier, known=known, rating=given.get(tier)) for tier in tiers]
