"""The list of desks, the switch, contacts."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.factories.accounts import organization, person
from tests.factories.desks import activity
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import PersonalDataView, PersonalValue
from musubi.blocks.desks.domain.milestones import add_milestone
from musubi.blocks.desks.domain.overview import desk_rows, set_in_use
from musubi.blocks.desks.models import DeskContact, DeskSetting
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
CONTACTS = "/staff/desk/A-P1/contacts/"


def test_mine_come_first_with_late_and_open(client, clerk, item):
    today = clock.today()
    activity(item, happened_on=today, actor=clerk, next_step="返答", next_due_on=today)
    add_milestone(item=item, title="遅れた節目", due_on=today - dt.timedelta(days=3), actor=None, now=timezone.now())
    rows = {row.item.code: row for row in desk_rows(user=clerk, vision=item.vision, fiscal_year=activity(item).fiscal_year, today=today)}
    assert set(rows) == {"A-1", "A-P1", "A-P2"}
    mine = rows["A-P1"]
    assert (mine.mine, mine.late, mine.tasks, mine.lead.code) == (True, 1, 2, "D1")
    assert (rows["A-P2"].mine, rows["A-P2"].late) == (False, 0)
    page = client.get("/staff/desks/").content.decode()
    assert page.index("わたしの担当") < page.index("そのほか") < page.index("A-P2")


def test_partner_finds_only_assigned_desks(client, item):
    body = organization("JA", "架空農業協同組合")
    enter(client, person(Role.PARTNER, body=body))
    assert "担当する事業等はまだありません" in client.get("/staff/desks/").content.decode()
    item.assignments.create(vision=item.vision, organization=body, role="partner")
    page = client.get("/staff/desks/").content.decode()
    assert "A-P1" in page
    assert "A-P2" not in page


def test_search_by_code_or_name(client, clerk, item):
    page = client.get("/staff/desks/?q=誘致推進").content.decode()
    assert "A-P1" in page
    assert "A-P2" not in page
    assert "当てはまる事業等はありません" in client.get("/staff/desks/?q=zzz").content.decode()


def test_unused_desk_is_hidden_until_asked_for(client, clerk, item):
    page = client.post("/staff/desk/A-P1/setting/", {"note": "来年度から"}, follow=True).content.decode()
    assert "この机を一覧から外しました" in page
    assert DeskSetting.objects.get().in_use is False
    assert "企業誘致" not in client.get("/staff/desks/").content.decode()
    assert "企業誘致" in client.get("/staff/desks/?unused=1").content.decode()
    client.post("/staff/desk/A-P1/setting/", {"in_use": "on"})
    assert DeskSetting.objects.get().in_use is True


def test_setting_that_does_not_change_tells_no_event(item, clerk):
    from musubi.blocks.audit.domain.trail import history_of

    for _again in range(2):
        setting = set_in_use(item=item, in_use=False, actor=clerk, now=timezone.now())
    assert history_of(setting).count() == 1


@pytest.mark.parametrize("programs", [30])
def test_queries_do_not_grow_with_desks(client, clerk, item, programs):
    few = queries_of(client, "/staff/desks/")
    for code in range(3, 3 + programs):
        made = item.vision.items.create(level=item.level, code=f"A-P{code}", name=f"事業{code}")
        activity(made)
    assert queries_of(client, "/staff/desks/") == few


def test_contacts_are_added_corrected_and_taken_off(client, clerk, item):
    client.post(f"{CONTACTS}new/", {"name": "相手 花子", "body": "架空銀行", "phone": "04-0000-0000", "role": "融資"})
    made = DeskContact.objects.get()
    assert "相手 花子" in client.get(CONTACTS).content.decode()
    shown = client.get(f"{CONTACTS}{made.uid}/edit/").context["form"].fields["shown"].initial
    client.post(f"{CONTACTS}{made.uid}/edit/", {"name": "相手 花子", "body": "架空信用金庫", "phone": "04-0000-0000", "role": "融資", "shown": shown})
    made.refresh_from_db()
    assert made.body == "架空信用金庫"
    client.post(f"{CONTACTS}{made.uid}/withdraw/")
    page = client.get(CONTACTS).content.decode()
    assert "連絡先はまだありません" in page
    assert "外した連絡先" in page
    client.post(f"{CONTACTS}{made.uid}/withdraw/", {"undo": "1"})
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_reading_contacts_is_noted_and_their_names_stay_erasable(client, clerk, item):
    client.get(CONTACTS)
    assert PersonalDataView.objects.count() == 0
    client.post(f"{CONTACTS}new/", {"name": "相手 花子", "mail": "a@example.jp"})
    client.get(CONTACTS)
    assert PersonalDataView.objects.get().page == CONTACTS
    assert set(PersonalValue.objects.values_list("field", flat=True)) == {"name", "mail"}


def test_bad_mail_is_told_and_nothing_is_lost(client, clerk, item):
    page = client.post(f"{CONTACTS}new/", {"name": "相手 花子", "mail": "だめ"}).content.decode()
    assert 'value="相手 花子"' in page
    assert DeskContact.objects.count() == 0


def test_plan_without_desks_says_so(client, settings):
    settings.DEMO = True
    small_plan()
    enter(client, person(Role.SECRETARIAT))
    assert client.get("/staff/desks/").status_code == 200
