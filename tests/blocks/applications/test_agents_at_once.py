"""Two people hold one link at once: one becomes the agent, the other is told."""

import threading

import pytest
from django.db import connection
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.domain.invitations import hash_token
from musubi.blocks.applications.domain.agents.appointing import answer_agent, find_asked, revoke_agent
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)
KEY = hash_token("key")


@pytest.fixture
def asked():
    vision, _document = small_plan()
    made = factory.draft(factory.open_call(vision.items.get(code="A-P1")))
    return factory.appointed(made, accepted_at=None, token_hash=KEY, mail="agent@example.jp", asked_at=factory.NOW)


def together(*works):
    """Run the works at the same moment, each on a connection of its own; what each raised or gave."""
    told, gate = [], threading.Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            told.append(work())
        except ApplicationError as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def accept(user):
    """Accept by the link."""
    return lambda: answer_agent(token_hash=KEY, accept=True, user=user, now=factory.NOW, today=factory.TODAY)


def test_one_of_two_becomes_the_agent(asked):
    told = together(accept(person()), accept(person()))
    assert sorted(type(each).__name__ for each in told) == ["Agent", "ApplicationError"]
    assert Agent.objects.get().user in [each.user for each in told if isinstance(each, Agent)]


def test_revoked_while_it_is_accepted_never_stays_in_force(asked):
    together(accept(person()), lambda: revoke_agent(agent=asked, reason="やめる（架空）", actor=None, now=factory.NOW, today=factory.TODAY))
    found = Agent.objects.get()
    assert found.state_on(factory.TODAY) == "revoked"
    with pytest.raises(ApplicationError):
        find_asked(token_hash=KEY, now=factory.NOW)
