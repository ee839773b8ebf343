"""Records of desks for tests."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.properties import facility

from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.desks.models import (
    Activity,
    ActivityTemplate,
    Association,
    AssociationHandover,
    AssociationOfficer,
    AssociationYear,
    Attachment,
    DeskContact,
    DeskPlace,
    DeskSetting,
    Handover,
    JournalUpload,
    Milestone,
    SiteActor,
    SitePhase,
    SitePhoto,
    SiteProject,
)
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import PlanItem, Vision

DAY = dt.date(2020, 10, 14)


def activity(item: PlanItem, **fields) -> Activity:
    """An activity, written by nobody unless told otherwise."""
    given = {"happened_on": DAY, "kind": ActivityKind.VISIT, "title": "部品メーカーを訪問", "actor": None, "now": timezone.now()}
    return record_activity(item=item, **{**given, **fields})


def association(item: PlanItem, name: str = "架空連絡協議会", **fields) -> Association:
    """An association."""
    return Association.objects.create(item=item, name=name, **fields)


def one_of_each(vision: Vision) -> None:
    """Every kind of record at two desks, of several bodies and visibilities."""
    bodies = [None, Organization.objects.get(code="D1"), Organization.objects.get_or_create(code="B", defaults={"name": "乙課"})[0]]
    giver = person()
    shared = vision.items.get(code="A-P2")
    shared.assignments.create(vision=vision, organization=bodies[2], role=AssignmentRole.PARTNER)
    ActivityTemplate.objects.create(name="全体のひな型", kind=ActivityKind.MEETING, title="連絡会")
    for code in ("A-P1", "A-P2"):
        item = vision.items.get(code=code)
        for body in bodies:
            for visibility in Visibility:
                made = activity(item, organization=body, visibility=visibility)
                attachment(item, activity=made, organization=bodies[1])
        for body in bodies:
            attachment(item, organization=body)
        ActivityTemplate.objects.create(item=item, name="訪問", kind=ActivityKind.VISIT, title="訪問")
        JournalUpload.objects.create(item=item, file_name="a.xlsx", sha256="0" * 64, file="journals/0")
        Milestone.objects.create(item=item, title="方針の策定", due_on=DAY)
        DeskContact.objects.create(item=item, name="相手 花子")
        DeskPlace.objects.create(item=item, facility=facility(f"{code}の館（架空）"))
        DeskSetting.objects.create(item=item)
        Handover.objects.create(item=item, fiscal_year=2020, giver="甲", receiver="乙", handed_on=DAY, recorded_at=timezone.now())
        body = association(item)
        AssociationOfficer.objects.create(association=body, post="会長", name="会長 太郎", starts_on=DAY)
        AssociationYear.objects.create(association=body, fiscal_year=2020)
        AssociationHandover.objects.create(association=body, balance=0, giver=giver, given_on=DAY)
        place = SiteProject.objects.create(item=item, name="跡地（架空）")
        SitePhase.objects.create(project=place, name="構想", planned_from=DAY, planned_until=DAY, first_until=DAY)
        SiteActor.objects.create(project=place, name="架空商店会", role="運営")
        for visibility in Visibility:
            SitePhoto.objects.create(project=place, attachment=attachment(item, visibility=visibility, is_photo=True), viewpoint="北", taken_on=DAY)


def attachment(item: PlanItem, **fields) -> Attachment:
    """A file's record; the file itself is not there."""
    given = {"title": "資料", "file_name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "file": "desks/00/0"}
    return Attachment.objects.create(**{"item": item, "fiscal_year": 2020, "uploaded_at": timezone.now(), **given, **fields})
