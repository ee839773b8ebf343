"""A draw from its preparation to who moves up: what is fixed stays fixed, and everything can be replayed."""

import datetime as dt
import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.draws import DAY, NOW
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.draws.domain.cancelling import cancel_draw, redraw
from musubi.blocks.draws.domain.closing import close_list, missing_of
from musubi.blocks.draws.domain.engine import check_rules, commitment_of
from musubi.blocks.draws.domain.entries import EntryRow, add_entry, take_rows, withdraw_entry
from musubi.blocks.draws.domain.errors import ClashingQuotasError, DrawError
from musubi.blocks.draws.domain.holding import confirm_value, enter_value, hold_draw
from musubi.blocks.draws.domain.promotions import accept_offer, open_quota, record_leaving, remind_of_offers
from musubi.blocks.draws.enums import DrawStatus, LeavingCause, OfferStatus, ValueStep
from musubi.blocks.draws.models import Draw, DrawEntry, DrawEvent, DrawOutcome, DrawQuota, DrawRun, PublicValue
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi_engine.draw import read_published, replay, verify

pytestmark = pytest.mark.django_db
LIST_SHA256 = "b4c430f3c9728423e41117d2df394ce212edf4ec1cd192ddf70117c364322c88"
RESULT_SHA256 = "c3d004b32b307d46dd19bcc2c9973d6db6e8bf6333e59d5cbcaca2ca3c2528c6"
VALUE_DAY = DAY + dt.timedelta(days=1)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def people():
    return person(Role.SECRETARIAT), person(Role.DIVISION_STAFF)


@pytest.fixture
def draw(item):
    return draws.draw(item, organization("D1"))


def code_of(call, **values):
    with pytest.raises(DrawError) as caught:
        call(**values)
    return caught.value.code


def verified(draw, tmp_path):
    """The published bytes replayed by the engine's own command: no line may differ."""
    path = tmp_path / "draw.txt"
    path.write_bytes(bytes(draw.document.content))
    published = read_published(path)
    assert verify(published, replay(published)) is None
    return replay(published)


def test_published_list_holds_tickets_and_commitments_and_nothing_that_tells_who(draw):
    draws.elders(draw)
    draws.enter(draw, 3, household="架空世帯", group=draw.groups.get())

    made = draws.closed(draw)

    text = bytes(made.list_document.content).decode()
    assert made.list_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert "架空町" not in text
    assert "架空 1" not in text
    assert "架空の高齢者" not in text
    assert "架空世帯" not in text
    for entry in made.entries.all():
        assert f"entry\t{entry.ticket}\tA,B\tE\t1\t1\t{entry.household_token}\t{commitment_of(entry.salt, entry.particulars)}" in text
    assert len({entry.household_token for entry in made.entries.all()}) == 1


def test_household_of_one_bears_no_mark(draw):
    draws.enter(draw, 2)
    DrawEntry.objects.filter(name="架空 1").update(household="一人")

    draws.closed(draw)

    assert set(draw.entries.values_list("household_token", flat=True)) == {""}


def test_past_losses_are_balls_in_the_drum_up_to_the_most(item):
    made = draws.draw(item, organization("D1"), weight_per_loss=2, most_weight=4)
    draws.enter(made, 1, past_losses=1)
    draws.enter(made, 1, past_losses=9)

    text = bytes(draws.closed(made).list_document.content).decode()

    assert sorted(line.split("\t")[4] for line in text.splitlines() if line.startswith("entry")) == ["3", "4"]


def test_nothing_changes_once_the_list_is_fixed(draw):
    draws.enter(draw, 2)
    entry = draw.entries.first()
    draws.closed(draw)

    assert code_of(add_entry, entry=DrawEntry(draw=draw, name="後から", wishes=["A"]), actor=None, now=NOW) == "fixed"
    assert code_of(take_rows, draw=draw, rows=[EntryRow("", {"name": "後", "wishes": ["A"]})], channel="list", actor=None, now=NOW) == "fixed"
    assert code_of(withdraw_entry, entry=entry, reason="", actor=None, now=NOW) == "fixed"
    assert code_of(close_list, draw=draw, actor=None, now=NOW, today=DAY) == "fixed"


