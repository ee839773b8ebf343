"""The frame of every page stands whatever the page's own view puts into its context."""

import pytest
from django.utils import timezone

from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("data", [None, {"login": "nobody@example.invalid", "password": "wrong"}])
def test_sign_in_page_keeps_the_frame(client, data):
    load_city(name="tokorozawa", now=timezone.now())
    answer = client.get("/account/login/") if data is None else client.post("/account/login/", data)
    text = answer.content.decode().replace("<wbr>", "")
    assert "<title>サインイン | 所沢市産業振興ビジョン</title>" in text
    assert "このページの担当: 産業振興課" in text
    assert 'href="/roadmap/"' in text
