"""The way from any record in both directions, as a drawing and as a table; lists go out as Excel with the reader's rights."""

import io

import openpyxl
import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.council import issue, opinion

from musubi.blocks.accounts.enums import Role
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.council.models import ActionItem, CityDecision, Gathering, Resolution

pytestmark = pytest.mark.django_db
BASE = "/staff/council/"
DAY = "2020-10-01"


@pytest.fixture
def way(vision, settings, division, meeting):
    settings.DEMO = True
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    item = vision.items.get(code="A-P1")
    said, about = opinion("書類が多い"), issue("書類の負担")
    about.items.add(item)
    Gathering.objects.create(opinion=said, issue=about, gathered_at=timezone.now())
    resolution = Resolution.objects.create(number=1, meeting=meeting, kind="request", text="減らすことを望む")
    resolution.issues.add(about)
    decision = CityDecision.objects.create(number=1, title="様式を減らす", text="5種類", decided_on=DAY, decided_by="部長", document_number="第1号")
    decision.resolutions.add(resolution)
    ActionItem.objects.create(number=1, title="様式を直す", decision=decision, item=item, organization=division, due_on="2020-11-30")
    return {"opinion": said.uid, "issue": about.uid, "decision": decision.uid, "item": "A-P1"}


@pytest.mark.parametrize("kind", ["opinion", "issue", "decision", "item"])
def test_whole_way_from_every_record(client, way, secretariat, kind):
    enter(client, secretariat)
    table = client.get(f"{BASE}trace/{kind}/{way[kind]}/table/").content.decode()
    drawing = client.get(f"{BASE}trace/{kind}/{way[kind]}/graph/").content.decode()
    for code in ("O-1", "I-1", "R-1", "決-1", "T-1" if "T-1" in table else ActionItem.objects.get().code, "A-P1"):
        assert code in table, code
        assert code in drawing, code
    assert drawing.count("trace-line") >= 5
    assert drawing.count(" here") == 1


def test_strangers_and_unknown_faces_get_nothing(client, way):
    enter(client, person(Role.PARTNER, body=organization("P", "団体")))
    assert client.get(f"{BASE}trace/opinion/{way['opinion']}/table/").status_code == 403
    assert client.get(f"{BASE}trace/issue/{way['issue']}/table/").status_code == 404
    assert client.get(f"{BASE}trace/item/A-P1/table/").status_code == 403
    enter(client, person(Role.SECRETARIAT))
    assert client.get(f"{BASE}trace/issue/{way['issue']}/poem/").status_code == 404
    assert client.get(f"{BASE}trace/item/Z-9/table/").status_code == 404


def test_drawing_of_many_opinions_tells_the_rest_and_the_table_has_all(client, way, secretariat):
    enter(client, secretariat)
    about = Gathering.objects.get().issue
    for number in range(40):
        Gathering.objects.create(opinion=opinion(f"意見その{number}"), issue=about, gathered_at=timezone.now())
    assert "ほか29件は表にあります" in client.get(f"{BASE}trace/issue/{about.uid}/graph/").content.decode()
    assert client.get(f"{BASE}trace/issue/{about.uid}/table/").content.decode().count("意見その") == 40


def test_lists_go_out_as_excel_without_what_the_reader_may_not_see(client, way, division):
    closed = meetings.body(division, code="closed", is_public=False)
    opinion("立地の秘密", body=closed)
    enter(client, person(Role.DIVISION_STAFF, body=organization("X", "別の課")))
    for path in ("opinions/", "", "actions/?status=all&", "promises/", "coordination/", "questions/"):
        answer = client.get(f"{BASE}{path}{'' if '?' in path else '?'}export=1")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert "立地の秘密" not in texts
        if path == "opinions/":
            assert {"O-1", "書類が多い", "I-1"} <= set(texts)


def test_upgrade_mark_rests_on_the_chosen_decision_and_names_it(client, way, secretariat, vision):
    enter(client, secretariat)
    page = client.get(f"{BASE}decisions/{way['decision']}/").content.decode()
    assert f"/staff/plan/roadmap/A-P1/?decision={way['decision']}" not in page  # no item is named in the decision yet
    decision = CityDecision.objects.get()
    decision.items.add(vision.items.get(code="A-P1"))
    there = f"/staff/plan/roadmap/A-P1/?decision={way['decision']}"
    assert there in client.get(f"{BASE}decisions/{way['decision']}/").content.decode()
    form = client.get(there).context["reason"]
    assert form["decision"].value() == way["decision"]
    undecided = CityDecision.objects.create(number=2, title="決裁待ち", text="内容")
    assert undecided.uid not in dict(form.fields["decision"].choices)
    data = {"reason": "書類を減らした", "decision": decision.uid, "new-add": "on", "new-v-kind": "upgrade", "new-v-track": "planned"}
    data |= {"new-v-fiscal_year": "2020", "new-v-certain": "on"}
    for uid in vision.marks.filter(item__code="A-P1").values_list("uid", flat=True):
        shown = {name: field.value() for name, field in ((each.html_name, each) for each in dict(client.get(there).context["shown"])[uid])}
        data |= {name: value for name, value in shown.items() if value not in (None, False)}
    answer = client.post(there, data, follow=True)
    assert answer.status_code == 200
    mark = vision.marks.get(kind="upgrade", fiscal_year=2020)
    assert mark.note == "様式を減らす"
    revision = vision.revisions.order_by("-number").first()
    assert (revision.basis_id, revision.document_number, revision.decided_on.isoformat()) == (decision.uid, "第1号", DAY)
    assert "改定" in client.get(f"{BASE}trace/decision/{decision.uid}/table/").content.decode()
    assert "バージョンアップ「様式を減らす」" in client.get("/staff/plan/roadmap/").content.decode()


def test_history_tells_lists_and_values_in_words(client, way, secretariat):
    from musubi.council.domain.issues import open_issue

    made = open_issue(
        title="別の課題", opinions=[opinion("一つ目"), opinion("二つ目")], actor=secretariat, now=timezone.now(), today=timezone.localdate()
    )
    enter(client, secretariat)
    page = client.get(f"{BASE}issues/{made.uid}/").content.decode()
    assert "O-2、O-3" in page
    assert "課題を挙げた" in page
