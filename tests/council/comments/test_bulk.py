"""Three hundred opinions: sorted by search, by likeness and in Excel, answered by group, counted and published."""

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.blocks.desks.conftest import enter
from tests.factories.council import opinion
from tests.queries import queries_of

from musubi.blocks.audit.models import PersonalDataView
from musubi.council.domain.comments.sorting import GroupAnswer, alike, answer_groups
from musubi.council.models import Issue, Opinion, OpinionAuthor, OpinionGroup

pytestmark = pytest.mark.django_db
THEMES = ("申請の書類を減らしてほしい。{}", "駅前に起業の相談窓口を置いてほしい。{}", "狭山茶の直売所を増やしてほしい。{}")


def received(call, count):
    made = [
        opinion(
            THEMES[number % 3].format(f"理由その{number}。"),
            comment_call=call,
            source="public_comment",
            channel="web" if number % 2 else "fax",
            receipt=f"{call.slug}-{number + 1:04d}",
            publicity="anonymous",
        )
        for number in range(count)
    ]
    OpinionAuthor.objects.create(opinion=made[0], name="架空 一郎", name_may_be_shown=True)
    OpinionAuthor.objects.create(opinion=made[1], name="架空 二郎")
    return made


@pytest.fixture
def base(over):
    return f"/staff/council/comments/{over.uid}/"


