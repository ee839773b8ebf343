"""Keep a place that the city makes over: the project, its phases, who acts, photos from viewpoints that come again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.desks.domain.attachments import add_attachment
from musubi.blocks.desks.models import SiteActor, SitePhase, SitePhoto, SiteProject
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.uploads import FileRefusedError
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.vision.models import PlanItem

_codes: set[str] = set()


class SiteError(Exception):
    """It cannot be kept so; `field` names what is wrong."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code, self.field = code, field


def register_site_codes(*codes: str) -> None:
    """Codes of the plan whose desk offers a site project from the start; called by program apps."""
    _codes.update(codes)


def offers_site(code: str) -> bool:
    """Whether the desk of this code offers a site project before there is one."""
    return code in _codes


@transaction.atomic
def begin_site(*, item: PlanItem, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> SiteProject:
    """A project of the item. Raises SiteError."""
    lock(PlanItem.objects.filter(pk=item.pk))
    project = SiteProject(item=item, **values)
    _check_project(project)
    project.save()
    record_event(actor=actor, verb="site.begun", obj=project, now=now, after={"name": project.name}, program_code=item.code)
    return project


Unchanged = Callable[[str, Any], bool]


@transaction.atomic
def change_site(*, project: SiteProject, values: Mapping[str, Any], unchanged: Unchanged, actor: Any, now: dt.datetime) -> SiteProject:
    """Write what a form says. Raises FieldConflictError, SiteError."""
    current: SiteProject = lock(SiteProject.objects.filter(pk=project.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    _check_project(current)
    saved: SiteProject = update_record(record=project, values=values, unchanged=unchanged, actor=actor, now=now, verb="site.changed")
    return saved


def _check_project(project: SiteProject) -> None:
    if not project.name.strip():
        raise SiteError("no_name", "name", _("場所の名称を入力してください"))
    if SiteProject.objects.filter(item=project.item, name=project.name).exclude(pk=project.pk).exists():
        raise SiteError("twice", "name", _("同じ名称の場所が、この項目にあります。見分けの付く名称にしてください"))
    if project.area_m2 is not None and project.area_m2 <= 0:
        raise SiteError("area", "area_m2", _("面積は0より大きい数で入力してください"))


@transaction.atomic
def add_phase(*, project: SiteProject, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> SitePhase:
    """A phase of the project. Raises SiteError."""
    lock(SiteProject.objects.filter(pk=project.pk))
    phase = SitePhase(project=project, first_until=values["planned_until"], **values)
    _check_phase(phase, now)
    phase.save()
    after = {"name": phase.name, "planned_until": phase.planned_until}
    record_event(actor=actor, verb="site.phase_added", obj=project, now=now, after=after, program_code=project.item.code)
    return phase


@transaction.atomic
def change_phase(*, phase: SitePhase, values: Mapping[str, Any], unchanged: Unchanged, actor: Any, now: dt.datetime) -> SitePhase:
    """Move, begin or finish a phase; the first planned end stays. Raises FieldConflictError, SiteError."""
    current: SitePhase = lock(SitePhase.objects.filter(pk=phase.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    _check_phase(current, now)
    saved: SitePhase = update_record(record=phase, values=values, unchanged=unchanged, actor=actor, now=now, verb="site.phase_changed")
    return saved


def _check_phase(phase: SitePhase, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    if not phase.name.strip():
        raise SiteError("no_name", "name", _("段階の名前を入力してください"))
    if SitePhase.objects.filter(project_id=phase.project_id, name=phase.name).exclude(pk=phase.pk).exists():
        raise SiteError("twice", "name", _("同じ名前の段階があります。見分けの付く名前にしてください"))
    if phase.planned_until < phase.planned_from:
        raise SiteError("planned", "planned_until", _("終える予定は、始める予定以後にしてください"))
    if phase.finished_on is not None and phase.began_on is None:
        raise SiteError("not_begun", "began_on", _("終えた日を入れるときは、始めた日も入れてください"))
    if phase.finished_on is not None and phase.began_on is not None and phase.finished_on < phase.began_on:
        raise SiteError("done", "finished_on", _("終えた日は、始めた日以後にしてください"))
    for name in ("began_on", "finished_on"):
        day = getattr(phase, name)
        if day is not None and day > today:
            raise SiteError("future", name, _("まだ来ていない日です。予定は「予定」に入れてください"))


@transaction.atomic
def add_actor(*, project: SiteProject, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> SiteActor:
    """Who does what. Raises SiteError."""
    who = SiteActor(project=project, **values)
    if not (who.organization_id or who.name.strip()):
        raise SiteError("nobody", "name", _("組織を選ぶか、名称を入力してください"))
    if who.organization_id:
        who.name = ""
    who.save()
    after = {"name": str(who), "role": who.role}
    record_event(actor=actor, verb="site.actor_added", obj=project, now=now, after=after, program_code=project.item.code)
    return who


@transaction.atomic
def remove_actor(*, actor_row: SiteActor, actor: Any, now: dt.datetime) -> None:
    """Somebody no longer takes part; the history keeps it."""
    project = actor_row.project
    before = {"name": str(actor_row), "role": actor_row.role}
    actor_row.delete()
    record_event(actor=actor, verb="site.actor_removed", obj=project, now=now, before=before, program_code=project.item.code)


def add_photo(
    *,
    project: SiteProject,
    file_name: str,
    data: bytes,
    viewpoint: str,
    taken_on: dt.date,
    people: str,
    actor: Any,
    now: dt.datetime,
) -> SitePhoto:
    """A photo from a viewpoint on which nobody minds, kept with the desk's files without its position. Raises FileRefusedError, SiteError."""
    if people not in PeopleOnPhoto.values:
        raise SiteError("people", "people", _("人が写っていない写真か、写っている人の同意を得た写真だけを置けます。どちらかを選んでください"))
    if taken_on > timezone.localdate(now):
        raise SiteError("future", "taken_on", _("まだ来ていない日です。撮った日を確かめてください"))
    with transaction.atomic():
        title = f"{viewpoint} {taken_on.isoformat()}"
        attachment = add_attachment(item=project.item, file_name=file_name, data=data, actor=actor, now=now, title=title, consent=True)
        if not attachment.is_photo:
            raise FileRefusedError("no_photo", _("写真(JPEG、PNG、HEIC)を選んでください"))
        if SitePhoto.objects.filter(attachment=attachment).exists():
            raise SiteError("twice", "file", _("この写真は、もう登録してあります"))
        photo = SitePhoto.objects.create(project=project, attachment=attachment, viewpoint=viewpoint, taken_on=taken_on)
        after = {"viewpoint": viewpoint, "taken_on": taken_on, "people": people}
        record_event(actor=actor, verb="site.photo_added", obj=project, now=now, after=after, program_code=project.item.code)
    return photo
