"""更新: the holder is told 180, 90 and 30 days before the end; a renewal application begins from the certificate."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.calls import call_state
from musubi.blocks.applications.domain.drafts import begin_application, save_answers
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, IntakeChannel
from musubi.blocks.applications.models import Application, Call, Certificate
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.enums import MessageKind
from musubi.blocks.notifications.models import OutboxMessage
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.products import CODE, standing
from musubi.programs.brand.local_brands.models import BrandProduct, RenewalNotice

LADDER = (180, 90, 30)


def remind_renewals(today: dt.date, now: dt.datetime) -> int:
    """Queue today's reminders; a day on which nothing ran is made up for by the next. Returns how many mails or letters."""
    latest = today + dt.timedelta(days=LADDER[0])
    rows = BrandProduct.objects.filter(standing(today), certificate__valid_until__lte=latest)
    told: dict[int, set[int]] = {}
    for certificate, days in RenewalNotice.objects.filter(certificate__brand_product__in=rows).values_list("certificate", "days_before"):
        told.setdefault(certificate, set()).add(days)
    written = set(OutboxMessage.objects.filter(kind=MessageKind.REMINDER, reminder_day=today).values_list("recipient_uid", flat=True))
    sent = 0
    begun = _begun(rows)
    for product in rows.select_related("certificate__application__party", "certificate__application__applicant").order_by("pk"):
        certificate = product.certificate
        step = _step(certificate, today)
        uid, name, mail = _holder(certificate.application)
        if step in told.get(certificate.pk, set()) or uid in written or certificate.application_id in begun:
            continue
        _remind(product, step, uid, name, mail, today, now)
        written.add(uid)
        sent += 1
    return sent


def _begun(rows: Any) -> set[int]:
    """Applications whose renewal was handed in already: these holders are left in peace."""
    renewals = Application.objects.filter(follows__certificate__brand_product__in=rows).exclude(status=ApplicationStatus.DRAFT)
    return {follows for follows in renewals.values_list("follows", flat=True) if follows is not None}


def _step(certificate: Certificate, today: dt.date) -> int:
    left = (certificate.valid_until - today).days if certificate.valid_until else LADDER[0]
    return next(days for days in reversed(LADDER) if left <= days)


def _holder(application: Application) -> tuple[str, str, str]:
    person = application.applicant if application.channel == IntakeChannel.ONLINE else None
    if person is not None:
        return person.uid, str(application.party or person), person.email
    party = application.party
    return (f"party-{party.uid}"[:32], str(party), party.mail) if party is not None else ("", "", "")


@transaction.atomic
def _remind(product: BrandProduct, step: int, uid: str, name: str, mail: str, today: dt.date, now: dt.datetime) -> None:
    certificate = product.certificate
    end = format_date(certificate.valid_until) if certificate.valid_until else ""
    lines = [
        _("%(name)s 様") % {"name": name},
        "",
        _("「%(product)s」(認定番号 %(number)s)の認定は、%(end)sまでです。") % {"product": product, "number": certificate.number, "end": end},
        _("続けるときは、更新の申請をしてください。期限を過ぎると、認定マークを使えなくなります。"),
        settings.PUBLIC_URL + reverse("local_brands:own"),
    ]
    queue_mail(
        to=mail,
        subject=_("認定の更新のお知らせ: %(product)s") % {"product": product},
        body="\n".join(lines),
        purpose="brand-renewal",
        now=now,
        kind=MessageKind.REMINDER,
        recipient_uid=uid,
        recipient_name=name,
        reminder_day=today,
    )
    notice = RenewalNotice.objects.create(certificate=certificate, days_before=step, sent_on=today)
    record_event(actor=None, verb="renewal_notice.sent", obj=notice, now=now, after={"days_before": step}, program_code=CODE)


def renewal_call(now: dt.datetime) -> Call | None:
    """The certification call that takes applications now."""
    calls = (
        Call.objects.filter(kind=CallKind.CERTIFICATION, item__code=CODE, opened_at__isnull=False).select_related("item").order_by("-opens_at", "-pk")
    )
    return next((call for call in calls if call_state(call, now) == "open"), None)


def renewal_draft(product: BrandProduct) -> Application | None:
    """The renewal that was begun from the product's certificate, whatever its state."""
    return Application.objects.filter(follows=product.certificate.application).order_by("-pk").first()


@transaction.atomic
def begin_renewal(*, product: BrandProduct, actor: Any, now: dt.datetime, today: dt.date) -> Application:
    """更新の申請を始める: a draft with what the application before said, where the question is still asked. Raises BrandError.

    Begun before, that draft is given again.
    """
    known = renewal_draft(product)
    if known is not None:
        return known
    call = renewal_call(now)
    if call is None:
        raise BrandError("no_call", _("いま更新の申請を受け付けている募集はありません。募集が始まったらお知らせします"))
    before = product.certificate.application
    made = begin_application(call=call, party=before.party, actor=actor, now=now, follows=before)
    asked = {question.key for question in read_terms(made.terms.content).questions}
    raw = {key: "" if value is None else str(value) for key, value in before.answers.items() if key in asked}
    save_answers(application=made, raw=raw, title=before.title, lane=made.lane, now=now, today=today)
    made.refresh_from_db()
    return made
