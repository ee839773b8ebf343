"""The translation desk."""

import io

import pytest
import xlsxwriter
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.factories.accounts import person
from tests.factories.places import event, spot
from tests.factories.tours import course
from tests.factories.translations import translation
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.domain.work import approve, coverage, in_state, send_back, write_texts
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def translator(client, settings):
    settings.DEMO = True  # no second factor
    someone = person(Role.PARTNER)
    client.force_login(someone)
    return someone


def hand_in(record, actor, text="Hill", language="en", field="name"):
    return write_texts(record=record, language=language, texts={field: text}, hand_in=True, actor=actor, now=NOW)[0]


def test_a_second_person_approves_and_nobody_the_own():
    one, other = person(Role.PARTNER), person(Role.SECRETARIAT)
    row = hand_in(spot(), one)
    with pytest.raises(TranslationError, match="自分が訳した"):
        approve(row=row, shown_version=row.version, actor=one, now=NOW)
    done = approve(row=row, shown_version=row.version, actor=other, now=NOW)
    assert (done.status, done.reviewed_by, done.done_on) == (TranslationState.DONE, other, timezone.localtime(NOW).date())
    with pytest.raises(TranslationError, match="先に変えました"):
        send_back(row=row, shown_version=row.version, remark="直す", actor=other, now=NOW)


def test_a_text_that_goes_back_says_why_and_is_handed_in_again():
    one, other = person(Role.PARTNER), person(Role.SECRETARIAT)
    hill = spot()
    row = hand_in(hill, one)
    with pytest.raises(TranslationError, match="どこを直すか"):
        send_back(row=row, shown_version=row.version, remark=" ", actor=other, now=NOW)
    back = send_back(row=row, shown_version=row.version, remark="地名を直す", actor=other, now=NOW)
    assert (back.status, back.remark) == (TranslationState.IN_WORK, "地名を直す")
    assert hand_in(hill, one, "Windy Hill").status == TranslationState.REVIEW


def test_a_finished_text_that_is_changed_waits_for_review_again():
    hill = spot()
    translation(hill)
    assert write_texts(record=hill, language="en", texts={"name": "Sample hill (fictional)"}, hand_in=True, actor=person(), now=NOW) == []
    assert hand_in(hill, person(), "Other hill").status == TranslationState.REVIEW


def test_coverage_counts_what_visitors_are_shown():
    hill = spot(summary="丘")
    translation(hill)
    translation(hill, "summary", text="A hill", status=TranslationState.STALE)
    translation(spot("下書き", status=PublicationState.DRAFT))
    spot("もう一つ")
    english, chinese, _korean = coverage(translatable("places.Spot"))
    assert (english.needed, english.done, english.percent, english.states["missing"], chinese.done) == (3, 2, 66, 1, 0)


def test_records_are_found_by_the_state_of_a_text():
    hill, other = spot(summary="丘"), spot("もう一つ")
    translation(hill)
    translation(other, status=TranslationState.STALE)
    entry = translatable("places.Spot")
    found = {state: {str(one) for one in in_state(entry, Spot.objects.all(), "en", state)} for state in ("missing", "done", "stale", "review")}
    assert found == {"missing": {str(hill)}, "done": {str(hill)}, "stale": {"もう一つ"}, "review": set()}


def test_the_desk_asks_the_same_at_any_number(client, translator):
    hand_in(spot(), person())
    event()
    before = queries_of(client, reverse("inbound:desk"))
    for number in range(4):
        hand_in(spot(f"丘{number}"), person())
    assert queries_of(client, reverse("inbound:desk")) == before


def test_every_kind_that_is_told_in_other_languages_has_its_list(client, translator):
    course("茶の道（架空）", spots=[spot()])
    for kind in ("spot", "localevent", "wifipoint", "course", "coursestop", "rally"):
        assert client.get(f"{reverse('inbound:desk')}?kind={kind}&q=茶").status_code == 200
    assert [str(record) for record, *_rest in client.get(f"{reverse('inbound:desk')}?kind=course&q=茶").context["rows"]] == ["茶の道（架空）"]


def test_pages_walk_from_missing_to_shown(client, translator, settings):
    hill = spot(summary="風の丘")
    page = reverse("inbound:side-by-side", args=["spot", "en", hill.uid])
    assert [unit.state for unit, _may_review in client.get(page).context["units"]] == ["missing", "missing"]
    client.post(page, {"text-name": "Windy hill", "text-summary": "", "hand_in": 1})
    row = Translation.objects.get()
    assert (row.status, row.translated_by) == (TranslationState.REVIEW, translator)
    client.post(reverse("inbound:review", args=[row.uid]), {"approve": 1, "version": row.version})
    row.refresh_from_db()
    assert row.status == TranslationState.REVIEW  # nobody reviews the own text
    client.force_login(person(Role.SECRETARIAT))
    assert client.get(reverse("inbound:desk")).context["waiting"] == [("spot", "en", hill.uid, hill.name)]
    client.post(reverse("inbound:review", args=[row.uid]), {"approve": 1, "version": row.version})
    client.logout()
    assert "<h1>Windy hill</h1>" in client.get(f"/en/spots/{hill.uid}/").content.decode()


def test_texts_go_out_and_come_back(client, translator):
    hill, other = spot(), spot("もう一つ")
    answer = client.get(reverse("inbound:texts-export", args=["spot", "ko"]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert {row[3] for row in rows[1:]} == {hill.name, "もう一つ"}
    Spot.objects.filter(pk=other.pk).update(name="変えた名前")
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("ko")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row if not number else [*row[:4], "언덕", row[5]])
    book.close()
    buffer.seek(0)
    buffer.name = "ko.xlsx"
    taken = client.post(reverse("inbound:texts-import", args=["spot", "ko"]), {"file": buffer})
    row = Translation.objects.get()
    assert (row.object_uid, row.text, row.status, len(taken.context["problems"])) == (hill.uid, "언덕", TranslationState.REVIEW, 1)
    assert client.post(reverse("inbound:texts-import", args=["spot", "ko"]), {}).status_code == 422


def test_an_auditor_reads_the_desk_but_writes_nothing(client):
    hill = spot()
    client.force_login(person(Role.AUDITOR))
    page = reverse("inbound:side-by-side", args=["spot", "en", hill.uid])
    assert (client.get(page).status_code, client.post(page, {"text-name": "Hill"}).status_code, Translation.objects.count()) == (200, 200, 0)
    assert client.get(reverse("inbound:texts-import", args=["spot", "en"])).status_code == 403


@pytest.mark.parametrize(
    ("key", "total"),
    [("spots_en", 1), ("spots_zh", 1), ("spots_ko", 1), ("spots_four", 1), ("spots_published", 2), ("events_published", 1)],
)
def test_what_visitors_are_shown_and_told_in_a_language_is_counted(key, total):
    vision, _document = small_plan()
    served = vision.items.get(code="A-P1")
    vision.items.filter(pk=served.pk).update(code="C-P5")
    hill, half = spot(summary="丘"), spot("半分", summary="半")
    event("市"), spot("下書き", status="draft")
    for language in ("en", "zh-hans", "ko"):
        translation(hill, "name", language)
        translation(hill, "summary", language)
        translation(half, "name", language)
    ids = list(vision.items.values_list("pk", flat=True))
    one = measure(f"inbound.{key}")
    assert disagreements(one, item_ids=ids, fiscal_years=[2019, 2020, 2021]) == []
    assert max(one.compute([served.pk], range(2017, 2031)).values()) == total
