"""THE table: who may open what. Each staff page × each role; what a row does not name is refused."""

import datetime as dt

import pytest
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from tests.factories import applications, council, desks, draws, meetings, money, parties, places, properties, reviews, selections, tours, visits
from tests.factories.accounts import invitation, organization, person
from tests.factories.inbound import work_order
from tests.factories.indicators import one_indicator_of_each_kind
from tests.factories.local_brands import one_of_each as one_brand_of_each
from tests.factories.reporting import one_of_each
from tests.factories.translations import assignment, translation
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, OfficeSettings
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import policies
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.opendata.models import DataImport
from musubi.blocks.places.models import Spot
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.programs.brand.tours.models import PlannerSettings

pytestmark = pytest.mark.django_db

STAFF = {Role.ADMINISTRATOR, Role.SECRETARIAT, Role.DIVISION_HEAD, Role.COORDINATOR, Role.DIVISION_STAFF}
EVERYONE, PLAN_READERS = set(Role), STAFF | {Role.PARTNER}
MONEY_READERS = STAFF | {Role.AUDITOR}
LIVE_PLAN_READERS = PLAN_READERS | {Role.AUDITOR}
OFFICE, SECRETARIAT = {Role.ADMINISTRATOR, Role.SECRETARIAT}, {Role.SECRETARIAT}

