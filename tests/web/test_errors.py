"""Pages for what cannot be opened: in our look, in the reader's language, with what to do next."""

import pytest
from django.test import Client, override_settings
from django.urls import path
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.config.urls import urlpatterns as real_urlpatterns

pytestmark = pytest.mark.django_db


def breaks(request):
    raise RuntimeError("for the test")


urlpatterns = [path("breaks/", breaks), path("en/breaks/", breaks), *real_urlpatterns]


def body(answer):
    return answer.content.decode()


@pytest.mark.parametrize(("prefix", "words"), [("", "ページが見つかりません"), ("/en", "Page not found")])
def test_unknown_page_offers_the_search(client, prefix, words):
    answer = client.get(f"{prefix}/no-such-page/")
    assert answer.status_code == 404
    assert words in body(answer)
    assert 'role="search"' in body(answer)
    assert "Resolver404" not in body(answer)


def test_unknown_record_shows_no_words_of_the_framework(client):
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    with override_settings(DEMO=True):
        answer = client.get("/staff/people/nobody/")
    assert answer.status_code == 404
    assert "matches the given query" not in body(answer)


@pytest.mark.parametrize(("prefix", "words"), [("", "事務局に役割の変更を頼んで"), ("/en", "secretariat")])
def test_refused_person_is_told_whom_to_ask(client, prefix, words):
    client.force_login(person(Role.PARTNER), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"{prefix}/staff/people/")
    assert answer.status_code == 403
    assert words in body(answer)


@pytest.mark.parametrize(("prefix", "words"), [("", "送信を確かめられませんでした"), ("/en", "could not be verified")])
def test_form_without_its_token_is_explained(prefix, words):
    answer = Client(enforce_csrf_checks=True).post(f"{prefix}/account/login/", {"login": "a@example.jp"})
    assert answer.status_code == 403
    assert words in body(answer)


@override_settings(ROOT_URLCONF="tests.web.test_errors")
@pytest.mark.parametrize(("prefix", "words"), [("", "処理できませんでした"), ("/en", "Something went wrong")])
def test_failure_says_sorry_without_details(prefix, words):
    answer = Client(raise_request_exception=False).get(f"{prefix}/breaks/")
    assert answer.status_code == 500
    assert words in body(answer)
    assert "RuntimeError" not in body(answer)


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=1)
def test_too_much_at_once_is_explained(client):
    answer = client.post("/account/login/", {"login": "a@example.jp", "password": "x", "more": "y"})
    assert answer.status_code == 400
    assert "何も保存されていません" in body(answer)
