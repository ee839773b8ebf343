"""Associations (協議会・実行委員会) of a desk: officers, years, and the books that pass between two people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.enums import AssociationKind
from musubi.blocks.desks.models import Association, AssociationHandover, AssociationOfficer, AssociationYear, Attachment
from musubi.blocks.kernel.locking import lock
from musubi.blocks.vision.models import PlanItem


class AssociationError(Exception):
    """The record cannot be so; `field` names what is wrong, the message says what to do."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code, self.field = code, field


def _created(record: Any, verb: str, values: dict[str, Any], item: PlanItem, actor: Any, now: dt.datetime) -> None:
    told = {name: value for name, value in values.items() if value not in ("", None, False)}
    record_event(actor=actor, verb=verb, obj=record, now=now, after=told, program_code=item.code)


@transaction.atomic
def add_association(
    *,
    item: PlanItem,
    name: str,
    actor: Any,
    now: dt.datetime,
    kind: str = AssociationKind.COUNCIL,
    city_is_office: bool = False,
    office_body: str = "",
    rules_document: Attachment | None = None,
    founded_on: dt.date | None = None,
    dissolved_on: dt.date | None = None,
    note: str = "",
) -> Association:
    """An association of the desk. Raises AssociationError."""
    if Association.objects.filter(item=item, name=name).exists():
        raise AssociationError("name_taken", "name", _("「%(name)s」はすでに登録されています") % {"name": name})
    values = {
        "name": name,
        "kind": kind,
        "city_is_office": city_is_office,
        "office_body": office_body,
        "rules_document": rules_document,
        "founded_on": founded_on,
        "dissolved_on": dissolved_on,
        "note": note,
    }
    association = Association.objects.create(item=item, **values)
    _created(association, "association.created", values, item, actor, now)
    return association


@transaction.atomic
def add_officer(
    *,
    association: Association,
    post: str,
    name: str,
    starts_on: dt.date,
    actor: Any,
    now: dt.datetime,
    body: str = "",
    ends_before: dt.date | None = None,
) -> AssociationOfficer:
    """Somebody holds an office of the association from a day on."""
    if ends_before is not None and ends_before <= starts_on:
        raise AssociationError("ends_first", "ends_before", _("退任日は就任日より後にしてください"))
    values = {"post": post, "name": name, "body": body, "starts_on": starts_on, "ends_before": ends_before}
    officer = AssociationOfficer.objects.create(association=association, **values)
    _created(officer, "officer.added", values, association.item, actor, now)
    return officer


@transaction.atomic
def keep_year(
    *,
    association: Association,
    fiscal_year: int,
    actor: Any,
    now: dt.datetime,
    unchanged: Callable[[str, Any], bool] = lambda _name, _value: True,
    **values: Any,
) -> AssociationYear:
    """The account of one year, made or changed; `values` are fields of AssociationYear, amounts in whole yen.

    Raises AssociationError, and FieldConflictError where others changed the same fields since they were shown.
    """
    lock(Association.objects.filter(pk=association.pk))
    found = AssociationYear.objects.filter(association=association, fiscal_year=fiscal_year).first()
    year = found or AssociationYear(association=association, fiscal_year=fiscal_year)
    before = {name: getattr(year, name) for name in values}
    conflicts = {name: old for name, old in before.items() if found is not None and old != values[name] and not unchanged(name, old)}
    if conflicts:
        raise FieldConflictError(conflicts)
    for name, value in values.items():
        setattr(year, name, value)
    if year.balance < 0:
        raise AssociationError("overspent", "expense", _("支出が収入より多くなっています。収入か支出を直してください"))
    if found is not None:
        year.version += 1
    year.save()
    after = {name: value for name, value in values.items() if before[name] != value or found is None}
    if after:
        old = {name: before[name] for name in after} if found is not None else {}
        verb = "association_year.changed" if found is not None else "association_year.created"
        record_event(actor=actor, verb=verb, obj=year, now=now, before=old, after=after, program_code=association.item.code)
    return year


@transaction.atomic
def give_books(*, association: Association, balance: int, given_on: dt.date, actor: Any, now: dt.datetime, note: str = "") -> AssociationHandover:
    """The first signature: `actor` gives passbook and ledger with that balance; somebody else has to receive them."""
    lock(Association.objects.filter(pk=association.pk))
    if association.handovers.filter(receiver__isnull=True).exists():
        raise AssociationError("open", "balance", _("受け取りを待っている引継ぎがあります。先に受け取りを済ませてください"))
    handover = AssociationHandover.objects.create(association=association, balance=balance, giver=actor, given_on=given_on, note=note)
    _created(handover, "books.given", {"balance": balance, "given_on": given_on}, association.item, actor, now)
    return handover


@transaction.atomic
def receive_books(*, handover: AssociationHandover, received_on: dt.date, actor: Any, now: dt.datetime) -> AssociationHandover:
    """The second signature, by another person, not before the first. Raises AssociationError."""
    current: AssociationHandover = lock(AssociationHandover.objects.filter(pk=handover.pk))[0]
    if current.receiver_id is not None:
        raise AssociationError("received", "received_on", _("この引継ぎは、すでに受け取られています"))
    if current.giver_id == actor.pk:
        raise AssociationError("same_person", "received_on", _("渡した人と別の人が受け取ってください(二人で確かめるためです)"))
    if received_on < current.given_on:
        raise AssociationError("too_early", "received_on", _("受けた日は、渡した日以後にしてください"))
    current.receiver, current.received_on = actor, received_on
    current.version += 1
    current.save()
    before = {"receiver": None, "received_on": None}
    after = {"receiver": actor, "received_on": received_on}
    code = current.association.item.code
    record_event(actor=actor, verb="books.received", obj=current, now=now, before=before, after=after, program_code=code)
    return current


def warnings_of(association: Association, years: QuerySet[AssociationYear] | list[AssociationYear], *, running: int) -> list[str]:
    """What an inspector of 準公金 would ask about first."""
    found = []
    rows = {year.fiscal_year: year for year in years}
    if association.city_is_office and any(year.city_burden for year in rows.values()):
        found.append(_("市が事務局で、市が負担金も払っています。支払いと受け取りを別の人が行い、記録を残してください"))
    last = rows.get(running - 1)
    if association.dissolved_on is None and last is not None and last.audited_on is None:
        found.append(_("昨年度の監査日がまだ入っていません"))
    if association.rules_document_id is None:
        found.append(_("規約がまだ登録されていません"))
    return found
