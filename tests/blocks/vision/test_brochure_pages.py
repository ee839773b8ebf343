"""From a brochure's file over its doubtful items to a draft plan; nothing typed is lost, nothing is guessed."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accounts import person
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.vision.domain.brochure import read_brochure_file, read_brochure_text
from musubi.blocks.vision.domain.brochure.confirming import answer_problem, cards_of, confirmed_document
from musubi.blocks.vision.domain.brochure.stored import draft_from_json, draft_to_json
from musubi.blocks.vision.domain.plans import check_document
from musubi.blocks.vision.models import BrochureReading, OpenQuestion, PlanItem, Vision
from musubi.packs.loading import load_city

BROCHURE = Path(__file__).resolve().parents[2] / "fixtures" / "vision-brochure.txt"
ADDRESS = "/staff/plan/brochure/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True  # the gate of the second factor has its own test


@pytest.fixture
def secretariat(client):
    return signed_in(client, Role.SECRETARIAT)


def signed_in(client, *roles):
    client.force_login(person(*roles), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client, content=None, name="gaiyou.txt", address=ADDRESS):
    content = BROCHURE.read_bytes() if content is None else content
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def answers(do="next", **changes):
    """The city's three cards, answered."""
    posted = {
        "do": do,
        "version": "1",
        "choice-1": "as_read",
        "value-1": "狭山丘陵の潜在的魅力的活用",
        "choice-2": "unsure",
        "value-2": "確保や育成に対しても力を",
        "choice-3": "edited",
        "value-3": "新規就農者増進推進事業",
    }
    return {**posted, **changes}


def confirm_address():
    return f"{ADDRESS}{BrochureReading.objects.get().uid}/"


def test_uploaded_brochure_is_kept_by_its_content_with_a_card_for_each_doubt(secretariat):
    assert upload(secretariat).headers["Location"] == confirm_address()
    reading = BrochureReading.objects.get()
    assert reading.file.name == f"brochures/{reading.sha256}.txt"
    with reading.file.open("rb") as kept:
        assert kept.read() == BROCHURE.read_bytes()
    page = secretariat.get(confirm_address())
    assert [(f.card.about, f.card.line, f.card.seen) for f in page.context["fields"]] == [
        ("C-2", 118, "狭山丘陵の潜在的魅力的活用"),
        ("D", 156, "確保や育成に對しても力を"),
        ("D-P2", 193, "新規就農戸増進推進事業"),
    ]
    assert len(page.context["unknowns"]) == 32
    assert "193行目の文字" in page.content.decode()
    assert secretariat.get(confirm_address() + "file/").content == BROCHURE.read_bytes()


def test_same_file_goes_on_where_it_was_left(secretariat):
    upload(secretariat)
    secretariat.post(confirm_address(), answers("save", **{"choice-3": ""}))
    assert upload(secretariat, name="other-name.txt").headers["Location"] == confirm_address()
    assert BrochureReading.objects.count() == 1
    page = secretariat.get(confirm_address())
    assert [(f.choice, f.value) for f in page.context["fields"]][1:] == [
        ("unsure", "確保や育成に対しても力を"),
        ("", "新規就農者増進推進事業"),
    ]
    assert "続きから確かめる" in secretariat.get(ADDRESS).content.decode()


def test_an_open_card_holds_the_way_on_but_loses_nothing(secretariat):
    upload(secretariat)
    page = secretariat.post(confirm_address(), answers(**{"choice-2": "", "value-3": ""}))
    assert page.status_code == 422
    assert [(f.card.number, f.error) for f in page.context["errors"]] == [
        (2, "「このとおり」「直す」「未確定のまま」のどれかを選んでください。"),
        (3, "直した内容を入力してください。"),
    ]
    assert BrochureReading.objects.get().answers["1"]["choice"] == "as_read"
    assert secretariat.get(confirm_address() + "result/").headers["Location"] == confirm_address()


