"""What becomes of each item in the next plan: decided in part, told to the public, old codes stay reachable."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.vision import full_row, small_document, store
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.vision.domain.basis import CITY_DECISION, Basis
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.interchange import copied
from musubi.blocks.vision.domain.plans import put_in_force
from musubi.blocks.vision.domain.succession import Entry, carry_over, outcome, same_codes, save_carry_over
from musubi.blocks.vision.models import PlanItem, Succession, Vision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True  # the gate of the second factor has its own test


def signed_in(client, *roles):
    client.force_login(person(*roles), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def plans(*, programs=4, after=2):
    """A plan in force with A-P1 … A-P<programs>, and a draft with A-P1 … A-P<after> and the new A-P9."""
    old = store(copied(small_document(programs=programs), slug="first"))
    confirm_edition(vision=old, actor=None, now=timezone.now(), label="初版")
    document = small_document(programs=after)
    items = {**document.rows("items"), "new": full_row("items", code="A-P9", level=3, parent="A", name="新しい事業", order=9)}
    new = store(copied(PlanDocument({**document.tables, "items": items}), slug="second"), in_force=False)
    return old, new


def save(old, new, entries, *, shown=None, news=None):
    return save_carry_over(old=old, new=new, entries=entries, shown=shown or {}, news=news, actor=None, now=timezone.now())


def force(new):
    basis = Basis(CITY_DECISION, label="策定について", decided_on=dt.date(2023, 3, 20))
    put_in_force(vision=new, actor=None, now=timezone.now(), reason="期間満了", basis=basis, effective_on=dt.date(2023, 4, 1), title="初版")


DECIDED = {
    "A": Entry("continued", ("A",)),
    "A-1": Entry("continued", ("A-1",)),
    "A-P1": Entry("continued", ("A-P2",)),
    "A-P2": Entry("merged", ("A-P1", "A-P2"), "二つに分けて統合"),
    "A-P3": Entry("merged", ("A-P1",)),
    "A-P4": Entry("ended"),
}


def test_part_is_saved_and_completeness_is_counted():
    old, new = plans()
    found = carry_over(old=old, new=new)
    assert (found.decided, found.total, len(found.unreached)) == (0, 11, 5)
    save(old, new, {code: DECIDED[code] for code in ("A-P2", "A-P4")})
    found = carry_over(old=old, new=new)
    assert found.entries == {code: DECIDED[code] for code in ("A-P2", "A-P4")}
    assert found.decided == 4, "two old items, and the two new ones that A-P2 leads to"
    save(old, new, DECIDED, shown={code: entry.state for code, entry in found.entries.items()}, news=frozenset({"A-P9"}))
    found = carry_over(old=old, new=new)
    assert found.entries == DECIDED
    assert (found.decided, found.total, found.news) == (11, 11, {"A-P9"})


def test_each_save_leaves_one_event_and_saving_the_same_none():
    old, new = plans()
    save(old, new, DECIDED)
    shown = {code: entry.state for code, entry in DECIDED.items()}
    save(old, new, DECIDED, shown=shown)
    save(old, new, {"A-P4": Entry()}, shown=shown)
    events = Event.objects.filter(verb="vision.carried_over").order_by("pk")
    assert [sorted(event.after) for event in events] == [[*sorted(DECIDED), "new"], ["A-P4", "new"]]
    assert events[1].before["A-P4"] == "ended||"
    assert not Succession.objects.filter(earlier__code="A-P4").exists()


def test_newer_entry_of_another_person_is_handed_back_and_stands():
    old, new = plans()
    save(old, new, {"A-P1": Entry("continued", ("A-P1",)), "A-P3": Entry("ended")})
    newer = save(old, new, {"A-P1": Entry("ended"), "A-P2": Entry("ended"), "A-P3": Entry("ended")})
    assert newer == {"A-P1": Entry("continued", ("A-P1",))}
    entries = carry_over(old=old, new=new).entries
    assert {code: entry.kind for code, entry in entries.items()} == {"A-P1": "continued", "A-P2": "ended", "A-P3": "ended"}


def test_new_item_that_something_leads_to_is_no_longer_new():
    old, new = plans()
    save(old, new, {}, news=frozenset({"A-P9"}))
    save(old, new, {"A-P4": Entry("continued", ("A-P9",))})
    assert carry_over(old=old, new=new).news == frozenset()


def test_same_codes_with_the_same_names_are_proposed():
    old, new = plans()
    PlanItem.objects.filter(vision=new, code="A-P2").update(name="別の事業")
    assert set(same_codes(carry_over(old=old, new=new))) == {"A", "A-1", "A-P1"}


@pytest.mark.parametrize("programs", [4, 60])
def test_reading_the_mapping_costs_three_queries(django_assert_num_queries, programs):
    old, new = plans(programs=programs)
    save(old, new, {f"A-P{n}": Entry("merged", ("A-P1", "A-P2")) for n in range(1, programs + 1)})
    with django_assert_num_queries(3):
        found = carry_over(old=old, new=new)
        assert found.decided == programs + 2


def lead(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode().replace("<wbr>", "")


@pytest.mark.parametrize("language", ["", "/en"])
def test_public_is_led_from_the_old_code_to_what_follows(client, language):
    old, new = plans()
    save(old, new, DECIDED, news=frozenset({"A-P9"}))
    assert "h-successions" not in lead(client, f"{language}/plan/A-P3/"), "a draft's mapping is not public"
    force(new)
    gone = lead(client, f"{language}/plan/A-P3/")
    assert f'href="{language}/plan/A-P1/"' in gone
    assert f'href="{language}/plans/first/A-P3/"' in gone
    ended = client.get(f"{language}/plan/A-P4/")
    assert ended.context["outcome"].ended
    assert ended.context["outcome"].successors == ()
    assert f'href="{language}/plan/A-P1/"' in lead(client, f"{language}/plans/first/A-P3/")
    assert f'href="{language}/plans/first/A-P3/"' in lead(client, f"{language}/plan/A-P1/")
    assert client.get(f"{language}/plan/Z-9/").status_code == 404


def test_ended_item_says_so_on_its_old_page(client):
    old, new = plans()
    save(old, new, DECIDED)
    force(new)
    assert '<span class="tag">終了</span>' in lead(client, "/plans/first/A-P4/")
    assert "前の計画とともに終了しました" in lead(client, "/plan/A-P4/")


def test_code_that_means_something_else_now_says_so(client):
    old, new = plans()
    save(old, new, {**DECIDED, "A-P2": Entry("merged", ("A-P1",))})
    force(new)
    page = lead(client, "/plan/A-P2/")
    assert "前の計画の同じ番号は、別の項目です" in page
    assert 'href="/plans/first/A-P2/"' in page
    assert "別の項目です" not in lead(client, "/plan/A-1/")


def test_unpublished_name_of_the_successor_stays_inside(client):
    old, new = plans()
    save(old, new, DECIDED)
    force(new)
    PlanItem.objects.filter(vision=new, code="A-P1").update(name="まだ公表しない名称")
    assert "まだ公表しない名称" not in lead(client, "/plan/A-P3/") + lead(client, "/plans/first/A-P3/")


def test_item_is_followed_through_two_plans(client):
    old, new = plans()
    save(old, new, DECIDED)
    force(new)
    third = store(copied(small_document(programs=1), slug="third"), in_force=False)
    save(new, third, {"A-P1": Entry("continued", ("A-1",)), "A-P2": Entry("ended")})
    force(third)
    item = PlanItem.objects.get(vision=old, code="A-P3")
    assert [node.code for node in outcome(item.uid).successors] == ["A-1"]
    item = PlanItem.objects.get(vision=old, code="A-P1")
    assert (outcome(item.uid).successors, outcome(item.uid).ended) == ((), True)
    assert 'href="/plan/A-1/"' in lead(client, "/plan/A-P3/")


@pytest.mark.parametrize("path", ["/plan/A-P1/", "/plans/first/A-P1/", "/plan/A-P3/"])
def test_public_queries_stay_within_the_bar(client, path):
    old, new = plans()
    save(old, new, DECIDED)
    force(new)
    assert queries_of(client, path) <= 15


# --- the secretariat's page ------------------------------------------------------------------------------------------

ADDRESS = "/staff/plan/carry-over/"


def posted(lines, **changes):
    """The page's form as a browser sends it, with changes by (field, code)."""
    form = {}
    for line in lines:
        for field in ("kind", "targets", "note", "state"):
            form[f"{field}-{line.item.uid}"] = changes.get(f"{field}_{line.item.code}", getattr(line, field))
    return {**form, "do": "save"}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(("roles", "status"), [((), 302), ((Role.PARTNER,), 403), ((Role.DIVISION_STAFF,), 403), ((Role.SECRETARIAT,), 200)])