# page → the roles that may open it
TABLE = {
    "/staff/": EVERYONE,
    "/staff/today/": EVERYONE,
    "/staff/today/new/": PLAN_READERS,
    "/account/": EVERYONE,
    "/staff/visitors/": LIVE_PLAN_READERS,
    "/staff/open-data/": LIVE_PLAN_READERS,
    "/staff/signs/": LIVE_PLAN_READERS,
    "/staff/signs/export/": LIVE_PLAN_READERS,
    "/staff/signs/new/": SECRETARIAT,
    "/staff/signs/orders/": LIVE_PLAN_READERS,
    "/staff/signs/orders/print/": LIVE_PLAN_READERS,
    "/staff/translations/": LIVE_PLAN_READERS,
    "/staff/plan/": LIVE_PLAN_READERS,
    "/staff/plan/roadmap/": LIVE_PLAN_READERS,
    "/staff/plan/roadmap/A-P1/": SECRETARIAT,
    "/staff/plan/questions/": LIVE_PLAN_READERS,
    "/staff/plan/unowned/": LIVE_PLAN_READERS,
    "/staff/plan/revisions/": LIVE_PLAN_READERS,
    "/staff/plan/revisions/1/": LIVE_PLAN_READERS,
    "/staff/plan/editions/": LIVE_PLAN_READERS,
    "/staff/plan/all/": LIVE_PLAN_READERS,
    "/staff/plan/brochure/": SECRETARIAT,
    "/staff/plan/carry-over/": SECRETARIAT,
    "/staff/desk/A-P1/": LIVE_PLAN_READERS,
    "/staff/programs/": LIVE_PLAN_READERS,
    "/staff/indicators/": PLAN_READERS,
    "/staff/rating-scales/": PLAN_READERS,
    "/staff/desk/A-P1/indicators/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/report/": STAFF | {Role.AUDITOR},
    "/staff/calls/": PLAN_READERS,
    "/staff/received/": STAFF,
    "/staff/received/new/": STAFF,
    "/staff/calls/new/": SECRETARIAT,
    "/staff/reports/": STAFF | {Role.AUDITOR},
    "/staff/editions/": STAFF | {Role.AUDITOR},
    "/staff/editions/freeze/": SECRETARIAT,
    "/staff/report-templates/": STAFF | {Role.AUDITOR},
    "/staff/report-templates/new/": SECRETARIAT,
    "/staff/desk/A-P1/journal/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/journal/export/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/journal/new/": SECRETARIAT,
    "/staff/desk/A-P1/documents/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/milestones/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/milestones/new/": SECRETARIAT,
    "/staff/desk/A-P1/contacts/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/contacts/new/": SECRETARIAT,
    "/staff/desk/A-P1/places/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/setting/": SECRETARIAT,
    "/staff/desk/A-P1/journal/import/": SECRETARIAT,
    "/staff/desk/A-P1/handover/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/templates/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/templates/copy/": SECRETARIAT,
    "/staff/desk/A-P1/associations/": STAFF | {Role.AUDITOR},
    "/staff/desk/A-P1/associations/new/": SECRETARIAT,
    "/staff/brands/": MONEY_READERS,
    "/staff/brands/export/": MONEY_READERS,
    "/my/brands/": EVERYONE,
    "/staff/draws/": STAFF | {Role.AUDITOR},
    "/staff/draws/new/": SECRETARIAT,
    "/staff/applications/": MONEY_READERS,
    "/staff/applications/export/": MONEY_READERS,
    "/staff/applications/decisions/": MONEY_READERS,
    "/staff/applications/decisions/record/": MONEY_READERS,
    "/staff/applications/designations/": MONEY_READERS,
    "/staff/applications/agents/": MONEY_READERS,
    "/staff/applications/payments/": MONEY_READERS,
    "/staff/applications/retention/": {Role.SECRETARIAT, Role.DIVISION_HEAD},
    "/staff/applications/audit/": MONEY_READERS,
    "/staff/applications/upstream/": MONEY_READERS,
    "/staff/applications/upstream/new/": SECRETARIAT,
    "/staff/reviews/": MONEY_READERS,
    "/staff/reviews/new/": SECRETARIAT,
    "/staff/offers/": MONEY_READERS,
    "/staff/offers/new/": SECRETARIAT,
    "/staff/offers/guidelines/new/": SECRETARIAT,
    "/staff/desks/": PLAN_READERS | {Role.AUDITOR},
    "/staff/plan/rows/items/new/": SECRETARIAT,
    "/staff/plan/rows/items/itema-p1/": SECRETARIAT,
    "/staff/plan/rows/items/itema-p1/remove/": SECRETARIAT,
    "/staff/plan/workbook/": SECRETARIAT,
    "/staff/plan/workbook/download/": SECRETARIAT,
    "/staff/plan/workbook/template/": SECRETARIAT,
    "/staff/plan/workbook/new/": SECRETARIAT,
    "/staff/desk/A-P1/money/": MONEY_READERS,
    "/staff/desk/A-P1/money/compare/": MONEY_READERS,
    "/staff/desk/A-P1/money/envelope/new/": {Role.SECRETARIAT},
    "/staff/desk/A-P1/money/contract/new/": {Role.SECRETARIAT},
    "/staff/desk/A-P1/money/transfer/": {Role.SECRETARIAT},
    "/staff/desk/A-P1/contracts/": MONEY_READERS,
    "/staff/desk/A-P1/contracts/export/": MONEY_READERS,
    "/staff/money/": MONEY_READERS,
    "/staff/money/export/": MONEY_READERS,
    "/staff/money/import/": SECRETARIAT,
    "/staff/money/contracts/": MONEY_READERS,
    "/staff/money/contracts/export/": MONEY_READERS,
    "/staff/bodies/": STAFF | {Role.AUDITOR},
    "/staff/bodies/new/": SECRETARIAT,
    "/staff/meetings/": STAFF | {Role.AUDITOR},
    "/staff/paper-templates/": STAFF | {Role.AUDITOR},
    "/staff/paper-templates/new/": SECRETARIAT,
    "/staff/council/": STAFF | {Role.AUDITOR},
    "/staff/council/opinions/": STAFF | {Role.AUDITOR},
    "/staff/council/opinions/new/": STAFF,
    "/staff/council/opinions/several/": STAFF,
    "/staff/council/issues/new/": SECRETARIAT,
    "/staff/council/decisions/": STAFF | {Role.AUDITOR},
    "/staff/council/decisions/new/": SECRETARIAT,
    "/staff/council/decisions/record/": SECRETARIAT,
    "/staff/council/resolutions/new/": SECRETARIAT,
    "/staff/council/comments/": STAFF | {Role.AUDITOR},
    "/staff/council/comments/new/": SECRETARIAT,
    "/staff/council/coordination/": PLAN_READERS | {Role.AUDITOR},
    "/staff/council/actions/": PLAN_READERS | {Role.AUDITOR},
    "/staff/council/shortfalls/": STAFF | {Role.AUDITOR},
    "/staff/council/questions/": STAFF,
    "/staff/council/questions/new/": STAFF,
    "/staff/council/promises/": STAFF | {Role.AUDITOR},
    "/staff/council/promises/new/": STAFF,
    "/staff/parties/": STAFF | {Role.AUDITOR},
    "/staff/parties/export/": STAFF | {Role.AUDITOR},
    "/staff/parties/doubles/": {Role.SECRETARIAT, Role.DIVISION_HEAD, Role.COORDINATOR},
    "/staff/parties/claims/": STAFF,
    "/staff/parties/register/": STAFF | {Role.AUDITOR},
    "/staff/parties/new/": STAFF,
    "/staff/parties/new/legal-entity/": STAFF,
    "/staff/visits/": LIVE_PLAN_READERS,
    "/staff/visits/export/": LIVE_PLAN_READERS,
    "/staff/visits/visitors/": LIVE_PLAN_READERS,
    "/staff/visits/visitors/export/": LIVE_PLAN_READERS,
    "/staff/visits/sites/": LIVE_PLAN_READERS,
    "/staff/visits/sites/new/": STAFF,
    "/staff/visits/import/quarters/": STAFF,
    "/staff/visits/rallies/": LIVE_PLAN_READERS,
    "/staff/visits/rallies/new/": STAFF,
    "/staff/places/": STAFF | {Role.AUDITOR},
    "/staff/places/facilities/": STAFF | {Role.AUDITOR},
    "/staff/places/lands/export/": STAFF | {Role.AUDITOR},
    "/staff/places/buildings/new/": STAFF,
    "/staff/places/buildings/import/": STAFF,
    "/my/businesses/": EVERYONE,
    "/corporations/": EVERYONE,
    "/staff/tours/courses/": LIVE_PLAN_READERS,
    "/staff/tours/courses/new/": SECRETARIAT,
    "/staff/tours/planner/": SECRETARIAT,
    "/staff/tours/weights/": SECRETARIAT,
    "/staff/outbox/": OFFICE,
    "/staff/outbox/reminders/": OFFICE,
    "/staff/people/": OFFICE,
    "/staff/people/export/": OFFICE,
    "/staff/people/invitations/": OFFICE,
    "/staff/people/invitations/new/": OFFICE,
    "/staff/people/moves/": OFFICE,
    "/staff/people/moves/download/": OFFICE,
    "/staff/organizations/": OFFICE,
    "/staff/organizations/new/": OFFICE,
    "/staff/office/": OFFICE,
    "/staff/office/numbers/new/": OFFICE,
    "/staff/office/holidays/": OFFICE,
}


