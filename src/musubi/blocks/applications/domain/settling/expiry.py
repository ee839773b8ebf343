"""期間満了: a certification, designation or permission whose term is over, or that was cancelled, needs nobody any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.enums import ApplicationStatus, CallKind
from musubi.blocks.applications.models import Application, Obligation


def close_expired(today: dt.date, now: dt.datetime) -> int:
    """Daily: close the files of rights that were cancelled, or whose term is over and for which nothing is owed any more.

    Tells nobody: the last day stands in the letter.
    """
    owed = Obligation.objects.filter(application=OuterRef("pk"), done_on__isnull=True)
    ended = Q(~Exists(owed), status=ApplicationStatus.CERTIFIED, certificate__valid_until__lt=today)
    ended |= Q(status=ApplicationStatus.REVOKED, certificate__revoked_on__lt=today)
    rows = Application.objects.filter(ended, call__kind__in=CallKind.with_certificate())
    for application in rows.order_by("pk"):
        with transaction.atomic():
            current = hold(application)
            if current.status == application.status:
                move_on(application=current, move="expire", actor=None, now=now)
    return 0
