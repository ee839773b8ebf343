"""保存期間満了: content is erased only when its period is over; sums, days and the trail stay. 委任 that ran out goes back by itself."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings, Organization
from musubi.blocks.applications.domain import calls, drafts, files, filings, submission
from musubi.blocks.applications.domain.agents.expiring import give_back_ended
from musubi.blocks.applications.domain.agents.letters import keep_letter
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.keeping.erasing import erase_application
from musubi.blocks.applications.domain.keeping.periods import application_kept_until, due_agents, due_applications
from musubi.blocks.applications.domain.terms import TermsError, read_terms
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


def of_years(item, years, clause="文書管理規程第20条(架空)"):
    """Ended in fiscal year 2020 under a call that keeps its files for so many years."""
    made = factory.submitted(factory.open_call(item, terms={**factory.TERMS, "keep_years": years, "keep_clause": clause}))
    filings.withdraw(application=made, reason="都合(架空)", actor=made.applicant, now=factory.NOW)
    made.refresh_from_db()
    return made


def test_each_call_keeps_its_files_for_its_own_years(item):
    short, long = of_years(item, 3), of_years(item, 10)
    assert [application_kept_until(each) for each in (short, long)] == [dt.date(2024, 4, 1), dt.date(2031, 4, 1)]
    rows = Application.objects.all()
    assert due_applications(rows, today=dt.date(2024, 3, 31)) == []
    assert due_applications(rows, today=dt.date(2024, 4, 1)) == [short]
    with pytest.raises(ApplicationError, match="令和13年4月1日より前"):
        erase_application(application=long, actor=None, now=factory.NOW, today=dt.date(2031, 3, 31), reason="満了(架空)")
    erase_application(application=long, actor=None, now=factory.NOW, today=dt.date(2031, 4, 1), reason="満了(架空)")


def test_period_comes_from_the_office_freezes_at_the_opening_and_rests_on_a_clause(item):
    OfficeSettings.objects.update_or_create(defaults={"keep_years": 7})
    call = factory.open_call(item)
    OfficeSettings.objects.update(keep_years=1)
    assert call.versions.get().content["keep_years"] == 7
    made = factory.submitted(call)
    version = calls.correct_terms(call=call, content={**factory.TERMS, "conditions": "直した(架空)"}, reason="誤り", actor=None, now=factory.NOW)
    assert version.content["keep_years"] == 7  # a correction of something else leaves it
    filings.withdraw(application=made, reason="都合(架空)", actor=made.applicant, now=factory.NOW)
    made.refresh_from_db()
    assert application_kept_until(made) == dt.date(2028, 4, 1)
    prepared = factory.call(item, terms={**factory.TERMS, "keep_years": 3})
    assert any("条文" in each.message for each in calls.missing_of(prepared))
    with pytest.raises(TermsError):
        read_terms({**factory.TERMS, "keep_years": 101})
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeSettings.objects.update(keep_years=0)


def test_appointment_follows_the_years_of_its_application(item):
    made = of_years(item, 10)
    agent = factory.appointed(made, ends_on=dt.date(2020, 12, 31))
    assert due_agents(Agent.objects.all(), today=dt.date(2031, 3, 31)) == []
    assert due_agents(Agent.objects.all(), today=dt.date(2031, 4, 1)) == [agent]


def test_clerk_sets_period_with_its_clause(item, client):
    call = factory.call(item)
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    address = reverse("applications:call-step", args=[call.uid, "conditions"])
    typed = {"conditions": "守ること", "asset_limit": "500,000", "keep_years": "10"}
    assert "条文を書いてください" in client.post(address, typed).content.decode()
    client.post(address, {**typed, "keep_clause": "文書管理規程第20条(架空)"})
    page = client.get(reverse("applications:call", args=[call.uid])).content.decode()
    assert ("記録の保存期間 10年" in page, "文書管理規程第20条" in page) == (True, True)
