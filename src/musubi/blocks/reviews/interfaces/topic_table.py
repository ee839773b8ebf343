"""The table that sets the topics of all applications and reviewers of a panel at once, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.reviews.domain.topics import Ticked
from musubi.blocks.reviews.interfaces.staff_forms import WordsField
from musubi.blocks.reviews.models import PanelEntry, Reviewer

Row = PanelEntry | Reviewer


class TopicsForm(StepForm):
    """分野を決める."""

    topics = WordsField(
        label=_l("分野(1行に1つ)"),
        required=False,
        help_text=_l("この募集の申請と審査委員に付ける言葉です。例: 技術、販路、財務。1つだけ書き換えると、付けたものも同じように直ります。"),
    )
    covers_topics = forms.BooleanField(
        label=_l("分野ごとに、詳しい委員を1人以上割り当てることを目標にする"),
        required=False,
        help_text=_l("印を付けると、件数を均等にすることより先に考えます。守れない申請は、割当の画面に出ます。"),
    )
    drop = forms.BooleanField(label=_l("消した分野の印も外す"), required=False)
    offers_drop = False

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields; what unticks many at once only where it is asked about."""
        return [each for each in self if each.name != "drop" or self.offers_drop]


@dataclass
class TableRow:
    """A row: what it is about, what is ticked, the version that was shown, what somebody else set meanwhile."""

    row: Row
    version: int
    ticked: Sequence[str]
    conflict: Sequence[str] | None = None
    cells: list[tuple[str, bool]] = field(default_factory=list)


def read_ticks(data: Any, rows: Sequence[Row]) -> list[Ticked]:
    """What was typed; rows that the page did not show are left as they are."""
    found = []
    for row in rows:
        version = data.get(f"version-{row.uid}", "")
        if version.isascii() and version.isdigit():
            found.append(Ticked(row.uid, int(version), tuple(data.getlist(f"topic-{row.uid}"))))
    return found


def table_rows(rows: Sequence[Row], topics: Sequence[str], typed: Sequence[Ticked] = (), conflicts: Mapping[str, list[str]] | None = None) -> Any:
    """Rows with their boxes: as stored, or as typed; after a conflict with the version that stands now."""
    given = {each.key: each for each in typed}
    found = []
    for row in rows:
        conflict = (conflicts or {}).get(row.uid)
        tick = given.get(row.uid)
        ticked = tick.topics if tick is not None else row.topics
        version = row.version if conflict is not None or tick is None else tick.version
        found.append(TableRow(row, version, ticked, conflict, [(topic, topic in ticked) for topic in topics]))
    return found