def test_three_hundred_opinions_are_sorted_answered_and_published(client, office, over, base, head):
    made = received(over, 300)
    Opinion.objects.filter(pk=made[0].pk).update(publicity="public")
    Opinion.objects.filter(pk=made[3].pk).update(publicity="withheld")
    for query, summary in (("書類", "書類を減らす"), ("相談窓口", "窓口を置く"), ("直売所", "直売所を増やす")):
        answer = client.post(f"{base}put/", {"state": "loose", "q": query, "every": "1", "summary": summary, "do": "put"}, follow=True)
        assert "100件をまとまり" in answer.content.decode()
    spam = opinion("安く買えます", comment_call=over, source="public_comment", receipt="2020-2-0301")
    assert "まとまりに入っていない意見が1件あります" in client.get(f"{base}preview/").content.decode()
    client.post(f"{base}put/", {"state": "loose", "opinion": spam.uid, "do": "aside", "reason": "宣伝"})
    groups = list(OpinionGroup.objects.order_by("number"))
    data = {"group": [group.uid for group in groups]}
    for group, stance in zip(groups, ("reflected", "same_purpose", "reference"), strict=True):
        data |= {f"version-{group.uid}": group.version, f"summary-{group.uid}": group.summary, f"stance-{group.uid}": stance}
        data[f"answer-{group.uid}"] = f"{group.summary}ことにします。"
    assert "3件の市の考え方を保存しました" in client.post(f"{base}answers/", data, follow=True).content.decode()
    # one letter that says two things stands in two groups
    client.post(f"{base}put/", {"state": "all", "opinion": made[0].uid, "group": "2", "do": "put"})

    assert client.post(f"{base}step/result/", {"result_text": "ありがとうございました。"}).status_code == 403  # the head publishes
    enter(client, head)
    client.post(f"{base}step/result/", {"result_text": "ありがとうございました。"})
    over.refresh_from_db()
    result = over.result_content
    assert (over.status, result["senders"], result["points"]) == ("result", 300, 301)
    assert result["stances"] == {"reflected": 100, "same_purpose": 101, "reference": 100, "other": 0}
    assert result["channels"] == {"fax": 150, "web": 150}
    texts = [each for group in result["groups"] for each in group["opinions"]]
    assert len(texts) == 300  # 301 points less the one withheld
    assert {each["said_by"] for each in texts} == {"架空 一郎", "市民"}

    client.logout()
    page = client.get(f"/comments/{over.slug}/").content.decode()
    assert "300人(意見301件)" in page
    assert made[3].text not in page
    assert "架空 二郎" not in page
    assert "架空 一郎" in page
    assert json.loads(client.get(f"/comments/{over.slug}/result.json").content)["senders"] == 300
    assert client.get(f"/comments/{over.slug}/result.csv").content.decode("utf-8-sig").count("\r\n") == 4
    pdf = client.get(f"/comments/{over.slug}/result.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == client.get(f"/comments/{over.slug}/result.pdf").content
    with zipfile.ZipFile(io.BytesIO(client.get(f"/comments/{over.slug}/result.docx").content)) as word:
        assert "書類を減らすことにします。" in word.read("word/document.xml").decode()


def test_result_changes_only_when_published_again_with_a_reason(client, over, base, head, secretariat):
    received(over, 3)
    enter(client, secretariat)
    client.post(f"{base}put/", {"state": "loose", "every": "1", "summary": "いろいろ", "do": "put"})
    group = OpinionGroup.objects.get()
    enter(client, head)
    assert "市の考え方がないまとまりが1件" in client.post(f"{base}step/result/", {"result_text": ""}).content.decode()
    answer_groups(
        call=over,
        answers=[GroupAnswer(group.uid, group.version, "いろいろ", "other", "先の答え")],
        actor=head,
        now=dt.datetime(2020, 10, 14, 3, tzinfo=dt.UTC),
    )
    client.post(f"{base}step/result/", {"result_text": ""})
    first = client.get(f"/comments/{over.slug}/result.pdf").content
    group.refresh_from_db()
    answer_groups(
        call=over,
        answers=[GroupAnswer(group.uid, group.version, "いろいろ", "other", "直した答え")],
        actor=head,
        now=dt.datetime(2020, 10, 14, 3, tzinfo=dt.UTC),
    )
    assert "直した答え" not in client.get(f"/comments/{over.slug}/").content.decode()
    assert client.post(f"{base}step/result/", {"result_text": "", "reason": ""}).status_code == 422
    client.post(f"{base}step/result/", {"result_text": "", "reason": "誤りがあったため"})
    assert "直した答え" in client.get(f"/comments/{over.slug}/").content.decode()
    assert client.get(f"/comments/{over.slug}/result.pdf").content != first
    same = client.post(f"{base}step/result/", {"result_text": "", "reason": "もう一度"})
    assert "変わったことがありません" in same.content.decode()


def test_alike_opinions_are_found_nearest_first(over):
    near, far = "小さな店には申請の書類が多すぎる。減らしてほしい。", "観光の地図に英語を入れてほしい。"
    one, two, three = (opinion(text, comment_call=over, source="public_comment") for text in (near, near.replace("小さな店", "小さいお店"), far))
    found = alike(one, [three, two, one])
    assert [each for each, _share in found] == [one, two]
    assert 50 < found[1][1] < 100


def test_stale_answer_is_told_at_its_row_and_the_others_are_kept(client, office, over, base):
    groups = [OpinionGroup.objects.create(call=over, number=number, summary=f"まとまり{number}") for number in (1, 2)]
    data = {"group": [group.uid for group in groups]}
    for group in groups:
        data |= {f"version-{group.uid}": 1, f"summary-{group.uid}": group.summary, f"stance-{group.uid}": "other", f"answer-{group.uid}": "私の答え"}
    OpinionGroup.objects.filter(pk=groups[0].pk).update(answer="先の人の答え", version=2)
    answer = client.post(f"{base}answers/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "先の人の答え" in page
    assert "私の答え" in page
    assert list(OpinionGroup.objects.order_by("number").values_list("answer", flat=True)) == ["先の人の答え", "私の答え"]


def test_group_becomes_an_issue_with_its_opinions(client, office, over, base):
    received(over, 6)
    client.post(f"{base}put/", {"state": "loose", "q": "書類", "every": "1", "summary": "書類を減らす", "do": "put"})
    client.post(f"{base}groups/{OpinionGroup.objects.get().uid}/issue/")
    issue = Issue.objects.get()
    assert issue.title == "書類を減らす"
    assert issue.gatherings.count() == 2


def changed(data, edit):
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("意見.xlsx", buffer.getvalue())


def test_workbook_goes_out_and_comes_back(client, office, over, base):
    received(over, 60)
    out = client.get(f"{base}workbook/").content
    assert "架空 一郎" not in zipfile.ZipFile(io.BytesIO(out)).read("xl/sharedStrings.xml").decode()
    same = client.post(f"{base}upload/", {"file": SimpleUploadedFile("意見.xlsx", out)})
    assert "取り込む行はありません" in same.content.decode()

    def edit(book):
        book["まとまり"].append(["", "", 1, "書類を減らす", "反映", "減らします。"])
        book["まとまり"].append(["", "", 2, "そのほか", "", ""])
        sheet = book["意見"]
        for row in range(2, 62):
            sheet.cell(row, 11).value = "1" if "書類" in sheet.cell(row, 8).value else "1 2"
        sheet.append(["", "", "", "R2.10.9", "郵送", "市民", "", "@郵便で届いた意見", "", "", "2"])

    shown = client.post(f"{base}upload/", {"file": changed(out, edit)})
    page = shown.content.decode()
    assert "新しいまとまり 2件" in page
    assert "まとまりか公開する文が変わる意見 60件" in page
    assert OpinionGroup.objects.count() == 0
    client.post(f"{base}upload/", {"payload": shown.context["payload"]})
    assert [group.opinions.count() for group in OpinionGroup.objects.order_by("number")] == [60, 41]
    made = Opinion.objects.order_by("number").last()
    assert (made.text, made.channel, made.receipt) == ("@郵便で届いた意見", "post", "2020-2-0061")
    again = client.post(f"{base}upload/", {"payload": shown.context["payload"]})
    assert again.status_code == 422
    assert Opinion.objects.count() == 61


def test_faulty_cells_are_told_by_place(client, office, over, base):
    received(over, 4)
    OpinionGroup.objects.create(call=over, number=1, summary="書類")
    out = client.get(f"{base}workbook/").content

    def edit(book):
        sheet = book["意見"]
        sheet["H2"] = "書き直した原文"
        sheet["I3"] = "だいたい公開"
        sheet["K4"] = "9"
        sheet["A5"] = "nobody"
        sheet.append(["", "", "", "R2.10.13", "郵送", "市民", "", "締切の後の意見"])
        book["まとまり"]["E2"] = "反映"

    page = client.post(f"{base}upload/", {"file": changed(out, edit)}).content.decode()
    for place in ("意見!H2", "意見!I3", "意見!K4", "意見!A5", "意見!D6", "まとまり!F2"):
        assert place in page, place
    assert "取り込む行はありません" in page


def test_names_go_out_only_when_asked_and_it_is_noted(client, office, over, base):
    received(over, 3)
    out = client.get(f"{base}workbook/?senders=1").content
    assert "架空 一郎" in zipfile.ZipFile(io.BytesIO(out)).read("xl/sharedStrings.xml").decode()
    assert PersonalDataView.objects.get().object_id == over.uid


def test_pages_cost_the_same_for_six_and_for_three_hundred(client, office, over, base):
    received(over, 6)
    group = OpinionGroup.objects.create(call=over, number=1, summary="書類", stance="other", answer="答え")
    group.opinions.set(over.opinions.all())
    paths = ("", "sort/?state=all", "answers/", "preview/")
    few = {path: queries_of(client, f"{base}{path}") for path in paths}
    for number in range(94):
        group.opinions.add(opinion(f"意見{number}", comment_call=over, source="public_comment"))
    assert {path: queries_of(client, f"{base}{path}") for path in paths} == few
