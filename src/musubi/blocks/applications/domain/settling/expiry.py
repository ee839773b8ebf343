"""期間満了: a certification, designation or permission whose term is over, or that was cancelled, needs nobody any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.office.tasks import open_office_task
from musubi.blocks.applications.enums import ApplicationStatus, CallKind
from musubi.blocks.applications.models import Application, Certificate, Obligation
from musubi.blocks.notifications.models import Task

BEFORE = dt.timedelta(days=30)
SHORT = dt.timedelta(days=180)  # a right of weeks is asked for anew, nobody waits for its end


def watch_terms(today: dt.date, now: dt.datetime) -> int:
    """Daily: tell the division of terms that end soon, close what ended. Mails nobody outside: the last day stands in the letter."""
    for certificate in _ending(today):
        application = certificate.application
        title = _("認定・指定の期間が終わる: %(number)s %(party)s") % {"number": certificate.number, "party": application.party}
        open_office_task(application=application, record=certificate, title=title, due_on=certificate.valid_until, today=today, now=now)
    _close_ended(today, now)
    return 0


def _ending(today: dt.date) -> list[Certificate]:
    """Rights of some length that end within thirty days, that nothing continues and of which nobody was told."""
    told = Task.objects.filter(object_type=Certificate._meta.label, object_id=OuterRef("uid"))
    rows = Certificate.objects.filter(
        ~Exists(told),
        application__status=ApplicationStatus.CERTIFIED,
        revoked_on__isnull=True,
        renewed_by__isnull=True,
        valid_until__range=(today, today + BEFORE),
    )
    rows = rows.select_related("application__party", "application__call__organization", "application__call__item").order_by("valid_until", "pk")
    return [row for row in rows if row.valid_until is not None and row.valid_until - row.valid_from > SHORT]


def _close_ended(today: dt.date, now: dt.datetime) -> None:
    """Close the files of rights that were cancelled, or whose term is over and for which nothing is owed any more."""
    owed = Obligation.objects.filter(application=OuterRef("pk"), done_on__isnull=True)
    ended = Q(~Exists(owed), status=ApplicationStatus.CERTIFIED, certificate__valid_until__lt=today)
    ended |= Q(status=ApplicationStatus.REVOKED, certificate__revoked_on__lt=today)
    for application in Application.objects.filter(ended, call__kind__in=CallKind.with_certificate()).order_by("pk"):
        with transaction.atomic():
            current = hold(application)
            if current.status == application.status:
                move_on(application=current, move="expire", actor=None, now=now)
