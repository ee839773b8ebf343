"""Anybody sends an opinion: no account, no third party, a receipt; machines are asked a sum, people never lose what they wrote."""

import datetime as dt

import pytest
from django.core import signing
from tests.factories.council import comment_call, opinion

from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage
from musubi.council.interfaces.comments import guard
from musubi.council.models import Opinion, OpinionAuthor

pytestmark = pytest.mark.django_db
WORDS = {"text": "図書館の隣に、作業できる部屋がほしい。", "author_class": "citizen"}


def token(seconds=60, first=3, second=4, sending="s1"):
    content = {"sending": sending, "at": (clock.real_now() - dt.timedelta(seconds=seconds)).timestamp(), "first": first, "second": second}
    return signing.Signer(salt=guard.SALT).sign_object(content)


def send(client, call, **data):
    return client.post(f"/comments/{call.slug}/send/", {**WORDS, "token": token(), **data})


def test_citizen_sends_and_gets_a_receipt_with_a_number(client, call):
    page = client.get(f"/comments/{call.slug}/").content.decode()
    assert "このサイトで意見を書く" in page
    assert client.get(f"/comments/{call.slug}/send/").status_code == 200
    answer = client.post(
        f"/comments/{call.slug}/send/",
        {**WORDS, "token": token(), "part": "12ページ", "name": "架空 花子", "email": "hanako@example.jp"},
        follow=True,
    )
    page = answer.content.decode()
    assert "2020-1-0001" in page
    assert "図書館の隣に" in page
    made = Opinion.objects.get()
    assert (made.receipt, made.channel, made.publicity, made.origin, made.comment_call) == ("2020-1-0001", "web", "anonymous", "12ページ", call)
    assert made.author.name == "架空 花子"
    mail = OutboxMessage.objects.get()
    assert mail.to == "hanako@example.jp"
    assert "2020-1-0001" in mail.body
    assert "2020-1-0001" not in type(client)().get(f"/comments/{call.slug}/receipt/", follow=True).content.decode()


def test_without_a_name_nothing_personal_is_kept_and_pressing_twice_is_one_opinion(client, call):
    assert send(client, call).status_code == 302
    assert send(client, call).status_code == 302
    assert Opinion.objects.count() == 1
    assert not OpinionAuthor.objects.exists()
    send(client, call, token=token(sending="s2"))
    assert sorted(Opinion.objects.values_list("receipt", flat=True)) == ["2020-1-0001", "2020-1-0002"]


def test_what_looks_like_a_machine_is_asked_a_sum_and_keeps_its_words(client, call):
    suspects = ({"website": "http://spam.example"}, {"token": token(seconds=1)}, {"text": "https://a.example https://b.example https://c.example"})
    for suspect in suspects:
        answer = send(client, call, **suspect)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "三足す四は、いくつですか" in page
        assert suspect.get("text", WORDS["text"]) in page
    assert not Opinion.objects.exists()
    assert send(client, call, website="http://spam.example", answer="7").status_code == 302
    assert Opinion.objects.count() == 1


def test_many_from_one_place_are_asked_and_very_many_are_told_other_ways(client, call):
    for number in range(guard.MANY):
        assert send(client, call, token=token(sending=f"s{number}")).status_code == 302
    assert send(client, call, token=token(sending="sx")).status_code == 422
    assert send(client, call, token=token(sending="sx"), answer="７").status_code == 302
    place = guard.place_of(client.get("/").wsgi_request)
    for _number in range(guard.MOST):
        guard.note_sending(place)
    answer = send(client, call, token=token(sending="sy"), answer="7")
    assert answer.status_code == 422
    assert "郵送・FAX・窓口" in answer.content.decode()


def test_old_and_foreign_tokens_ask_to_press_again(client, call):
    for bad in ("", "x:y", token(seconds=25 * 60 * 60)):
        answer = send(client, call, token=bad)
        assert answer.status_code == 422
        fresh = answer.context["form"]["token"].value()
        assert guard.opened(fresh, clock.real_now()) is not None
        assert WORDS["text"] in answer.content.decode()


def test_errors_stand_at_their_fields_and_words_stay(client, division):
    strict = comment_call(division, slug="2020-9", name_required=True)
    answer = send(client, strict, author_class="", email="nowhere")
    assert answer.status_code == 422
    assert {"author_class", "name", "address", "email"} <= set(answer.context["form"].errors)
    assert WORDS["text"] in answer.content.decode()


def test_outside_its_days_nothing_is_taken_and_the_written_text_is_given_back(client, over, division):
    answer = send(client, over)
    assert answer.status_code == 410
    assert WORDS["text"] in answer.content.decode()
    future = comment_call(division, slug="2020-7", starts_on=dt.date(2020, 11, 1))
    assert send(client, future).status_code == 410
    draft = comment_call(division, slug="2020-8", status="draft")
    assert client.get(f"/comments/{draft.slug}/").status_code == 404
    assert send(client, draft).status_code == 404
    assert not Opinion.objects.exists()


def test_lists_tell_what_runs_waits_and_is_done_in_both_languages(client, call, over):
    page = client.get("/comments/").content.decode()
    assert call.title in page
    assert "結果をまとめているもの" in page
    opinion(comment_call=over, source="public_comment")
    for path in ("/en/comments/", f"/en/comments/{call.slug}/", f"/en/comments/{call.slug}/send/", f"/en/comments/{over.slug}/send/"):
        assert "意見を書く" not in client.get(path).content.decode(), path
