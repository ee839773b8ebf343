"""Nothing is given to an applicant for whom somebody merely says to act: refused until the city confirmed it, or the head lifts it."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories import parties
from tests.factories.accounts import person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision, record_decision
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.applications.models import Agent, DecisionRecord, LiftedRule
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def call(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    now = clock.now()
    return factory.open_call(vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))


@pytest.fixture
def clerk(client):
    made = person(Role.SECRETARIAT)
    client.force_login(made, backend=BACKEND)
    return made


def declared(call):
    """An application of a company whose person registered it online; nobody confirmed that yet."""
    user = person()
    company = parties.legal_entity(user=user, actor=user)
    made = factory.submitted(call, user=user, party=company, now=clock.now())
    return factory.accept(made), company.representations.get()


def propose(made, *, actor=None, reason="", outcome=Outcome.GRANTED, kind=DecisionKind.GRANT):
    """A 起案 for one application."""
    return prepare_decision(
        call=made.call,
        kind=kind,
        title="試験",
        proposed=[Proposed(made, outcome, amount=made.requested if outcome == Outcome.GRANTED else None, reason="試験（架空）")],
        drafted_on=clock.today(),
        actor=actor,
        now=clock.now(),
        exception_reason=reason,
    )


def test_draft_is_refused_and_one_click_leads_there_and_back(client, call, clerk):
    made, right = declared(call)
    page = f"{reverse('applications:decision-new', args=[call.uid])}?application={made.uid}&kind=grant"
    shown = client.get(page).content.decode()
    confirm = f"{reverse('parties:right', args=[right.uid, 'confirm'])}?next={quote(page)}"
    assert confirm in shown
    sent = {"title": "交付決定", "drafted_on": "R2.10.14", f"outcome-{made.uid}": "granted", f"amount-{made.uid}": "400000"}
    refused = client.post(page, {**sent, f"amount-{made.uid}": "399,000"})
    assert refused.status_code == 422
    assert "まだ確認していない申請があります" in refused.content.decode()
    assert "399,000" in refused.content.decode()
    assert not DecisionRecord.objects.exists()
    assert client.post(confirm, {"basis": "登記事項証明書（架空）"})["Location"] == page
    assert "例外を認める理由" not in client.get(page).content.decode()
    assert client.post(page, sent).status_code == 302


def test_only_the_head_lifts_it_with_a_reason(client, call):
    made, _right = declared(call)
    with pytest.raises(ApplicationError) as told:
        propose(made, actor=person(Role.SECRETARIAT), reason="急ぐ（架空）")
    assert (told.value.code, told.value.field) == ("acting", "exception_reason")
    head = person(Role.DIVISION_HEAD, body=call.organization)
    with pytest.raises(ApplicationError):
        propose(made, actor=head, reason=" ")
    decision = propose(made, actor=head, reason="登記の手続中のため（架空）")
    lifted = LiftedRule.objects.get(application=made)
    assert (lifted.rule, lifted.reason, lifted.lifted_by) == ("acting", "登記の手続中のため（架空）", str(head))
    assert Event.objects.get(verb="decision.drafted").reason == "登記の手続中のため（架空）"
    record(decision)  # what the head lifted at the draft need not be lifted again
    made.refresh_from_db()
    assert made.status == "granted"


def record(decision, **fields):
    """決裁を記録する."""
    given = {"decided_on": clock.today(), "decided_by": "部長", "document_number": "1", "actor": None, "now": clock.now(), "today": clock.today()}
    return record_decision(decision=decision, **{**given, **fields})


def test_record_is_refused_for_what_came_up_after_the_draft(client, call, clerk):
    user, party = factory.applicant()
    made = factory.accept(factory.submitted(call, user=user, party=party, now=clock.now()))
    decision = propose(made)
    agent = factory.appointed(made, person())
    page = client.get(reverse("applications:decision", args=[decision.uid])).content.decode()
    assert reverse("applications:agent-step", args=[agent.uid, "confirm"]) in page
    step = reverse("applications:decision-step", args=[decision.uid, "record"])
    told = client.post(step, {"decided_on": "R2.10.14", "decided_by": "部長", "document_number": "1"})
    assert "まだ確認していない" in told.content.decode()
    Agent.objects.filter(pk=agent.pk).update(confirmed_at=clock.now(), basis="委任状（架空）")
    record(decision)
    made.refresh_from_db()
    assert made.status == "granted"


def test_a_refusal_and_a_selection_need_nobody_confirmed(call):
    made, _right = declared(call)
    assert propose(made, kind=DecisionKind.REFUSAL, outcome=Outcome.REFUSED).pk
    other, _right = declared(call)
    assert propose(other, kind=DecisionKind.SELECTION, outcome=Outcome.SELECTED).pk


def test_draft_page_costs_the_same_for_one_and_many(client, call, clerk):
    rows = [declared(call)[0] for _number in range(4)]
    base = f"{reverse('applications:decision-new', args=[call.uid])}?kind=grant"
    few = queries_of(client, f"{base}&application={rows[0].uid}")
    many = queries_of(client, base + "".join(f"&application={row.uid}" for row in rows))
    assert many - few <= 3  # each application's open changes, as before