def test_list_without_anybody_or_without_its_value_is_not_fixed(item):
    made = draws.draw(item, organization("D1"), value_name="", value_on=None)

    assert missing_of(made, DAY) == ["名簿に申込が1件もありません。申込を入れてください", "公表値と、その日を決めてください"]
    assert code_of(close_list, draw=made, actor=None, now=NOW, today=DAY) == "missing"


def test_list_is_not_fixed_once_the_value_may_be_known(draw):
    draws.enter(draw, 1)

    assert code_of(close_list, draw=draw, actor=None, now=NOW, today=VALUE_DAY) == "missing"


def test_clashing_quotas_are_named(draw):
    draws.elders(draw, at_least=3)
    draws.enter(draw, 1)

    with pytest.raises(ClashingQuotasError) as caught:
        check_rules(draw)

    assert caught.value.quotas == ("elder",)
    assert "枠「elder」" in str(caught.value)
    assert code_of(close_list, draw=draw, actor=None, now=NOW, today=DAY) == "missing"


def test_clash_is_told_before_anybody_has_entered_or_the_value_is_chosen(item):
    made = draws.draw(item, organization("D1"), value_name="", value_on=None, fallback_name="", fallback_on=None)
    draws.elders(made, at_least=3)

    assert "枠「elder」が両立しません" in missing_of(made, DAY)[-1]
    assert missing_of(draws.draw(item, organization("D1"), title="架空の希望先のない抽選", places=()), DAY)[0] == "希望先を1つ以上入れてください"


def test_equal_tickets_are_refused_by_the_database(draw):
    draws.enter(draw, 2)
    first, second = draw.entries.order_by("pk")

    with pytest.raises(IntegrityError), transaction.atomic():
        DrawEntry.objects.filter(pk=second.pk).update(ticket=first.ticket)


def test_value_needs_its_day_two_people_and_the_same_reading(draw, people):
    draws.enter(draw, 2)
    made = draws.closed(draw)
    typed = {"draw": made, "from_fallback": False, "note": "", "now": NOW}

    assert code_of(enter_value, value="1", actor=people[0], today=DAY, **typed) == "early"
    assert code_of(enter_value, value="2万", actor=people[0], today=VALUE_DAY, **typed) == "value"
    assert code_of(confirm_value, value="1", actor=people[1], **typed) == "not_entered"
    enter_value(value="23626.73", actor=people[0], today=VALUE_DAY, **typed)
    assert code_of(confirm_value, value="23626.73", actor=people[0], **typed) == "same_person"
    assert confirm_value(value="23626.37", actor=people[1], **typed).step == ValueStep.DIFFERED
    assert code_of(hold_draw, draw=made, actor=people[1], now=NOW, today=VALUE_DAY) == "unconfirmed"
    enter_value(value="23626.73", actor=people[1], today=VALUE_DAY, **typed)
    assert confirm_value(value=" 23626.73 ", actor=people[0], **typed).step == ValueStep.CONFIRMED
    assert code_of(enter_value, value="9", actor=people[0], today=VALUE_DAY, **typed) == "confirmed"
    assert [row.value for row in PublicValue.objects.order_by("pk")] == ["23626.73", "23626.37", "23626.73", "23626.73"]


def test_fallback_waits_for_its_own_day(draw, people):
    draws.enter(draw, 2)
    made = draws.closed(draw)
    typed = {"draw": made, "value": "5", "from_fallback": True, "note": "", "actor": people[0], "now": NOW}

    assert code_of(enter_value, today=VALUE_DAY, **typed) == "early"
    assert enter_value(today=VALUE_DAY + dt.timedelta(days=1), **typed).from_fallback