def test_only_the_secretariat_decides(client, roles, status, language):
    plans()
    if roles:
        signed_in(client, *roles)
    assert client.get(language + ADDRESS).status_code == status
    assert client.get(f"{language}{ADDRESS}second/").status_code == status
    assert client.post(f"{language}{ADDRESS}second/", {"do": "same"}).status_code == (302 if status == 200 else status)


def test_sound_lines_are_saved_and_the_others_keep_what_was_typed(client):
    old, new = plans()
    signed_in(client, Role.SECRETARIAT)
    lines = client.get(f"{ADDRESS}second/").context["lines"]
    changes = {
        "kind_A-P1": "continued", "targets_A-P1": "A-P1、A-P2",
        "kind_A-P2": "merged", "targets_A-P2": "A-P7",
        "kind_A-P3": "ended", "targets_A-P3": "A-P1",
        "kind_A-P4": "continued",
    }  # fmt: skip
    page = client.post(f"{ADDRESS}second/", posted(lines, **changes))
    assert page.status_code == 422
    errors = {line.item.code: line.error for line in page.context["errors"]}
    assert errors["A-P2"] == "「A-P7」は次の計画にありません。番号を直してください。"
    assert errors["A-P4"] == "次の計画の番号を入力してください。"
    assert set(errors) == {"A-P2", "A-P3", "A-P4"}
    assert 'value="A-P7"' in page.content.decode()
    assert carry_over(old=old, new=new).entries == {"A-P1": Entry("continued", ("A-P1", "A-P2"))}
    lines = page.context["lines"]
    mended = posted(lines, **{"targets_A-P2": "A-P1", "targets_A-P3": "", "targets_A-P4": "Ａ-Ｐ２"})
    assert client.post(f"{ADDRESS}second/", mended).status_code == 302
    assert carry_over(old=old, new=new).entries["A-P4"] == Entry("continued", ("A-P2",))