def test_text_typed_beside_as_read_is_not_dropped_silently(secretariat):
    upload(secretariat)
    page = secretariat.post(confirm_address(), answers(**{"value-1": "狭山丘陵の魅力的活用"}))
    assert "「直す」を選ぶか" in page.context["errors"][0].error


def test_confirmed_reading_becomes_a_draft_plan(secretariat):
    upload(secretariat)
    assert secretariat.post(confirm_address(), answers()).headers["Location"] == confirm_address() + "result/"
    page = secretariat.get(confirm_address() + "result/")
    assert page.context["form"].initial == {"title": "所沢市産業振興ビジョン", "slug": "vision-2018"}
    made = secretariat.post(confirm_address() + "result/", {"title": "所沢市産業振興ビジョン", "slug": "vision-2018"})
    assert made.headers["Location"] == "/staff/plan/all/vision-2018/"
    vision = Vision.objects.get()
    assert (vision.status, vision.items.count(), vision.council_provisional) == ("draft", 36, True)
    assert PlanItem.objects.get(code="D-P2").name == "新規就農者増進推進事業"
    found = dict(OpenQuestion.objects.filter(what__in=["name", "text"]).values_list("item__code", "status"))
    assert found == {"C-2": "answered", "D": "open", "D-P2": "answered"}
    assert OpenQuestion.objects.filter(status="open").count() == 33
    verbs = Event.objects.filter(verb__startswith="brochure.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["brochure.read", "brochure.answered", "brochure.kept"]
    assert secretariat.get(confirm_address()).headers["Location"] == "/staff/plan/all/vision-2018/"
    assert secretariat.post(confirm_address() + "result/", {"title": "x", "slug": "y"}).status_code == 302
    assert Vision.objects.count() == 1


def test_taken_address_name_is_told_at_the_field(secretariat):
    load_city(name="tokorozawa", now=timezone.now())
    taken = Vision.objects.get().slug
    upload(secretariat)
    secretariat.post(confirm_address(), answers())
    page = secretariat.post(confirm_address() + "result/", {"title": "題名", "slug": taken})
    assert "すでにあります" in page.context["form"].errors["slug"][0]
    assert 'value="題名"' in page.content.decode()


def test_differences_from_the_plan_in_force_are_those_that_the_brochure_tells(secretariat):
    load_city(name="tokorozawa", now=timezone.now())
    upload(secretariat)
    secretariat.post(confirm_address(), answers())
    page = secretariat.get(confirm_address() + "result/")
    assert [(told.row, told.before, told.after) for told in page.context["changes"] if "D-P2" in told.row] == [
        ("D-P2 新規就農者増進推進事業", "新規就農戸増進推進事業", "新規就農者増進推進事業")
    ]
    assert page.context["change_count"] == 1


def test_second_person_sees_the_other_answer_and_loses_nothing(secretariat):
    upload(secretariat)
    secretariat.post(confirm_address(), answers("save"))
    page = secretariat.post(confirm_address(), answers("save", **{"choice-1": "unsure"}))
    assert page.status_code == 409
    assert [f.choice for f in page.context["fields"]] == ["unsure", "unsure", "edited"]
    assert page.context["fields"][0].theirs == "このとおり 狭山丘陵の潜在的魅力的活用"
    assert [f.theirs for f in page.context["fields"][1:]] == ["", ""]
    assert BrochureReading.objects.get().answers["1"]["choice"] == "as_read"
    again = answers("save", **{"choice-1": "unsure", "version": "2"})
    assert secretariat.post(confirm_address(), again).status_code == 302
    assert BrochureReading.objects.get().answers["1"]["choice"] == "unsure"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
BAD = [
    (b"", "x.txt", "ファイルが空です"),
    (PNG, "x.png", "PNG のファイルは読めません"),
    (b"PK\x03\x04" + bytes(99), "x.docx", "テキスト(.txt)か文字の入ったPDFにして"),
    (bytes(range(256)) * 40, "x.bin", "文字のファイルではありません"),
    (b"%PDF-1.7 broken", "x.pdf", "PDFが壊れていて読めません"),
    ("議事録\n本日の出席者\n以上".encode(), "x.txt", "概要版として読めませんでした"),
]


@pytest.mark.parametrize(("content", "name", "message"), BAD)
def test_bad_file_is_told_at_the_field_and_nothing_is_kept(secretariat, content, name, message):
    page = upload(secretariat, content, name)
    assert page.status_code == 200
    assert message in page.context["form"].errors["file"][0]
    assert not BrochureReading.objects.exists()


def test_too_large_and_missing_files_are_told(secretariat):
    page = upload(secretariat, b"x" * (21 * 1024 * 1024))
    assert "ファイルが大きすぎます(20MBまで)" in page.context["form"].errors["file"][0]
    assert secretariat.post(ADDRESS, {}).context["form"].errors["file"] == ["ファイルを選んでください"]
    assert not BrochureReading.objects.exists()


def test_reading_can_be_dropped(secretariat):
    upload(secretariat)
    address = confirm_address()
    assert secretariat.get(address + "drop/").status_code == 405
    assert secretariat.post(address + "drop/").headers["Location"] == ADDRESS
    assert secretariat.get(address).headers["Location"] == ADDRESS
    secretariat.post(address + "drop/")
    assert Event.objects.filter(verb="brochure.dropped").count() == 1
    upload(secretariat)
    assert BrochureReading.objects.filter(status="open").count() == 1, "a dropped file can be read anew"


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(("roles", "status"), [((), 302), ((Role.PARTNER,), 403), ((Role.DIVISION_STAFF,), 403), ((Role.SECRETARIAT,), 200)])
def test_only_the_secretariat_reads_brochures(client, roles, status, language):
    upload(signed_in(client, Role.SECRETARIAT))
    client.post(confirm_address(), answers())
    uid = BrochureReading.objects.get().uid
    client.logout()
    if roles:
        signed_in(client, *roles)
    for page in ("", f"{uid}/", f"{uid}/result/", f"{uid}/file/"):
        assert client.get(f"{language}{ADDRESS}{page}").status_code == status, page
    if status != 200:
        assert client.post(f"{language}{ADDRESS}{uid}/drop/").status_code == status


@pytest.mark.parametrize("page", ["", "{uid}/", "{uid}/result/"])
def test_queries_do_not_grow_with_the_readings(secretariat, page):
    counts = []
    for text in ("", "\n\n"):
        upload(secretariat, (BROCHURE.read_text(encoding="utf-8") + text).encode())
        reading = BrochureReading.objects.order_by("pk").last()
        secretariat.post(f"{ADDRESS}{reading.uid}/", answers())
        counts.append(queries_of(secretariat, ADDRESS + page.format(uid=reading.uid)))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_draft_survives_its_way_through_json():
    draft = read_brochure_file(BROCHURE.read_bytes())
    assert draft_from_json(draft_to_json(draft)) == draft


def test_every_kind_of_card_leads_to_a_sound_document():
    """A brochure whose title, publisher and arrows are lost: corrections land in their cells."""
    text = BROCHURE.read_text(encoding="utf-8").replace("「所沢市産業振興ビジョン」", "")
    lines = [line for line in text.split("\n") if "産業振興課" not in line and not line.startswith("発行")]
    draft = read_brochure_text("\n".join(lines))
    values = {"publisher": "架空市産業課", "published": "平成30年1月", "kind": "新規", "title": "架空市ビジョン", "period": "2019-2023"}
    cards = cards_of(draft)
    given = {str(c.number): {"choice": "edited", "value": values.get(c.what, c.reading or "直した名前")} for c in cards}
    assert {c.what for c in cards} >= {"publisher"}
    assert [answer_problem(c, "edited", given[str(c.number)]["value"]) for c in cards] == [""] * len(cards)
    document = confirmed_document(draft, given, slug="s")
    check_document(document)
    plan = next(iter(document.rows("plan").values()))
    office = next(row for row in document.rows("organizations").values() if row["code"] == plan["publisher"])
    assert office["name"] == "架空市産業課"
