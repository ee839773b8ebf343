"""保存期間満了: content is erased only when its period is over; sums, days and the trail stay. 委任 that ran out goes back by itself."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import drafts, files, filings, submission
from musubi.blocks.applications.domain.agents.expiring import give_back_ended
from musubi.blocks.applications.domain.agents.letters import keep_letter
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.keeping.erasing import erase_application
from musubi.blocks.applications.domain.keeping.periods import application_kept_until, due_agents, due_applications
from musubi.blocks.applications.models import Agent, Application, Asset
from musubi.blocks.audit.models import Event, PersonalValue
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.parties.domain.erasure import WHILE_OPEN, erase_party
from musubi.blocks.parties.models import Party

pytestmark = pytest.mark.django_db
PERIOD_OVER = dt.date(2026, 4, 1)  # what ended in fiscal year 2020 is kept through fiscal year 2025
BEFORE = PERIOD_OVER - dt.timedelta(days=1)
SECRET = "秘密の菓子（架空）"


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def ended(item):
    """Filed with a file and an agent in June 2020, then withdrawn."""
    user, party = factory.applicant("秘密 太郎")
    made = factory.draft(factory.open_call(item), user=user, party=party, plan=SECRET)
    agent = factory.appointed(made, person(), name="秘密 書子", contact="04-0000-0009", ends_on=dt.date(2020, 12, 31))
    agent = keep_letter(agent=agent, file_name="委任状.txt", data="秘密の委任状".encode(), actor=user, now=factory.NOW)
    kept = files.add_file(
        application=made, stage="application", requirement="other", file_name="秘密.txt", data="秘密の書類".encode(), actor=user, now=factory.NOW
    )
    submission.submit(application=made, actor=user, now=factory.NOW, today=factory.TODAY)
    made.refresh_from_db()
    filings.withdraw(application=made, reason="秘密の都合", actor=user, now=factory.NOW)
    made.refresh_from_db()
    return made, agent, kept


def everything_of(made):
    """Every word that the application, what hangs on it and its trail still hold."""
    rows = [made, *made.agents.all(), *made.costs.all(), *made.status_changes.all(), *made.receipts.all(), *made.files.all()]
    values = [str(value) for row in rows for value in vars(row).values()]
    told = PersonalValue.objects.filter(event__object_type__startswith="applications.")
    return " ".join([*values, *told.values_list("before", flat=True), *told.values_list("after", flat=True)])


def test_head_erases_what_is_due_and_sums_stay(ended, client, monkeypatch, django_capture_on_commit_callbacks):
    made, agent, kept = ended
    receipt, yen, events = made.receipts.get(), made.requested, Event.objects.count()
    assert "秘密" in everything_of(made)
    assert [due_applications(Application.objects.all(), today=day) for day in (BEFORE, PERIOD_OVER)] == [[], [made]]
    client.force_login(person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1")))
    page = reverse("applications:retention")
    monkeypatch.setattr(clock, "today", lambda: BEFORE)
    assert made.number not in client.get(page).content.decode()
    monkeypatch.setattr(clock, "today", lambda: PERIOD_OVER)
    assert made.number in client.get(page).content.decode()
    refused = client.post(page, {"row": made.uid, "reason": " "})
    assert (refused.status_code, "消去の根拠" in refused.content.decode(), f'value="{made.uid}" checked' in refused.content.decode()) == (
        422,
        True,
        True,
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"row": made.uid, "reason": "廃棄 第1号"}).status_code == 302
    made.refresh_from_db()
    assert "秘密" not in everything_of(made)
    assert not default_storage.exists(kept.file.name)
    assert not default_storage.exists(agent.file.name)
    assert (made.requested, made.costs.get().amount, made.erased_on) == (yen, 800_000, PERIOD_OVER)
    assert Event.objects.get(verb="application.erased").after["receipts"] == f"{receipt.number} SHA-256 {receipt.sha256}"
    assert Event.objects.count() == events + 2  # the application, its agent; nothing of the trail went
    assert client.get(reverse("applications:application", args=[made.uid])).status_code == 200
    assert made.number not in client.get(page).content.decode()


def test_nothing_is_erased_while_something_may_still_be_asked(ended):
    made, _agent, _kept = ended
    with pytest.raises(ApplicationError, match="消去できません"):
        erase_application(application=made, actor=None, now=factory.NOW, today=BEFORE, reason="満了")
    Asset.objects.create(application=made, name="機械", cost=1, acquired_on=factory.TODAY, restricted_until=dt.date(2025, 6, 30))
    assert application_kept_until(Application.objects.get(pk=made.pk)) == dt.date(2031, 4, 1)
    assert due_agents(Agent.objects.all(), today=PERIOD_OVER) == []  # its application is still kept
    assert application_kept_until(factory.submitted(made.call)) == WHILE_OPEN


def test_party_takes_its_applications_drafts_and_agents_along(ended):
    made, agent, _kept = ended
    party = made.party
    drafts.begin_application(call=made.call, party=party, actor=None, now=factory.NOW)
    wide = factory.appointed(made, application=None, name="秘密 広子", ends_on=dt.date(2020, 12, 31))
    Party.objects.filter(pk=party.pk).update(keep_until=factory.TODAY)
    erase_party(party=Party.objects.get(pk=party.pk), actor=None, now=factory.NOW, today=PERIOD_OVER, reason="満了")
    assert list(Application.objects.filter(party=party).values_list("erased_on", flat=True)) == [PERIOD_OVER]
    assert set(Agent.objects.filter(pk__in=[agent.pk, wide.pk]).values_list("name", flat=True)) == {"（消去済み）"}
    assert "秘密" not in everything_of(Application.objects.get(pk=made.pk))


def test_claims_go_back_the_day_after_the_last_one_and_both_hear_of_it_once(item):
    made = factory.granted(factory.open_call(item), amount=400_000)
    last = dt.date(2020, 9, 30)
    agent = factory.appointed(made, kind="receipt", mail="payee@example.jp", ends_on=last, confirmed_at=factory.NOW, basis="委任状（架空）")
    asked = filings.claim(
        application=made, kind="advance", amount=100_000, claimed_on=factory.TODAY, reason="前払い（架空）", payee=agent, actor=None, now=factory.NOW
    )
    after = last + dt.timedelta(days=1)
    now = dt.datetime.combine(after, dt.time(7), tzinfo=factory.ZONE)
    assert give_back_ended(last, now) == 0
    asked.refresh_from_db()
    assert asked.payee == agent
    assert (give_back_ended(after, now), give_back_ended(after, now)) == (2, 0)
    asked.refresh_from_db()
    assert asked.payee is None
    mails = OutboxMessage.objects.filter(subject="委任の期間が終わりました")
    assert set(mails.values_list("to", flat=True)) == {"payee@example.jp", made.applicant.email}
    assert Event.objects.filter(verb="agent.over").count() == 1