@pytest.fixture(autouse=True)
def city(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return vision


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def wrong(client, expected):
    """The pages that answer otherwise than `expected(roles of the page)` says."""
    found = {path: client.get(path).status_code for path in TABLE}
    return {path: status for path, status in found.items() if status != expected(TABLE[path])}


@pytest.mark.parametrize("role", list(Role))
def test_role_opens_exactly_its_pages(client, role):
    sign_in(client, person(role))
    assert wrong(client, lambda roles: 200 if role in roles else 403) == {}


def test_visitor_is_asked_to_sign_in(client):
    for path in TABLE:
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")


def test_person_whose_post_ended_is_refused(client):
    sign_in(client, person(*Role, ends_before=clock.today()))
    assert wrong(client, lambda roles: 200 if roles == EVERYONE else 403) == {}


def test_deputy_opens_what_the_post_opens(client):
    post = person(Role.SECRETARIAT).memberships.get()
    stand_in = person()
    Deputy.objects.create(membership=post, user=stand_in, starts_on=clock.today(), ends_before=clock.today() + dt.timedelta(days=1), reason="休暇")
    sign_in(client, stand_in)
    assert wrong(client, lambda roles: 200 if Role.SECRETARIAT in roles else 403) == {}


def test_deactivated_person_is_out(client):
    user = person(*Role)
    sign_in(client, user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert wrong(client, lambda _roles: 302) == {}


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern)


POSTED = {
    "/staff/council/opinions/gather/",
    "/staff/applications/bulk/",
    "/staff/applications/payments/export/",
}  # takes a form of the list's page only


def test_every_staff_page_without_arguments_stands_in_the_table():
    pages = {"/" + pattern for pattern in patterns() if pattern.startswith("staff/") and "<" not in pattern} - POSTED
    assert pages - set(TABLE) == set()


@pytest.fixture
def objects(city):
    """One or more of every kind of record, of several owners."""
    body = organization("B", "乙課")
    people = [person(role, body=body if number % 2 else organization()) for number, role in enumerate(Role)]
    for number, someone in enumerate(people):
        open_task(title=f"仕事{number}", due_on=dt.date(2030, 1, 1), today=clock.today(), now=timezone.now(), assignee=someone)
        open_task(
            title=f"課の仕事{number}",
            due_on=dt.date(2030, 1, 1),
            today=clock.today(),
            now=timezone.now(),
            organization=someone.memberships.get().organization,
        )
    queue_mail(to="a@example.jp", subject="s", body="b", purpose="p", now=timezone.now())
    OfficeSettings.objects.create()
    invitation()
    one_of_each(city)
    one_indicator_of_each_kind(city)
    desks.one_of_each(city)
    money.one_of_each(city.items.get(code="A-P1"))
    draws.one_of_each(city.items.get(code="A-P1"), body, *people[:2])
    offices = [people[2].memberships.get().organization, body, organization("C", "丙課")]
    bodies = meetings.one_of_each(offices, [people[6], people[0]])
    partner = people[5].memberships.get().organization
    council.one_of_each([partner, body, *offices], bodies, city.items.get(code="A-P1"), people[2])
    places.one_of_each()
    visits.one_of_each()
    tours.one_of_each()
    translation(Spot.objects.first())
    assignment(Spot.objects.first(), *people[:2])
    PlannerSettings.objects.create()
    work_order()
    DataImport.objects.create(dataset="tourism", owner_code="11208", file="f.csv", file_name="f.csv")
    applicants = [person(), person()]  # no post: they act for parties
    parties.one_of_each(*applicants)
    properties.one_of_each()
    one_brand_of_each(city.items.get(code="A-P1"))
    applications.one_of_each(city.items.get(code="A-P1"), person(), applicants[0])
    panel = reviews.one_of_each(city.items.get(code="A-P1"), [people[list(Role).index(Role.REVIEWER)], people[list(Role).index(Role.SECRETARIAT)]])
    selections.one_of_each(panel)
    return [*people, *applicants]


def test_predicate_and_queryset_agree_for_every_role_and_model(objects):
    from django.contrib.auth.models import AnonymousUser

    users = [AnonymousUser(), *objects, person(*Role, ends_before=clock.today())]
    missing, disagreeing = [], []
    for policy in policies():
        label = policy.model._meta.label
        records = list(policy.model._default_manager.all())
        if not records:
            missing.append(label)
        for user in users:
            listed = set(policy.visible(user, policy.model._default_manager.all()).values_list("pk", flat=True))
            allowed = {record.pk for record in records if policy.can_view(user, record)}
            disagreeing += [(label, str(user))] if listed != allowed else []
    assert (missing, disagreeing) == ([], [])