def test_two_people_on_one_line_both_see(client):
    old, new = plans()
    signed_in(client, Role.SECRETARIAT)
    lines = client.get(f"{ADDRESS}second/").context["lines"]
    save(old, new, {"A-P1": Entry("ended")})
    page = client.post(f"{ADDRESS}second/", posted(lines, **{"kind_A-P1": "continued", "targets_A-P1": "A-P1"}))
    assert page.status_code == 409
    assert "ほかの人が先に「終了」と保存しました" in page.content.decode()
    assert carry_over(old=old, new=new).entries == {"A-P1": Entry("ended")}
    assert client.post(f"{ADDRESS}second/", posted(page.context["lines"])).status_code == 302
    assert carry_over(old=old, new=new).entries == {"A-P1": Entry("continued", ("A-P1",))}


def test_copy_is_made_and_same_items_are_continued_at_once(client):
    plans()
    signed_in(client, Role.SECRETARIAT)
    form = {"title": "次の計画", "slug": "next", "period": "後期", "first_fiscal_year": "令和5年度", "last_fiscal_year": "2022"}
    page = client.post(ADDRESS, form)
    assert "終わりの年度が始まりの年度より前です" in page.context["form"].errors["last_fiscal_year"]
    assert client.post(ADDRESS, {**form, "last_fiscal_year": "2027"}).headers["Location"] == f"{ADDRESS}next/"
    client.post(f"{ADDRESS}next/", {"do": "same"})
    found = client.get(f"{ADDRESS}next/").context["found"]
    assert (found.decided, found.total) == (12, 12)
    assert Succession.objects.filter(into=Vision.objects.get(slug="next"), kind="continued").count() == 6


def test_plan_without_an_earlier_one_is_sent_back(client):
    old, _new = plans()
    signed_in(client, Role.SECRETARIAT)
    assert client.get(f"{ADDRESS}{old.slug}/").headers["Location"] == ADDRESS
    assert client.get(f"{ADDRESS}nowhere/").status_code == 404
    Vision.objects.filter(pk=old.pk).update(status="superseded")
    assert "現行の計画がまだありません" in client.get(ADDRESS).content.decode()


def test_mapped_item_cannot_be_taken_out_of_the_draft_unseen(client):
    old, new = plans()
    save(old, new, DECIDED)
    signed_in(client, Role.SECRETARIAT)
    row = PlanItem.objects.get(vision=new, code="A-P2")
    page = client.post(f"/staff/plan/all/second/rows/items/{row.uid}/remove/", {"reason": "不要"})
    assert page.status_code == 200
    assert PlanItem.objects.filter(pk=row.pk).exists()


def test_queries_of_the_mapping_page_do_not_grow(client):
    signed_in(client, Role.SECRETARIAT)
    plans(programs=4)
    counts = []
    for extra in (0, 40):
        old = Vision.objects.get(slug="first")
        level = old.levels.get(number=3)
        PlanItem.objects.bulk_create(PlanItem(vision=old, level=level, code=f"X-{n}", name=f"項目{n}") for n in range(extra))
        counts.append(queries_of(client, f"{ADDRESS}second/"))
    assert counts[0] == counts[1]
