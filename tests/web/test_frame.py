"""The frame of every page stands whatever the page's own view puts into its context."""

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image
from tests.factories.accounts import person

from musubi.blocks.accounts.interfaces.forms import OfficeForm
from musubi.blocks.accounts.models import OfficeSettings, Organization
from musubi.blocks.kernel import menus
from musubi.blocks.kernel.menus import MenuEntry, menu, register_menu
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("data", [None, {"login": "nobody@example.invalid", "password": "wrong"}])
def test_sign_in_page_keeps_the_frame(client, data):
    load_city(name="tokorozawa", now=timezone.now())
    answer = client.get("/account/login/") if data is None else client.post("/account/login/", data)
    text = answer.content.decode().replace("<wbr>", "")
    assert "<title>サインイン | 所沢市産業振興ビジョン</title>" in text
    assert "このページの担当: 所沢市 産業振興課" in text
    assert 'href="/roadmap/"' in text


def test_new_address_and_name_of_the_office_stand_on_every_page(client):
    load_city(name="tokorozawa", now=timezone.now())
    OfficeSettings.objects.update(division_name="産業戦略課", address="所沢市新町9-9-9", phone="04-0000-1111", municipality_name_en="Tokorozawa City")
    page = client.get("/contact/").content.decode().replace("<wbr>", "")
    assert ["産業戦略課" in page, "所沢市新町9-9-9" in page, "並木" in page, "〒" in page] == [True, True, False, False]
    assert "このページの担当: 所沢市 産業戦略課" in client.get("/plan/A-1/").content.decode().replace("<wbr>", "")
    assert "Tokorozawa City" in client.get("/en/contact/").content.decode()


def test_office_without_an_address_of_its_own_follows_its_organization(client):
    load_city(name="tokorozawa", now=timezone.now())
    Organization.objects.filter(code="industrial-promotion").update(name="産業戦略課", address="所沢市新町9-9-9", fax="04-0000-2222")
    page = client.get("/contact/").content.decode().replace("<wbr>", "")
    assert ["産業戦略課" in page, "所沢市新町9-9-9" in page, "04-0000-2222" in page] == [True, True, True]


def test_logo_of_the_office_stands_at_the_head_of_public_pages(client, settings):
    settings.DEMO = True  # no second factor asked for
    assert client.get("/account/logo/").status_code == 404
    assert 'class="logo"' not in client.get("/").content.decode()
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(picture, "PNG")
    client.force_login(person("secretariat"), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/staff/office/")
    client.post("/staff/office/", {"division_name": "課", "logo": SimpleUploadedFile("a.png", picture.getvalue()), "shown": "{}"})
    client.logout()
    assert 'class="logo" src="/account/logo/?v=2"' in client.get("/").content.decode()
    answer = client.get("/account/logo/")
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", picture.getvalue())


def test_staff_menu_opens_where_the_page_stands(client, settings):
    settings.DEMO = True  # no second factor asked for
    client.force_login(person("secretariat"), backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = {path: client.get(path).context["frame"].staff_menu for path in ("/staff/", "/staff/parties/new/", "/staff/applications/payments/")}
    assert {path: [(str(part.label), part.here.url_name) for part in parts if part.here] for path, parts in shown.items()} == {
        "/staff/": [("", "web:staff-home")],
        "/staff/parties/new/": [("台帳", "parties:list")],
        "/staff/applications/payments/": [("募集・申請", "applications:payments")],
    }


def test_entries_of_one_section_stand_together(monkeypatch):
    monkeypatch.setattr(menus, "_entries", [])
    register_menu(*(MenuEntry("try", name, name, order=order, section=part) for name, order, part in [("a", 1, "X"), ("b", 2, "Y"), ("c", 3, "X")]))
    assert [entry.label for entry in menu("try", None)] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", ["入力してください", "どれかを選んでください", "整数を数字で入力してください"]),
        ("en", ["Fill this in", "Choose one", "Enter a whole number"]),
    ],
)
def test_fields_say_what_to_do_next(language, said):
    with translation.override(language):
        form = type("Three", (forms.Form,), {"a": forms.CharField(), "b": forms.ChoiceField(choices=[("x", "x")]), "c": forms.IntegerField()})(
            {"c": "多い"}
        )
        assert [str(errors[0]) for errors in form.errors.values()] == said


def test_names_of_fields_are_told_in_the_readers_language():
    with translation.override("en"):
        assert (str(OfficeForm().fields["municipality_name"].label), str(OfficeSettings._meta.get_field("phone").verbose_name)) == (
            "Municipality",
            "Phone",
        )
    assert str(OfficeForm().fields["municipality_name"].label) == "自治体名"


def test_what_costs_and_letters_are_about_is_headed_details_in_english():
    with translation.override("en"):
        assert translation.gettext("内容") == "Details"
