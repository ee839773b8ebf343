"""Search keys, bigrams and phrase breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.kernel.kanji_variants import KANJI_FOLDING
from musubi.blocks.kernel.text import bigrams, index_terms, normalise, phrase_breaks, search_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("COOL JAPAN", "cool-japan"),
        ("サヤマ茶", "さやま茶"),
        ("ガクセイ", "がくせい"),
        ("髙﨑商店", "高崎商店"),
        ("澤田", "沢田"),
        ("廣瀨", "広瀬"),
        ("國分", "国分"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("濵田", "浜田"),
        ("齋藤", "斎藤"),
        ("神", "神"),
        ("キヤノン", "キャノン"),
        ("霞ヶ関", "霞ケ関"),
        ("起業・創業", "起業 創業"),
        ("Café", "CAFE"),
        ("A-P1", "A‐P1"),
        ("㈱", "(株)"),
    ],
)
def test_spellings_of_one_thing_share_a_key(one, other):
    assert search_key(one) == search_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("は", "ぱ"), ("商工", "農工"), ("斎藤", "斉藤"), ("株式会社甲", "甲")])
def test_different_things_keep_different_keys(one, other):
    assert search_key(one) != search_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(), st.text())
def test_keys_join(left, right):
    assert search_key(left + "\n" + right) == search_key(left) + search_key(right)


def test_variants_fold_in_one_step():
    assert [chr(c) for c in KANJI_FOLDING if ord(KANJI_FOLDING[c]) in KANJI_FOLDING] == []
    assert len(KANJI_FOLDING) > 350


def test_normalise_keeps_lines_and_drops_invisible_marks():
    assert normalise("\ufeffＡＢC\r\nｶﾅ\u200b\x00\t1") == "ABC\nカナ\t1"


def test_bigrams_of_a_query_and_of_the_index():
    assert bigrams("狭山茶") == ["狭山", "山茶"]
    assert bigrams("茶") == ["茶"]
    assert bigrams("・") == []
    assert bigrams("狭山。茶") == ["狭山", "茶"]
    assert index_terms("狭山茶") == ["狭山", "山茶", "茶"]


@given(st.text(alphabet="産業振興狭山茶ビジョンabc", min_size=1, max_size=30), st.data())
def test_every_part_of_a_text_is_found_by_its_bigrams(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stored = index_terms(text)
    query = bigrams(text[start:end])
    if end - start == 1:
        assert any(term.startswith(query[0]) for term in stored)
    else:
        assert any(stored[i : i + len(query)] == query for i in range(len(stored)))


@pytest.mark.parametrize(
    "phrases",
    [
        "企業誘致|推進事業",
        "(仮称)狭山湖周辺|活性化事業",
        "(仮称)観光客回遊性|創出事業",
        "(仮称)地域の|中核となる|事業者等|応援事業",
        "地域資源活用・|ものづくり|総合支援|補助事業",
        "旧コンポストセンター|跡地活用事業",
        "体験農場利用者|ステップアップ事業",
        "就労チャレンジ|支援事業",
        "(仮称)インバウンド|戦略推進事業",
        "製造業及び|都市型産業の|誘致",
        "(仮称)企業誘致|連絡会の|開催",
        "「COOL |JAPAN |FOREST構想」の|推進",
        "事業承継に|関する|セミナー・|相談会の|実施",
        "「狭山茶」の|ブランド力の|向上",
        "競争力・|成長力UP|プロジェクト",
        "(仮称)所沢市|産業振興ビジョン|推進会議",
        "(仮称)未利用|スペースオフィス化事業",
        "産業基盤の|強化プロジェクト",
        "次代の|産業人材確保|プロジェクト",
        "\uff08仮称\uff09人材確保|推進事業",
        "取り組み",
        "",
    ],
)
def test_phrase_breaks_of_names(phrases):
    assert phrase_breaks(phrases.replace("|", "")) == phrases.split("|")


@given(st.text(alphabet="産業振興事業の等・ビジョン(仮称)\uff08\uff09「」 abcり、", max_size=40))
def test_phrases_join_to_the_name_and_the_provisional_mark_never_ends_one(name):
    phrases = phrase_breaks(name)
    assert "".join(phrases) == name
    assert not any(phrase.rstrip().endswith("(仮称)") for phrase in phrases[:-1])
