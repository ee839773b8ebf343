"""Who translates and who reviews is settled before; it is their task; nobody else may, and nobody both."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.places import spot
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.places.domain.records import change
from musubi.blocks.translations.access import reviewable_by
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.models import Translation, TranslationAssignment
from musubi.blocks.translations.rules import ASSIGN_TRANSLATIONS, REVIEW_TEXT, WRITE_TEXTS
from musubi.programs.brand.inbound.domain.translation_tasks import (
    approve_text,
    assign_with_tasks,
    follow_all,
    hand_texts,
    return_text,
    take_back_with_tasks,
)

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), clock.today()
DUE = TODAY + dt.timedelta(days=14)
TOLD = {"now": NOW, "today": TODAY}


def assigned(record, translator, reviewer, actor=None, language="en"):
    assign_with_tasks(records=[record], language=language, translator=translator, reviewer=reviewer, due_on=DUE, actor=actor, **TOLD)
    return TranslationAssignment.objects.get(object_uid=record.uid, language=language)


def hand_in(record, actor, text="Hill"):
    return hand_texts(record=record, language="en", texts={"name": text}, hand_in=True, actor=actor, **TOLD)[0]


def open_tasks():
    return [(task.assignee, task.title) for task in Task.objects.filter(status=TaskStatus.OPEN)]


def test_the_task_goes_from_the_translator_to_the_reviewer_and_back_until_all_is_done():
    translator, reviewer = person(Role.PARTNER), person(Role.DIVISION_STAFF)
    hill = spot("丘（架空）")
    one = assigned(hill, translator, reviewer)
    translating, reviewing = (translator, "「丘（架空）」を訳す(English)"), (reviewer, "「丘（架空）」の訳を確認する(English)")
    assert open_tasks() == [translating]
    row = hand_in(hill, translator)
    assert open_tasks() == [reviewing]
    return_text(row=row, shown_version=row.version, remark="地名", actor=reviewer, **TOLD)
    assert open_tasks() == [translating]
    row = hand_in(hill, translator, "Windy hill")
    approve_text(row=row, shown_version=row.version, actor=reviewer, **TOLD)
    assert open_tasks() == []
    change(record=hill, values={"name": "風の丘（架空）"}, unchanged=lambda _name, _current: True, actor=None, now=NOW)
    assert (follow_all(TODAY, NOW), follow_all(TODAY, NOW)) == (1, 0)  # the Japanese changed
    assert open_tasks() == [(translator, "「風の丘（架空）」を訳す(English)")]
    assert take_back_with_tasks(assignments=[one], actor=None, now=NOW) == 1
    assert (open_tasks(), TranslationAssignment.objects.count(), Translation.objects.get().text) == ([], 0, "Windy hill")


def test_given_to_somebody_else_the_first_ones_task_goes():
    first, second, reviewer = person(Role.PARTNER), person(Role.PARTNER), person(Role.DIVISION_STAFF)
    hill = spot("丘（架空）")
    assigned(hill, first, reviewer)
    row = assigned(hill, second, reviewer)
    assert open_tasks() == [(second, "「丘（架空）」を訳す(English)")]
    assert [event.verb for event in history_of(row)] == ["translation.assigned", "translation.assigned"]


def test_what_cannot_be_is_refused_by_function_and_database():
    someone, other = person(Role.PARTNER), person(Role.PARTNER)
    hill = spot()
    for said, code, field in (
        ({"translator": someone, "reviewer": someone, "due_on": DUE}, "same", "reviewer"),
        ({"translator": someone, "reviewer": other, "due_on": TODAY - dt.timedelta(days=1)}, "past", "due_on"),
    ):
        with pytest.raises(TranslationError) as refused:
            assign_with_tasks(records=[hill], language="en", actor=None, **said, **TOLD)
        assert (refused.value.code, refused.value.field) == (code, field)
    with pytest.raises(IntegrityError), transaction.atomic():
        TranslationAssignment.objects.create(
            object_type="places.Spot", object_uid="x", language="en", translator=someone, reviewer=someone, due_on=DUE
        )


def test_who_may_assign_write_and_review_as_a_table():
    plan, _document = small_plan()
    plan.items.filter(code="A-P1").update(code="C-P5")
    lead = plan.items.get(code="C-P5").assignments.first().organization
    people = {
        "secretariat": person(Role.SECRETARIAT), "desk": person(Role.DIVISION_STAFF, body=lead), "staff": person(Role.DIVISION_STAFF, body=organization("X1")),
        "partner": person(Role.PARTNER), "auditor": person(Role.AUDITOR), "reviewer_role": person(Role.REVIEWER),
        "translator": person(Role.PARTNER), "reviewer": person(Role.PARTNER), "gone": person(Role.PARTNER, is_active=False),
    }  # fmt: skip
    given, free, orphan = spot("担当あり"), spot("担当なし"), spot("確認する人なし")
    one = assigned(given, people["translator"], people["reviewer"])
    assigned(orphan, people["translator"], people["gone"])
    rows = {"given": hand_in(given, people["translator"]), "free": hand_in(free, people["partner"]), "orphan": hand_in(orphan, people["translator"])}
    assign, write, write_free = "assign", "write", "write_free"
    expected = {
        "secretariat": {assign, write, write_free, "free", "orphan"}, "desk": {assign, write, write_free, "free", "orphan"}, "staff": {write_free},
        "partner": {write_free}, "auditor": set(), "reviewer_role": set(), "translator": {write, write_free}, "reviewer": {write_free, "given"}, "gone": set(),
    }  # fmt: skip
    found = {}
    for name, user in people.items():
        may = {assign: user.has_perm(ASSIGN_TRANSLATIONS), write: user.has_perm(WRITE_TEXTS, one), write_free: user.has_perm(WRITE_TEXTS, None)}
        may |= {key: user.has_perm(REVIEW_TEXT, row) for key, row in rows.items()}
        found[name] = {key for key, allowed in may.items() if allowed}
        if user.is_active:
            listed = set(reviewable_by(user, Translation.objects.all()).values_list("pk", flat=True))
            assert listed == {row.pk for key, row in rows.items() if key in found[name]}, name
    assert found == expected


def test_a_partner_who_is_not_assigned_can_neither_approve_nor_overwrite(client, settings):
    settings.DEMO = True  # no second factor
    translator, reviewer, stranger = person(Role.PARTNER), person(Role.PARTNER), person(Role.PARTNER)
    hill = spot()
    assigned(hill, translator, reviewer)
    row = hand_in(hill, translator)
    page = reverse("inbound:side-by-side", args=["spot", "en", hill.uid])
    for user, status in ((stranger, "review"), (translator, "review"), (reviewer, "done")):
        client.force_login(user)
        client.post(page, {"text-name": "Mountain"}) if user is stranger else None
        client.post(reverse("inbound:review", args=[row.uid]), {"approve": 1, "version": row.version})
        row.refresh_from_db()
        assert (row.status, row.text) == (status, "Hill")


def test_the_desk_assigns_what_is_ticked(client, settings):
    settings.DEMO = True
    translator, reviewer = person(Role.PARTNER), person(Role.DIVISION_STAFF)
    hills = [spot(f"丘{number}（架空）") for number in range(2)]
    client.force_login(person(Role.SECRETARIAT))
    page = reverse("inbound:texts-assign", args=["spot", "ko"])
    assert client.get(page).status_code == 302  # nothing ticked
    chosen = {"record": [hill.uid for hill in hills], "translator": translator.uid, "reviewer": translator.uid, "due_on": DUE.isoformat()}
    wrong = client.post(page, chosen)
    assert (wrong.status_code, wrong.context["form"].errors["reviewer"]) == (422, ["訳す人と確認する人は、別の人にしてください"])
    client.post(page, {**chosen, "reviewer": reviewer.uid})
    assert sorted(title for _who, title in open_tasks()) == [f"「丘{number}（架空）」を訳す(한국어)" for number in range(2)]
    assert str(reviewer) in client.get(reverse("inbound:desk") + "?kind=spot&language=ko").content.decode()
    client.post(page, {"record": hills[0].uid, "take_back": 1})
    assert [row.object_uid for row in TranslationAssignment.objects.all()] == [hills[1].uid]
    client.force_login(translator)
    assert client.get(page).status_code == 403
