"""A call decided by draw: its applications are the draw's entries, and the drawn list becomes one draft decision."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.office.drawing import draw_of, propose_from_draw
from musubi.blocks.applications.enums import Intake, Outcome
from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.draws.domain.entries import take_from_source
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.promotions import record_leaving
from musubi.blocks.draws.domain.sources import entry_sources
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
NOW = draws.NOW


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"), intake=Intake.DRAW)


@pytest.fixture
def clerk():
    return person(Role.SECRETARIAT)


def source():
    return next(each for each in entry_sources() if each.name == "applications")


def drawn(call, clerk, places=2):
    made = draws.draw(call.item, organization("D1"), places=(places,))
    made.options.update(name="新製品開発")
    take_from_source(draw=made, source=source(), key=call.uid, actor=clerk, now=NOW)
    return draws.held(Draw.objects.get(pk=made.pk), clerk, person(Role.SECRETARIAT))


def test_only_calls_by_draw_are_offered_and_only_when_all_are_under_review(call, clerk):
    factory.open_call(call.item, name="審査の募集")
    assert source().choices(clerk) == [(call.uid, str(call))]
    factory.submitted(call)
    made = draws.draw(call.item, organization("D1"), places=(1,))

    with pytest.raises(DrawError) as caught:
        take_from_source(draw=made, source=source(), key=call.uid, actor=clerk, now=NOW)

    assert caught.value.code == "waiting"


def test_taking_twice_adds_nobody_twice(call, clerk):
    for _number in range(3):
        factory.accept(factory.submitted(call))
    made = draws.draw(call.item, organization("D1"), places=(1,))
    made.options.update(name="新製品開発")

    first = take_from_source(draw=made, source=source(), key=call.uid, actor=clerk, now=NOW)
    again = take_from_source(draw=made, source=source(), key=call.uid, actor=clerk, now=NOW)

    assert (first.new, again.new, again.same) == (3, 0, 3)


def test_drawn_list_becomes_selected_reserve_in_draw_order_and_not_selected(call, clerk):
    for _number in range(5):
        factory.accept(factory.submitted(call))
    draw = drawn(call, clerk)
    last = draw.outcomes.get(position=5)
    record_leaving(entry=last.entry, cause="declined", reason="", actor=clerk, now=NOW, today=NOW.date())

    decision = propose_from_draw(call=call, draw=draw_of(call), drafted_on=clock.today(), actor=clerk, now=NOW)

    positions = dict(draw.outcomes.values_list("entry__source_id", "position"))
    rows = sorted(decision.items.select_related("application"), key=lambda row: positions[row.application.uid])
    assert [row.outcome for row in rows] == [*[Outcome.SELECTED] * 2, *[Outcome.RESERVE] * 2, Outcome.NOT_SELECTED]
    assert [row.rank for row in rows] == [1, 2, 1, 2, 5]
    assert all("抽選番号" in row.reason for row in rows)
    assert decision.note == draw.list_sha256


def test_application_that_came_after_the_draw_is_not_passed_over(call, clerk):
    factory.accept(factory.submitted(call))
    draw = drawn(call, clerk)
    late = factory.accept(factory.submitted(call))

    with pytest.raises(ApplicationError) as caught:
        propose_from_draw(call=call, draw=draw, drafted_on=clock.today(), actor=clerk, now=NOW)

    assert caught.value.code == "not_drawn"
    assert late.number in str(caught.value)


def test_clerk_drafts_from_the_call_s_page(client, settings, call, clerk):
    settings.DEMO = True
    factory.accept(factory.submitted(call))
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("applications:call-draw", args=[call.uid])
    assert client.get(address).status_code == 404
    drawn(call, clerk)
    assert "抽選の結果から起案する" in client.get(reverse("applications:call", args=[call.uid])).content.decode()

    answer = client.post(address, {"drafted_on": dt.date(2020, 10, 20).isoformat()})

    assert answer.headers["Location"] == reverse("applications:decision", args=[DecisionRecord.objects.get().uid])
