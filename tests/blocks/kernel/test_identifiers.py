"""Identifiers are readable, and those made from parts are always the same."""

from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.kernel.identifiers import ALPHABET, LENGTH, new_uid, uid_for


def test_new_identifiers_differ_and_start_with_a_letter():
    made = {new_uid() for _ in range(200)}
    assert len(made) == 200
    assert all(len(uid) == LENGTH and uid[0].isalpha() and set(uid) <= set(ALPHABET) for uid in made)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_an_identifier_for_parts_is_stable(parts):
    uid = uid_for(*parts)
    assert uid == uid_for(*parts)
    assert len(uid) == LENGTH
    assert uid[0].isalpha()
    assert set(uid) <= set(ALPHABET)


def test_the_same_letters_parted_otherwise_differ():
    assert len({uid_for("a", "bc"), uid_for("ab", "c"), uid_for("abc")}) == 3
