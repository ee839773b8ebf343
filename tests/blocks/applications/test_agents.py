"""委任: asked, answered by a link, held to the last day or until it is taken back; seen as the agent's work everywhere."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain.agents import appointing
from musubi.blocks.applications.domain.agents.held import agencies_of
from musubi.blocks.applications.domain.applicant.telling import recipients_of
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.rights import acts_as_applicant
from musubi.blocks.applications.models import Agent, Application, Receipt
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = {"name": "行政 書子（架空）", "office": "架空行政書士事務所", "mail": "agent@example.jp", "starts_on": "R2.10.14", "ends_on": "R3.3.31"}


@pytest.fixture
def item(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def call(item):
    now = clock.now()
    return factory.open_call(item, opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))


@pytest.fixture
def owner(client):
    user, party = factory.applicant()
    client.force_login(user, backend=BACKEND)
    return user, party


def again(user):
    """The user as the next request has it."""
    return type(user).objects.get(pk=user.pk)


def link():
    """The link of the newest invitation."""
    body = OutboxMessage.objects.filter(purpose="application_agent", to="agent@example.jp").latest("pk").body
    return re.search(r"/my/applications/agents/open/\S+/", body).group()


def asked(client, made, **fields):
    """Ask an agent through the page."""
    answer = client.post(reverse("filings:agent-ask", args=[made.uid, "filing"]), {**ASKED, "scope": "application", **fields})
    assert answer.status_code == 302, re.findall(r'class="error".*?</p>', answer.content.decode(), re.DOTALL)
    return Agent.objects.latest("pk")


def accepted(client, made, **fields):
    """Ask, and accept with another account, which stays signed in."""
    agent, opened = asked(client, made, **fields), link()
    helper = person()
    client.force_login(helper, backend=BACKEND)
    client.get(opened)
    assert client.post(reverse("filings:agent-answer"), {"answer": "accept"}).status_code == 302
    agent.refresh_from_db()
    return agent, helper


def test_agent_writes_and_hands_in_as_agent(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    agent, helper = accepted(client, made)
    other = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    assert set(visible_to(again(helper), Application)) == {made}
    assert client.get(reverse("filings:application", args=[other.uid])).status_code == 404
    assert client.get(reverse("parties:own-party", args=[owner[1].uid])).status_code == 404
    home = client.get(reverse("filings:home")).content.decode()
    assert "代理人として" in home
    assert client.post(reverse("filings:check", args=[made.uid])).status_code == 302
    receipt = Receipt.objects.get()
    assert receipt.content["agent"] == "行政 書子（架空） (架空行政書士事務所)"
    assert "架空行政書士事務所" in client.get(reverse("filings:receipt", args=[made.uid, receipt.number])).content.decode()
    handed_in = Event.objects.get(verb="application.submit")
    assert handed_in.actor_label == f"{helper}(代理人)"
    assert made.status_changes.get().by_label == f"{helper}(代理人)"
    told = set(OutboxMessage.objects.filter(purpose="application_receipt").values_list("to", flat=True))
    assert told == {helper.email, owner[0].email}
    assert agent.user == helper


def test_office_sees_the_agent_of_a_draft_only_once_it_is_handed_in(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    agent, _helper = accepted(client, made)
    clerk = person(Role.SECRETARIAT)
    assert not visible_to(clerk, Agent).exists()
    assert not Task.objects.filter(object_id=agent.uid).exists()
    client.post(reverse("filings:check", args=[made.uid]))
    assert visible_to(again(clerk), Agent).get() == agent
    assert Task.objects.get(object_id=agent.uid).organization == call.organization


def test_staff_see_and_confirm_and_both_are_told(client, call, owner):
    made = factory.submitted(call, user=owner[0], party=owner[1], now=clock.now())
    agent, helper = accepted(client, made)
    task = Task.objects.get(object_id=agent.uid)
    clerk = person(Role.SECRETARIAT)
    client.force_login(clerk, backend=BACKEND)
    page = client.get(reverse("applications:application", args=[made.uid])).content.decode()
    assert "有効(市の確認前)" in page
    assert "行政 書子" in client.get(reverse("applications:agents")).content.decode()
    back = reverse("applications:application", args=[made.uid])
    answer = client.post(f"{reverse('applications:agent-step', args=[agent.uid, 'confirm'])}?next={back}", {"basis": "委任状（架空）"})
    assert answer["Location"] == back
    agent.refresh_from_db()
    task.refresh_from_db()
    assert (agent.confirmed_by, task.status) == (str(clerk), "done")
    told = OutboxMessage.objects.filter(subject="市が委任を確認しました").values_list("to", flat=True)
    assert set(told) == {helper.email, owner[0].email}


def test_revoked_or_over_it_is_lost_at_once(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    agent, helper = accepted(client, made)
    assert acts_as_applicant(again(helper), made)
    last = Agent.objects.get(pk=agent.pk)
    assert [last.state_on(day) for day in (last.ends_on, last.ends_on + dt.timedelta(days=1))] == ["active", "over"]
    assert agencies_of(user=again(helper), day=last.ends_on + dt.timedelta(days=1)) == []
    client.force_login(owner[0], backend=BACKEND)
    assert client.post(reverse("filings:agent-end", args=[agent.uid]), {"reason": ""}).status_code == 422
    client.post(reverse("filings:agent-end", args=[agent.uid]), {"reason": "契約が終わった（架空）"})
    assert not acts_as_applicant(again(helper), made)
    client.force_login(helper, backend=BACKEND)
    assert client.get(reverse("filings:form", args=[made.uid])).status_code == 404
    assert [each.mail for each in recipients_of([made], day=clock.today())[made.pk]] == [owner[0].email]


def test_scope_of_a_call_and_of_a_period(client, item, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    _agent, helper = accepted(client, made, scope=call.uid)
    begin = client.get(reverse("filings:begin", args=[call.uid])).content.decode()
    assert "代理人として" in begin
    assert client.post(reverse("filings:begin", args=[call.uid]), {"party": owner[1].uid}).status_code == 302
    assert Application.objects.filter(applicant=helper, party=owner[1]).count() == 1
    elsewhere = factory.open_call(item, opens_at=call.opens_at, closes_at=call.closes_at)
    assert client.post(reverse("filings:begin", args=[elsewhere.uid]), {"party": owner[1].uid}).status_code == 422
    whole = factory.appointed(made, person(), application=None, starts_on=clock.today())
    over = factory.draft(elsewhere, user=owner[0], party=owner[1], now=clock.now() - dt.timedelta(hours=30))
    Application.objects.filter(pk=over.pk).update(status="withdrawn", number="x", submitted_at=clock.now())
    assert set(visible_to(again(whole.user), Application)) == set(Application.objects.filter(party=owner[1]).exclude(pk=over.pk))


def test_agent_withdraws_only_where_trusted_with_it(client, call, owner):
    made = factory.submitted(call, user=owner[0], party=owner[1], now=clock.now())
    agent, _helper = accepted(client, made)
    assert "取り下げる" not in client.get(reverse("filings:application", args=[made.uid])).content.decode()
    words = {"reason": "やめる（架空）", "sure": "on"}
    assert client.post(reverse("filings:withdraw", args=[made.uid]), words).status_code == 403
    Agent.objects.filter(pk=agent.pk).update(may_withdraw=True)
    assert client.post(reverse("filings:withdraw", args=[made.uid]), words).status_code == 302


def test_only_the_party_itself_appoints(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    accepted(client, made)
    url = reverse("filings:agent-ask", args=[made.uid, "filing"])
    assert client.post(url, {**ASKED, "mail": "third@example.jp", "scope": "application"}).status_code == 403
    assert client.get(reverse("filings:agent-for", args=[owner[1].uid])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": "R2.10.1"}, "最後の日が過ぎています"),
        ({"ends_on": "R9.3.31"}, "委任の期間は3年までです"),
        ({"mail": ""}, "入力してください"),
        ({"ends_on": "R2.13.40"}, "読めません"),
    ],
)
def test_wrong_appointment_is_told_at_its_field(client, call, owner, fields, words):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    answer = client.post(reverse("filings:agent-ask", args=[made.uid, "filing"]), {**ASKED, "scope": "application", **fields})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page or "必須" in page
    assert 'value="行政 書子（架空）"' in page
    assert not Agent.objects.exists()


def test_oneself_and_the_same_person_twice_are_refused(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    url = reverse("filings:agent-ask", args=[made.uid, "filing"])
    own = client.post(url, {**ASKED, "mail": owner[0].email.upper(), "scope": "application"})
    assert "自分自身は代理人にできません" in own.content.decode()
    asked(client, made)
    assert "もう頼んでいます" in client.post(url, {**ASKED, "scope": "application"}).content.decode()


def test_link_serves_once_and_ends_with_the_appointment(client, call, owner):
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    agent = asked(client, made)
    first = link()
    client.post(reverse("filings:agent-again", args=[agent.uid]))
    client.get(first)
    assert client.get(reverse("filings:agent-answer")).status_code == 410
    client.get(link())
    assert client.get(reverse("filings:agent-answer")).status_code == 200
    own = client.post(reverse("filings:agent-answer"), {"answer": "accept"})  # the party's own person cannot be its agent
    assert own.status_code == 410
    client.force_login(person(Role.DIVISION_STAFF), backend=BACKEND)
    client.get(link())
    assert "市の職員は" in client.post(reverse("filings:agent-answer"), {"answer": "accept"}).content.decode()
    helper = person()
    client.force_login(helper, backend=BACKEND)
    client.get(link())
    client.post(reverse("filings:agent-answer"), {"answer": "decline"})
    agent.refresh_from_db()
    assert (agent.state_on(clock.today()), acts_as_applicant(again(helper), made)) == ("declined", False)
    client.get(link())
    assert client.get(reverse("filings:agent-answer")).status_code == 410
    Agent.objects.filter(pk=agent.pk).update(declined_at=None, user=None, token_hash="t", asked_at=clock.now() - dt.timedelta(days=31))
    with pytest.raises(ApplicationError, match="30日"):
        appointing.find_asked(token_hash="t", now=clock.now())


def test_letter_is_uploaded_printed_and_read_by_the_office(client, call, owner):
    made = factory.submitted(call, user=owner[0], party=owner[1], now=clock.now())
    agent = asked(client, made)
    assert client.get(reverse("filings:agent-sheet", args=[agent.uid])).content.startswith(b"%PDF")
    sent = SimpleUploadedFile("委任状.txt", "委任します（架空）".encode(), content_type="text/plain")
    assert client.post(reverse("filings:agent-letter", args=[agent.uid]), {"file": sent}).status_code == 302
    agent.refresh_from_db()
    opened = client.get(f"{reverse('filings:agent-letter', args=[agent.uid])}?open")
    assert b"".join(opened.streaming_content) == "委任します（架空）".encode()
    client.force_login(person(), backend=BACKEND)
    assert client.get(reverse("filings:agent", args=[agent.uid])).status_code == 404
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    assert b"".join(client.get(reverse("applications:agent-letter", args=[agent.uid])).streaming_content)
    refused = {"basis": "委任状（架空）"}
    told = client.post(reverse("applications:agent-step", args=[agent.uid, "confirm"]), refused).content.decode()
    assert "まだ承諾していません" in told
    client.post(reverse("applications:agent-step", args=[agent.uid, "refuse"]), {"reason": "署名がない（架空）"})
    agent.refresh_from_db()
    assert (agent.state_on(clock.today()), agent.token_hash) == ("refused", "")


def test_paper_agent_stands_in_the_receipt(client, call, owner):
    clerk = person(Role.SECRETARIAT)
    made = factory.draft(call, user=owner[0], party=owner[1], now=clock.now())
    Application.objects.filter(pk=made.pk).update(channel="counter", received_on=clock.today())
    client.force_login(clerk, backend=BACKEND)
    fields = {"kind": "filing", "name": "紙 太郎（架空）", "starts_on": "R2.10.1", "ends_on": "R3.3.31", "basis": "委任状（架空）"}
    assert client.post(reverse("applications:agent-record", args=[made.uid]), fields).status_code == 302
    client.post(reverse("filings:check", args=[made.uid]))
    assert Receipt.objects.get().content["agent"] == "紙 太郎（架空）"
    assert Event.objects.get(verb="application.submit").actor_label == str(clerk)


def test_lists_cost_the_same_for_one_and_many(client, call, owner):
    made = factory.submitted(call, user=owner[0], party=owner[1], now=clock.now())
    factory.appointed(made, person())
    own, staff = reverse("filings:agents"), reverse("applications:agents")
    few = queries_of(client, own)
    clerk = person(Role.SECRETARIAT)
    client.force_login(clerk, backend=BACKEND)
    few_staff = queries_of(client, staff)
    for number in range(4):
        factory.appointed(made, person(), application=None, call=call if number % 2 else None)
    assert queries_of(client, staff) == few_staff
    client.force_login(owner[0], backend=BACKEND)
    assert queries_of(client, own) == few
