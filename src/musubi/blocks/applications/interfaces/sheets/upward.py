"""The city's own papers to the state and the prefecture: 交付申請書, 概算払請求書 and 実績報告書 of a grant from above.

Word files that the clerk goes on writing: addressee and numbered form differ by each grant's own rules. Awards are told by
receipt number, project and sums, without names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.domain.settling.upstream import shared_of
from musubi.blocks.applications.models import UpstreamGrant
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper, Part


@dataclass(frozen=True)
class Upward:
    """A paper upward: its title, the field of the grant that it tells, what stands in it, and its day."""

    title: Any
    wants: str
    rows: Callable[[UpstreamGrant], list[tuple[str, str]]]
    lists_awards: bool
    day: Callable[[UpstreamGrant], dt.date | None]


def paper_of(grant: UpstreamGrant, kind: str, *, today: dt.date) -> Paper:
    """The paper of `kind`; its day is the one kept with the grant, else today."""
    form, head = UPWARD[kind], letterhead()
    day = form.day(grant) or today
    named = [(_("補助金の名称"), grant.name), (_("年度"), format_fiscal_year(grant.fiscal_year)), (_("対象の事業"), str(grant.item))]
    parts: list[Part] = [Facts("", [*named, *form.rows(grant)])]
    if form.lists_awards:
        parts.append(_awards(grant))
    if grant.note:
        parts.append(Lines(_("備考"), [grant.note]))
    return Paper(
        title=f"{grant.name} {form.title}",
        label=f"{grant.document_number} {format_date(day)}".strip(),
        above=[_("%(tier)sの補助を受ける手続の宛先(要綱のとおり書いてください)") % {"tier": grant.get_tier_display()}, head.name],
        parts=parts,
        dated=day,
        foot=head.name,
    )


def ready(grant: UpstreamGrant) -> list[tuple[str, Any, bool]]:
    """Each paper with its title and whether what it tells is kept already."""
    return [(kind, form.title, getattr(grant, form.wants) is not None) for kind, form in UPWARD.items()]


def kept_paper(grant: UpstreamGrant, kind: str, *, content: bytes, file_name: str, media_type: str) -> dict[str, Any]:
    """What `issue_file` keeps of a paper that went up; the same bytes are kept once."""
    return {
        "title": f"{grant.name} {UPWARD[kind].title}"[:200],
        "file_name": file_name[-120:],
        "media_type": media_type,
        "content": content,
        "template": __name__,
        "template_sha256": "",
        "input_sha256": hashlib.sha256(content).hexdigest(),
    }


def _awards(grant: UpstreamGrant) -> Grid:
    awards = list(grant.awards.order_by("submitted_at", "pk"))
    rows = [[row.number, row.title, _yen(row.decided_now), _yen(row.confirmed), format_yen(row.upstream_share)] for row in awards]
    head = [_("受付番号"), _("事業の名称"), _("交付決定額"), _("確定額"), _("この補助の割当")]
    if rows:
        rows.append([_("合計"), "", "", "", format_yen(sum(row.upstream_share for row in awards))])
    return Grid(_("割り当てた交付"), head, [3, 6, 3, 3, 3], rows, _("割り当てた交付はまだありません"))


def _applied(grant: UpstreamGrant) -> list[tuple[str, str]]:
    return [(_("交付申請額"), _yen(grant.applied))]


def _decided(grant: UpstreamGrant) -> list[tuple[str, str]]:
    day = format_date(grant.decided_on) if grant.decided_on else "—"
    return [(_("交付決定日"), day), (_("交付決定額"), _yen(grant.decided))]


def _claimed(grant: UpstreamGrant) -> list[tuple[str, str]]:
    left = None if grant.decided is None else grant.decided - (grant.advanced or 0)
    return [*_decided(grant), (_("概算払の請求額"), _yen(grant.advanced)), (_("残額"), _yen(left))]


def _reported(grant: UpstreamGrant) -> list[tuple[str, str]]:
    used = shared_of(grant)
    rest = max(0, (grant.decided or 0) - used)
    return [*_decided(grant), (_("概算払受入額"), _yen(grant.advanced)), (_("申請者への割当"), _yen(used)), (_("使わなかった額"), _yen(rest))]


def _yen(yen: int | None) -> str:
    return "—" if yen is None else format_yen(yen)


UPWARD = {
    "application": Upward(_l("交付申請書"), "applied", _applied, lists_awards=False, day=lambda grant: grant.applied_on),
    "advance": Upward(_l("概算払請求書"), "advanced", _claimed, lists_awards=False, day=lambda grant: grant.advanced_on),
    "report": Upward(_l("実績報告書"), "decided", _reported, lists_awards=True, day=lambda grant: grant.reported_on),
}
