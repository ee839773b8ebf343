"""The office's pages of a selection: ranking first, rules with faults at their place, a run beside it, the list to its draft; who sees them."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.factories import selections
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.models import Application, Call, DecisionRecord
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.reviews.domain.selection import lists, runs
from musubi.blocks.reviews.domain.selection.standings import standings
from musubi.blocks.reviews.interfaces.selection_words import points
from musubi.blocks.reviews.models import Exclusion, Panel, SelectionList, SelectionRun

pytestmark = pytest.mark.django_db
NOW = selections.NOW


@pytest.fixture(scope="module")
def built(once_a_module):
    vision, _document = small_plan()
    return selections.scored_panel(vision.items.get(code="A-P1"), selections.FOUR).pk


@pytest.fixture
def panel(built):
    return selections.panel_of(built)


@pytest.fixture
def item(panel):
    return panel.call.item


@pytest.fixture
def clerk(client, panel):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def get(client, name, *args):
    return client.get(reverse(f"selection:{name}", args=args))


def text(response):
    return response.content.decode()


def made_run(panel, **rules):
    return runs.make_run(panel=panel, rules=selections.rules(**rules), actor=None, now=NOW)


def made_list(panel):
    return lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)


def test_the_ranking_stands_first_and_reading_is_noted(client, clerk, panel):
    page = text(get(client, "home", panel.uid))

    places = [page.index(row.number) for row in standings(panel)]
    assert places == sorted(places)
    assert "選定案を作る" in page
    assert "計算と比べる" in page
    assert PersonalDataView.objects.filter(page="selection:home", actor_id=clerk.uid).count() == 1


def test_pages_say_how_equal_scores_are_ordered(client, clerk, panel, item):
    rule = "評点が同じ申請は、申請額の少ない順"
    equals = selections.scored_panel(item, (("product", 600_000, (80, 80)), ("market", 500_000, (80, 80))))

    assert rule not in text(get(client, "home", panel.uid))
    assert rule in text(get(client, "home", equals.uid))
    assert rule in text(get(client, "run", made_run(equals).uid))
    assert rule in text(get(client, "list", made_list(equals).uid))


def test_the_history_of_a_run_names_the_score_in_words(client, clerk, panel):
    page = text(get(client, "run", made_run(panel).uid))

    assert "甘辛をならした点" in page
    assert ">scores<" not in page


def test_before_the_close_no_score_is_told(client, clerk, panel):
    Panel.objects.filter(pk=panel.pk).update(status="open", closed_at=None)

    page = text(get(client, "home", panel.uid))

    assert "採点を締めると" in page
    assert "84.5" not in page


def test_without_the_guidelines_word_there_is_no_calculation(client, item):
    panel = selections.scored_panel(item, selections.FOUR, changed={"portfolio": False})
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))

    assert "計算と比べる" not in text(get(client, "home", panel.uid))
    assert get(client, "calculate", panel.uid).status_code == 302


def form_data(client, panel, **changed):
    form = get(client, "calculate", panel.uid).context["form"]
    found = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {**found, **changed}


def test_rules_are_typed_and_the_run_stands_beside_the_ranking(client, clerk, panel):
    data = form_data(client, panel, budget="1,000,000円", least_score="50", per_applicant="1", noise="2")
    data |= {"limit-0-group": "lane=market", "limit-0-least_count": "1", "share-0-group": "lane=product", "share-0-at_most": "70"}

    answer = client.post(reverse("selection:calculate", args=[panel.uid]), data)

    run = SelectionRun.objects.get()
    assert answer.url == reverse("selection:run", args=[run.uid])
    page = text(client.get(answer.url))
    for words in ("評点の順位で採ると", "計算で採ると", "決まりの重さ", "評点のぶれ", "補欠の順の案", run.inputs_sha256, "審査会が決めるための参考"):
        assert words in page
    places = [page.index(f">{row.number}<") for row in standings(panel)]
    assert places == sorted(places)  # the order stays that of the scores
    again = client.get(reverse("selection:calculate", args=[panel.uid]) + f"?from={run.uid}").context["form"]
    assert (again["limit-0-group"].value(), again["least_score"].value(), again["share-0-at_most"].value()) == ("lane=market", "50", 70)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"budget": "0"}, "budget", "0円です"),
        ({"budget": "2000000"}, "budget", "募集の予算額の残り1,000,000円を超えています"),
        ({"limit-0-group": "lane=market"}, "limit-0-group", "下限か上限を入れてください"),
        ({"limit-0-least_count": "1"}, "limit-0-group", "対象を選んでください"),
        ({"limit-0-group": "lane=market", "limit-0-least_count": "2", "limit-0-most_count": "1"}, "limit-0-least_count", "下限が上限より大きく"),
        ({"limit-0-group": "lane=market", "limit-0-least_count": "9"}, "limit-0-group", "ほかの決まりと両立しません"),
        (
            {"share-0-group": "lane=market", "share-0-at_least": "10", "share-1-group": "lane=market", "share-1-at_least": "10"},
            "share-1-group",
            "同じものがもう1行あります",
        ),
        ({"before-0-number": "FIRST"}, "before-0-reason", "理由を書いてください"),
        ({"before-0-reason": "国の採択（架空）"}, "before-0-number", "申請を選んでください"),
    ],
)
def test_faults_stand_at_their_field_and_what_was_typed_stays(client, clerk, panel, typed, field, words):
    typed = {name: standings(panel)[0].number if value == "FIRST" else value for name, value in typed.items()}
    data = form_data(client, panel, **typed)

    answer = client.post(reverse("selection:calculate", args=[panel.uid]), data)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert all(str(answer.context["form"][name].value()) == value for name, value in typed.items())
    assert SelectionRun.objects.count() == 0


def test_a_run_is_replayed_by_its_button(client, clerk, panel):
    run = made_run(panel)

    answer = client.post(reverse("selection:run-replay", args=[run.uid]), follow=True)

    assert "同じ結果になりました" in text(answer)


def test_a_run_that_is_still_explained_shows_how_far_and_can_be_finished(client, clerk, panel):
    run = runs.make_run(panel=panel, rules=selections.rules(), actor=None, now=NOW, at_once=2)
    assert 'max="4"' in text(get(client, "run", run.uid))
    assert "HX-Refresh" not in get(client, "run-progress", run.uid).headers
    assert "入らなかった申請はありません" not in text(get(client, "run", run.uid))  # who comes next is not known yet

    client.post(reverse("selection:run-explain", args=[run.uid]))
    client.post(reverse("selection:run-explain", args=[run.uid]))

    run.refresh_from_db()
    assert run.explained_at is not None
    assert get(client, "run-progress", run.uid).headers["HX-Refresh"] == "true"


def test_the_run_prints_as_pdf_word_and_excel(client, clerk, panel):
    run = made_run(panel, noise=100)
    number = standings(panel)[0].number

    pdf = PdfReader(io.BytesIO(get(client, "run-file", run.uid, "pdf").content))
    word = WordDocument(io.BytesIO(get(client, "run-file", run.uid, "docx").content))
    sheet = load_workbook(io.BytesIO(get(client, "run-file", run.uid, "xlsx").content)).active

    printed = "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")
    assert "決めるのは審査会と市" in printed
    assert run.inputs_sha256 in printed  # what it takes to replay the run
    assert len(pdf.pages) == 1
    assert any(number in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert any(number == cell.value for row in sheet.iter_rows() for cell in row)
    assert get(client, "run-file", run.uid, "exe").status_code == 404


def step(client, made, name, **data):
    return client.post(reverse("selection:list-step", args=[made.uid, name]), data, follow=True)


def test_the_list_is_begun_changed_decided_and_handed_over(client, clerk, panel):
    client.post(reverse("selection:begin", args=[panel.uid]), {"basis": "ranking", "budget": "1,000,000", "least_score": "65"})
    made = SelectionList.objects.get()
    third = made.rows.get(place=3)
    refused = client.post(reverse("selection:row", args=[third.uid]), {"outcome": "selected"})
    assert (refused.status_code, "理由が必要です" in text(refused)) == (422, True)

    client.post(reverse("selection:row", args=[third.uid]), {"outcome": "selected", "reason": "地域に同じ店がない（架空）"})
    page = text(get(client, "list", made.uid))
    assert "地域に同じ店がない（架空）" in page
    assert "案は補欠" in page
    step(client, made, "fix", meeting="")
    step(client, made, "hand-over", drafted_on="令和2年6月20日")

    decision = DecisionRecord.objects.get()
    assert decision.items.count() == 4
    assert "採択の起案を開く" in text(get(client, "list", made.uid))
    read = client.get(reverse("applications:decision", args=[decision.uid])).context["items"]
    assert [item.outcome for item in read] == ["selected", "selected", "reserve", "not_selected"]
    for ending in ("pdf", "docx", "xlsx"):
        assert get(client, "list-file", made.uid, ending).status_code == 200


def test_once_grants_are_decided_the_ranking_keeps_the_sum_that_the_list_had(client, clerk, panel):
    client.post(reverse("selection:begin", args=[panel.uid]), {"basis": "ranking", "budget": "1,000,000"})
    before = get(client, "home", panel.uid).context["chosen"]
    Call.objects.filter(pk=panel.call_id).update(budget=1)  # nothing is left

    page = get(client, "home", panel.uid)

    assert (page.context["chosen"], page.context["budget"]) == (before, 1)
    assert before > 1
    assert "1,000,000円" in text(page)


def test_two_clerks_at_one_row_the_second_is_told_what_the_first_decided(client, clerk, panel):
    client.post(reverse("selection:begin", args=[panel.uid]), {"basis": "ranking", "budget": "1,000,000"})
    row = SelectionList.objects.get().rows.get(place=1)
    shown = get(client, "row", row.uid).context["form"]["shown_version"].value()
    path, sent = reverse("selection:row", args=[row.uid]), {"outcome": "not_selected", "shown_version": shown}
    client.post(path, {**sent, "reason": "先の人の理由（架空）"})

    second = client.post(path, {**sent, "outcome": "reserve", "reason": "後の人の理由（架空）"})

    assert (second.status_code, "先の人の理由（架空）" in text(second), "後の人の理由（架空）" in text(second)) == (422, True, True)
    row.refresh_from_db()
    assert (row.outcome, row.reason) == ("not_selected", "先の人の理由（架空）")


def test_a_list_begins_from_a_run_where_one_is_there(client, clerk, panel):
    run = made_run(panel)

    client.post(reverse("selection:begin", args=[panel.uid]), {"basis": run.uid})

    assert SelectionList.objects.get().run == run


def queries(client, panel):
    """How many queries each page takes, after the reader's rights were asked once."""
    run, made = made_run(panel), made_list(panel)
    found = {}
    for name, record in (("home", panel), ("calculate", panel), ("run", run), ("list", made)):
        with CaptureQueriesContext(connection) as asked:
            assert get(client, name, record.uid).status_code == 200
        found[name] = len(asked)
    return found


