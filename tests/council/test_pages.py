"""The council's staff pages: the loop walked in the browser's terms, and what each role meets."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.council import issue, opinion
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.kernel import clock
from musubi.council.models import ActionItem, CityDecision, Coordination, Gathering, Issue, Opinion, Promise, PublishedTrace, Resolution

pytestmark = pytest.mark.django_db
BASE = "/staff/council/"


@pytest.fixture(autouse=True)
def demo(settings, vision):
    settings.DEMO = True


@pytest.fixture
def office(client, secretariat):
    return enter(client, secretariat)


def posted(client, path, **data):
    """The page after a post that was taken."""
    answer = client.post(path, data, follow=True)
    assert answer.status_code == 200, answer.context and answer.context.get("form") and answer.context["form"].errors
    assert answer.redirect_chain, answer.context["form"].errors if answer.context and "form" in answer.context else path
    return answer


def test_office_walks_from_letter_to_decision(client, office, meeting, division):
    posted(
        client,
        f"{BASE}opinions/new/",
        source="letter",
        text="小さな店には書類が多い",
        received_on="R2.10.1",
        author_class="business",
        publicity="anonymous",
        items="Ａ−Ｐ１",
        author_name="架空 太郎",
    )
    one = Opinion.objects.get()
    assert [item.code for item in one.items.all()] == ["A-P1"]
    posted(client, f"{BASE}opinions/gather/", opinion=one.uid, title="書類の負担")
    found = Issue.objects.get()
    posted(client, f"{BASE}issues/{found.uid}/step/respond/", state="studying", text="様式を調べている")
    posted(client, f"{BASE}issues/{found.uid}/step/ask/", organization="K", question="減らせますか", due_on="R2.11.30")
    posted(client, f"{BASE}coordination/{Coordination.objects.get().uid}/?reply=1", reply="4種類は減らせる", replied_on="R2.10.14")
    posted(client, f"{BASE}resolutions/new/", meeting=meeting.uid, kind="request", text="減らすことを望む", issues="I-1")
    posted(client, f"{BASE}decisions/new/", title="様式を減らす", text="5種類に", resolutions="R-1")
    decision = CityDecision.objects.get()
    assert list(decision.issues.all()) == [found]
    posted(client, f"{BASE}decisions/{decision.uid}/step/decide/", decided_on="R2.10.13", decided_by="部長", document_number="第12号")
    posted(client, f"{BASE}decisions/{decision.uid}/step/act/", title="様式を直す", organization="K", due_on="R2.12.25", items="A-P1")
    action = ActionItem.objects.get()
    posted(client, f"{BASE}actions/{action.uid}/complete/", done_on="R2.10.14", evidence="5種類にした")
    posted(client, f"{BASE}issues/{found.uid}/move/", move="decide")
    page = client.get(f"{BASE}issues/{found.uid}/").content.decode()
    for words in ("小さな店には書類が多い", "減らすことを望む", "様式を減らす", "様式を直す", "市が決定", "様式を調べている"):
        assert words in page
    assert Resolution.objects.get().text in client.get(f"{BASE}trace/issue/{found.uid}/table/").content.decode()
    assert "<svg" in client.get(f"{BASE}trace/issue/{found.uid}/graph/").content.decode()


def test_what_was_typed_stays_and_the_field_says_what_is_wrong(client, office):
    answer = client.post(
        f"{BASE}opinions/new/", {"source": "letter", "text": "残る言葉", "received_on": "昨日", "items": "Z-9", "publicity": "public"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "残る言葉" in page
    assert "計画にない番号です: Z-9" in page
    assert {"received_on", "items", "author_class"} <= set(answer.context["form"].errors)
    future = {"source": "letter", "text": "言葉", "received_on": "R3.1.1", "author_class": "citizen", "publicity": "public"}
    assert "received_on" in client.post(f"{BASE}opinions/new/", future).context["form"].errors


def test_merge_split_and_move_by_pages(client, office):
    one, two, three = opinion("一"), opinion("二"), opinion("三")
    posted(client, f"{BASE}opinions/gather/", opinion=[one.uid, two.uid, three.uid], title="まとめ")
    found = Issue.objects.get()
    posted(client, f"{BASE}issues/{found.uid}/step/split/", opinions=[three.uid], title="別の課題", reason="別の話")
    other = Issue.objects.exclude(pk=found.pk).get()
    posted(client, f"{BASE}issues/{other.uid}/step/merge/", target=found.uid, reason="やはり同じ")
    assert Gathering.objects.filter(issue=found, left_at__isnull=True).count() == 3
    answer = client.post(f"{BASE}issues/{found.uid}/move/", {"move": "close"}, follow=True)
    assert "この操作はできません" in answer.content.decode()
    assert client.post(f"{BASE}issues/{found.uid}/move/", {"move": "fly"}).status_code == 404


def test_words_of_an_issue_are_kept_apart_when_two_save(client, office):
    found = issue()
    shown = client.get(f"{BASE}issues/{found.uid}/edit/").context["form"].fields["shown"].initial
    Issue.objects.filter(pk=found.pk).update(title="先に直した", version=2)
    answer = client.post(f"{BASE}issues/{found.uid}/edit/", {"title": "あとから直した", "title_en": "", "text": "", "shown": shown})
    assert answer.status_code == 409
    assert "先に直した" in answer.content.decode()
    assert "あとから直した" in answer.content.decode()


def test_many_decisions_are_recorded_at_once_and_the_faulty_one_is_told(client, office):
    made = [CityDecision.objects.create(number=number, title=f"件名{number}", text="内容") for number in (1, 2, 3)]
    data = {"decision": [each.uid for each in made[:2]], "decided_on": "R2.10.13", "decided_by": "課長", f"number-{made[0].uid}": "第1号"}
    answer = client.post(f"{BASE}decisions/record/", data)
    assert answer.status_code == 422
    assert "文書番号を入力してください" in answer.content.decode()
    assert [each.is_decided for each in CityDecision.objects.order_by("number")] == [True, False, False]


def test_promise_is_kept_and_told(client, office):
    posted(
        client,
        f"{BASE}promises/new/",
        text="検討します",
        promised_by="部長",
        promised_on="R2.10.1",
        promised_to="委員",
        organization="K",
        due_on="R2.12.1",
    )
    promise = Promise.objects.get()
    posted(client, f"{BASE}promises/{promise.uid}/tell/", result="減らした", told_to="委員", told_on="R2.10.14")
    assert "結果を伝えた" in client.get(f"{BASE}promises/?status=all").content.decode()


def test_head_publishes_and_only_the_head(client, head, secretariat):
    found = issue("書類の負担")
    Gathering.objects.create(opinion=opinion("公開の意見", publicity="anonymous"), issue=found, gathered_at=timezone.now())
    Gathering.objects.create(opinion=opinion("伏せた意見", publicity="withheld"), issue=found, gathered_at=timezone.now())
    enter(client, secretariat)
    assert client.post(f"{BASE}issues/{found.uid}/publish/").status_code == 403
    enter(client, head)
    preview = client.get(f"{BASE}issues/{found.uid}/public/").content.decode()
    assert "公開の意見" in preview
    assert "伏せた意見" not in preview
    client.post(f"{BASE}issues/{found.uid}/publish/")
    assert [each["text"] for each in PublishedTrace.objects.get().content["opinions"]] == ["公開の意見"]
    again = client.post(f"{BASE}issues/{found.uid}/publish/", follow=True)
    assert "公表している内容と同じ" in again.content.decode()
    client.post(f"{BASE}issues/{found.uid}/publish/", {"retract": "1", "reason": "誤り"})
    assert PublishedTrace.objects.get().retracted_at is not None


def test_actor_sees_only_what_it_was_asked(client, division):
    chamber = organization("C", "商工会議所")
    asked, other = issue("聞かれた課題"), issue("聞かれていない課題")
    coordination = Coordination.objects.create(
        issue=asked, organization=chamber, question="減らせますか", asked_on=dt.date(2020, 10, 1), due_on=dt.date(2020, 11, 1)
    )
    enter(client, person(Role.PARTNER, body=chamber))
    assert client.get(BASE).status_code == 403
    assert "聞かれた課題" in client.get(f"{BASE}coordination/").content.decode()
    assert client.get(f"{BASE}issues/{asked.uid}/").status_code == 200
    assert client.get(f"{BASE}issues/{other.uid}/").status_code == 404
    posted(client, f"{BASE}coordination/{coordination.uid}/?reply=1", reply="減らせる", replied_on="R2.10.14")
    assert client.post(f"{BASE}issues/{asked.uid}/step/respond/", {"state": "done", "text": "x"}).status_code == 403


def test_closed_body_is_absent_from_lists_pages_and_counts(client, division):
    other = organization("X", "別の課")
    closed = meetings.body(division, code="closed", is_public=False)
    hidden, secret = issue("立地の秘密", body=closed), opinion("秘密の意見", body=closed)
    enter(client, person(Role.DIVISION_STAFF, body=other))
    for path in (BASE, f"{BASE}opinions/", f"{BASE}decisions/", f"{BASE}actions/", f"{BASE}coordination/"):
        assert "秘密" not in client.get(path).content.decode(), path
    assert client.get(f"{BASE}issues/{hidden.uid}/").status_code == 404
    assert client.get(f"{BASE}opinions/{secret.uid}/").status_code == 404
    enter(client, person(Role.DIVISION_STAFF, body=division))
    assert client.get(f"{BASE}issues/{hidden.uid}/").status_code == 200


def test_author_is_shown_on_request_and_the_view_is_logged(client, office):
    posted(
        client,
        f"{BASE}opinions/new/",
        source="letter",
        text="意見",
        received_on="R2.10.1",
        author_class="citizen",
        publicity="public",
        author_name="架空 花子",
    )
    path = f"{BASE}opinions/{Opinion.objects.get().uid}/"
    assert "架空 花子" not in client.get(path).content.decode()
    assert not PersonalDataView.objects.exists()
    assert "架空 花子" in client.get(f"{path}?author=1").content.decode()
    assert PersonalDataView.objects.count() == 1


def test_lists_cost_the_same_for_two_and_for_twenty(client, office, vision, division):
    item = vision.items.get(code="A-P1")

    def grow(count):
        for _number in range(count):
            one, found = opinion(), issue()
            one.items.add(item)
            found.items.add(item)
            Gathering.objects.create(opinion=one, issue=found, gathered_at=timezone.now())
            ActionItem.objects.create(number=ActionItem.objects.count() + 1, title="する", issue=found, organization=division, due_on=clock.today())

    grow(2)
    paths = (BASE, f"{BASE}opinions/", f"{BASE}actions/", f"{BASE}coordination/", f"{BASE}issues/{Issue.objects.first().uid}/")
    few = {path: queries_of(client, path) for path in paths}
    grow(18)
    assert {path: queries_of(client, path) for path in paths} == few
