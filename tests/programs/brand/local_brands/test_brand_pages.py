"""Pages of certified brands: a clerk's round by form, the register, the holder's renewal, what the public reads."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import local_brands as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.kernel import clock
from musubi.blocks.vision.models import PlanItem
from musubi.programs.brand.local_brands.models import BrandProduct, BrandStage, MarkLicence, SpotCheck

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def item(settings):
    settings.DEMO = True
    OfficeSettings.objects.create()
    vision, _document = small_plan()
    found = vision.items.get(code="A-P1")
    PlanItem.objects.filter(pk=found.pk).update(code="C-4")
    return vision.items.get(pk=found.pk)


@pytest.fixture
def call(item):
    return factory.call(item)


@pytest.fixture
def clerk(client):
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend=BACKEND)
    return user


def test_round_by_form_ends_in_a_draft_decision(client, clerk, call):
    one, two = factory.filed(call), factory.filed(call)
    address = f"/staff/brands/rounds/{call.uid}/"
    assert "審査の段階がまだありません" in client.get(address).content.decode()
    client.post(f"{address}stages/new/", {"number": 1, "kind": "papers"})
    client.post(f"{address}stages/new/", {"number": 2, "kind": "tasting", "pass_points": "70"})
    first, second = BrandStage.objects.order_by("number")

    wrong = client.post(f"{address}stages/{first.uid}/results/", {f"passed-{one.uid}": "yes", f"points-{one.uid}": "多い"})
    assert wrong.status_code == 422
    client.post(f"{address}stages/{first.uid}/results/", {f"passed-{one.uid}": "yes", f"passed-{two.uid}": "no", f"points-{one.uid}": "81.5"})
    client.post(f"{address}stages/{first.uid}/close/")
    page = client.get(f"{address}stages/{second.uid}/results/").content.decode()
    assert (one.number in page, two.number in page) == (True, False)
    client.post(f"{address}stages/{second.uid}/results/", {f"passed-{one.uid}": "yes"})
    client.post(f"{address}stages/{second.uid}/close/")
    answer = client.post(f"{address}propose/", {"drafted_on": clock.today().isoformat()})

    assert answer.headers["Location"] == reverse("applications:decision", args=[DecisionRecord.objects.get().uid])
    page = client.get(address).content.decode()
    assert "81.5" in page
    assert "通過した件数" in page  # the history in words


def test_certificate_is_registered_licensed_checked_and_published_by_form(client, clerk, call):
    factory.stage(call, 1)
    certificate = factory.certificate(factory.filed(call), on=clock.today())
    assert certificate.number in client.get("/staff/brands/").content.decode()
    fields = {"name": "架空の新茶", "name_kana": "しんちゃ", "name_en": "Fictional new tea", "category": "tea"}
    client.post(f"/staff/brands/new/{certificate.uid}/", fields)
    made = BrandProduct.objects.get()
    address = f"/staff/brands/{made.uid}/"
    assert client.get(f"/brands/{made.uid}/").status_code == 404
    client.post(f"{address}step/publish/")
    client.post(f"{address}step/licence/", {"uses": "包装", "conditions": "形を変えない"})
    client.post(f"{address}step/check/", {"due_on": "2030-01-01"})
    check = SpotCheck.objects.get()
    today = clock.today().isoformat()
    found = {"checked_on": today, "checked_by": "担当", "place": "駅前の店", "result": "conforms", "findings": "表示は正しい"}
    client.post(f"{address}checks/{check.uid}/record/", found)
    photo = SimpleUploadedFile("a.jpg", factory.photo_bytes())
    client.post(f"{address}checks/{check.uid}/photo/", {"file": photo, "caption": "棚の様子"})

    page = client.get(address).content.decode()
    assert all(words in page for words in ("棚の様子", "適合", MarkLicence.objects.get().number))
    photo_answer = client.get(f"{address}photos/{check.photos.get().uid}/")
    assert photo_answer.getvalue().startswith(b"\xff\xd8")
    assert client.get("/staff/brands/export/").status_code == 200
    english = client.get("/en/brands/?q=new").content.decode()
    assert "Fictional new tea" in english


def test_maker_stands_in_public_only_with_consent(client, call):
    made = factory.product(factory.certificate(factory.filed(call), on=clock.today()))
    maker = str(made.certificate.application.party)
    for path in ("/brands/", f"/brands/{made.uid}/"):
        assert maker not in client.get(path).content.decode()
    BrandProduct.objects.update(maker_agreed_on=clock.today())
    for path in ("/brands/", f"/brands/{made.uid}/"):
        assert maker in client.get(path).content.decode()


def test_holder_renews_and_reads_the_licence_and_nobody_else_does(client, item, call):
    filed = factory.filed(call)
    made = factory.product(factory.certificate(filed, on=clock.today()), public=False)
    licence = factory.licence(made, today=clock.today())
    again = factory.call(
        item, name="架空ブランドの認定(更新)", opens_at=clock.now() - dt.timedelta(days=1), closes_at=clock.now() + dt.timedelta(days=30)
    )
    client.force_login(person(), backend=BACKEND)
    assert made.name not in client.get("/my/brands/").content.decode()
    assert client.post(f"/my/brands/{made.uid}/renew/").status_code == 404
    assert client.get(f"/my/brands/licences/{licence.uid}/").status_code == 404

    client.force_login(filed.applicant, backend=BACKEND)
    assert made.name in client.get("/my/brands/").content.decode()
    assert client.get(f"/my/brands/licences/{licence.uid}/").content.startswith(b"%PDF")
    answer = client.post(f"/my/brands/{made.uid}/renew/")
    draft = again.applications.get()
    assert answer.headers["Location"] == reverse("filings:form", args=[draft.uid])
    assert "更新の申請の続きを書く" in client.get("/my/brands/").content.decode()


@pytest.mark.parametrize("path", ["/staff/brands/", "/brands/", "/staff/brands/rounds/{call}/"])
def test_lists_cost_the_same_for_one_and_many(client, clerk, call, path):
    factory.stage(call, 1)
    factory.product(factory.certificate(factory.filed(call), on=clock.today()))
    address = path.format(call=call.uid)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(4):
        factory.product(factory.certificate(factory.filed(call), on=clock.today()), name=f"架空の茶{number}")
    with CaptureQueriesContext(connection) as more:
        assert client.get(address).status_code == 200
    assert len(more) == len(few)


def test_desk_of_another_division_does_not_see_the_round(client, call):
    made = factory.product(factory.certificate(factory.filed(call)), public=False)
    client.force_login(person(Role.DIVISION_STAFF), backend=BACKEND)
    assert client.get(f"/staff/brands/rounds/{call.uid}/").status_code == 403
    assert client.get(f"/staff/brands/{made.uid}/").status_code == 404
    assert made.name not in client.get("/staff/brands/").content.decode()
