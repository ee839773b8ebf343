"""受領の委任: paid to another only while both agree and the city confirmed; who is paid stands in the claim and in every list."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain import commitments, filings
from musubi.blocks.applications.domain.agents import appointing
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent, Claim
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def granted(client, settings):
    settings.DEMO = True
    vision, _document = small_plan()
    now = clock.now()
    call = factory.open_call(
        vision.items.get(code="A-P1"), opens_at=dt.datetime(2020, 4, 1, tzinfo=factory.ZONE), closes_at=now + dt.timedelta(days=3)
    )
    user, party = factory.applicant()
    client.force_login(user, backend=BACKEND)
    return factory.granted(call, user=user, party=party, now=now - dt.timedelta(days=100))


def payee(made, **fields):
    """A delegation to which both agreed."""
    return factory.appointed(made, kind=AgentKind.RECEIPT, name="架空電設株式会社（架空）", creditor_number="77001", **fields)


def claimed(client, made, to):
    """Claim an advance on the page, to be paid to somebody else."""
    return client.post(reverse("filings:claim", args=[made.uid]), {"amount": "100,000", "reason": "前払い（架空）", "payee": to.uid})


def rows(client):
    """The export of payments."""
    sheet = load_workbook(io.BytesIO(client.post(reverse("applications:payments-export")).content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_payee_is_asked_agrees_and_is_paid(client, granted):
    ask = {"name": "架空電設株式会社（架空）", "contact": "架空市1-1", "mail": "", "creditor_number": "", "ends_on": "R3.5.31"}
    assert client.post(reverse("filings:agent-ask", args=[granted.uid, "receipt"]), ask).status_code == 302
    agent = Agent.objects.get()
    assert claimed(client, granted, agent).status_code == 422  # the payee has not agreed yet
    assert not Claim.objects.exists()
    clerk = person(Role.SECRETARIAT)
    client.force_login(clerk, backend=BACKEND)
    seen = {"basis": "委任状（架空、双方の署名）", "creditor_number": "77001"}
    assert client.post(reverse("applications:agent-step", args=[agent.uid, "confirm"]), seen).status_code == 422
    client.post(reverse("applications:agent-step", args=[agent.uid, "confirm"]), {**seen, "on_paper": "on"})
    client.force_login(granted.applicant, backend=BACKEND)
    assert claimed(client, granted, agent).status_code == 302
    assert "架空電設株式会社" in client.get(reverse("filings:application", args=[granted.uid])).content.decode()
    client.force_login(clerk, backend=BACKEND)
    listed = client.get(reverse("applications:payments")).content.decode()
    assert "77001" in listed
    assert "架空電設株式会社" in listed
    assert rows(client)[0][:2] == ["77001", "架空電設株式会社（架空）"]
    page = client.get(reverse("applications:settle-step", args=[granted.uid, "pay"])).content.decode()
    assert "架空電設株式会社（架空）(債権者番号 77001)に払います" in page
    paid = {"amount": "100000", "paid_on": "R2.10.14"}
    assert client.post(reverse("applications:settle-step", args=[granted.uid, "pay"]), paid).status_code == 302
    audit = f"{reverse('applications:audit')}?year=2020"
    assert "受領者: 架空電設株式会社（架空）" in client.get(audit).content.decode()
    sheet = load_workbook(io.BytesIO(client.get(f"{audit}&as=xlsx").content)).active
    assert sheet.cell(2, 6).value == "架空電設株式会社（架空）"


def test_unconfirmed_payee_is_held_back_and_cannot_be_paid(client, granted):
    agent = payee(granted, user=person())
    claimed(client, granted, agent)
    clerk = person(Role.DIVISION_HEAD)
    claim = Claim.objects.get()
    with pytest.raises(ApplicationError, match="まだ確認していません"):
        commitments.record_payment(
            application=granted, amount=100_000, paid_on=clock.today(), claim=claim, actor=clerk, now=clock.now(), exception_reason="急ぐ（架空）"
        )
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    assert "委任の確認待ち" in client.get(reverse("applications:payments")).content.decode()
    client.post(reverse("applications:payments-export"))
    claim.refresh_from_db()
    assert claim.exported_at is None


@pytest.mark.parametrize("gone", [{"revoked_at": True, "reason": "やめた"}, {"accepted_at": None}, {"ends_on": dt.date(2020, 4, 2)}])
def test_claim_needs_the_consent_of_both(granted, gone):
    agent = payee(granted)
    values = {name: clock.now() if value is True else value for name, value in gone.items()}
    Agent.objects.filter(pk=agent.pk).update(**values)
    with pytest.raises(ApplicationError, match="両方の同意"):
        filings.claim(
            application=granted,
            kind="advance",
            amount=1,
            claimed_on=clock.today(),
            reason="前払い（架空）",
            actor=person(Role.DIVISION_HEAD),
            now=clock.now(),
            payee=agent,
        )


def test_another_applications_payee_is_refused(granted):
    other = factory.submitted(granted.call, now=clock.now())
    with pytest.raises(ApplicationError, match="両方の同意"):
        filings.claim(
            application=granted,
            kind="advance",
            amount=1,
            claimed_on=clock.today(),
            reason="前払い（架空）",
            actor=None,
            now=clock.now(),
            payee=payee(other),
        )


def test_open_claim_goes_back_to_the_applicant_when_the_delegation_ends(client, granted):
    agent = payee(granted, confirmed_at=clock.now(), basis="委任状（架空）")
    claimed(client, granted, agent)
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    assert rows(client)[0][0] == "77001"
    appointing.revoke_agent(agent=agent, reason="やめた（架空）", actor=granted.applicant, now=clock.now(), today=clock.today())
    claim = Claim.objects.get()
    assert (claim.payee, claim.exported_at) == (None, None)
    assert "支払を止めて" in Task.objects.get(object_id=claim.uid).detail


def test_clerk_changes_who_is_paid(client, granted):
    agent = payee(granted, confirmed_at=clock.now(), basis="委任状（架空）")
    claimed(client, granted, agent)
    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    client.post(reverse("applications:settle-step", args=[granted.uid, "payee"]), {"payee": ""})
    assert Claim.objects.get().payee is None
    client.post(reverse("applications:settle-step", args=[granted.uid, "payee"]), {"payee": agent.uid})
    assert Claim.objects.get().payee == agent
