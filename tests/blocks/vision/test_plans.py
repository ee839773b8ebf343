"""Several plans side by side: drafts are read, corrected and put in force; one is in force, ended ones stay."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.vision import small_document, store
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.search.domain.queries import find
from musubi.blocks.vision.domain.basis import CITY_DECISION, Basis
from musubi.blocks.vision.domain.editions import confirm_edition, plan_in_force
from musubi.blocks.vision.domain.interchange import copied
from musubi.blocks.vision.domain.plans import (
    NextPeriod,
    PlanStateError,
    all_plans,
    copy_for_next_period,
    keep_draft,
    put_in_force,
)
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.models import PlanItem, Revision, Vision

pytestmark = pytest.mark.django_db
DECISION = Basis(CITY_DECISION, label="後期計画の策定について", decided_on=dt.date(2023, 3, 20), document_number="産振第12号")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True  # the gate of the second factor has its own test


def plan(slug, *, programs=2, in_force=False):
    return store(copied(small_document(programs=programs), slug=slug), in_force=in_force)


def both():
    """A plan in force with its first edition, and a draft."""
    old = plan("first", programs=3, in_force=True)
    confirm_edition(vision=old, actor=None, now=timezone.now(), label="初版")
    return old, plan("second")


def force(vision, **changes):
    options = {"reason": "期間が終わるため", "basis": DECISION, "effective_on": dt.date(2023, 4, 1), "title": "後期計画 初版"}
    return put_in_force(vision=vision, actor=None, now=timezone.now(), **{**options, **changes})


def signed_in(client, *roles):
    user = person(*roles)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_draft_takes_over_and_the_old_plan_is_superseded():
    old, new = both()
    edition = force(new)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status, new.supersedes) == ("superseded", "in_force", old)
    assert plan_in_force() == new
    assert (edition.number, edition.label) == (1, "後期計画 初版")
    revision = Revision.objects.get(vision=new, number=2)
    assert (revision.basis_kind, revision.basis_label, revision.document_number) == (
        CITY_DECISION,
        "後期計画の策定について",
        "産振第12号",
    )
    assert list(Event.objects.filter(verb__in=["vision.superseded", "vision.put_in_force"]).order_by("pk").values_list("verb", "object_id")) == [
        ("vision.superseded", old.uid),
        ("vision.put_in_force", new.uid),
    ]
    found = {entry.address for entry in find(user=None, query="企業誘致推進事業", source="plan").entries}
    assert found == {"/plan/A-P1/", "/plans/first/A-P1/"}


def test_without_a_decision_nothing_changes():
    old, new = both()
    with pytest.raises(PlanStateError) as caught:
        force(new, basis=Basis())
    assert caught.value.code == "no_decision"
    with pytest.raises(PlanStateError) as caught:
        force(old)
    assert caught.value.code == "not_a_draft"
    assert plan_in_force() == old
    assert not new.editions.exists()


def test_the_database_refuses_a_second_plan_in_force():
    _old, new = both()
    with pytest.raises(IntegrityError), transaction.atomic():
        Vision.objects.filter(pk=new.pk).update(status="in_force")


def test_copy_for_the_next_period_keeps_items_and_begins_its_own_schedule():
    old = plan("first", programs=3, in_force=True)
    PlanItem.objects.filter(vision=old, code="A-P1").update(origin="new")
    PlanItem.objects.filter(vision=old, code="A-P3").update(status="completed")
    new = copy_for_next_period(
        vision=old, slug="next", title="次の計画", period=NextPeriod("後期", 2023, 2027), actor=None, now=timezone.now(), revision="写し"
    )
    document = load_document(new)
    assert [row["code"] for row in document.rows("items").values()] == ["A", "A-1", "A-P1", "A-P2"]
    assert [row["origin"] for row in document.rows("items").values() if row["level"] == 3] == ["existing", "existing"]
    assert [row["first_fiscal_year"] for row in document.rows("periods").values()] == [2023]
    assert (len(document.rows("owners")), len(document.rows("pairings")), len(document.rows("marks"))) == (1, 1, 0)
    assert not set(document.rows("items")) & set(load_document(old).rows("items"))


@pytest.mark.parametrize(("slug", "code"), [("first", "slug_taken"), ("二期", "wrong_slug"), ("a" * 61, "long_slug")])
def test_address_names_are_checked(slug, code):
    plan("first", in_force=True)
    with pytest.raises(PlanStateError) as caught:
        keep_draft(document=small_document(), slug=slug, actor=None, now=timezone.now(), title="取り込み")
    assert caught.value.code == code


def test_list_shows_the_plan_in_force_first_with_one_query(django_assert_num_queries):
    both()
    plan("another")
    with django_assert_num_queries(1):
        found = all_plans()
    assert [(vision.slug, vision.item_count, vision.open_count, vision.last_edition) for vision in found] == [
        ("first", 5, 1, 1),
        ("another", 4, 1, None),
        ("second", 4, 1, None),
    ]


PAGES = ["/staff/plan/all/", "/staff/plan/all/second/", "/staff/plan/all/second/rows/items/", "/staff/plan/all/second/A-P1/"]
ROLES = [
    ((), 302, 302),
    ((Role.COUNCIL_MEMBER,), 403, 403),
    ((Role.PARTNER,), 200, 403),
    ((Role.DIVISION_STAFF,), 200, 403),
    ((Role.SECRETARIAT,), 200, 200),
]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(("roles", "reading", "changing"), ROLES)
def test_who_reads_and_who_changes(client, roles, reading, changing, language):
    _old, new = both()
    if roles:
        signed_in(client, *roles)
    row = PlanItem.objects.get(vision=new, code="A-P1").uid
    for page in PAGES:
        assert client.get(language + page).status_code == reading, page
    for page in ("in-force/", f"rows/items/{row}/", "rows/items/new/", f"rows/items/{row}/remove/"):
        assert client.get(f"{language}/staff/plan/all/second/{page}").status_code == changing, page


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow(client, page):
    signed_in(client, Role.SECRETARIAT)
    plan("first", in_force=True)
    counts = set()
    for slug, programs in (("second", 2), ("third", 60)):
        plan(slug, programs=programs)
        counts.add(queries_of(client, page.replace("second", slug)))
    assert len(counts) == 1, counts


def test_row_of_a_draft_is_corrected_and_the_plan_in_force_stays(client):
    old, new = both()
    signed_in(client, Role.SECRETARIAT)
    row = PlanItem.objects.get(vision=new, code="A-P2")
    address = f"/staff/plan/all/second/rows/items/{row.uid}/"
    shown = client.get(address).context["form"].initial
    posted = {key: value for key, value in shown.items() if value not in (None, False)}
    answer = client.post(address, {**posted, "v-name": "直した名前", "reason": "誤りのため"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/plan/all/second/rows/items/")
    row.refresh_from_db()
    assert row.name == "直した名前"
    assert PlanItem.objects.get(vision=old, code="A-P2").name == "試験事業2"
    assert client.get(f"/staff/plan/all/first/rows/items/{row.uid}/").status_code == 404


def test_putting_in_force_asks_for_the_decision_and_keeps_what_was_typed(client):
    _old, new = both()
    signed_in(client, Role.SECRETARIAT)
    address = "/staff/plan/all/second/in-force/"
    page = client.post(address, {"title": "後期計画 初版", "reason": "期間が終わるため", "decided_on": "令和5年13月1日"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"basis_label", "decided_on", "sure"}
    assert "期間が終わるため" in page.content.decode()
    posted = {"title": "後期計画 初版", "reason": "期間が終わるため", "basis_label": "策定について", "decided_on": "令和5年3月20日", "sure": "on"}
    assert client.post(address, posted).status_code == 302
    new.refresh_from_db()
    assert new.status == "in_force"
    assert client.get("/staff/plan/all/second/").headers["Location"] == "/staff/plan/"
    assert client.post(address, posted).headers["Location"] == "/staff/plan/all/"
    assert "これは終了した計画です" in client.get("/staff/plan/all/first/").content.decode()
