"""国→県→市→申請者: the city's own applications upward, and which awards they pay for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.settling.upstream_days import keep_days
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.models import Application, UpstreamGrant
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen


@transaction.atomic
def keep_upstream(*, grant: UpstreamGrant, actor: Any, now: dt.datetime) -> UpstreamGrant:
    """上位の補助を登録する. Raises ApplicationError at a field."""
    check_record(grant)
    grant.save()
    keep_days(grant=grant, actor=actor, now=now)
    after = {"name": grant.name, "applied": grant.applied, "decided": grant.decided}
    record_event(actor=actor, verb="upstream.kept", obj=grant, now=now, after=after, program_code=grant.item.code)
    return grant


@transaction.atomic
def change_upstream(
    *, grant: UpstreamGrant, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime
) -> UpstreamGrant:
    """Change its days and sums; never below what is given to awards already. FieldConflictError passes on."""
    current: UpstreamGrant = lock(UpstreamGrant.objects.filter(pk=grant.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current)
    shared = shared_of(current)
    if current.decided is not None and shared > current.decided:
        raise ApplicationError("shared", _("交付決定額が、申請者への割当%(yen)sを下回ります") % {"yen": format_yen(shared)}, "decided")
    saved: UpstreamGrant = update_record(record=grant, values=values, unchanged=unchanged, actor=actor, now=now, verb="upstream.changed")
    keep_days(grant=saved, actor=actor, now=now)
    return saved


@transaction.atomic
def share_upstream(*, application: Application, grant: UpstreamGrant | None, yen: int, actor: Any, now: dt.datetime) -> Application:
    """財源内訳: so much of an award is paid from above; all shares within what was decided for the city. Raises ApplicationError."""
    current = hold(application)
    if grant is not None:
        lock(UpstreamGrant.objects.filter(pk=grant.pk))
        others = shared_of(grant) - (current.upstream_share if current.upstream_id == grant.pk else 0)
        if grant.decided is None or others + yen > grant.decided:
            left = max(0, (grant.decided or 0) - others)
            raise ApplicationError("over_upstream", _("割り当てられるのは、あと%(left)sまでです") % {"left": format_yen(left)}, "yen")
        if yen <= 0 or yen > (current.stands or 0):
            raise ApplicationError("over_award", _("割当は、1円以上、交付決定額までです"), "yen")
    before = {"upstream": current.upstream, "upstream_share": current.upstream_share}
    current.upstream, current.upstream_share = grant, yen if grant is not None else 0
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="application.funded",
        obj=current,
        now=now,
        before=before,
        after={"upstream": grant, "upstream_share": current.upstream_share},
        program_code=current.call.item.code,
    )
    return current


def shared_of(grant: UpstreamGrant) -> int:
    """Yen of awards that this grant pays for."""
    return int(grant.awards.aggregate(total=Sum("upstream_share"))["total"] or 0)