def test_draw_keeps_inputs_seed_version_and_result_and_replays(draw, people, tmp_path):
    draws.enter(draw, 6)

    made = draws.held(draw, *people)

    run = made.run
    assert run.seed == f"{made.list_sha256}|23626.73"
    assert run.engine_version.startswith("musubi-engine ")
    assert (run.entries, run.won) == (6, 2)
    drawn = verified(made, tmp_path)
    rows = DrawOutcome.objects.filter(draw=made, position__isnull=False).order_by("position")
    assert [(row.ticket, row.won) for row in rows] == [(each.ticket, drawn.won.get(each.ticket, "")) for each in drawn.order]
    assert [row.waiting for row in rows if not row.won] == [{"A": n, "B": n} for n in (1, 2, 3, 4)]


def test_list_that_was_tampered_with_is_not_drawn(draw, people):
    draws.enter(draw, 2)
    made = draws.closed(draw)
    Draw.objects.filter(pk=made.pk).update(list_sha256="0" * 64)
    typed = {"draw": made, "value": "1", "from_fallback": False, "note": "", "now": NOW}
    enter_value(actor=people[0], today=VALUE_DAY, **typed)
    confirm_value(actor=people[1], **typed)

    assert code_of(hold_draw, draw=made, actor=None, now=NOW, today=VALUE_DAY) == "list_changed"


