"""Pages of the plan cost at most 15 queries, at the brochure's size and far above."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.vision import small_document, store

from musubi.blocks.accounts.enums import Role
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db
MOST = 15
PUBLIC = ["/", "/roadmap/", "/plan/A/", "/plan/A-1/", "/plan/A-P1/", "/actors/", "/map/", "/editions/", "/dashboard/", "/search/?q=企業"]
STAFF = [f"/staff/plan/{page}" for page in ("", "roadmap/", "questions/", "unowned/", "revisions/", "editions/", "all/", "workbook/", "carry-over/")]


@pytest.mark.parametrize("programs", [18, 202, 1000])
def test_plan_pages(client, settings, programs):
    settings.DEMO = True
    vision = store(small_document(programs=programs))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    counts = {}
    for path in [*PUBLIC, *STAFF]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts[path] = len(queries)
    assert {path: count for path, count in counts.items() if count > MOST} == {}