def test_pages_ask_as_much_of_the_database_for_few_as_for_many(client, clerk, item):
    few = selections.scored_panel(item, selections.FOUR[:2])
    many = selections.scored_panel(item, [*selections.FOUR, *selections.FOUR])

    assert queries(client, few) == queries(client, many)


def addresses(panel, run, made):
    names = [("home", panel), ("calculate", panel), ("begin", panel), ("run", run), ("run-progress", run), ("list", made)]
    found = [reverse(f"selection:{name}", args=[record.uid]) for name, record in names]
    files = [reverse("selection:run-file", args=[run.uid, "pdf"]), reverse("selection:list-file", args=[made.uid, "pdf"])]
    return [*found, *files, reverse("selection:row", args=[made.rows.first().uid]), reverse("selection:list-step", args=[made.uid, "fix"])]


def test_strangers_and_other_desks_reach_no_page(client, panel):
    run, made = made_run(panel), made_list(panel)
    for user in (person(Role.PARTNER), person(Role.COUNCIL_MEMBER), person(Role.DIVISION_STAFF)):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses(panel, run, made)} <= {403, 404}


def test_staff_who_are_kept_from_one_file_reach_no_page_of_the_selection(client, clerk, panel):
    run, made = made_run(panel), made_list(panel)
    reviewer = panel.reviewers.first()
    reviewer.member.user = clerk
    reviewer.member.save()
    assert get(client, "run", run.uid).status_code == 200

    Exclusion.objects.create(
        reviewer=reviewer, entry=panel.entries.first(), kind="exclusion", reason="親族（架空）", decided_at=NOW, decided_by="課長"
    )

    assert {client.get(address).status_code for address in addresses(panel, run, made)} == {404}
    assert reverse("selection:home", args=[panel.uid]) not in text(client.get(reverse("reviews:panel", args=[panel.uid])))


