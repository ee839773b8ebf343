"""The published file: canonical to the byte, replayed by one command, tampering found; promotions after the draw."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.draw.lotteries import broken_rules, random_lottery

from musubi_engine.cli import main
from musubi_engine.common import InvalidDataError
from musubi_engine.draw import (
    Entry,
    Lottery,
    Option,
    Quota,
    after_events,
    commit,
    list_hash,
    new_ticket,
    opens,
    published_text,
    read_published,
    replay,
    solve,
    verify,
    waiting_lists,
)

LIST = """musubi-draw\t1
title\t体験農場 区画抽選（架空）
option\tA\t1\t北の畑（架空）
option\tB\t1\t南の畑（架空）
quota\telder\tA\tE\t1\t-\trelease
households\tone-ticket
promotion\tlosers
value\t架空の市場の終値
fallback\t翌営業日の同じ値（架空）
entry\t2C4R-0K7M-9XQ1\tA,B\t-\t2\t1\t-\t-
entry\t5HT3-B8VN-Q6WZ\tA\tE\t1\t1\t-\t-
entry\t8J0D-YF2P-3S7K\tB,A\t-\t1\t1\t-\t-
end\t3
"""


def run(capsys, *words):
    code = main(["draw", *[str(word) for word in words]])
    return code, *capsys.readouterr()


def test_the_hash_is_that_of_the_published_bytes(tmp_path):
    file = tmp_path / "list.txt"
    file.write_text(LIST, encoding="utf-8", newline="\n")

    published = read_published(file)

    assert list_hash(published.lottery) == hashlib.sha256(LIST.encode()).hexdigest()
    assert published_text(published.lottery) == LIST


def test_the_words_on_weights_are_part_of_what_is_hashed(tmp_path, capsys):
    told = LIST.replace("entry\t2C4R", "weights\t過去の落選1回ごとに1口を増やす（架空）\nentry\t2C4R")
    made = read_text(tmp_path, told)

    assert made.weights == "過去の落選1回ごとに1口を増やす（架空）"
    assert published_text(made) == told
    assert list_hash(made) == hashlib.sha256(told.encode()).hexdigest() != list_hash(read_text(tmp_path, LIST))
    read_text(tmp_path, told)
    assert "過去の落選1回ごとに1口を増やす（架空）" in run(capsys, tmp_path / "x.txt", "--value", "1")[1]


def test_one_command_draws_writes_and_verifies(tmp_path, capsys):
    file, out = tmp_path / "list.txt", tmp_path / "drawn.txt"
    file.write_text(LIST, encoding="utf-8", newline="\n")
    told = hashlib.sha256(LIST.encode()).hexdigest()

    code, sheet, _ = run(capsys, file, "--value", "23626.73", "--hash", told, "--write", out)
    again, text, _ = run(capsys, out, "--verify", "--json")

    answer = json.loads(text)
    assert (code, again, answer["verified"], answer["list_sha256"]) == (0, 0, True, told)
    assert answer["places"]["5HT3-B8VN-Q6WZ"] == "A"
    assert "2C4R-0K7M-9XQ1" in sheet
    assert out.read_text(encoding="utf-8").startswith(LIST)


def test_what_a_mail_program_does_to_line_ends_does_no_harm(tmp_path, capsys):
    file = tmp_path / "list.txt"
    drawn = published_text(read_text(tmp_path, LIST), solve(read_text(tmp_path, LIST), value="1").value)
    file.write_bytes(b"\xef\xbb\xbf" + drawn.replace("\n", "\r\n").encode())

    code, text, _ = run(capsys, file, "--verify")

    assert code == 0
    assert "verified: every recorded line agrees" in text


def read_text(folder, text) -> Lottery:
    file = folder / "x.txt"
    file.write_text(text, encoding="utf-8", newline="\n")
    return read_published(file).lottery


def test_a_changed_outcome_or_list_is_found(tmp_path, capsys):
    file, made = tmp_path / "drawn.txt", read_text(tmp_path, LIST)
    text = published_text(made, solve(made, value="1").value)
    swapped = [
        line.replace("\tA", "\tX").replace("\tB", "\tA").replace("\tX", "\tB") if line.startswith("result") else line for line in text.split("\n")
    ]
    file.write_text("\n".join(swapped), encoding="utf-8", newline="\n")
    code, out, _ = run(capsys, file, "--verify", "--json")
    assert (code, json.loads(out)["verified"]) == (1, False)
    assert json.loads(out)["difference"]["recorded"] != json.loads(out)["difference"]["replayed"]

    file.write_text(text.replace("\t2\t1\t-\t-\n", "\t3\t1\t-\t-\n"), encoding="utf-8", newline="\n")
    code, out, _ = run(capsys, file, "--verify")
    assert code == 1
    assert f"NOT VERIFIED: line {LIST.count(chr(10)) + 1}" in out

    code, _, err = run(capsys, file, "--hash", hashlib.sha256(LIST.encode()).hexdigest())
    assert code == 2
    assert "this is another list" in err


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("musubi-draw\t1", "name,age", "line 1: the file does not begin with"),
        ("entry\t2C4R", "entry\t9C4R", "entries stand in the order of their tickets"),
        ("end\t3", "end\t4", "line 13: 3 entries stand above, not 4"),
        ("end\t3\n", "", "the file ends where end should follow: it was cut off"),
        ("\t2\t1\t-\t-", "\t02\t1\t-\t-", "line 10: '02' is not a whole number"),
        ("\t2\t1\t-\t-", "\t2\t1\t-", "line 10: entry has 6 fields, not 7"),
        ("release", "perhaps", "'perhaps' is not release or keep"),
        ("5HT3-B8VN-Q6WZ", "2C4R-0K7M-9XQ1", "the ticket stands there twice"),
    ],
)
def test_a_file_that_is_not_as_written_is_refused_with_its_line(tmp_path, old, new, words):
    with pytest.raises(InvalidDataError) as refused:
        read_text(tmp_path, LIST.replace(old, new, 1))

    assert words in str(refused.value)


def test_bytes_that_are_not_utf8_and_files_that_are_not_there(tmp_path, capsys):
    file = tmp_path / "x.txt"
    file.write_bytes("抽選".encode("cp932"))

    assert "save the file as UTF-8" in run(capsys, file)[2]
    assert run(capsys, tmp_path / "none.txt")[0] == 2
    file.write_text(LIST, encoding="utf-8", newline="\n")
    assert "give the value with --value" in run(capsys, file)[2]
    assert "there is nothing to compare" in run(capsys, file, "--verify", "--value", "1")[2]


@given(st.integers(0, 10**6))
@settings(max_examples=100)
def test_promotions_keep_the_rules_and_replay_from_the_file(tmp_path_factory, seed):
    made = random_lottery(seed, 14)
    drawn = solve(made, value=str(seed)).value
    leaving = [("left", ticket) for ticket in sorted(drawn.won)[:3]]
    opened = [("opened", q.id) for q in made.quotas if q.at_least and not q.release]

    after = after_events(made, drawn, leaving)
    last = after_events(made, after, opened)

    assert broken_rules(made, after.places) == []
    assert not {ticket for _, ticket in leaving} & set(after.places)
    assert last == after_events(made, drawn, [*leaving, *opened])
    file = tmp_path_factory.getbasetemp() / "promoted.txt"
    file.write_text(published_text(made, last), encoding="utf-8", newline="\n")
    published = read_published(file)
    assert replay(published) == last
    assert verify(published, replay(published)) is None


def simple(promotion, quotas=()) -> Lottery:
    entries = (*(Entry(f"T{k:03}", ("A", "B") if k % 2 else ("B", "A")) for k in range(6)), Entry("E001", ("A",), "E"))
    return Lottery("抽選（架空）", (Option("A", 2), Option("B", 1)), entries, "値", "代わり", quotas, "one-ticket", promotion)


def test_the_waiting_list_stands_in_draw_order_and_the_first_moves_up():
    made = simple("losers")
    drawn = solve(made, value="4").value
    lists = waiting_lists(made, drawn)
    order = [n.ticket for n in drawn.order]
    leaver = next(t for t, o in drawn.won.items() if o == "A")

    after = after_events(made, drawn, [("left", leaver)])

    assert lists["A"] == [t for t in order if t not in drawn.won]
    [promotion] = after.events[0].promotions
    assert (promotion.ticket, promotion.option, promotion.before) == (lists["A"][0], "A", "")
    assert waiting_lists(made, after)["A"] == lists["A"][1:]


def test_winners_of_a_lower_wish_move_up_where_the_rule_says_so():
    made = simple("all")
    for value in range(40):
        drawn = solve(made, value=str(value)).value
        by_ticket = {e.ticket: e for e in made.entries}
        lower = [t for t, o in drawn.won.items() if by_ticket[t].wishes[0] != o and o == "B"]
        if lower and waiting_lists(made, drawn)["A"][0] == lower[0]:
            break
    leaver = next(t for t, o in drawn.won.items() if o == "A")

    promotions = after_events(made, drawn, [("left", leaver)]).events[0].promotions

    assert [(p.option, p.before) for p in promotions] == [("A", "B"), ("B", "")]
    assert promotions[0].ticket == lower[0]


def test_a_reserved_place_that_comes_free_goes_to_its_label_first():
    quotas = (Quota("elder", ("A",), ("E",), 1),)
    made = Lottery(
        "抽選（架空）", (Option("A", 1),), (Entry("E001", ("A",), "E"), Entry("E002", ("A",), "E"), *(Entry(f"T{k:03}", ("A",)) for k in range(9))),
        "値", "代わり", quotas,
    )  # fmt: skip
    drawn = solve(made, value="1").value
    [winner] = drawn.won
    other = {"E001", "E002"} - {winner}

    after = after_events(made, drawn, [("left", winner)])

    assert set(after.places) == other
    assert len(after_events(made, after, [("left", *other)]).places) == 1


def test_events_that_cannot_be_are_refused():
    made = simple("losers")
    drawn = solve(made, value="1").value
    left = after_events(made, drawn, [("left", "E001")])
    for state, event, words in [
        (left, ("left", "E001"), "it has left already"),
        (drawn, ("left", "T999"), "no such ticket"),
        (drawn, ("opened", "elder"), "only a quota whose reserved places are kept"),
        (drawn, ("won", "T001"), "is not left or opened"),
    ]:
        with pytest.raises(InvalidDataError, match=words):
            after_events(made, state, [event])


def test_tickets_and_commitments():
    ticket, salt = new_ticket(b"\x00\xff" * 4), b"0123456789abcdef"

    assert ticket == "03ZG-1ZR0-ZW0F"
    assert opens(commit(salt, "架空 花子"), salt, "架空 花子")
    assert not opens(commit(salt, "架空 花子"), salt, "架空 太郎")
    for wrong in (lambda: commit(b"short", "x"), lambda: new_ticket(b"x")):
        with pytest.raises(InvalidDataError):
            wrong()
