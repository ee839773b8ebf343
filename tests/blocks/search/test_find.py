"""What is found, by whom, in which order; the same on both databases."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from musubi.blocks.search.domain import index
from musubi.blocks.search.domain.index import Found, SearchSource, register_source, replace_entries
from musubi.blocks.search.domain.queries import find
from musubi.blocks.search.models import Entry

pytestmark = pytest.mark.django_db

THINGS = [
    Found("u1", "製造業及び都市型産業の誘致", "/plan/A-1/", code="A-1", text="企業を呼ぶ", words=("せいぞうぎょう",)),
    Found("u2", "(仮称)企業誘致連絡会の開催", "/plan/A-3/", code="A-3", title_en="Business Attraction Liaison Meeting"),
    Found("u3", "企業誘致推進事業", "/plan/A-P1/", code="A-P1", text="産業用地の創出"),
    Found("u4", "関係機関と連携した起業・創業の促進", "/plan/A-4/", code="A-4", text="髙橋商店 ﾊﾛｰﾜｰｸ"),
    Found("u5", "業創という逆の並び", "/plan/X/", code="X"),
]


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(index, "_sources", {})
    register_source(SearchSource("open", "公開", lambda _user: Q()))
    register_source(SearchSource("closed", "内部", lambda user: Q() if user.is_authenticated else None))
    register_source(SearchSource("some", "一部", lambda _user: Q(object_uid__in=["s1"])))
    replace_entries(source="open", group="g", found=THINGS)
    replace_entries(source="closed", group="g", found=[Found("c1", "企業誘致の内部メモ", "/staff/1/")])
    replace_entries(source="some", group="g", found=[Found("s1", "企業誘致 見てよい", "/1/"), Found("s2", "企業誘致 だめ", "/2/")])


def uids(query, user=None, **options):
    return [entry.object_uid for entry in find(user=user or AnonymousUser(), query=query, **options).entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("創業", ["u4"]),  # two kanji, and not their reverse
        ("企業誘致", ["u3", "s1", "u2"]),
        ("誘致 産業", ["u1", "u3"]),  # every word
        ("A-3", ["u2"]),
        ("ａ－３", ["u2"]),  # full width
        ("a-p1", ["u3"]),
        ("セイゾウ", ["u1"]),  # katakana finds the reading in hiragana
        ("高橋", ["u4"]),  # new and old form of a character
        ("ハローワーク", ["u4"]),  # half-width kana in the text
        ("liaison MEETING", ["u2"]),
        ("誘", ["u3", "u2", "u1", "s1"]),  # one character
        ("。", []),
        ("", []),
        ("   ", []),
        ("'; DROP TABLE", []),
        ("存在しないことば", []),
        ("* NEAR OR (", []),
    ],
)
def test_hits(sources, query, expected):
    assert sorted(uids(query)) == sorted(expected)


def test_same_code_first_then_title_then_text(sources):
    assert uids("企業")[:1] == ["u3"]
    assert uids("A-1") == ["u1"]


def test_reader_finds_only_what_may_be_opened(sources):
    hits = find(user=AnonymousUser(), query="企業誘致")
    assert "c1" not in [entry.object_uid for entry in hits.entries]
    assert hits.total == 3

    class Staff:
        is_authenticated = True

    assert "c1" in uids("企業誘致", user=Staff())
    assert uids("だめ", user=Staff()) == []


def test_replacing_leaves_no_old_entry(sources):
    replace_entries(source="open", group="g", found=THINGS[:1])
    assert uids("創業") == []
    assert Entry.objects.filter(source="open").count() == 1


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_hits(sources, count, django_assert_num_queries):
    replace_entries(source="open", group="many", found=[Found(f"m{n}", f"商店街{n}", "/") for n in range(count)])
    with django_assert_num_queries(2):
        assert find(user=AnonymousUser(), query="商店街").total == count


def test_pages_do_not_overlap(sources):
    replace_entries(source="open", group="many", found=[Found(f"m{n:02}", f"商店街{n}", "/") for n in range(50)])
    first, second = uids("商店街", limit=20), uids("商店街", limit=20, offset=20)
    assert len(first) == len(second) == 20
    assert not set(first) & set(second)


def test_page_answers_whole_and_as_a_part(client, sources):
    whole = client.get("/search/", {"q": "創業"}).content.decode()
    part = client.get("/search/", {"q": "創業"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in whole
    assert "<html" not in part
    assert "/en/plan/A-4/" in client.get("/en/search/", {"q": "創業"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "９", "99999999999999999999", ""])
def test_any_page_number_answers(client, sources, page):
    assert client.get("/search/", {"q": "企業", "page": page}).status_code == 200
