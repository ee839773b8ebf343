"""Topics: the office's words, set for all at once, prefilled where the call tells, covered by skilled reviewers, and told where they are not."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import applications, reviews
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.models import Event
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.assigning import assign_all, assign_by_hand, gaps_of, propose
from musubi.blocks.reviews.domain.balancing import Load, Wish, balance
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.interests import exclude
from musubi.blocks.reviews.domain.suggestions import suggested_topics
from musubi.blocks.reviews.domain.topics import Ticked, TopicsConflictError, change_topics, fill_topics, read_topics, tick_topics
from musubi.blocks.reviews.models import Panel

pytestmark = pytest.mark.django_db
STAFF = "/staff/reviews/"
WORDS = ["技術", "販路", "財務"]


@pytest.fixture(scope="module")
def built(once_a_module):
    vision, _document = small_plan()
    call = applications.open_call(vision.items.get(code="A-P1"), terms=reviews.TERMS)
    made = reviews.prepared(call, users=[None] * 4, applications_in=3)
    return panels.open_panel(panel=made, actor=None, now=reviews.NOW).pk


@pytest.fixture
def panel(built):
    """Open, with three applications and four reviewers without accounts; made once for this file."""
    return Panel.objects.select_related("call__item", "terms").get(pk=built)


@pytest.fixture
def item(panel):
    return panel.call.item


def set_words(panel, topics=WORDS, *, covers=False):
    return change_topics(panel=panel, topics=topics, covers=covers, actor=None, now=reviews.NOW)


def tick(panel, given):
    rows = [Ticked(row.uid, row.version, tuple(topics)) for row, topics in given.items()]
    return tick_topics(panel=panel, rows=rows, actor=None, now=reviews.NOW)


@pytest.fixture
def worded(panel):
    set_words(panel)
    panel.refresh_from_db()
    return panel


def test_words_are_plain_once_each_and_not_too_many():
    assert read_topics([" 技術", "技術", "", "ﾃﾞｻﾞｲﾝ"]) == ["技術", "デザイン"]
    with pytest.raises(ReviewError, match="20個まで"):
        read_topics(map(str, range(21)))
    with pytest.raises(ReviewError, match="30字まで"):
        read_topics(["長" * 31])


def test_a_panel_begins_with_the_calls_lanes_and_a_second_with_the_words_of_the_first(item):
    lanes = [{"key": "product", "name": "新製品開発"}, {"key": "market", "name": "販路開拓"}]
    call = applications.open_call(item, terms={**reviews.TERMS, "lanes": lanes})
    first = reviews.prepared(call, users=[None], applications_in=0)
    assert first.topics == ["新製品開発", "販路開拓"]
    set_words(first)

    assert reviews.prepared(call, users=[None], applications_in=0).topics == WORDS


def test_lane_and_chosen_answers_that_are_the_very_word_tell_topics():
    questions = [
        {"key": "kind", "label": "取組", "kind": "choices", "choices": ["販路", "財務", "人材"]},
        {"key": "size", "label": "規模", "kind": "text"},
    ]
    terms = read_terms({**reviews.TERMS, "lanes": [{"key": "t", "name": "技術"}], "questions": questions})
    application = Application(lane="t", answers={"kind": ["販路", "人材"], "size": "財務"})

    assert suggested_topics(application, WORDS, terms) == ["技術", "販路"]
    assert suggested_topics(Application(lane="", answers={}), WORDS, terms) == []


def test_applications_get_their_topics_as_they_come_before_the_panel_or_later_at_once(item):
    lanes = [{"key": "product", "name": "技術"}, {"key": "staff", "name": "人材"}]
    call = applications.open_call(item, terms={**reviews.TERMS, "lanes": lanes})
    panel = set_words(reviews.prepared(call, users=[None], applications_in=0))
    received = [applications.accept(applications.submitted(call)) for _ in range(2)]
    for application, lane in zip(received, ("product", "staff"), strict=True):
        Application.objects.filter(pk=application.pk).update(lane=lane)
    panels.add_entries(panel=panel, applications=Application.objects.filter(call=call).order_by("pk"), actor=None, now=reviews.NOW)
    assert [row.topics for row in panel.entries.order_by("number")] == [["技術"], []]

    Application.objects.update(lane="product")
    assert fill_topics(panel=panel, actor=None, now=reviews.NOW) == 1
    assert fill_topics(panel=panel, actor=None, now=reviews.NOW) == 0
    assert Event.objects.get(verb="panel.topics_filled").after == {"numbers": [2]}


def test_one_word_changed_in_its_place_renames_it_everywhere(worded, entries, reviewers):
    tick(worded, {entries[0]: ["財務"], reviewers[0]: ["財務", "技術"]})

    set_words(worded, ["技術", "販路", "財務・会計"])

    entries[0].refresh_from_db()
    reviewers[0].refresh_from_db()
    assert (entries[0].topics, reviewers[0].topics) == (["財務・会計"], ["技術", "財務・会計"])


def test_a_word_in_use_is_not_taken_off(worded, entries):
    tick(worded, {entries[0]: ["財務"]})

    with pytest.raises(ReviewError, match="「財務」は、申請と審査委員の1件に付いています"):
        set_words(worded, ["技術", "販路"])
    tick(worded, {_now(entries[0]): []})
    assert set_words(worded, ["技術", "販路"]).topics == ["技術", "販路"]


def test_words_in_use_go_where_the_office_says_so_on_the_page(sign_in, office, worded, entries, reviewers):
    tick(worded, {entries[0]: ["財務", "技術"], reviewers[0]: ["販路"]})
    client, address = sign_in(office), f"{STAFF}{worded.uid}/topics/"
    typed = {"action": "words", "topics": "技術"}

    assert 'name="drop"' not in page_of(client, address)
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "「販路、財務」は、申請と審査委員の2件に付いています" in str(refused.context["form"].errors["topics"])
    assert 'name="drop"' in refused.content.decode()
    assert client.post(address, {**typed, "drop": "on"}).status_code == 302

    assert (_now(worded).topics, _now(entries[0]).topics, _now(reviewers[0]).topics) == (["技術"], ["技術"], [])


def _now(row):
    row.refresh_from_db()
    return row


def test_a_row_that_somebody_else_changed_is_told_and_nothing_is_saved(worded, entries):
    shown = [Ticked(row.uid, row.version, ("販路",)) for row in entries]
    tick(worded, {entries[1]: ["財務"]})

    with pytest.raises(TopicsConflictError) as refused:
        tick_topics(panel=worded, rows=shown, actor=None, now=reviews.NOW)

    assert refused.value.current == {entries[1].uid: ["財務"]}
    assert _now(entries[0]).topics == []


def test_an_unknown_word_and_a_closed_panel_are_refused(worded, entries):
    with pytest.raises(ReviewError, match="開き直してください"):
        tick(worded, {entries[0]: ["農業"]})
    Panel.objects.filter(pk=worded.pk).update(status="closed", closed_at=reviews.NOW)
    with pytest.raises(ReviewError, match="採点を締めた"):
        tick(worded, {entries[0]: ["財務"]})


def test_events_tell_numbers_and_reviewers_and_no_topic(worded, entries, reviewers):
    tick(worded, {entries[0]: ["財務"], reviewers[0]: ["技術"]})

    assert Event.objects.get(verb="panel.topics_ticked").after == {"numbers": [1], "reviewers": [str(reviewers[0])]}


def test_gaps_say_why(worded, entries, reviewers):
    tick(worded, {entries[0]: ["財務", "販路", "技術"], reviewers[0]: ["販路"], reviewers[1]: ["技術"]})
    exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=None, now=reviews.NOW)
    assert gaps_of(worded) == []  # nobody is assigned yet: that is told by the number of places
    assign_by_hand(entry=entries[0], reviewers=[reviewers[2]], reason="", actor=None, now=reviews.NOW)

    found = {gap.topic: (gap.why, gap.words) for gap in gaps_of(worded)}

    assert {topic: why for topic, (why, _words) in found.items()} == {"技術": "assigned", "販路": "barred", "財務": "nobody"}
    assert found["財務"][1].startswith("財務に詳しい委員が割り当てられていません(この審査に")
    assign_by_hand(entry=entries[0], reviewers=[reviewers[1]], reason="試験（架空）", actor=None, now=reviews.NOW)
    assert "技術" not in {gap.topic for gap in gaps_of(worded)}


def test_a_reviewer_who_left_covers_nothing(worded, entries, reviewers):
    tick(worded, {entries[0]: ["財務"], reviewers[0]: ["財務"]})
    assign_by_hand(entry=entries[0], reviewers=reviewers[:2], reason="", actor=None, now=reviews.NOW)
    assert gaps_of(worded) == []

    panels.leave_panel(reviewer=reviewers[0], reason="辞任（架空）", actor=None, now=reviews.NOW)

    assert [gap.why for gap in gaps_of(worded)] == ["nobody"]


def test_even_loads_go_before_skill_unless_the_office_aims_at_it():
    loads = [Load(1, topics=frozenset("財")), Load(2), Load(3)]
    wishes = [Wish(key, 1, frozenset("財")) for key in (11, 12, 13)]

    plain, aimed = balance(wishes, loads), balance(wishes, loads, cover=True)

    assert Counter(reviewer for _entry, reviewer in plain.pairs) == {1: 1, 2: 1, 3: 1}
    assert Counter(reviewer for _entry, reviewer in aimed.pairs) == {1: 3}


def test_the_aim_never_leaves_a_place_open_and_keeps_limits_and_bars():
    loads = [Load(1, most=1, topics=frozenset("財")), Load(2, topics=frozenset("技")), Load(3)]
    wishes = [Wish(11, 2, frozenset("財技")), Wish(12, 2, frozenset("財")), Wish(13, 2, frozenset("財"), barred=frozenset({1}))]

    found = balance(wishes, loads, cover=True)

    assert found.uncovered == {}
    assert sum(reviewer == 1 for _entry, reviewer in found.pairs) == 1
    assert (13, 1) not in found.pairs
    assert (11, 2) in found.pairs


def test_who_covers_a_topic_already_is_not_asked_again():
    loads = [Load(1, topics=frozenset("財")), Load(2, topics=frozenset("財")), Load(3, topics=frozenset("技"))]

    found = balance([Wish(11, 2, frozenset("財技"), held=frozenset({1}))], loads, cover=True)

    assert found.pairs == ((11, 3),)


def test_the_aim_is_kept_by_the_assignment_and_what_it_cannot_keep_is_in_the_history(worded, entries, reviewers):
    set_words(worded, covers=True)
    Panel.objects.filter(pk=worded.pk).update(per_application=1)
    worded.refresh_from_db()
    tick(worded, {entries[0]: ["技術"], entries[1]: ["技術"], entries[2]: ["財務"], reviewers[3]: ["技術"]})

    pairs = dict(assign_all(panel=worded, actor=None, now=reviews.NOW).pairs)

    assert [pairs[entry.pk] for entry in entries[:2]] == [reviewers[3].pk] * 2
    assert Event.objects.get(verb="review.assigned").after["topic_gaps"] == 1
    assert [(gap.entry, gap.topic) for gap in gaps_of(worded)] == [(entries[2], "財務")]


# Pages


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_words_then_the_table_are_set_on_one_page(sign_in, office, panel, entries, reviewers):
    client, address = sign_in(office), f"{STAFF}{panel.uid}/topics/"
    assert "分野がまだありません" in page_of(client, address)

    client.post(address, {"action": "words", "topics": "技術\n販路\n財務", "covers_topics": "on"})
    data = {"action": "table"} | {f"version-{row.uid}": row.version for row in [*entries, *reviewers]}
    data |= {f"topic-{entries[0].uid}": ["財務", "技術"], f"topic-{reviewers[1].uid}": "販路"}
    answer = client.post(address, data)

    assert answer.status_code == 302
    assert _now(entries[0]).topics == ["技術", "財務"]
    assert _now(reviewers[1]).topics == ["販路"]
    assert _now(panel).covers_topics
    page = page_of(client, address)
    assert page.count(" checked") == 3 + 1  # and the aim
    assert "分野のない申請が2件あります" in page
    assert "分野を付けた" in page_of(client, f"{STAFF}{panel.uid}/")


@pytest.mark.parametrize(("typed", "words"), [("語\n" + "長" * 31, "30字まで"), ("\n".join(map(str, range(21))), "20個まで")], ids=["long", "many"])
def test_bad_words_are_told_at_their_field_and_stay(sign_in, office, panel, typed, words):
    answer = sign_in(office).post(f"{STAFF}{panel.uid}/topics/", {"action": "words", "topics": typed})

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["topics"])
    assert typed.splitlines()[-1] in answer.content.decode()


def test_a_conflict_keeps_what_was_typed_and_shows_what_stands(sign_in, office, worded, entries):
    tick(worded, {entries[1]: ["財務"]})
    data = {"action": "table", f"version-{entries[1].uid}": 1, f"topic-{entries[1].uid}": "販路"}

    answer = sign_in(office).post(f"{STAFF}{worded.uid}/topics/", data)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "今は: 財務" in page
    assert f'name="topic-{entries[1].uid}" value="販路" checked' in page
    again = {**data, f"version-{entries[1].uid}": 2}
    assert sign_in(office).post(f"{STAFF}{worded.uid}/topics/", again).status_code == 302
    assert _now(entries[1]).topics == ["販路"]


def test_filling_says_when_nothing_can_be_told(sign_in, office, worded):
    answer = sign_in(office).post(f"{STAFF}{worded.uid}/topics/", {"action": "fill"}, follow=True)
    assert "同じ言葉の申請は、ほかにありません" in answer.content.decode()


def test_the_assignment_page_tells_who_matches_and_what_is_not_covered(sign_in, office, worded, entries, reviewers):
    Panel.objects.filter(pk=worded.pk).update(per_application=1, covers_topics=True)
    tick(worded, {entries[0]: ["技術"], entries[1]: ["財務"], reviewers[2]: ["技術"]})
    client = sign_in(office)

    page = page_of(client, f"{STAFF}{worded.uid}/assign/")

    assert f"{reviewers[2]}(技術)" in page
    assert "財務に詳しい委員が割り当てられていません(この審査に" in page
    assert "次の申請では守れません" in page
    client.post(f"{STAFF}{worded.uid}/assign/")
    assert "割り当てられていないところが1件あります" in page_of(client, f"{STAFF}{worded.uid}/")
    listed = page_of(client, f"{STAFF}{worded.uid}/entries/?show=unskilled")
    assert entries[1].uid in listed
    assert entries[0].uid not in listed
    assert "財務に詳しい委員が割り当てられていません" in page_of(client, f"{STAFF}entry/{entries[1].uid}/")
    assert "この申請の分野: 財務" in page_of(client, f"{STAFF}step/entry/{entries[1].uid}/assign/")


def test_skills_of_a_reviewer_are_chosen_from_the_panels_words(sign_in, office, worded, reviewers):
    client, address = sign_in(office), f"{STAFF}step/reviewer/{reviewers[0].uid}/edit/"

    assert client.post(address, {"most": "", "topics": ["農業"]}).status_code == 422
    assert client.post(address, {"most": "", "topics": ["財務"]}).status_code == 302
    assert _now(reviewers[0]).topics == ["財務"]


def test_who_is_kept_from_an_application_sees_nothing_of_its_topics(sign_in, office, worded, entries, reviewers):
    member = reviewers[0].member
    member.user = office
    member.save()
    tick(worded, {entries[0]: ["財務"]})
    exclude(reviewer=reviewers[0], entry=entries[0], ground="officer", reason="役員（架空）", actor=None, now=reviews.NOW)
    assign_by_hand(entry=entries[0], reviewers=[reviewers[1]], reason="", actor=None, now=reviews.NOW)
    client = sign_in(office)

    for name in ("topics", "assign", "entries"):
        page = page_of(client, f"{STAFF}{worded.uid}/{name}/")
        assert entries[0].uid not in page
        assert "財務に詳しい" not in page
        assert entries[1].uid in page
    data = {"action": "table", f"version-{entries[0].uid}": _now(entries[0]).version}
    client.post(f"{STAFF}{worded.uid}/topics/", data)
    assert _now(entries[0]).topics == ["財務"]


@pytest.mark.parametrize("name", ["topics", "assign"])
def test_pages_cost_the_same_with_more_rows(sign_in, office, worded, entries, reviewers, name):
    client = sign_in(office)
    tick(worded, {row: ["技術"] for row in [*entries, *reviewers[:2]]})

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(client, f"{STAFF}{worded.uid}/{name}/")
        return len(captured)

    before = queries()
    more = reviews.bulk_entries(worded, [applications.accept(applications.submitted(worded.call)) for _ in range(4)])
    tick(worded, {row: ["財務"] for row in more})
    assert queries() == before
    assert propose(worded).pairs
