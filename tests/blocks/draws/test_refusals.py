"""Every refusal of the engine reaches the page in the office's words, with what to do next and none of the engine's English."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

import musubi_engine.draw
from musubi.blocks.accounts.enums import Role
from musubi.blocks.draws.domain.closing import keep_file
from musubi.blocks.draws.domain.engine import told
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.preparing import keep_rule
from musubi.blocks.draws.domain.promotions import record_leaving
from musubi.blocks.draws.domain.refusals import OTHER, WORDS
from musubi.blocks.draws.models import Draw, DrawOption
from musubi_engine.common import InvalidDataError
from musubi_engine.draw import Entry, Lottery, Option, Quota, Refusal, RefusedDrawError, after_events, solve

A, B = Option("A", 2), Option("B", 9)
ONE = Entry("T001", ("A",))


def refused(call):
    with pytest.raises(RefusedDrawError) as caught:
        call()
    return caught.value


def lottery(options=(A, B), entries=(ONE,), quotas=(), title="架空の抽選", **rest):
    return Lottery(title, tuple(options), tuple(entries), "架空の値", "架空の代わり", tuple(quotas), **rest)


def events(*steps, quotas=()):
    made = lottery(entries=[ONE, Entry("T002", ("A",), household="HOME"), Entry("T003", ("A",), household="HOME")], quotas=quotas)
    return after_events(made, solve(made, value="1").value, steps)


# a way into every reason of the engine
WAYS = {
    Refusal.TEXT: lambda: lottery(title="二\n行"),
    Refusal.HOUSEHOLDS: lambda: lottery(households="x"),
    Refusal.PROMOTION: lambda: lottery(promotion="x"),
    Refusal.NO_OPTIONS: lambda: lottery(options=()),
    Refusal.NAME: lambda: lottery(options=[Option("あ", 1)]),
    Refusal.NUMBER: lambda: lottery(options=[Option("A", -1)]),
    Refusal.TWICE: lambda: lottery(options=[A, A]),
    Refusal.EMPTY_QUOTA: lambda: lottery(quotas=[Quota("q", ("A",), (), 1)]),
    Refusal.UNKNOWN_OPTION: lambda: lottery(quotas=[Quota("q", ("Z",), ("E",), 1)]),
    Refusal.RESERVED_OVER_SEVERAL: lambda: lottery(quotas=[Quota("q", ("A", "B"), ("E",), 1)]),
    Refusal.QUOTA_SAYS_NOTHING: lambda: lottery(quotas=[Quota("q", ("A",), ("E",))]),
    Refusal.LABELS_PARTLY_SHARED: lambda: lottery(quotas=[Quota("old", ("A",), ("E", "N"), 1), Quota("new", ("A",), ("N",), 1)]),
    Refusal.LABELS_SAME: lambda: lottery(quotas=[Quota("q1", ("A",), ("E",), 1), Quota("q2", ("A",), ("E",), 1)]),
    Refusal.OVER_PLACES: lambda: lottery(quotas=[Quota("q1", ("A",), ("E",), 2), Quota("q2", ("A",), ("N",), 1)]),
    Refusal.OVER_MAXIMUM: lambda: lottery(quotas=[Quota("q", ("A",), ("E",), 2, 1)]),
    Refusal.RELEASED_BESIDE_WIDE_MAXIMUM: lambda: lottery(quotas=[Quota("cap", ("A", "B"), ("D",), 0, 1), Quota("lent", ("A",), ("E",), 1)]),
    Refusal.NO_WISH: lambda: lottery(entries=[Entry("T001", ())]),
    Refusal.WISH_TWICE: lambda: lottery(entries=[Entry("T001", ("A", "A"))]),
    Refusal.UNKNOWN_WISH: lambda: lottery(entries=[Entry("T001", ("Z",))]),
    Refusal.GROUP_BESIDE_RELEASED: lambda: lottery(quotas=[Quota("q", ("A",), ("E",), 1)], entries=[Entry("T001", ("A",), places=2)]),
    Refusal.TICKET: lambda: lottery(entries=[Entry("t1", ("A",))]),
    Refusal.REPEATED_TICKET: lambda: lottery(entries=[ONE, ONE]),
    Refusal.LABEL: lambda: lottery(entries=[Entry("T001", ("A",), label="高")]),
    Refusal.HOUSEHOLD_TOKEN: lambda: lottery(entries=[Entry("T001", ("A",), household="架空家")]),
    Refusal.COMMITMENT: lambda: lottery(entries=[Entry("T001", ("A",), commitment="x")]),
    Refusal.VALUE: lambda: solve(lottery(), value="2万"),
    Refusal.EVENT_KIND: lambda: events(("gone", "T001")),
    Refusal.TOOK_NO_PART: lambda: events(("left", "T003")),
    Refusal.LEFT_ALREADY: lambda: events(("left", "T001"), ("left", "T001")),
    Refusal.NO_SUCH_TICKET: lambda: events(("left", "T999")),
    Refusal.NOT_TO_OPEN: lambda: events(("opened", "q"), quotas=[Quota("q", ("A",), ("E",), 1, None, release=True)]),
}
GIVEN = re.compile(r"T\d{3}|t1|old|new|cap|lent|q\d?|[A-Z]")  # what the caller itself has called so


def english_in(text):
    return re.findall(r"[A-Za-z]{2,}", GIVEN.sub("", text))


def test_every_reason_has_a_way_and_words():
    assert set(WAYS) == set(Refusal)
    assert set(WORDS) == {str(reason) for reason in Refusal}


@pytest.mark.parametrize("reason", Refusal)
def test_refusal_is_told_without_the_engine_s_english_and_says_what_to_do(reason):
    error = refused(WAYS[reason])
    assert error.reason == reason

    with override("ja"):
        message = str(told(error))

    assert not english_in(message)
    assert re.search(r"ください|記録できません", message)
    assert all(quota in message for quota in getattr(error, "quotas", ()))
    assert error.subject.split(", ")[0] in message or reason in {Refusal.VALUE, Refusal.HOUSEHOLDS, Refusal.PROMOTION, Refusal.EVENT_KIND}
    with override("en"):
        assert str(told(error)) not in {message, str(error)}


def test_any_other_refusal_is_told_in_general_words_and_logged(caplog):
    with override("ja"):
        assert str(told(InvalidDataError("give eight random bytes", where="ticket"))) == str(OTHER)

    assert "give eight random bytes" in caplog.text


def test_engine_refuses_draws_only_with_a_reason():
    """Plain refusals are for files and for a caller's mistakes: those a page never shows by themselves."""
    folder = Path(musubi_engine.draw.__file__).parent
    plain = {"file_format.py", "list_format.py", "tickets.py", "command.py"}
    for path in folder.glob("*.py"):
        raised = [node.exc for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Raise)]
        names = {node.func.id for node in raised if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert path.name in plain or names <= {"_refuse", "RefusedDrawError", "ImpossibleQuotasError", "RepeatedTicketError"}


@pytest.fixture
def item(db):
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


def test_stored_list_that_cannot_be_read_is_told_and_nothing_changes(item):
    made = draws.draw(item, organization("D1"))
    draws.enter(made, 3)
    made = draws.held(made, person(Role.SECRETARIAT), person(Role.SECRETARIAT))
    broken = keep_file(made, b"musubi-draw\t9\n", number=99, dated=draws.DAY, actor=None, now=draws.NOW)
    Draw.objects.filter(pk=made.pk).update(list_document=broken)
    entry = made.outcomes.get(position=1).entry

    with pytest.raises(DrawError) as caught:
        record_leaving(entry=entry, cause="declined", reason="", actor=None, now=draws.NOW, today=draws.DAY)

    assert (caught.value.code, english_in(str(caught.value))) == ("broken", [])
    assert not made.events.exists()


def test_letter_of_an_option_may_change_and_who_wished_for_it_still_does(item):
    made = draws.draw(item, organization("D1"))
    draws.enter(made, 2)
    option = DrawOption.objects.get(draw=made, key="A")
    option.key = "N"

    keep_rule(rule=option, links={}, actor=None, now=draws.NOW)

    assert {tuple(wishes) for wishes in made.entries.values_list("wishes", flat=True)} == {("N", "B")}
    assert draws.closed(made).list_sha256
