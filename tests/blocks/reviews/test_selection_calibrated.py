"""Selections on calibrated scores: only by a clause frozen with the call, both scores side by side, kept and replayed, named wherever it is told."""

import json

import pytest
from django.urls import reverse
from tests.factories import selections
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.terms import TermsError, read_terms
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.audit.models import Event
from musubi.blocks.papers.domain.composed.model import Grid, Lines
from musubi.blocks.reviews.domain.selection import lists, runs
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.standings import standings, usual_noise
from musubi.blocks.reviews.interfaces.selection_papers import list_paper, run_paper
from musubi.blocks.reviews.models import Score, SelectionRun

pytestmark = pytest.mark.django_db
NOW = selections.NOW
CLAUSE = selections.CALIBRATED["score_clause"]


@pytest.fixture(scope="module")
def built(once_a_module):
    vision, _document = small_plan()
    changed = {**selections.CALIBRATED, "score_publicity": "public"}
    return selections.scored_panel(vision.items.get(code="A-P1"), selections.UNEVEN, reviewers=3, changed=changed).pk


@pytest.fixture
def panel(built):
    return selections.panel_of(built)


@pytest.fixture
def clerk(client, panel):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def make(panel, **rules):
    return runs.make_run(panel=panel, rules=selections.rules(**rules), actor=None, now=NOW)


def page(client, name, *args):
    response = client.get(reverse(f"selection:{name}", args=args), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_calibrated_scores_rank_and_the_means_as_they_are_stay_beside(panel, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        rows = standings(panel)

    assert [(row.asked, row.score, row.raw, row.place, row.raw_place) for row in rows] == [
        (500_000, 7267, 6850, 1, 3), (400_000, 7133, 7550, 2, 1), (600_000, 7000, 7000, 3, 2), (300_000, 6000, 6000, 4, 4),
    ]  # fmt: skip
    assert 0 < usual_noise(rows) < 500  # what the reviewers differ beyond their severity


def test_without_the_choice_in_the_terms_scores_stay_means(panel):
    raw = selections.scored_panel(panel.call.item, selections.UNEVEN, reviewers=3, changed={"calibrates": True})

    first = standings(raw)[0]
    assert (first.score, first.raw, first.units) == (7550, 7550, ())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"calibrates": False}, "採点の甘辛も示します"),
        ({"score_clause": " "}, "条文を書いてください"),
        ({"score_used": "machine"}, "使う点が正しくありません"),
    ],
)
def test_terms_without_shown_severity_or_clause_are_refused(changed, words):
    with pytest.raises(TermsError, match=words):
        read_terms(selections.terms(**{**selections.CALIBRATED, **changed}))


def test_the_choice_is_made_with_its_clause_on_the_calls_page_before_it_opens(client, clerk, panel):
    Call.objects.filter(pk=panel.call_id).update(opened_at=None, terms=selections.terms())
    address = reverse("applications:call-step", args=[panel.call.uid, "review"])
    typed = {"blind": "single", "score_publicity": "office", "score_used": "calibrated", "score_clause": "", "portfolio": "on"}

    refused = client.post(address, typed)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"calibrates", "score_clause"}
    client.post(address, {**typed, "calibrates": "on", "score_clause": CLAUSE})
    terms = read_terms(Call.objects.get(pk=panel.call_id).terms)
    assert (terms.score_used, terms.score_clause) == ("calibrated", CLAUSE)
    assert CLAUSE in client.get(reverse("applications:call", args=[panel.call.uid])).content.decode()


def test_a_run_keeps_the_sheets_within_its_hash_and_replays(panel):
    run = make(panel, noise=100)

    sheets = json.loads(run.question)["sheets"]
    assert len(sheets["rows"]) == 9
    assert {reviewer for _number, reviewer, _units in sheets["rows"]} == {"001", "002", "003"}
    assert runs.raw_means_of(run) == {row.number: row.raw for row in standings(panel)}
    assert runs.replay_run(run) == ()
    assert Event.objects.get(verb="selection_run.made").after["calibrated"] is True
    kept = json.dumps([run.question, run.rules, run.result, run.reasons], ensure_ascii=False)
    assert "審査 1郎" not in kept


def test_a_replay_finds_scores_that_do_not_come_of_the_kept_sheets(panel):
    run = make(panel)

    run.question = run.question.replace('"001",8500]', '"001",9500]')

    assert set(runs.replay_run(run)) == {"inputs_sha256", "scores"}


def test_what_reviewers_change_later_makes_a_run_outdated(panel):
    run = make(panel)
    assert runs.changed_since(run, standings(panel)) == []

    Score.objects.filter(level=85).update(level=60)

    assert runs.changed_since(run, standings(panel)) != []


