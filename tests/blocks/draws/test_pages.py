"""Pages of draws: a clerk's whole walk by form, lists at constant cost, rows and cells of what was sent, what outsiders do not see."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings, Organization
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.draws.domain.closing import close_list
from musubi.blocks.draws.domain.results import waiting_words
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.interfaces.entry_rows import HEADS, read_pasted
from musubi.blocks.draws.models import Draw, DrawEntry, DrawOutcome
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def demo(settings):
    """Without a second factor."""
    settings.DEMO = True


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def staff(client):
    OfficeSettings.objects.create()
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def draw(item):
    return draws.draw(item, organization("D1"), value_on=clock.today() + dt.timedelta(days=1), fallback_on=clock.today() + dt.timedelta(days=2))


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("申込.xlsx", buffer.getvalue())


def rows_of(answer):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


def test_clerk_prepares_a_draw_by_form(client, staff, item):
    body = organization("D1")
    fields = {"item": item.pk, "organization": body.pk, "title": "架空の抽選", "households": "one-ticket", "promotion": "losers"}
    answer = client.post("/staff/draws/new/", {**fields, "weight_per_loss": 0, "most_weight": 1, "answer_days": 7})
    made = Draw.objects.get()
    assert answer.headers["Location"] == f"/staff/draws/{made.uid}/"
    rule = f"/staff/draws/{made.uid}/rules/"
    client.post(f"{rule}option/new/", {"key": "A", "name": "北の畑", "places": 2})
    client.post(f"{rule}group/new/", {"key": "E", "name": "高齢者"})
    wrong = client.post(f"{rule}option/new/", {"key": "A", "name": "南の畑", "places": 2})
    assert (wrong.status_code, "同じ記号の希望先があります" in wrong.content.decode()) == (422, True)
    quota = {"key": "elder", "options": [made.options.get().pk], "groups": [made.groups.get().pk], "at_least": 1, "at_most": ""}
    client.post(f"{rule}quota/new/", quota)

    assert made.quotas.get().at_least == 1
    page = client.get(f"/staff/draws/{made.uid}/").content.decode()
    assert "名簿に申込が1件もありません" in page
    client.post(f"{rule}quota/{made.quotas.get().uid}/remove/")
    assert not made.quotas.exists()


def test_entry_by_form_gets_a_ticket_and_can_be_changed_and_withdrawn(client, staff, draw):
    address = f"/staff/draws/{draw.uid}/entries/"
    typed = {"name": "架空 花子", "places": 1, "past_losses": 0, "channel": "counter", "wish_1": "B"}
    answer = client.post(f"{address}new/", {**typed, "wish_1": ""})
    assert answer.status_code == 422
    client.post(f"{address}new/", typed)
    entry = DrawEntry.objects.get()
    page = client.get(f"{address}{entry.uid}/").content.decode()
    assert entry.ticket in page
    assert entry.salt in page

    client.post(f"{address}{entry.uid}/edit/", {**typed, "name": "架空 花", "wish_1": "A", "wish_2": "B"})
    changed = DrawEntry.objects.get()
    assert (changed.name, changed.wishes, changed.ticket) == ("架空 花", ["A", "B"], entry.ticket)
    assert changed.commitment != entry.commitment
    client.post(f"{address}{entry.uid}/withdraw/", {"reason": "本人から"})
    assert DrawEntry.objects.get().withdrawn_at is not None


def test_workbook_goes_out_and_in_with_every_row_accounted_for(client, staff, draw):
    draws.enter(draw, 2)
    address = f"/staff/draws/{draw.uid}/entries/"
    rows = rows_of(client.get(f"{address}export/"))
    assert tuple(rows[0]) == HEADS
    rows[1][HEADS.index("氏名・名称")] = "架空 改"
    added = [None] * len(HEADS)
    added[HEADS.index("氏名・名称")], added[HEADS.index("第1希望")] = "架空 新", "Aの畑"

    answer = client.post(f"{address}take/file/", {"file": sheet(*rows, added)}, follow=True)

    assert "3行: 新しい申込1件、直した申込1件、変わらない申込1件" in answer.content.decode()
    assert sorted(DrawEntry.objects.values_list("name", flat=True)) == ["架空 2", "架空 改", "架空 新"]


def test_faults_are_told_by_row_and_cell_and_nothing_is_taken(client, staff, draw):
    rows = [
        ["氏名・名称", "第1希望", "第2希望", "整理番号", "必要な数", "メール"],
        ["架空 一", "Aの畑", "Aの畑", "1", 1, ""],
        ["", "Aの畑", "", "2", 1, ""],
        ["架空 三", "Cの畑", "", "3", 1, ""],
        ["架空 四", "B", "", "4", 0, ""],
        ["架空 五", "B", "", "9", 1, "x"],
        ["架空 六", "B", "", "9", 1, ""],
        ["架空 七", "B", "", "9", 1, ""],
    ]

    answer = client.post(f"/staff/draws/{draw.uid}/entries/take/file/", {"file": sheet(*rows)})

    page = answer.content.decode()
    assert answer.status_code == 422
    for place in ("C2 第2希望", "A3 氏名・名称", "B4 第1希望", "E5 必要な数", "F6 メール", "D8 整理番号"):
        assert place in page
    assert not DrawEntry.objects.exists()


def test_pasted_rows_are_read_like_a_workbook(client, staff, draw):
    address = f"/staff/draws/{draw.uid}/entries/take/paste/"
    answer = client.post(address, {"rows": "氏名・名称\t第1希望\n架空 一\tAの畑\n架空 二\tZ\n"})
    assert "3行目 第1希望" in answer.content.decode()
    assert "架空 二" in answer.content.decode()

    client.post(address, {"rows": "氏名・名称\t第1希望\r\n架空 一\tAの畑\r\n架空 二\tB\r\n"})

    assert DrawEntry.objects.count() == 2


def test_equal_ids_are_told_where_they_stand(draw):
    draws.enter(draw, 1)
    uid = draw.entries.get().uid
    text = f"行ID\t氏名・名称\t第1希望\n{uid}\t一\tA\n{uid}\t二\tA\nzzzz\t三\tA\n"

    assert [fault.place for fault in read_pasted(draw, text).faults] == ["3行目 行ID", "4行目 行ID"]


def test_empty_sheet_and_unknown_columns_are_told(draw):
    assert read_pasted(draw, "氏名・名称\t第1希望\n").faults
    assert read_pasted(draw, "氏名・名称\t第1希望\tメモ\n一\tA\tx\n").unknown == ("メモ",)


def test_postcards_carry_the_result_and_bring_addresses_back(client, staff, draw):
    draws.enter(draw, 3)
    made = close_list(draw=draw, actor=staff, now=clock.now(), today=clock.today())
    Draw.objects.filter(pk=made.pk).update(value_on=clock.today())
    step = f"/staff/draws/{draw.uid}/step/"
    client.post(f"{step}value/", {"value": "23626.73", "from_fallback": ""})
    second = person(Role.SECRETARIAT)
    client.force_login(second, backend=BACKEND)
    assert client.post(f"{step}confirm/", {"value": "23626.3", "from_fallback": ""}).status_code == 422
    client.post(f"{step}value/", {"value": "23626.73", "from_fallback": ""})
    client.force_login(staff, backend=BACKEND)
    client.post(f"{step}confirm/", {"value": "23626.73", "from_fallback": ""})
    client.post(f"{step}hold/")
    assert Draw.objects.get().status == DrawStatus.DRAWN

    address = f"/staff/draws/{draw.uid}/postcards/"
    rows = rows_of(client.get(f"{address}?download"))
    head = {name: index for index, name in enumerate(rows[0])}
    assert [row[head["結果"]] for row in rows[1:]][-1] == "補欠: Aの畑 1番、Bの畑 1番"
    assert all(row[head["抽選番号"]] in row[head["文面"]] for row in rows[1:])
    rows[1][head["返戻日"]] = "R9.1.1"
    assert "M2 返戻日" in client.post(address, {"file": sheet(*rows)}).content.decode()
    rows[1][head["返戻日"]], rows[1][head["住所"]] = clock.today().isoformat(), "架空町の新しい住所"
    client.post(address, {"file": sheet(*rows)})

    entry = DrawEntry.objects.get(uid=rows[1][0])
    assert (entry.address, entry.returned_on) == ("架空町の新しい住所", clock.today())
    for ending in ("pdf", "xlsx", "docx"):
        assert client.get(f"/staff/draws/{draw.uid}/sheet.{ending}").status_code == 200


def test_public_reads_tickets_and_nothing_of_the_entrants(client, item):
    draw = draws.draw(item, organization("D1"))
    draws.elders(draw)
    draws.enter(draw, 4)
    assert client.get(f"/draws/{draw.uid}/").status_code == 404
    made = draws.held(draw, person(Role.SECRETARIAT), person(Role.SECRETARIAT))
    winner = made.outcomes.get(position=1)

    page = client.get(f"/draws/{draw.uid}/?ticket={winner.ticket.lower()}").content.decode()

    assert f"musubi-engine draw --verify --hash {made.list_sha256} {made.document.file_name}<" in page
    assert page.count("順番は1番でした") == 1
    assert "/static/draw/replay" in page
    assert "架空町" not in page
    assert "架空の高齢者" not in page
    file = client.get(f"/draws/{draw.uid}/result.txt")
    assert file.content == bytes(made.document.content)
    assert client.get(f"/draws/{draw.uid}/list.txt").headers["X-Content-SHA256"] == made.list_sha256
    english = client.get(f"/en/draws/{draw.uid}/").content.decode()
    assert "replay.en" in english
    Organization.objects.update(name_en="Office of draws")
    assert "Office of draws" in client.get(f"/en/draws/{draw.uid}/").content.decode()
    assert "Office of draws" in client.get("/en/draws/").content.decode()


def test_several_waiting_lists_are_told_in_the_readers_language():
    with override("en"):
        assert waiting_words(DrawOutcome(waiting={"A": 1, "B": 2}), {"A": "North", "B": "South"}) == "North no. 1, South no. 2"


def test_entrants_are_seen_only_at_the_desk_and_every_reading_is_noted(client, item):
    draw = draws.draw(item, organization("D1"))
    draws.enter(draw, 1)
    entry = draw.entries.get()
    other = person(Role.DIVISION_STAFF, body=organization("D9"))
    client.force_login(other, backend=BACKEND)
    paths = ["entries/", "entries/export/", f"entries/{entry.uid}/", "waiting/", "postcards/", f"entries/{entry.uid}/edit/"]
    assert [client.get(f"/staff/draws/{draw.uid}/{path}").status_code for path in paths] == [403] * 6
    assert "架空 1" not in client.get(f"/staff/draws/{draw.uid}/").content.decode()

    client.force_login(person(Role.SECRETARIAT), backend=BACKEND)
    for path in paths[:3]:
        client.get(f"/staff/draws/{draw.uid}/{path}")
    assert list(PersonalDataView.objects.order_by("pk").values_list("page", flat=True)) == ["draw-entries", "draw-export", "draw-entry"]


@pytest.mark.parametrize("path", ["/staff/draws/", "/staff/draws/{uid}/entries/", "/draws/", "/draws/{uid}/", "/staff/draws/{uid}/waiting/"])
def test_lists_cost_the_same_for_one_and_many(client, item, staff, path):
    first = draws.draw(item, organization("D1"))
    draws.enter(first, 2)
    first = draws.held(first, staff, person(Role.SECRETARIAT))

    with CaptureQueriesContext(connection) as few:
        client.get(path.format(uid=first.uid))
    many = draws.draw(item, organization("D1"), title="架空の別の抽選")
    draws.enter(many, 30)
    many = draws.held(many, staff, person(Role.SECRETARIAT))
    with CaptureQueriesContext(connection) as more:
        assert client.get(path.format(uid=many.uid)).status_code == 200
    assert len(more) == len(few)


def test_head_alone_reaches_cancelling(client, item):
    draw = draws.draw(item, organization("D1"))
    draws.enter(draw, 1)
    draws.closed(draw)
    item.assignments.get_or_create(vision=item.vision, organization=organization("D1"), defaults={"role": "lead"})
    client.force_login(person(Role.DIVISION_STAFF, body=organization("D1")), backend=BACKEND)
    address = reverse("draws:step", args=[draw.uid, "redraw"])
    assert client.get(address).status_code == 403
    client.force_login(person(Role.DIVISION_HEAD, body=organization("D1")), backend=BACKEND)
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "架空の誤り"})

    again = Draw.objects.get(previous__isnull=False)
    page = client.get(f"/draws/{draw.uid}/").content.decode()
    assert "架空の誤り" in page
    assert again.uid not in page  # not told before its list is fixed
