"""Who may see the records of the desks: predicates and their `visible_to` twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.predicates import is_signed_in, is_staff_or_partner
from musubi.blocks.desks.domain.visibility import may_see_record, of_seen_records, reads_everything
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
from musubi.blocks.desks.rules import SEE_DESKS
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.places.access import sees_properties
from musubi.blocks.vision.domain.desks import may_see_desk, of_seen_desks


@rules.predicate
def sees_desks(user: Any) -> bool:
    """Whoever works on the plan, and auditors."""
    return is_staff_or_partner(user) or reads_everything(user)


def _policy(model: Any, can_view: Callable[[Any, Any], bool], condition: Callable[[Any], Q]) -> AccessPolicy:
    """`condition(user)` is the queryset twin of `can_view(user, record)`."""

    def allowed(user: Any, record: Any) -> bool:
        return is_signed_in(user) and can_view(user, record)

    def visible(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(condition(user)) if is_signed_in(user) else queryset.none()

    return AccessPolicy(model, rules.predicate(allowed, name=f"view_{model._meta.model_name}"), visible)


def _of_desk(model: Any, prefix: str = "") -> AccessPolicy:
    """Records seen by everyone who sees the desk; `prefix` is the way to the record that has the item."""

    def item_of(record: Any) -> Any:
        return getattr(record, prefix).item if prefix else record.item

    path = f"{prefix}__item" if prefix else "item"
    return _policy(model, lambda user, record: may_see_desk(user, item_of(record)), lambda user: of_seen_desks(user, path))


def _sees_attachment(user: Any, attachment: Attachment) -> bool:
    return may_see_record(user, attachment) and (attachment.activity is None or may_see_record(user, attachment.activity))


def _attachments(user: Any) -> Q:
    if reads_everything(user):
        return Q()  # an empty condition in an "or" would count for nothing
    return of_seen_records(user) & (Q(activity__isnull=True) | of_seen_records(user, "activity__"))


def _sees_photo(user: Any, photo: SitePhoto) -> bool:
    return may_see_desk(user, photo.project.item) and _sees_attachment(user, photo.attachment)


def _photos(user: Any) -> Q:
    seen = Attachment.objects.filter(_attachments(user)).values("pk")
    return of_seen_desks(user, "project__item") & Q(attachment__in=seen)


def _sees_template(user: Any, template: ActivityTemplate) -> bool:
    return sees_desks(user) if template.item is None else may_see_desk(user, template.item)


def _templates(user: Any) -> Q:
    common = Q(item__isnull=True) if sees_desks(user) else Q(pk__in=[])
    return common | (Q(item__isnull=False) & of_seen_desks(user))


def _sees_place(user: Any, place: DeskPlace) -> bool:
    return bool(sees_properties(user)) and may_see_desk(user, place.item)


def _places(user: Any) -> Q:
    """The register stays with the city: a partner at the desk does not see its places."""
    return of_seen_desks(user) if sees_properties(user) else Q(pk__in=[])


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_DESKS, sees_desks)
    for policy in (
        _policy(Activity, may_see_record, of_seen_records),
        _policy(ActivityTemplate, _sees_template, _templates),
        _policy(Attachment, _sees_attachment, _attachments),
        _of_desk(JournalUpload),
        _of_desk(Milestone),
        _of_desk(DeskContact),
        _policy(DeskPlace, _sees_place, _places),
        _of_desk(DeskSetting),
        _of_desk(Handover),
        _of_desk(SiteProject),
        _of_desk(SitePhase, "project"),
        _of_desk(SiteActor, "project"),
        _policy(SitePhoto, _sees_photo, _photos),
        _of_desk(Association),
        _of_desk(AssociationOfficer, "association"),
        _of_desk(AssociationYear, "association"),
        _of_desk(AssociationHandover, "association"),
    ):
        register_access(policy)
