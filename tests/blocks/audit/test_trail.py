"""The audit trail keeps what happened."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.audit.domain.trail import history_of, record_event
from musubi.blocks.audit.models import Event


@pytest.mark.django_db
def test_event_tells_actor_object_and_values():
    actor = User.objects.create_user("clerk@example.jp", name="佐藤")
    body = Organization.objects.create(code="C1", name="産業振興課")
    record_event(actor=actor, verb="renamed", obj=body, now=timezone.now(), before={"name": "商工課"}, after={"name": body.name})
    event = history_of(body).get()
    assert (event.actor_id, event.actor_label, event.object_label) == (actor.uid, "佐藤", "産業振興課")
    assert (event.before, event.after) == ({"name": "商工課"}, {"name": "産業振興課"})


@pytest.mark.django_db
def test_personal_values_stand_apart_and_can_be_erased():
    user = User.objects.create_user("a@example.jp", name="旧姓")
    record_event(actor=None, verb="changed", obj=user, now=timezone.now(), before={"name": "旧姓"}, after={"name": "新姓", "is_active": True})
    event = history_of(user).get()
    assert event.after == {"is_active": True}
    assert "旧姓" not in event.object_label
    assert event.personal_values.get().after == "新姓"
    event.personal_values.all().delete()
    assert history_of(user).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_events_refuse_change_in_the_database(change):
    body = Organization.objects.create(code="C1", name="産業振興課")
    record_event(actor=None, verb="made", obj=body, now=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            Event.objects.update(verb="other")
        else:
            Event.objects.all().delete()
    assert Event.objects.get().verb == "made"


@pytest.mark.django_db(transaction=True)
def test_event_outside_a_transaction_is_refused():
    body = Organization.objects.create(code="C1", name="産業振興課")
    with pytest.raises(RuntimeError):
        record_event(actor=None, verb="made", obj=body, now=timezone.now())