def test_run_values_and_events_are_never_changed(draw, people):
    draws.enter(draw, 4)
    made = draws.held(draw, *people)
    winner = made.outcomes.exclude(place="").first()
    record_leaving(entry=winner.entry, cause=LeavingCause.DECLINED, reason="", actor=None, now=NOW, today=VALUE_DAY)

    for rows in (DrawRun.objects.all(), PublicValue.objects.all(), DrawEvent.objects.all()):
        for change in (lambda rows=rows: rows.update(uid="x"), lambda rows=rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with pytest.raises(DatabaseError), transaction.atomic():
        DrawOutcome.objects.all().delete()


def test_moving_up_follows_the_draw_order_and_each_file_replays(draw, people, tmp_path):
    draws.enter(draw, 5, email="a@example.jp")
    made = draws.held(draw, *people)
    order = list(made.outcomes.order_by("position"))
    leaving = {"cause": LeavingCause.DECLINED, "reason": "電話", "actor": people[0], "now": NOW, "today": VALUE_DAY}

    record_leaving(entry=order[0].entry, **leaving)
    offer = made.offers.get()
    assert (offer.entry, offer.status, offer.answer_by) == (order[2].entry, OfferStatus.OPEN, VALUE_DAY + dt.timedelta(days=7))
    assert OutboxMessage.objects.get(purpose="draw-offer").to == "a@example.jp"
    record_leaving(entry=order[2].entry, **{**leaving, "cause": LeavingCause.NO_ANSWER})
    second = made.offers.get(status=OfferStatus.OPEN)
    assert second.entry == order[3].entry
    accept_offer(offer=second, note="来庁", actor=people[0], now=NOW)

    assert code_of(accept_offer, offer=second, note="", actor=people[0], now=NOW) == "ended"
    assert code_of(record_leaving, entry=order[0].entry, **leaving) == "left_already"
    made = Draw.objects.get(pk=made.pk)
    drawn = verified(made, tmp_path)
    assert dict(drawn.places) == dict(made.outcomes.exclude(place="").values_list("ticket", "place"))
    assert made.document.sha256 != made.run.document.sha256


def test_reserved_places_kept_empty_are_opened_in_draw_order(draw, people, tmp_path):
    quota = draws.elders(draw)
    draws.enter(draw, 3, wishes=("A",))
    made = draws.held(draw, *people)
    assert made.run.won == 0

    open_quota(quota=DrawQuota.objects.get(pk=quota.pk), reason="該当者なし", actor=people[0], now=NOW, today=VALUE_DAY)

    assert made.offers.get().entry == made.outcomes.order_by("position").first().entry
    verified(Draw.objects.get(pk=made.pk), tmp_path)


def test_late_answer_becomes_a_task_of_the_division_once(draw, people):
    draws.enter(draw, 3)
    made = draws.held(draw, *people)
    record_leaving(entry=made.outcomes.get(position=1).entry, cause=LeavingCause.DECLINED, reason="", actor=None, now=NOW, today=VALUE_DAY)
    day = VALUE_DAY + dt.timedelta(days=8)

    remind_of_offers(day - dt.timedelta(days=1), NOW)
    assert not Task.objects.exists()
    remind_of_offers(day, NOW)
    remind_of_offers(day + dt.timedelta(days=1), NOW)

    assert Task.objects.get().title.startswith("繰上げの回答期限が過ぎました")


def test_only_the_head_cancels_with_a_reason_and_both_draws_are_shown(draw, people):
    body = draw.organization
    draw.item.assignments.get_or_create(vision=draw.item.vision, organization=body, defaults={"role": "lead"})
    head = person(Role.DIVISION_HEAD, body=body)
    quota = draws.elders(draw)
    draws.enter(draw, 3)
    made = draws.held(draw, *people)

    assert code_of(cancel_draw, draw=made, reason="誤り", actor=people[0], now=NOW) == "head"
    assert code_of(cancel_draw, draw=made, reason=" ", actor=head, now=NOW) == "reason"
    again = redraw(draw=made, reason="希望先の数を誤った", actor=head, now=NOW)

    old = Draw.objects.get(pk=made.pk)
    assert (old.status, old.cancel_reason, old.is_told, old.redrawn_as) == (DrawStatus.CANCELLED, "希望先の数を誤った", True, again)
    assert set(again.entries.values_list("ticket", flat=True)) == set(old.entries.values_list("ticket", flat=True))
    assert again.quotas.get().key == quota.key
    assert again.value_on is None
    assert code_of(cancel_draw, draw=old, reason="再度", actor=head, now=NOW) == "cancelled"


def test_every_step_has_one_event(draw, people):
    draws.enter(draw, 3)
    draws.held(draw, *people)

    verbs = list(Event.objects.filter(object_type="draws.Draw").order_by("pk").values_list("verb", flat=True))

    assert verbs == ["draw.prepared", "draw.entries_taken", "draw.closed", "draw.value_entered", "draw.value_confirmed", "draw.held"]


def test_order_of_entry_does_not_matter(item, people):
    outcomes = []
    for step in (1, -1):
        made = draws.draw(item, organization("D1"))
        for number in range(1, 9)[::step]:
            entry = DrawEntry(draw=made, ticket=f"T00{number}", salt="00" * 16, name=f"架空 {number}", wishes=["A", "B"], entered_at=NOW)
            add_entry(entry=entry, actor=None, now=NOW)
        outcomes.append(dict(draws.held(made, *people).outcomes.values_list("ticket", "position")))

    assert outcomes[0] == outcomes[1]


def test_same_entries_and_value_give_the_same_bytes_on_every_database(item, people):
    made = draws.draw(item, organization("D1"), weight_per_loss=1, most_weight=3)
    draws.elders(made, release=True)
    group = made.groups.get()
    for number in range(1, 10):
        given = {"ticket": f"T00{number}", "salt": f"{number:02}" * 16, "name": f"架空 {number}", "past_losses": number % 3}
        wishes = ["A", "B"] if number % 2 else ["B", "A"]
        add_entry(entry=DrawEntry(draw=made, wishes=wishes, group=group if number == 7 else None, entered_at=NOW, **given), actor=None, now=NOW)

    made = draws.held(Draw.objects.get(pk=made.pk), *people)

    assert (made.list_sha256, made.document.sha256) == (LIST_SHA256, RESULT_SHA256)
