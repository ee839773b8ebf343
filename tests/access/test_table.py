"""THE table: who may open what. Each staff page × each role; what a row does not name is refused."""

import datetime as dt

import pytest
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from tests.factories.accounts import invitation, organization, person
from tests.factories.indicators import one_indicator_of_each_kind
from tests.factories.reporting import one_of_each
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, OfficeSettings
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import policies
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db

STAFF = {Role.ADMINISTRATOR, Role.SECRETARIAT, Role.DIVISION_HEAD, Role.COORDINATOR, Role.DIVISION_STAFF}
EVERYONE, PLAN_READERS = set(Role), STAFF | {Role.PARTNER}
OFFICE, SECRETARIAT = {Role.ADMINISTRATOR, Role.SECRETARIAT}, {Role.SECRETARIAT}

# page → the roles that may open it
TABLE = {
    "/staff/": EVERYONE,
    "/staff/today/": EVERYONE,
    "/staff/today/new/": PLAN_READERS,
    "/account/": EVERYONE,
    "/staff/plan/": PLAN_READERS,
    "/staff/plan/roadmap/": PLAN_READERS,
    "/staff/plan/roadmap/A-P1/": SECRETARIAT,
    "/staff/plan/questions/": PLAN_READERS,
    "/staff/plan/unowned/": PLAN_READERS,
    "/staff/plan/revisions/": PLAN_READERS,
    "/staff/plan/revisions/1/": PLAN_READERS,
    "/staff/plan/editions/": PLAN_READERS,
    "/staff/plan/all/": PLAN_READERS,
    "/staff/plan/brochure/": SECRETARIAT,
    "/staff/plan/carry-over/": SECRETARIAT,
    "/staff/desk/A-P1/": PLAN_READERS,
    "/staff/desk/A-P1/indicators/": STAFF | {Role.AUDITOR},
