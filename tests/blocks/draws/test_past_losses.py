"""Losses counted in earlier draws: who counts, what a loss is, the table one confirms, figures kept with where they come from."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.draws import DAY, NOW
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.audit.models import Event
from musubi.blocks.draws.domain.cancelling import redraw
from musubi.blocks.draws.domain.closing import missing_of
from musubi.blocks.draws.domain.entries import EntryRow, change_entry, take_rows, withdraw_entry
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.past_losses import choose_draws, count_now, decide_pair, keep_losses, losses_in
from musubi.blocks.draws.domain.promotions import record_leaving
from musubi.blocks.draws.domain.results import weights_of
from musubi.blocks.draws.enums import LeavingCause, LossesOrigin, PastResult
from musubi.blocks.draws.interfaces.entry_rows import read_pasted
from musubi.blocks.draws.interfaces.postcards import write_postcards
from musubi.blocks.draws.interfaces.sheet import sheet_of
from musubi.blocks.draws.models import CountedDraw, Draw, DrawEntry, PastEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def people():
    return person(Role.SECRETARIAT), person(Role.SECRETARIAT)


@pytest.fixture
def draw(item):
    return draws.draw(item, organization("D1"), title="架空の市民農園 2020", weight_per_loss=1, most_weight=3)


def earlier(item, people, count=4, **fields):
    """A draw that was held, with entrants 架空 1 … count for two places."""
    made = draws.draw(item, organization("D1"), **{"title": "架空の市民農園 2019", **fields})
    draws.enter(made, count, wishes=tuple(made.options.values_list("key", flat=True)))
    return draws.held(made, *people)


def choose(draw, *chosen, losses_reset=False, references_last=False, actor=None):
    return choose_draws(draw=draw, earlier=chosen, losses_reset=losses_reset, references_last=references_last, actor=actor, now=LATER)


def keep(draw, *, keep_typed=False):
    return keep_losses(draw=draw, digest=count_now(draw).digest, keep_typed=keep_typed, actor=None, now=LATER)


def losses(draw):
    return dict(draw.entries.filter(withdrawn_at=None).values_list("name", "past_losses"))


def code_of(call, **values):
    with pytest.raises(DrawError) as caught:
        call(**values)
    return caught.value.code


def test_who_drew_nothing_has_lost_and_the_winners_have_not(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 6)
    draw = choose(draw, old)

    assert losses(draw) == dict.fromkeys([f"架空 {n}" for n in range(1, 7)], 0)  # nothing before it is confirmed
    keep(draw)

    winners = set(old.outcomes.exclude(place="").values_list("entry__name", flat=True))
    assert losses(draw) == {f"架空 {n}": int(n <= 4 and f"架空 {n}" not in winners) for n in range(1, 7)}
    assert set(draw.entries.values_list("losses_origin", flat=True)) == {LossesOrigin.COUNTED}
    row = PastEntry.objects.filter(result=PastResult.LOST).first()
    assert (row.entry.name, row.is_same, row.decided_at) == (row.earlier.name, True, None)
    assert weights_of(draw) == [(1, 4), (2, 2)]
    assert Event.objects.filter(verb="draw.losses_counted").get().after["entries"] == 6


def test_withdrawn_declined_promoted_and_void_are_no_losses(item, people, draw):
    made = draws.draw(item, organization("D1"), title="架空の市民農園 2019", places=(1,))
    draws.enter(made, 5, wishes=("A",))
    DrawEntry.objects.filter(draw=made, name__in=["架空 4", "架空 5"]).update(household="同じ")
    withdraw_entry(entry=made.entries.get(name="架空 3"), reason="", actor=None, now=NOW)
    old = draws.held(made, *people)
    order = list(old.outcomes.filter(position__isnull=False).order_by("position"))
    record_leaving(entry=order[0].entry, cause=LeavingCause.DECLINED, reason="", actor=None, now=NOW, today=DAY)
    draws.enter(draw, 5)

    found = {row.entry.name: [each.result for each in row.found] for row in count_now(choose(draw, old)).rows}

    void = old.outcomes.get(position=None).entry.name
    told = {"架空 3": PastResult.WITHDRAWN, void: PastResult.NO_PART, order[0].entry.name: PastResult.DECLINED, order[1].entry.name: PastResult.WON}
    assert found == {name: [told.get(name, PastResult.LOST)] for name in found}
    assert sorted(losses(draw)) == sorted(found)
    keep(draw)
    assert [name for name, count in losses(draw).items() if count] == [order[2].entry.name]


def test_loser_whose_household_won_has_not_lost(item, people, draw):
    made = draws.draw(item, organization("D1"), places=(1,), households="one-win")
    draws.enter(made, 2, wishes=("A",))
    DrawEntry.objects.filter(draw=made).update(household="同じ")
    draws.enter(draw, 2)

    rows = count_now(choose(draw, draws.held(made, *people))).rows

    assert sorted(each.result for row in rows for each in row.found) == [PastResult.HOUSEHOLD, PastResult.WON]


@pytest.mark.parametrize(("results", "plain", "reset"), [("LLL", 3, 3), ("LWL", 2, 1), ("LLW", 2, 0), ("LDL", 2, 2), ("WWL", 1, 1), ("", 0, 0)])
def test_losses_before_a_win_are_forgotten_only_where_the_rules_say_so(results, plain, reset):
    told = [{"L": PastResult.LOST, "W": PastResult.WON, "D": PastResult.DECLINED}[letter] for letter in results]

    assert losses_in(told, losses_reset=False) == plain
    assert losses_in(told, losses_reset=True) == reset


def test_two_earlier_draws_add_up(item, people, draw):
    first, second = earlier(item, people, title="架空の市民農園 2018"), earlier(item, people)
    draws.enter(draw, 4)

    keep(choose(draw, second, first))

    lost = [set(old.outcomes.filter(place="").values_list("entry__name", flat=True)) for old in (first, second)]
    assert losses(draw) == {f"架空 {n}": sum(f"架空 {n}" in names for names in lost) for n in range(1, 5)}


def test_doubtful_pair_counts_only_after_a_person_said_so_and_may_be_decided_anew(item, people, draw):
    old = earlier(item, people, count=3, places=(1,))
    loser = old.outcomes.filter(place="").first().entry
    draws.enter(draw, 1)
    entry = draw.entries.get()
    DrawEntry.objects.filter(pk=entry.pk).update(name=loser.name, address="引っ越し先の町")
    draw = choose(draw, old)
    assert [(pair.entry, pair.earlier) for pair in count_now(draw).doubtful] == [(entry.pk, loser.pk)]
    keep(draw)
    assert losses(draw) == {loser.name: 0}

    decided = {"entry": DrawEntry.objects.get(pk=entry.pk), "earlier": loser, "now": LATER}
    decide_pair(is_same=True, actor=people[0], **decided)
    assert "まだ数えていない申込が1件" in " ".join(missing_of(Draw.objects.get(pk=draw.pk), DAY))
    keep(draw)
    row = PastEntry.objects.get()
    assert (losses(draw), row.decided_by, row.result) == ({loser.name: 1}, people[0], PastResult.LOST)

    decide_pair(is_same=False, actor=people[1], **decided)
    assert not count_now(draw).doubtful
    keep(draw)
    assert (losses(draw), PastEntry.objects.get().is_same) == ({loser.name: 0}, False)


def test_pair_that_is_none_or_of_another_draw_is_not_decided(item, people, draw):
    old, other = earlier(item, people), earlier(item, people, title="架空の別の抽選")
    draws.enter(draw, 1)
    draw, entry = choose(draw, old), draw.entries.get()
    decided = {"entry": entry, "is_same": True, "actor": None, "now": LATER}

    assert code_of(decide_pair, earlier=other.entries.first(), **decided) == "not_counted"
    assert code_of(decide_pair, earlier=old.entries.get(name="架空 3"), **decided) == "no_pair"


def test_only_held_standing_draws_of_the_own_desk_are_counted(item, people, draw):
    waiting = draws.draw(item, organization("D1"), title="準備中の架空の抽選")
    held = earlier(item, people)
    stranger = person(Role.DIVISION_STAFF, body=organization("D9"))

    for chosen, actor in ((waiting, None), (draw, None), (held, stranger)):
        with pytest.raises(DrawError) as caught:
            choose(draw, chosen, actor=actor)
        assert caught.value.code == "not_earlier"
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedDraw.objects.create(draw=draw, earlier=draw)


def test_table_that_changed_meanwhile_is_not_taken_in(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 2)
    draw = choose(draw, old)
    digest = count_now(draw).digest
    draws.enter(draw, 1)

    assert code_of(keep_losses, draw=draw, digest=digest, keep_typed=False, actor=None, now=LATER) == "changed"


def test_typed_figures_give_way_or_stay_as_one_chooses(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 4, past_losses=2)
    draw = choose(draw, old)

    keep(draw, keep_typed=True)
    assert (set(losses(draw).values()), set(draw.entries.values_list("losses_origin", flat=True))) == ({2}, {LossesOrigin.TYPED})
    keep(draw)
    assert set(losses(draw).values()) == {0, 1}


def test_counted_figure_is_changed_only_with_a_reason_and_then_stays(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 4)
    draw = choose(draw, old)
    keep(draw)
    entry = draw.entries.first()
    change = {"entry": entry, "unchanged": lambda _name, _value: True, "actor": None, "now": LATER}

    assert code_of(change_entry, values={"past_losses": 3}, **change) == "losses_reason"
    change_entry(values={"past_losses": 3, "losses_reason": "紙の名簿で2018年の落選を確かめた"}, **change)
    keep(draw)
    entry.refresh_from_db()
    assert (entry.past_losses, entry.losses_origin) == (3, LossesOrigin.CHANGED)
    rows = [EntryRow(entry.uid, {"past_losses": 1, "losses_reason": ""})]
    assert code_of(take_rows, draw=draw, rows=rows, channel="list", actor=None, now=LATER) == "losses_reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        DrawEntry.objects.filter(pk=entry.pk).update(losses_reason="")

    change_entry(values={"losses_reason": ""}, **{**change, "entry": entry})
    keep(draw)
    entry.refresh_from_db()
    assert (entry.past_losses in {0, 1}, entry.losses_origin) == (True, LossesOrigin.COUNTED)


def test_list_is_not_fixed_with_entries_uncounted_or_results_that_moved_since(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 2)
    draw = choose(draw, old)
    assert "まだ数えていない申込が2件" in missing_of(draw, DAY)[0]
    keep(draw)
    assert missing_of(draw, DAY) == []

    entry = draw.entries.first()
    change_entry(entry=entry, values={"name": "改名した 架空"}, unchanged=lambda _name, _value: True, actor=None, now=LATER)
    assert "1件" in missing_of(draw, DAY)[0]
    keep(draw)
    winner = old.outcomes.exclude(place="").first().entry
    record_leaving(entry=winner, cause=LeavingCause.DECLINED, reason="", actor=None, now=LATER + dt.timedelta(days=1), today=DAY)
    assert "数えた後に" in missing_of(draw, DAY)[0]

    body = organization("D1")
    item.assignments.get_or_create(vision=item.vision, organization=body, defaults={"role": "lead"})
    redraw(draw=old, reason="架空の誤り", actor=person(Role.DIVISION_HEAD, body=body), now=LATER)
    assert "取り消されました" in missing_of(draw, DAY)[0]


def test_published_list_says_how_weights_came_about_and_names_nobody(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 4)
    keep(choose(draw, old, losses_reset=True))

    text = bytes(draws.closed(Draw.objects.get(pk=draw.pk)).list_document.content).decode()

    [line] = [line for line in text.splitlines() if line.startswith("weights\t")]
    assert line == ("weights\t過去の落選1回ごとに1口を増やす(1人3口まで)。数えた抽選: 架空の市民農園 2019。当選した後は、それより前の落選を数えない")
    assert "架空 1" not in text
    assert not any(entry.ticket in text for entry in old.entries.all())  # nothing leads from this ticket to the earlier one


def test_redraw_keeps_figures_and_where_they_come_from(item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 4)
    keep(choose(draw, old))
    made = draws.held(Draw.objects.get(pk=draw.pk), *people)
    body = organization("D1")
    item.assignments.get_or_create(vision=item.vision, organization=body, defaults={"role": "lead"})

    again = redraw(draw=made, reason="架空の誤り", actor=person(Role.DIVISION_HEAD, body=body), now=LATER)

    assert losses(again) == losses(made)
    assert [each.earlier for each in again.counted.all()] == [old]
    assert PastEntry.objects.filter(entry__draw=again).count() == PastEntry.objects.filter(entry__draw=made).count() == 4


def test_counting_costs_the_same_for_few_and_many(item, people, draw):
    old = earlier(item, people, count=2)
    draws.enter(draw, 2)
    draw = choose(draw, old)
    with CaptureQueriesContext(connection) as few:
        count_now(draw)
    more = earlier(item, people, count=20, title="架空の市民農園 2018")
    draws.enter(draw, 20)
    draw = choose(draw, old, more)
    with CaptureQueriesContext(connection) as many:
        count_now(draw)

    assert len(many) == len(few)


def signed_in(client, settings, user):
    settings.DEMO = True
    OfficeSettings.objects.get_or_create()
    client.force_login(user, backend=BACKEND)


def test_clerk_chooses_confirms_and_reads_where_a_figure_comes_from(client, settings, item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 5)
    DrawEntry.objects.filter(draw=draw, name="架空 5").update(past_losses=2)
    signed_in(client, settings, people[0])
    address = f"/staff/draws/{draw.uid}/losses/"
    assert "過去の落選を数える" in client.get(f"/staff/draws/{draw.uid}/").content.decode()
    assert client.post(address, {"earlier": ["zzzz"]}).status_code == 422

    client.post(address, {"earlier": [old.uid], "losses_reset": "on"})
    page = client.get(address)
    assert page.content.decode().count("同じ氏名と住所") == 4
    sent = {"digest": page.context["counting"].digest}
    answer = client.post(f"{address}count/", sent)  # a typed figure would be overwritten: it must be said
    assert (answer.status_code, losses(draw)["架空 5"]) == (422, 2)
    answer = client.post(f"{address}count/", {"digest": "0" * 64, "typed": "keep"})
    assert "表を見ている間に" in answer.content.decode()
    client.post(f"{address}count/", {**sent, "typed": "keep"})

    assert (losses(draw)["架空 5"], sum(losses(draw).values())) == (2, 4)
    entry = draw.entries.get(name="架空 1")
    page = client.get(f"/staff/draws/{draw.uid}/entries/{entry.uid}/").content.decode()
    assert f'<a href="/staff/draws/{old.uid}/entries/' in page
    edit = f"/staff/draws/{draw.uid}/entries/{entry.uid}/edit/"
    typed = {"name": entry.name, "address": entry.address, "places": 1, "past_losses": 7, "wish_1": "A", "losses_reason": ""}
    assert "理由を書いてください" in client.post(edit, typed).content.decode()


def test_pair_is_decided_by_button_and_only_by_who_works_both_desks(client, settings, item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 1)
    DrawEntry.objects.filter(draw=draw).update(address="引っ越し先")
    draw = choose(draw, old)
    entry, before = draw.entries.get(), old.entries.get(name="架空 1")
    address = f"/staff/draws/{draw.uid}/losses/decide/{entry.uid}/{before.uid}/"
    signed_in(client, settings, person(Role.DIVISION_STAFF, body=organization("D9")))
    assert client.post(address, {"is_same": "yes"}).status_code == 403
    assert client.get(f"/staff/draws/{draw.uid}/losses/").status_code == 403

    client.force_login(people[0], backend=BACKEND)
    assert "引っ越し先" in client.get(f"/staff/draws/{draw.uid}/losses/").content.decode()
    client.post(address, {"is_same": "yes"})

    assert PastEntry.objects.get().is_same
    assert "別の方に改める" in client.get(f"/staff/draws/{draw.uid}/losses/").content.decode()


def test_workbook_asks_for_the_reason_at_the_cell(item, people, draw):
    draws.enter(draw, 2)
    keep(choose(draw, earlier(item, people)))
    uid = draw.entries.get(name="架空 1").uid
    head = "行ID\t氏名・名称\t住所\t第1希望\t過去の落選回数"

    assert [fault.place for fault in read_pasted(draw, f"{head}\n{uid}\t架空 1\t架空町1\tA\t9\n").faults] == ["2行目 過去の落選回数"]
    assert not read_pasted(draw, f"{head}\t回数を直した理由\n{uid}\t架空 1\t架空町1\tA\t9\t紙の名簿\n").faults


def test_nothing_of_one_entrant_reaches_another(client, item, people, draw):
    old = earlier(item, people)
    draws.enter(draw, 4, email="a@example.jp")
    keep(choose(draw, old))
    made = draws.held(Draw.objects.get(pk=draw.pk), *people)
    loser = made.entries.filter(past_losses=1).first()

    page = client.get(f"/draws/{made.uid}/?ticket={loser.ticket}").content.decode()

    assert "数えた抽選: 架空の市民農園 2019" in page
    assert f"/draws/{old.uid}/" in page
    assert "1口: 2件" in page
    assert "2口: 2件" in page
    sheet = client.get(f"/draws/{made.uid}/result.txt").content.decode()
    rows = rows_of_postcards(made)
    for told in (page, sheet, rows):
        assert not any(entry.ticket in told for entry in old.entries.all())
    assert not any(entry.name in page + sheet for entry in made.entries.all())


def rows_of_postcards(draw):
    rows = draw.entries.select_related("outcome").order_by("pk")
    book = openpyxl.load_workbook(io.BytesIO(write_postcards(draw, rows)))
    return " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


def test_sheet_says_how_many_bear_which_weight(item, people, draw):
    draws.enter(draw, 4)
    keep(choose(draw, earlier(item, people)))
    made = draws.held(Draw.objects.get(pk=draw.pk), *people)

    parts = {part.title: part for part in sheet_of(made).parts}

    assert parts["口数ごとの申込"].rows == [["1口", 2], ["2口", 2]]
    assert parts["口数の決め方"].lines[1] == "落選回数のある申込の出どころ — 過去の抽選から数えた: 2件"