def test_auditors_read_and_change_nothing(client, panel):
    run, made = made_run(panel), made_list(panel)
    client.force_login(person(Role.AUDITOR))

    assert get(client, "run", run.uid).status_code == 200
    assert reverse("selection:row", args=[made.rows.first().uid]) not in text(get(client, "list", made.uid))
    assert get(client, "calculate", panel.uid).status_code == 403
    assert client.post(reverse("selection:row", args=[made.rows.first().uid]), {"outcome": "reserve"}).status_code == 403


def test_results_are_public_by_the_calls_rule_only_after_the_letters(client, panel):
    address = reverse("results:results", args=[panel.call.uid])
    assert client.get(address).status_code == 404
    made = made_list(panel)
    lists.fix_list(made=made, meeting=None, actor=None, now=NOW)
    selections.decide(made)
    Call.objects.filter(pk=panel.call_id).update(publicity="unnamed")

    page = text(client.get(address))

    party = str(Application.objects.select_related("party").get(number=standings(panel)[0].number).party)
    assert "600,000" in page
    assert party not in page
    assert "84.5" not in page
    assert address in text(client.get(reverse("offers:call", args=[panel.call.uid])))
    file = client.get(reverse("results:file", args=[panel.call.uid])).content.decode("utf-8-sig")
    assert file.startswith("事業名,採択の額(円),決定日\r\n")
    assert "600000" in file
    assert party not in file


def test_totals_of_scores_are_public_on_page_and_in_the_file_where_the_call_says_so(client, item):
    panel = selections.scored_panel(item, selections.FOUR, changed={"score_publicity": "public"})
    made = made_list(panel)
    lists.fix_list(made=made, meeting=None, actor=None, now=NOW)
    selections.decide(made)
    Call.objects.filter(pk=panel.call_id).update(publicity="unnamed")

    chosen = next(row for row in made.rows.all() if row.outcome == "selected")
    page = text(client.get(reverse("results:results", args=[panel.call.uid])))
    file = client.get(reverse("results:file", args=[panel.call.uid])).content.decode("utf-8-sig")

    assert all(points(chosen.score) in told for told in (page, file))
    assert file.startswith("事業名,採択の額(円),評点,決定日\r\n")
