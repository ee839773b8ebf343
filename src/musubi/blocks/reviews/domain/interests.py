"""利害関係の申告: declare before opening, rule on what was declared, exclude (除斥), step back (回避), lift with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.panels import hold, require, settle_tasks
from musubi.blocks.reviews.enums import ExclusionKind, InterestAnswer, PanelStatus, Ruling, SheetChannel, TieKind
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, PanelEntry, ReviewAssignment, Reviewer, ReviewerTie


@dataclass(frozen=True)
class Declared:
    """A reviewer's answer about one application."""

    entry: PanelEntry
    answer: str
    kind: str = ""
    note: str = ""


def hold_reviewer(reviewer: Reviewer) -> Reviewer:
    """The reviewer as stored, locked until the transaction ends. Raises ReviewError for one who left."""
    found: Reviewer = lock(Reviewer.objects.filter(pk=reviewer.pk).select_related("panel__call__item", "member"))[0]
    if found.left_on is not None:
        raise ReviewError("left", _("この審査委員は、審査から退いています"))
    return found


@transaction.atomic
def declare(*, reviewer: Reviewer, rows: Iterable[Declared], channel: str, actor: Any, now: dt.datetime) -> list[InterestDeclaration]:
    """申告する, for one or many applications; a later answer replaces an earlier one and is kept in the trail.

    回避 blocks at once; an interest blocks until the office rules. On paper or by workbook the office types in. Raises ReviewError.
    """
    current = hold_reviewer(reviewer)
    panel = hold(current.panel)
    require(panel, PanelStatus.OPEN)
    made = [_declare_one(current, row, channel, actor, now) for row in rows]
    if not made:
        raise ReviewError("nothing", _("申告する申請がありません。どれかに答えてください"))
    settle_tasks(current, actor, now)
    return made


def _declare_one(reviewer: Reviewer, given: Declared, channel: str, actor: Any, now: dt.datetime) -> InterestDeclaration:
    if given.entry.panel_id != reviewer.panel_id:
        raise ReviewError("other_panel", _("整理番号%(number)sは、この審査の対象ではありません") % {"number": given.entry.number})
    if given.answer not in InterestAnswer.values:
        raise ReviewError("answer", _("整理番号%(number)s: 利害関係の有無を選んでください") % {"number": given.entry.number})
    if given.answer != InterestAnswer.NONE and given.kind not in TieKind.values:
        raise ReviewError("kind", _("整理番号%(number)s: 関係の種類を選んでください") % {"number": given.entry.number})
    if reviewer.exclusions.filter(entry=given.entry, lifted_at__isnull=True).exists():
        raise ReviewError(
            "excluded", _("整理番号%(number)sは、除斥・回避になっています。申告の変更は担当課に申し出てください") % {"number": given.entry.number}
        )
    row = reviewer.declarations.filter(entry=given.entry).first() or InterestDeclaration(reviewer=reviewer, entry=given.entry)
    before = {"answer": row.answer, "kind": row.kind}
    row.answer, row.kind = given.answer, "" if given.answer == InterestAnswer.NONE else given.kind
    row.note = "" if given.answer == InterestAnswer.NONE else given.note.strip()[:500]
    row.channel, row.declared_at = channel, now
    row.typed_by = "" if channel == SheetChannel.SCREEN else actor_of(actor)[1][:200]
    row.ruling, row.ruled_at, row.ruled_by, row.ruling_reason = "", None, "", ""
    row.version += 1
    row.save()
    record_event(
        actor=actor,
        verb="interest.declared",
        obj=row,
        now=now,
        before={name: value for name, value in before.items() if value},
        after={"numbers": [row.entry.number], "reviewer": str(reviewer), "answer": row.answer, "kind": row.kind, "channel": channel},
        program_code=reviewer.panel.call.item.code,
    )
    if row.answer == InterestAnswer.RECUSAL:
        reason = row.note or str(TieKind(row.kind).label)
        _exclude(reviewer, given.entry, ExclusionKind.RECUSAL, row.kind, reason, str(reviewer), now)
    return row


def _exclude(reviewer: Reviewer, entry: PanelEntry, kind: str, ground: str, reason: str, by: str, now: dt.datetime) -> Exclusion:
    made = Exclusion.objects.create(
        reviewer=reviewer, entry=entry, kind=kind, ground=ground, reason=reason[:500], decided_at=now, decided_by=by[:200]
    )
    label = str(ExclusionKind(kind).label)
    ReviewAssignment.objects.filter(reviewer=reviewer, entry=entry, ended_at__isnull=True).update(ended_at=now, ended_reason=label)
    return made


