"""The mass move on 1 April by workbook."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.domain.mass_move import undo_moves
from musubi.blocks.accounts.domain.people import PeopleError, name_on
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import MassMove, Membership, User
from musubi.blocks.audit.domain.trail import history_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def boss(client, settings):
    settings.DEMO = True
    user = person(Role.ADMINISTRATOR, name="管理者")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def moved(client, change, day="R3.4.1"):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/staff/people/moves/download/").content))
    change(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return client.post("/staff/people/moves/", {"day": day, "file": SimpleUploadedFile("m.xlsx", buffer.getvalue())})


def row_of(page, name):
    return next(row for row in page.iter_rows(min_row=2) if row[2].value == name)


def accept(client, page, *people):
    text = page.content.decode()
    kept = text.split('name="kept" value="')[1].split('"')[0]
    numbers = [part.split('"')[0] for part in text.split('name="accept" value="')[1:]]
    names = [part.split('"')[0] for part in text.split('aria-label="')[1:] if "kept" not in part]
    chosen = [number for number in numbers if any(f'value="{number}" aria-label="{name}"' in text for name in people)]
    assert len(chosen) == len(people), names
    return client.post("/staff/people/moves/", {"kept": kept, "apply": "1", "accept": chosen})


def test_mass_move_takes_effect_on_its_day_and_can_be_undone_before(client, boss):
    old, new = organization("OLD", "前の課"), organization("NEW", "次の課")
    mover, leaver = person(Role.DIVISION_STAFF, body=old, name="異動する人"), person(Role.DIVISION_STAFF, body=old, name="去る人")

    def change(page):
        row_of(page, "異動する人")[4].value = "NEW"
        page.delete_rows(row_of(page, "去る人")[0].row)
        page.append([None, "newcomer@example.jp", "来る人", "くるひと", "NEW", None, "担当者", "本務", "主事"])

    preview = moved(client, change)
    assert "来る人" in preview.content.decode()
    assert User.objects.filter(name="来る人").count() == 0
    assert accept(client, preview, "異動する人", "去る人", "来る人").status_code == 302

    def bodies(user, day):
        return [post.organization.code for post in Membership.objects.active_on(day).filter(user=user)]

    assert [bodies(mover, dt.date(2021, 3, 31)), bodies(mover, dt.date(2021, 4, 1))] == [["OLD"], ["NEW"]]
    assert [bodies(leaver, dt.date(2021, 3, 31)), bodies(leaver, dt.date(2021, 4, 1))] == [["OLD"], []]
    assert bodies(User.objects.get(name="来る人"), dt.date(2021, 4, 1)) == ["NEW"]
    with pytest.raises(PeopleError):
        undo_moves(record=MassMove.objects.get(), today=dt.date(2021, 4, 1), actor=boss, now=NOW)
    client.post(f"/staff/people/moves/{MassMove.objects.get().uid}/undo/")
    assert [bodies(mover, dt.date(2021, 4, 1)), bodies(leaver, dt.date(2021, 4, 1))] == [["OLD"], ["OLD"]]
    assert new.memberships.count() == 0


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [(4, "ない課", "組織コード"), (6, "社長", "次のどれか"), (7, "仮", "次のどれか"), (0, "知らないID", "この行ID")],
)
def test_bad_cell_is_told_and_the_rest_can_be_accepted(client, boss, column, value, words):
    old = organization("OLD", "前の課")
    organization("NEW", "次の課")
    person(Role.DIVISION_STAFF, body=old, name="困った人")
    person(Role.DIVISION_STAFF, body=old, name="異動する人")

    def change(page):
        row_of(page, "困った人")[column].value = value
        row_of(page, "異動する人")[4].value = "NEW"

    preview = moved(client, change)
    page = preview.content.decode()
    assert words in page
    assert "所属一覧!" in page
    assert accept(client, preview, "異動する人").status_code == 302


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04"])
def test_bad_move_file_is_told_at_the_field(client, boss, content):
    page = client.post("/staff/people/moves/", {"day": "R3.4.1", "file": SimpleUploadedFile("m.xlsx", content)})
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()


def test_another_persons_kept_file_is_not_reached(client, boss):
    page = client.post("/staff/people/moves/", {"kept": "other-2021-04-01.xlsx", "apply": "1"}, follow=True)
    assert "見つかりません" in page.content.decode()
    assert client.post("/staff/people/moves/", {"kept": f"{boss.uid}-../../x"}, follow=True).status_code == 200


def test_another_person_typed_over_a_row_is_told(client, boss):
    old = organization("OLD", "前の課")
    person(Role.DIVISION_STAFF, body=old, name="元の人")
    preview = moved(client, lambda page: setattr(row_of(page, "元の人")[2], "value", "後任の人"))
    assert "この行IDは元の人の所属です" in preview.content.decode()


def test_same_newcomer_twice_and_a_closed_division_are_told(client, boss):
    organization("NEW", "次の課")
    organization("SHUT", "閉じる課", ends_before=dt.date(2021, 4, 1))

    def change(page):
        for code in ("NEW", "NEW", "SHUT"):
            page.append([None, "newcomer@example.jp", "来る人", "", code, None, "担当者", "本務", ""])

    page = moved(client, change).content.decode()
    assert page.count('name="accept"') == 1
    assert "1つにしてください" in page
    assert "廃止されます" in page


def test_rows_that_others_changed_meanwhile_are_not_mixed_up(client, boss):
    """Somebody ends a post between preview and acceptance: the marks still mean the same people, and one is told."""
    old = organization("OLD", "前の課")
    organization("NEW", "次の課")
    first, second = (person(Role.DIVISION_STAFF, body=old, name=name) for name in ("甲の人", "乙の人"))

    def change(page):
        for name in ("甲の人", "乙の人"):
            row_of(page, name)[4].value = "NEW"

    preview = moved(client, change)
    Membership.objects.filter(user=first).update(ends_before=dt.date(2021, 1, 1))
    again = accept(client, preview, "甲の人", "乙の人")
    assert "所属が変わりました" in again.content.decode()
    assert MassMove.objects.count() == 0
    assert accept(client, again, "乙の人").status_code == 302
    assert [post.organization.code for post in second.memberships.order_by("starts_on")] == ["OLD", "NEW"]


def test_undoing_leaves_an_end_that_was_set_since_and_tells_each_person(client, boss):
    old = organization("OLD", "前の課")
    organization("NEW", "次の課")
    mover, other = (person(Role.DIVISION_STAFF, body=old, name=name) for name in ("甲の人", "乙の人"))

    def change(page):
        for name in ("甲の人", "乙の人"):
            row_of(page, name)[4].value = "NEW"

    accept(client, moved(client, change), "甲の人", "乙の人")
    other.memberships.filter(organization=old).update(ends_before=dt.date(2021, 2, 1))
    client.post(f"/staff/people/moves/{MassMove.objects.get().uid}/undo/")
    assert mover.memberships.get().ends_before is None
    assert other.memberships.get().ends_before == dt.date(2021, 2, 1)
    assert [event.verb for event in history_of(mover)][:2] == ["membership.undone"] * 2


def test_new_names_of_divisions_come_with_the_move_and_go_with_it(client, boss):
    body, other = organization("OLD", "産業振興課"), organization("OTHER", "農政課")

    def change(_page):
        names = {row[0].value: row for row in _page.parent["課名変更"].iter_rows(min_row=2)}
        names["OLD"][2].value, names["OLD"][3].value = "髙﨑産業戦略課", "Strategy"
        names["OTHER"][3].value = "English only"

    preview = moved(client, change)
    text = preview.content.decode()
    assert ["髙﨑産業戦略課" in text, "課名変更!C" in text] == [True, True]
    kept = text.split('name="kept" value="')[1].split('"')[0]
    assert client.post("/staff/people/moves/", {"kept": kept, "apply": "1", "accept": [f"name-{body.uid}"]}).status_code == 302
    body.refresh_from_db()
    assert [name_on(body, dt.date(2021, 3, 31)), name_on(body, dt.date(2021, 4, 1)), body.name] == ["産業振興課", "髙﨑産業戦略課", "産業振興課"]
    client.post(f"/staff/people/moves/{MassMove.objects.get().uid}/undo/")
    body.refresh_from_db()
    other.refresh_from_db()
    assert [body.next_name, body.next_name_from, other.next_name] == ["", None, ""]
    assert [event.verb for event in history_of(body)[:2]] == ["organization.renaming_withdrawn", "organization.renaming_planned"]
