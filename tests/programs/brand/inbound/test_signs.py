"""Signs and the work at them."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook
from tests.factories.accounts import person
from tests.factories.inbound import work_order
from tests.factories.places import sign
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.notifications.models import Task
from musubi.blocks.places.enums import SignCondition
from musubi.blocks.places.models import Sign
from musubi.programs.brand.inbound.domain.order_tasks import open_missing_tasks
from musubi.programs.brand.inbound.domain.orders import OrderError, finish_work, give_up_work, order_work
from musubi.programs.brand.inbound.models import WorkOrder

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2020, 10, 14, 10))  # noqa: DTZ001 - made aware


@pytest.fixture
def keeper(client, settings):
    settings.DEMO = True  # no second factor
    someone = person(Role.SECRETARIAT)
    client.force_login(someone)
    return someone


def photo():
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_work_is_ordered_done_with_a_photo_and_the_sign_follows():
    board = sign(condition=SignCondition.DAMAGED, condition_text="割れている")
    order = order_work(sign=board, what="板を替える", worker="見本看板店（架空）", due_on=dt.date(2020, 10, 30), actor=None, now=NOW)
    done = finish_work(order=order, done_on=dt.date(2020, 10, 14), cost=55_000, photo=(photo(), "あと.jpg"), actor=None, now=NOW)
    board.refresh_from_db()
    assert (board.condition, board.condition_text, board.checked_on, done.photo.caption) == ("good", "", dt.date(2020, 10, 14), "作業のあと")
    assert [event.verb for event in history_of(done)] == ["work_order.done", "work_order.ordered"]
    with pytest.raises(OrderError, match="終わって"):
        give_up_work(order=order, reason="不要", actor=None, now=NOW)


def test_work_is_a_task_until_it_ends_and_work_from_elsewhere_becomes_one():
    keeper = person(Role.SECRETARIAT)
    order = order_work(sign=sign(), what="洗う", worker="担当", due_on=dt.date(2020, 10, 30), actor=keeper, now=NOW)
    came = work_order(ordered_by=keeper)
    assert [open_missing_tasks(NOW.date(), NOW) for _day in range(2)] == [1, 0]
    mine = Task.objects.filter(assignee=keeper).order_by("pk")
    assert [(task.object_id, task.due_on, task.status) for task in mine] == [(order.uid, order.due_on, "open"), (came.uid, came.due_on, "open")]
    finish_work(order=order, done_on=dt.date(2020, 10, 14), actor=keeper, now=NOW)
    give_up_work(order=came, reason="撤去", actor=keeper, now=NOW)
    assert [task.status for task in mine.all()] == ["done", "cancelled"]


def test_days_that_cannot_be_are_told():
    with pytest.raises(OrderError, match="期限"):
        order_work(sign=sign(), what="洗う", worker="担当", due_on=dt.date(2020, 10, 13), actor=None, now=NOW)
    with pytest.raises(OrderError, match="済んだ日"):
        finish_work(order=work_order(), done_on=dt.date(2020, 9, 30), actor=None, now=NOW)
    with pytest.raises(OrderError, match="理由"):
        give_up_work(order=work_order(), reason=" ", actor=None, now=NOW)


def test_the_database_refuses_two_ends():
    with pytest.raises(IntegrityError), transaction.atomic():
        work_order(done_on=dt.date(2020, 10, 5), cancelled_on=dt.date(2020, 10, 5))


def test_lists_ask_the_same_at_any_number(client, keeper):
    work_order()
    pages = [reverse("inbound:signs"), reverse("inbound:orders")]
    before = [queries_of(client, page) for page in pages]
    for _number in range(4):
        work_order()
    assert [queries_of(client, page) for page in pages] == before


def test_enter_correct_and_find_signs_by_what_they_lack(client, keeper):
    typed = {"number": "S-1", "name": "駅前の地図", "kind": "map", "text_ja": "公園", "text_en": "Park", "condition": "worn"}
    client.post(reverse("inbound:sign-new"), typed)
    made = Sign.objects.get()
    taken = client.post(reverse("inbound:sign-new"), typed)
    assert (taken.status_code, "number" in taken.context["form"].errors) == (422, True)
    assert [len(client.get(reverse("inbound:signs") + f"?gap={language}").context["rows"]) for language in ("en", "zh")] == [0, 1]
    client.post(reverse("inbound:sign-edit", args=[made.uid]), typed | {"text_zh": "公园", "shown": "{}"})
    made.refresh_from_db()
    assert (made.text_zh, made.gaps) == ("公园", ("ko",))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("inbound:export")).content)).get_sheet_by_index(0).to_python()
    assert dict(zip(*rows, strict=True))["足りない言語"] == "韓国語"


def test_pages_walk_from_order_to_done(client, keeper):
    board = sign()
    answer = client.post(reverse("inbound:order-new", args=[board.uid]), {"what": "洗う", "worker": "担当", "due_on": "R2.10.30"})
    order = WorkOrder.objects.get()
    assert (answer.url, order.due_on, order.ordered_by) == (reverse("inbound:sign", args=[board.uid]), dt.date(2020, 10, 30), keeper)
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("inbound:orders-print")).content[:4] == b"%PDF"
    client.post(reverse("inbound:order-done", args=[order.uid]), {"done_on": "2020-10-14", "cost": "3,000円", "condition": "good"})
    order.refresh_from_db()
    assert (order.done_on, order.cost, client.get(reverse("inbound:orders") + "?state=done").context["cost"]) == (dt.date(2020, 10, 14), 3000, 3000)


def test_a_photo_is_kept_and_shown_to_staff_alone(client, keeper):
    board = sign()
    file = io.BytesIO(photo())
    file.name = "板.jpg"
    client.post(reverse("inbound:sign-photo-new", args=[board.uid]), {"file": file, "caption": "板面"})
    page = reverse("inbound:sign-photo", args=[board.photos.get().uid])
    answer = client.get(page)
    assert (answer.status_code, answer["Content-Type"], b"".join(answer.streaming_content)[:2]) == (200, "image/jpeg", b"\xff\xd8")
    client.logout()
    assert client.get(page).status_code == 302


def test_work_done_is_counted_by_year():
    vision, _document = small_plan()
    for day in (dt.date(2020, 3, 31), dt.date(2020, 4, 1), dt.date(2020, 10, 2)):
        work_order(ordered_on=dt.date(2020, 1, 6), due_on=dt.date(2020, 10, 10), done_on=day)
    ids = list(vision.items.values_list("pk", flat=True))
    assert disagreements(measure("inbound.work_done"), item_ids=ids, fiscal_years=[2019, 2020, 2021]) == []
