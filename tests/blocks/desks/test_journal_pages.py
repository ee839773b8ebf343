"""The journal's pages: quick entry with and without htmx, the full form, the list, undo."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import override_settings
from tests.factories.accounts import person
from tests.factories.desks import activity
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.desks.models import Activity, ActivityTemplate
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of

pytestmark = pytest.mark.django_db
JOURNAL = "/staff/desk/A-P1/journal/"


def quick(client, *, htmx=False, path="quick/", **fields):
    typed = {"kind": "visit", "text": "部品メーカーを訪問\n増築を検討中", "happened_on": "2020-10-14", **fields}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(JOURNAL + path, {f"quick-{name}": value for name, value in typed.items()}, headers=headers)


def test_desk_page_offers_the_quick_entry_with_today(client, clerk, item):
    page = client.get("/staff/desk/A-P1/").content.decode()
    assert "desk-journal" in page
    assert 'name="quick-kind" value="visit"' in page
    assert 'name="quick-happened_on" value="令和' in page


def test_quick_entry_without_script_goes_back_to_the_desk(client, clerk, item):
    answer = quick(client)
    made = Activity.objects.get()
    assert (made.title, made.detail, made.author, made.kind) == ("部品メーカーを訪問", "増築を検討中", clerk, "visit")
    assert answer.headers["Location"] == "/staff/desk/A-P1/?year=2020#h-journal"


def test_quick_entry_with_htmx_equals_the_reloaded_part(client, clerk, item):
    today = clock.today().isoformat()
    part = quick(client, htmx=True, happened_on=today).content.decode()
    assert "「部品メーカーを訪問」を記録しました" in part
    assert "部品メーカーを訪問" in client.get("/staff/desk/A-P1/").content.decode()
    entry = part[part.index('<ol class="journal">') : part.rindex("</ol>")]
    assert entry in client.get("/staff/desk/A-P1/").content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_bad_quick_entry_keeps_what_was_typed(client, clerk, item, htmx):
    page = quick(client, htmx=htmx, text="訪問した", happened_on="あした", with_whom="架空精密").content.decode()
    assert "訪問した</textarea>" in page
    assert 'value="あした"' in page
    assert 'value="架空精密"' in page
    assert "まだ記録していません" in page
    assert Activity.objects.count() == 0


def test_quick_entry_opens_as_full_form_with_everything_typed(client, clerk, item):
    page = quick(client, path="new/", htmx=True, with_whom="架空精密", next_step="返答", next_due_on="R2.10.21")
    text = page.content.decode()
    assert page.headers["HX-Retarget"] == "body"
    for typed in ('value="部品メーカーを訪問"', "増築を検討中</textarea>", 'value="架空精密"', 'value="返答"', 'value="R2.10.21"'):
        assert typed in text
    assert Activity.objects.count() == 0


def test_full_form_saves_in_both_calendars_and_widths(client, clerk, item):
    answer = client.post(
        JOURNAL + "new/",
        {
            "happened_on": "令和2年10月9日",
            "kind": "meeting",
            "title": "連絡会",
            "people": "１２",
            "quantity": "3",
            "unit": "社",
            "visibility": "partners",
        },
    )
    made = Activity.objects.get()
    assert answer.headers["Location"] == f"{JOURNAL}{made.uid}/?year=2020"
    assert (made.happened_on, made.people, made.quantity, made.unit, made.visibility) == (dt.date(2020, 10, 9), 12, 3, "社", "partners")


def test_full_form_tells_errors_at_their_fields(client, clerk, item):
    page = client.post(
        JOURNAL + "new/", {"happened_on": "2020-10-09", "kind": "meeting", "title": "連絡会", "quantity": "3", "visibility": "internal"}
    )
    assert "数量の単位を入力してください" in page.content.decode()
    assert Activity.objects.count() == 0


def test_template_fills_the_form_in(client, clerk, item):
    template = ActivityTemplate.objects.create(item=item, name="定例", kind="meeting", title="企業誘致連絡会", with_whom="金融機関2行")
    page = client.get(f"{JOURNAL}new/?template={template.uid}").content.decode()
    assert 'value="企業誘致連絡会"' in page
    assert 'value="金融機関2行"' in page
    strange = ActivityTemplate.objects.create(item=item.vision.items.get(code="A-P2"), name="よそ", kind="visit", title="よその件名")
    assert "よその件名" not in client.get(f"{JOURNAL}new/?template={strange.uid}").content.decode()


def test_two_clerks_at_once_both_see_both_versions(client, clerk, item):
    made = activity(item, place="並木")
    path = f"{JOURNAL}{made.uid}/edit/?year=2020"
    page = client.get(path).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields}
    typed["happened_on"] = "2020-10-14"
    Activity.objects.filter(pk=made.pk).update(place="三ケ島")
    answer = client.post(path, {**typed, "shown": page.fields["shown"].initial, "place": "元町"})
    assert answer.status_code == 409
    assert "三ケ島" in answer.content.decode()
    answer = client.post(path, {**typed, "shown": page.fields["shown"].initial, "place": "元町", "keep-place": "mine", "now-place": "三ケ島"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.place == "元町"


def test_withdraw_asks_for_a_reason_and_can_be_undone(client, clerk, item):
    made = activity(item)
    assert "理由を入力" in client.post(f"{JOURNAL}{made.uid}/withdraw/?year=2020", {}, follow=True).content.decode()
    page = client.post(f"{JOURNAL}{made.uid}/withdraw/?year=2020", {"reason": "二重の記録"}, follow=True).content.decode()
    assert "取り消された記録です" in page
    assert made.title not in client.get(f"{JOURNAL}?year=2020").content.decode()
    client.post(f"{JOURNAL}{made.uid}/restore/?year=2020")
    assert made.title in client.get(f"{JOURNAL}?year=2020").content.decode()


def test_list_filters_sorts_and_has_words_when_empty(client, clerk, item):
    activity(item, title="訪問A", people=2)
    activity(item, title="会議B", kind="meeting", people=9)
    page = client.get(f"{JOURNAL}?year=2020&kind=meeting").content.decode()
    assert "会議B" in page
    assert "訪問A" not in page
    activity(item, title="人数なしC")
    by_people = client.get(f"{JOURNAL}?year=2020&sort=people").content.decode()
    assert by_people.index("会議B") < by_people.index("訪問A") < by_people.index("人数なしC")
    assert "当てはまる記録はありません" in client.get(f"{JOURNAL}?year=2020&q=ない言葉").content.decode()
    assert "この年度の記録はまだありません" in client.get(f"{JOURNAL}?year=2018").content.decode()


def test_queries_do_not_grow_with_rows(client, clerk, item):
    today = clock.today()
    for path in ("/staff/desk/A-P1/", JOURNAL):
        Activity.objects.all().delete()
        activity(item, happened_on=today, actor=clerk, next_step="返答", next_due_on=today)
        one = queries_of(client, path)
        for number in range(29):
            activity(item, happened_on=today, title=f"訪問{number}", actor=clerk, next_step="返答", next_due_on=today)
        assert queries_of(client, path) == one, path


def test_export_holds_the_found_rows_as_text(client, clerk, item):
    activity(item, title="=SUM(A1)", people=3, quantity=2, unit="社")
    activity(item, title="会議", kind="meeting")
    answer = client.get(f"{JOURNAL}export/?year=2020&kind=visit")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["件名"], row["日付"], row["種類"], row["人数"], row["数量"], row["見られる人"]) == (
        "=SUM(A1)",
        "2020-10-14",
        "企業訪問",
        3,
        2,
        "庁内と記録した団体",
    )


def test_city_staff_of_another_division_reads_but_does_not_write(client, item):
    client.force_login(person(Role.DIVISION_STAFF), backend="allauth.account.auth_backends.AuthenticationBackend")
    made = activity(item)
    assert client.get(f"{JOURNAL}{made.uid}/").status_code == 200
    for path in (f"{made.uid}/edit/", "new/"):
        assert client.get(JOURNAL + path).status_code == 403
    for path in ("quick/", f"{made.uid}/withdraw/", f"{made.uid}/restore/", f"{made.uid}/done/"):
        assert client.post(JOURNAL + path, {"reason": "x"}).status_code == 403


def test_record_of_another_desk_is_not_found_here(client, clerk, item):
    strange = activity(item.vision.items.get(code="A-P2"))
    assert client.get(f"{JOURNAL}{strange.uid}/").status_code == 404


@override_settings(DEMO=True)
def test_year_of_the_quick_entry_is_derived(client, clerk, item):
    quick(client, happened_on="R3.1.5")
    assert Activity.objects.get().fiscal_year == fiscal_year_of(dt.date(2021, 1, 5)) == 2020


def test_records_of_the_earlier_plan_are_reached_from_the_desk(client, clerk, item):
    from musubi.blocks.vision.models import PlanItem, Succession, Vision

    before = Vision.objects.create(slug="before", title="前の計画", publisher=item.vision.publisher, status="superseded")
    earlier = PlanItem.objects.create(vision=before, level=item.level, code="Z-9", name="前の事業")
    Succession.objects.create(earlier=earlier, later=item, into=item.vision, kind="continued")
    made = activity(earlier, title="前の計画での訪問")
    page = client.get(f"{JOURNAL}?year=2020").content.decode()
    assert "前の計画での訪問" not in page
    assert "before=1" in page
    assert "前の計画での訪問" in client.get(f"{JOURNAL}?year=2020&before=1").content.decode()
    assert "Z-9 前の事業" in client.get(f"{JOURNAL}{made.uid}/?year=2020").content.decode()
