"""前回会議における意見と対応状況: what was said at the body's last meeting, and what became of each opinion."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.meetings.domain.papers.sources import COUNCILS, Content, PaperSource, Wanted, register_source
from musubi.blocks.meetings.domain.sittings import title_of
from musubi.blocks.meetings.enums import MeetingStatus, PaperKind
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Grid, Lines
from musubi.council.enums import Publicity
from musubi.council.models import CityDecision, Gathering, Opinion, Resolution, Response


def previous_meeting(meeting: Meeting) -> Meeting | None:
    """The body's last meeting before this one."""
    earlier = Q(fiscal_year__lt=meeting.fiscal_year) | Q(fiscal_year=meeting.fiscal_year, number__lt=meeting.number)
    held = Meeting.objects.filter(earlier, body=meeting.body, status=MeetingStatus.HELD)
    return held.select_related("body").order_by("-fiscal_year", "-number").first()


COLUMNS = ("code", "text", "issue", "decided", "state", "answer")


def _tags() -> dict[str, Any]:
    words = (_("番号"), _("意見(発言者)"), _("課題"), _("会議のまとめ・市の決定"), _("対応状況"), _("内容と理由"))
    return {"previous": {"title": _("前回の会議の名称")}, "opinions": [dict(zip(COLUMNS, words, strict=True))]}


def _content(wanted: Wanted) -> Content:
    before = previous_meeting(wanted.meeting)
    if before is None:
        values: dict[str, Any] = {"previous": {"title": ""}, "opinions": []}
        return Content([Lines("", [], _("該当なし(前回の会議はありません)"))], landscape=True, values=values)
    head = [_("番号"), _("意見"), _("課題"), _("会議のまとめ・市の決定"), _("対応状況"), _("内容と理由")]
    rows = opinion_rows(before)
    values = {"previous": {"title": title_of(before)}, "opinions": [dict(zip(COLUMNS, row, strict=True)) for row in rows]}
    grid = Grid("", head, [1, 5, 3, 4, 2, 5], rows, _("該当なし"))
    return Content([Lines("", [title_of(before)]), grid], landscape=True, values=values)


def opinion_rows(meeting: Meeting) -> list[list[str]]:
    """One row an opinion that may stand outside, in the order in which they came; six queries whatever their number."""
    found = Opinion.objects.filter(meeting=meeting, withdrawn_at__isnull=True, publicity__in=Publicity.shown())
    opinions = list(found.select_related("member").order_by("number"))
    gathered = Gathering.objects.filter(opinion__in=opinions, left_at__isnull=True).select_related("issue")
    issues = {row.opinion_id: row.issue for row in gathered}
    keys = {issue.pk for issue in issues.values()}
    answers: dict[int, Response] = {}
    for answer in Response.objects.filter(issue__in=keys).order_by("responded_on", "pk"):
        answers[answer.issue_id] = answer
    decided = _decided(keys)
    rows = []
    for opinion in opinions:
        issue = issues.get(opinion.pk)
        answer = answers.get(issue.pk) if issue is not None else None
        said_by = opinion.author_label if opinion.publicity == Publicity.PUBLIC and opinion.author_label else opinion.get_author_class_display()
        rows.append(
            [
                opinion.code,
                f"{opinion.shown_text}\n({said_by})",
                f"{issue.code} {issue.title}" if issue is not None else "—",
                "\n".join(decided.get(issue.pk, [])) if issue is not None and decided.get(issue.pk) else "—",
                answer.get_state_display() if answer is not None else _("これから"),
                answer.text if answer is not None else "—",
            ]
        )
    return rows


def _decided(issues: set[int]) -> dict[int, list[str]]:
    """What the body said of each issue, then what the city decided on it."""
    words: dict[int, list[str]] = defaultdict(list)
    said = list(Resolution.issues.through.objects.filter(issue__in=issues).values_list("issue", "resolution", "resolution__text"))
    for issue, _resolution, text in sorted(said):
        words[issue].append(_("まとめ: %(text)s") % {"text": text})
    of_resolution = defaultdict(list)
    for issue, resolution, _text in said:
        of_resolution[resolution].append(issue)
    about = Q(issues__in=issues) | Q(resolutions__in=list(of_resolution))
    decisions = CityDecision.objects.filter(about, decided_on__isnull=False).distinct().order_by("decided_on", "number")
    for decision in decisions.prefetch_related("issues", "resolutions"):
        concerned = {issue.pk for issue in decision.issues.all()} & issues
        concerned |= {issue for resolution in decision.resolutions.all() for issue in of_resolution.get(resolution.pk, [])}
        for issue in sorted(concerned):
            words[issue].append(_("市の決定: %(title)s") % {"title": decision.title})
    return words


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(PaperSource("opinions", _l("前回会議における意見と対応状況"), PaperKind.NUMBERED, _content, 100, usual=COUNCILS, tags=_tags))
