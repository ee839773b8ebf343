"""Score sheets on paper: for each application what each level means, with boxes to mark by hand."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Criterion
from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper, Part
from musubi.blocks.reviews.domain.files import name_for_reviewers
from musubi.blocks.reviews.domain.panels import criteria_of, terms_of
from musubi.blocks.reviews.models import ReviewAssignment, Reviewer

ROOM = "\n" * 3  # room to write by hand


def score_paper(reviewer: Reviewer, assignments: list[ReviewAssignment], today: dt.date) -> Paper:
    """The reviewer's sheets, one after another, with the way of declaring on top."""
    panel = reviewer.panel
    terms, criteria = terms_of(panel), criteria_of(panel)
    parts: list[Part] = [
        Lines(
            "",
            [
                _("利害関係のある申請は、採点せずに担当課へお知らせください。"),
                _("項目ごとに、当てはまる段階の□に✓を付けてください。迷うときは、目安の文に近いほうを選びます。"),
            ],
        )
    ]
    for assignment in assignments:
        application = assignment.entry.application
        facts = [(_("申請者"), name_for_reviewers(application, terms)), (_("事業名"), application.title)]
        parts.append(Facts(_("整理番号%(number)d") % {"number": assignment.entry.number}, facts))
        own = [each for each in criteria if each.lane in ("", application.lane)]
        parts.append(Grid("", [_("審査項目"), _("段階と目安")], [28, 72], [[_label(each), _boxes(each)] for each in own], _("審査項目がありません")))
        parts.append(Grid("", [_("申請者への意見"), _("内部の意見")], [50, 50], [[ROOM, ROOM]], ""))
    parts.append(Facts("", [(_("採点した日"), ""), (_("署名"), "")]))
    title = _("採点表 %(name)s委員") % {"name": reviewer}
    return Paper(title=title, parts=parts, dated=today, foot=foot(panel.body), above=[f"{panel.call}", str(panel)])


def _label(criterion: Criterion) -> str:
    beside = _("(参考。合計に入れません)") if criterion.independent else _("(重み%(weight)d)") % {"weight": criterion.weight}
    return f"{criterion.label}{beside}" + (f"\n{criterion.help}" if criterion.help else "")


def _boxes(criterion: Criterion) -> str:
    return "\n".join(f"□ {level}　{text}" for level, text in criterion.levels())