def apart(panel):
    """A panel of the same terms in which no reviewer connects the first two applications with the third."""
    given = (("product", 100_000, (80, 70, None)), ("market", 100_000, (60, 50, None)), ("market", 100_000, (None, None, 90)))
    return selections.scored_panel(panel.call.item, given, reviewers=3, changed=selections.CALIBRATED)


def test_groups_that_cannot_be_compared_are_refused_with_what_to_do(panel):
    other = apart(panel)
    numbers = list(other.entries.order_by("number").values_list("application__number", flat=True))

    with pytest.raises(SelectionError, match="組をまたいで採点する委員を割り当て") as refused:
        make(other)

    assert refused.value.code == "not_comparable"
    assert f"{numbers[0]}、{numbers[1]} / {numbers[2]}" in str(refused.value)
    with pytest.raises(SelectionError, match="比べられません"):
        lists.begin_list(panel=other, budget=500_000, actor=None, now=NOW)


def test_pages_of_groups_that_cannot_be_compared_say_so_and_rank_nothing(client, clerk, panel):
    other = apart(panel)

    for name in ("home", "calculate"):
        told = page(client, name, other.uid)
        assert "組をまたいで採点する委員を割り当て" in told
        assert "上に示したことを直すと" in told


def test_home_and_run_show_both_scores_and_who_changes_place(client, clerk, panel):
    home = page(client, "home", panel.uid)
    run = page(client, "run", make(panel).uid)

    for told in (home, run):
        assert CLAUSE in told
        assert "甘辛をならした点は、委員の付けた点からその委員の甘辛を引き" in told
        assert "72.67" in told
        assert "68.5" in told
        assert told.count("順位が違う</span>") == 3
    assert "順位が違う申請は3件です" in run
    assert CLAUSE in page(client, "calculate", panel.uid)


def test_the_list_keeps_both_scores_and_its_papers_name_the_score(client, clerk, panel):
    made = lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)

    assert list(made.rows.order_by("place").values_list("score", "raw_score")) == [(7267, 6850), (7133, 7550), (7000, 7000), (6000, 6000)]
    told = page(client, "list", made.uid)
    assert CLAUSE in told
    assert "そのままの平均" in told
    for paper in (list_paper(made), run_paper(make(panel))):
        lines = "".join(line for part in paper.parts if isinstance(part, Lines) for line in part.lines)
        grid = next(part for part in paper.parts if isinstance(part, Grid))
        assert CLAUSE in lines
        assert "甘辛は、同じ申請を採点したほかの委員より" in lines
        place = grid.head.index("甘辛をならした点")
        assert grid.head[place + 1] == "そのままの平均"
        assert grid.rows[0][place : place + 2] == ["72.67", "68.5"]
        assert {len(row) for row in grid.rows} == {len(grid.head)} == {len(grid.widths)}


def test_the_published_result_names_the_score_and_how_it_came_about(client, panel):
    made = lists.begin_list(panel=panel, budget=1_000_000, actor=None, now=NOW)
    lists.fix_list(made=made, meeting=None, actor=None, now=NOW)
    selections.decide(made)
    Call.objects.filter(pk=panel.call_id).update(publicity="unnamed")

    told = client.get(reverse("results:results", args=[panel.call.uid])).content.decode()
    file = client.get(reverse("results:file", args=[panel.call.uid])).content.decode("utf-8-sig")

    assert CLAUSE in told
    assert "甘辛をならした点は、委員の付けた点からその委員の甘辛を引き" in told
    assert "/calibration/" not in told
    assert "72.67" in told
    assert file.startswith("事業名,採択の額(円),甘辛をならした点,決定日\r\n")


def test_results_and_severity_pages_say_which_score_selects(client, clerk, panel):
    for name in ("reviews:results", "reviews:calibration", "reviews:panel"):
        told = client.get(reverse(name, args=[panel.uid])).content.decode()
        assert CLAUSE in told
    assert "採択を決めるものでもありません" not in client.get(reverse("reviews:calibration", args=[panel.uid])).content.decode()


def test_an_application_without_a_sheet_has_no_calibrated_score_either(panel):
    entry = panel.entries.order_by("number").last()
    entry.assignments.update(ended_at=NOW, ended_reason="試験（架空）")

    row = standings(panel)[-1]
    assert (row.number, row.score, row.raw) == (entry.application.number, None, None)
    with pytest.raises(SelectionError, match="評点のない申請があります"):
        make(panel)
    assert SelectionRun.objects.count() == 0
    assert Application.objects.filter(panel_entries__panel=panel).count() == 4