@transaction.atomic
def rule_on(*, declaration: InterestDeclaration, ruling: str, reason: str, actor: Any, now: dt.datetime) -> InterestDeclaration:
    """申告への判断: the office admits or excludes (除斥), with a reason. Raises ReviewError; nobody rules on the own declaration."""
    current: InterestDeclaration = lock(
        InterestDeclaration.objects.filter(pk=declaration.pk).select_related("reviewer__panel__call__item", "reviewer__member", "entry")
    )[0]
    if current.answer != InterestAnswer.INTEREST or current.ruling:
        raise ReviewError("ruled", _("判断を待っている申告ではありません。画面を開き直してください"))
    if not reason.strip():
        raise ReviewError("reason", _("判断の理由を書いてください"), "reason")
    if actor is not None and current.reviewer.member.user_id == actor.pk:
        raise ReviewError("own", _("自分の申告には判断できません。ほかの職員が判断してください"))
    by = actor_of(actor)[1][:200]
    current.ruling, current.ruled_at, current.ruled_by, current.ruling_reason = ruling, now, by, reason.strip()[:300]
    current.version += 1
    current.save()
    if ruling == Ruling.EXCLUDED:
        _exclude(current.reviewer, current.entry, ExclusionKind.EXCLUSION, current.kind, reason.strip(), by, now)
        settle_tasks(current.reviewer, actor, now)
    record_event(
        actor=actor,
        verb="interest.ruled",
        obj=current,
        now=now,
        after={"numbers": [current.entry.number], "reviewer": str(current.reviewer), "ruling": ruling},
        reason=reason.strip(),
        program_code=current.reviewer.panel.call.item.code,
    )
    return current


@transaction.atomic
def exclude(*, reviewer: Reviewer, entry: PanelEntry, ground: str, reason: str, actor: Any, now: dt.datetime) -> Exclusion:
    """除斥する without or against a declaration, e.g. on a hint of the records. Raises ReviewError."""
    current = hold_reviewer(reviewer)
    if entry.panel_id != current.panel_id:
        raise ReviewError("other_panel", _("整理番号%(number)sは、この審査の対象ではありません") % {"number": entry.number})
    if not reason.strip():
        raise ReviewError("reason", _("除斥の理由を書いてください"), "reason")
    if current.exclusions.filter(entry=entry, lifted_at__isnull=True).exists():
        raise ReviewError("twice", _("この審査委員は、この申請からもう外れています"))
    by = actor_of(actor)[1]
    made = _exclude(current, entry, ExclusionKind.EXCLUSION, ground, reason.strip(), by, now)
    waiting = current.declarations.filter(entry=entry, answer=InterestAnswer.INTEREST, ruling="")
    waiting.update(ruling=Ruling.EXCLUDED, ruled_at=now, ruled_by=by[:200], ruling_reason=reason.strip()[:300])
    settle_tasks(current, actor, now)
    record_event(
        actor=actor,
        verb="exclusion.made",
        obj=made,
        now=now,
        after={"numbers": [entry.number], "reviewer": str(current), "kind": made.kind},
        reason=reason.strip(),
        program_code=current.panel.call.item.code,
    )
    return made


@transaction.atomic
def lift_exclusion(*, exclusion: Exclusion, reason: str, actor: Any, now: dt.datetime) -> Exclusion:
    """除斥・回避を解く: only the head, never the person concerned, with a reason; the reviewer declares anew. Raises ReviewError."""
    current: Exclusion = lock(Exclusion.objects.filter(pk=exclusion.pk).select_related("reviewer__panel__call__item", "reviewer__member", "entry"))[0]
    if current.lifted_at is not None:
        raise ReviewError("lifted", _("もう解かれています。画面を開き直してください"))
    if not reason.strip():
        raise ReviewError("reason", _("解く理由を書いてください"), "reason")
    panel = current.reviewer.panel
    if actor is not None and (not lifts_rules(actor, panel.call) or current.reviewer.member.user_id == actor.pk):
        raise ReviewError("head", _("除斥・回避を解けるのは、本人ではない課長です"))
    current.lifted_at, current.lifted_by, current.lifted_reason = (
        now,
        actor if getattr(actor, "is_authenticated", False) else None,
        reason.strip()[:300],
    )
    current.version += 1
    current.save()
    current.reviewer.declarations.filter(entry=current.entry).delete()
    record_event(
        actor=actor,
        verb="exclusion.lifted",
        obj=current,
        now=now,
        before={"kind": current.kind},
        after={"numbers": [current.entry.number], "reviewer": str(current.reviewer)},
        reason=reason.strip(),
        program_code=panel.call.item.code,
    )
    return current


@transaction.atomic
def add_tie(*, tie: ReviewerTie, actor: Any, now: dt.datetime) -> ReviewerTie:
    """関係先を加える: by the reviewer or the office. Raises ReviewError for one that stands there already."""
    current = hold_reviewer(tie.reviewer)
    if not tie.name.strip():
        raise ReviewError("name", _("関係先の名称を書いてください"), "name")
    if current.ties.filter(kind=tie.kind, name=tie.name).exists():
        raise ReviewError("twice", _("同じ関係先が、もうあります"), "name")
    tie.save()
    record_event(actor=actor, verb="tie.added", obj=tie, now=now, after={"kind": tie.kind}, program_code=current.panel.call.item.code)
    return tie


@transaction.atomic
def remove_tie(*, tie: ReviewerTie, actor: Any, now: dt.datetime) -> None:
    """A tie typed in by mistake."""
    current = hold_reviewer(tie.reviewer)
    record_event(actor=actor, verb="tie.removed", obj=tie, now=now, before={"kind": tie.kind}, program_code=current.panel.call.item.code)
    tie.delete()
