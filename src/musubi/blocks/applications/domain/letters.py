"""Issue the letters of a recorded decision: numbered, kept as their bytes, told by mail; never before the 決裁."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.telling import tell_applicant
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import DecisionItem, DecisionNotice, DecisionRecord
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.documents import issue_file

Make = Callable[[DecisionItem], Mapping[str, Any]]
Follow = Callable[..., Any]
_followers: list[Follow] = []


def register_with_letters(follow: Follow) -> None:
    """What a program issues beside a letter; called after each letter with `notice`, `actor` and `now`."""
    _followers.append(follow)


def issue_letters(
    *, decision: DecisionRecord, make: Make, with_appeal: Callable[[DecisionItem], bool], actor: Any, now: dt.datetime
) -> list[DecisionNotice]:
    """通知を発行する for every item that has none yet; `make` gives what `issue_file` keeps. Raises ApplicationError before the 決裁."""
    if decision.decided_on is None:
        raise ApplicationError("undecided", _("決裁日と文書番号を記録してから、通知を発行します"))
    made = []
    for item in (
        decision.items.filter(notices__isnull=True).select_related("decision__call__guideline", "application__party__address").order_by("rank", "pk")
    ):
        values = make(item)  # drawn before the transaction, which stays short
        notice = _issue(item, values, with_appeal(item), actor, now)
        for follow in _followers:
            follow(notice=notice, actor=actor, now=now)
        made.append(notice)
    return made


@transaction.atomic
def keep_pack(*, decision: DecisionRecord, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> None:
    """起案パックを控える: the bytes that went round for the 決裁. Once that is recorded, the kept pack stays."""
    current: DecisionRecord = lock(DecisionRecord.objects.filter(pk=decision.pk))[0]
    if current.decided_on is None and current.cancelled_at is None:
        current.approval_file = issue_file(**values, actor=actor, now=now)
        current.save(update_fields=["approval_file", "updated_at"])


@transaction.atomic
def _issue(item: DecisionItem, values: Mapping[str, Any], with_appeal: bool, actor: Any, now: dt.datetime) -> DecisionNotice:  # noqa: FBT001 - private
    document = issue_file(**values, actor=actor, now=now)
    notice, new = DecisionNotice.objects.get_or_create(
        item=item,
        defaults={
            "application": item.application,
            "document": document,
            "seal": item.decision.letters_seal,
            "with_appeal_notice": with_appeal,
            "issued_on": values["dated"],
        },
    )
    if new:
        record_event(
            actor=actor, verb="notice.issued", obj=notice, now=now, after={"sha256": document.sha256}, program_code=item.decision.call.item.code
        )
        _tell(notice, now)
    return notice


def _tell(notice: DecisionNotice, now: dt.datetime) -> None:
    application = notice.application
    link = settings.PUBLIC_URL + reverse("filings:application", args=[application.uid])
    tell_applicant(
        application=application,
        now=now,
        purpose="application_notice",
        subject=lambda: _("通知があります: 受付番号 %(number)s") % {"number": application.number},
        body=lambda: "\n".join(
            [
                _("%(party)s 様") % {"party": application.party},
                "",
                _("受付番号 %(number)s について、通知書を発行しました。次のページで開き、保存・印刷できます。") % {"number": application.number},
                link,
            ]
        ),
    )
