"""Close a demo year: ratings, the frozen edition, its papers, its publication, and an error found afterwards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.indicators.domain.entering import enter_actual
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.reporting.domain.editions import correct_edition, correction_candidates, freeze_year, issue_paper, publish_edition
from musubi.blocks.reporting.domain.ratings import rate_report
from musubi.blocks.reporting.domain.reports import may_confirm, move_report
from musubi.blocks.reporting.enums import Progress, RatingTier, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, ReportTemplate, YearEdition
from musubi.blocks.vision.models import Vision
from musubi.packs.demo.moments import on

SCALE = "marugame"
MARKS = {Progress.ON_TRACK: "C", Progress.SLIGHTLY_LATE: "D", Progress.LATE: "E", Progress.COMPLETED: "B"}
TIERS = ((RatingTier.DIVISION, 11), (RatingTier.DEPARTMENT, 14), (RatingTier.COUNCIL, 18))
AGREED = "委員に書面で意見を聞き、部の評価を妥当とした(架空)"
REASONS = {"C": "計画どおりに進んだ(架空)", "D": "目標に少し届かなかった(架空)", "E": "計画から大きく遅れた(架空)", "B": "計画を上回った(架空)"}


def close_year(*, vision: Vision, fiscal_year: int, who: dict[str, Any]) -> None:
    """Confirm and rate every report, freeze, issue two papers, publish; in the first year correct a figure afterwards."""
    year = fiscal_year + 1
    for report in ProgressReport.objects.filter(item__vision=vision, fiscal_year=fiscal_year, status=ReportStatus.SUBMITTED).select_related("item"):
        head = who.get("kacho")
        actor = head if may_confirm(head, report.item) else who.get("jimukyoku")  # nobody leads some of the brochure's items yet
        confirmed = move_report(report=report, move="confirm", actor=actor, now=on(dt.date(year, 6, 10)))
        mark = MARKS[Progress(confirmed.progress)]
        for tier, number in TIERS:
            day = dt.date(year, 6, number)
            reason = AGREED if tier == RatingTier.COUNCIL else REASONS[mark]
            rate_report(report=confirmed, tier=tier, scale=SCALE, step=mark, reason=reason, actor=None, now=on(day), today=day)
    frozen_on = dt.date(year, 6, 20)
    edition = freeze_year(
        vision=vision,
        fiscal_year=fiscal_year,
        actor=who.get("jimukyoku"),
        now=on(frozen_on),
        today=frozen_on,
        note="取組の報告は、重点事業の報告に含めています(架空)。",
    )
    for key, public in (("progress-sheet", True), ("results", True), ("audit", False)):
        template = ReportTemplate.objects.filter(key=key, in_use=True).first()
        if template is not None:
            issue_paper(edition=edition, template=template, actor=who.get("jimukyoku"), now=on(frozen_on, 15), public=public)
    publish_edition(edition=edition, actor=who.get("kacho"), now=on(dt.date(year, 6, 25)))
    if fiscal_year == 2018:
        _correct(vision, edition, who)


def _correct(vision: Vision, edition: YearEdition, who: dict[str, Any]) -> None:
    """A figure that was counted twice is found in September and told in the errata."""
    indicator, day = Indicator.objects.filter(vision=vision, code="D-P3-1").first(), dt.date(2019, 9, 12)
    if indicator is None:
        return
    enter_actual(
        indicator=indicator,
        fiscal_year=2018,
        values={"value": Decimal(20)},
        unchanged=lambda _name, _value: True,
        actor=who.get("jimukyoku"),
        now=on(day),
        today=day,
    )
    for found in correction_candidates(edition, today=day):
        if found.path.endswith("/actual"):
            correct_edition(
                edition=edition,
                difference=found,
                label="D-P3 指標 実績値",
                reason="1人を二重に数えていたため(架空)",
                actor=who.get("jimukyoku"),
                now=on(day, 14),
            )
