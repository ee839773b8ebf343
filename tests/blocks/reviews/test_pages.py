"""The pages of office and reviewers, walked as they are used."""

import contextlib

import pytest
from tests.factories import applications, reviews
from tests.queries import queries_of

from musubi.blocks.applications.domain import files
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.reviews.domain import panels, sheets
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude, rule_on
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, ReviewAssignment, ReviewerTie, ScoreSheet

STAFF = "/staff/reviews/"


def ok(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_office_sets_a_panel_and_opens_it(sign_in, office, call):
    client = sign_in(office)
    body = reviews.panel(call, reviewers=[reviews.reviewer_user()], round=9).body
    received = applications.accept(applications.submitted(call))
    sent = {"call": call.pk, "body": body.pk, "name": "書類審査", "round": 1, "declare_until": "令和2年6月15日", "score_until": "令和2年6月30日"}
    made = client.post(f"{STAFF}new/", sent)
    panel = Panel.objects.get(round=1)
    assert made.headers["Location"] == f"{STAFF}{panel.uid}/"
    assert "審査の対象を加える" in ok(client, f"{STAFF}{panel.uid}/")
    ok(client, f"{STAFF}{panel.uid}/entries/add/")
    client.post(f"{STAFF}{panel.uid}/entries/add/", {"application": [received.uid]})
    assert str(received.party) in ok(client, f"{STAFF}{panel.uid}/entries/")
    assert client.post(f"{STAFF}step/panel/{panel.uid}/open/").status_code == 302
    panel.refresh_from_db()
    assert panel.status == "open"


def test_every_page_of_the_office_opens_with_and_without_scores(sign_in, office, panel, ready, reviewers, entries):
    client = sign_in(office)
    sheet = reviews.scored(ready[0])
    pages = [
        "",
        "edit/",
        "entries/",
        "entries/?q=架空&sort=party&show=unscored",
        "entries/add/",
        "interests/",
        "results/",
        "results/?sort=mean",
        "sheets/",
    ]
    for page in pages:
        ok(client, f"{STAFF}{panel.uid}/{page}")
    ok(client, f"{STAFF}?call={panel.call.uid}")
    ok(client, f"{STAFF}entry/{entries[0].uid}/")
    ok(client, f"{STAFF}sheet/{sheet.uid}/")
    ok(client, f"{STAFF}sheet/{ready[3].uid}/type-in/")
    for reviewer in reviewers:
        ok(client, f"{STAFF}reviewer/{reviewer.uid}/typed/")
        ok(client, f"{STAFF}reviewer/{reviewer.uid}/upload/")
    assert client.get(f"{STAFF}{panel.uid}/results/export/").content[:2] == b"PK"
    assert client.get(f"{STAFF}{panel.uid}/calibration/").status_code == 302
    for kind, uid, names in (
        ("panel", panel.uid, ("reviewer", "close")),
        ("reviewer", reviewers[0].uid, ("edit", "tie", "leave")),
        ("entry", entries[0].uid, ("exclude", "assign", "remove")),
        ("sheet", sheet.uid, ("unlock",)),
    ):
        for name in names:
            ok(client, f"{STAFF}step/{kind}/{uid}/{name}/")
    assert client.get(f"{STAFF}step/panel/{panel.uid}/nothing/").status_code == 404


def test_the_office_sees_the_proposal_before_it_is_kept(sign_in, office, panel, reviewers, entries):
    client, path = sign_in(office), f"{STAFF}{panel.uid}/assign/"
    panel.per_application = 4
    panel.save()
    exclude(reviewer=reviewers[0], entry=entries[0], ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)
    page = client.get(path)
    assert [(str(row.reviewer)[3], added) for row, added, _total in page.context["rows"]] == [("1", 2), ("2", 3), ("3", 3), ("4", 3)]
    assert "あと1人" in page.content.decode()
    assert ReviewAssignment.objects.count() == 0
    client.post(path)
    assert ReviewAssignment.objects.count() == 11
    assert "新しく割り当てるものはありません" in ok(client, path)


def test_the_office_rules_excludes_and_lifts_by_pages(sign_in, head, panel, reviewers, entries):
    client = sign_in(head)
    declare(reviewer=reviewers[0], rows=[Declared(entries[0], "interest", "kin", "弟（架空）")], channel="paper", actor=None, now=reviews.NOW)
    row = InterestDeclaration.objects.get()
    assert "判断を待っています" in ok(client, f"{STAFF}{panel.uid}/")
    client.post(f"{STAFF}step/declaration/{row.uid}/rule/", {"ruling": "excluded", "reason": "2親等（架空）"})
    made = Exclusion.objects.get()
    ok(client, f"{STAFF}{panel.uid}/interests/")
    client.post(f"{STAFF}step/exclusion/{made.uid}/lift/", {"reason": "誤り（架空）"})
    made.refresh_from_db()
    assert made.lifted_by == head


def test_a_reviewer_reads_what_was_ruled_as_done(sign_in, users, head, panel, reviewers, entries):
    declare(reviewer=reviewers[0], rows=[Declared(entries[0], "interest", "kin", "弟（架空）")], channel="paper", actor=None, now=reviews.NOW)
    rule_on(declaration=InterestDeclaration.objects.get(), ruling="excluded", reason="2親等（架空）", actor=head, now=reviews.NOW)

    page = ok(sign_in(users[0]), f"/reviews/{panel.uid}/")

    assert "除斥した" in page
    assert "除斥する" not in page


def test_a_wrong_step_keeps_what_was_typed(sign_in, office, entries, reviewers):
    page = sign_in(office).post(f"{STAFF}step/entry/{entries[0].uid}/exclude/", {"reviewer": reviewers[0].pk, "ground": "kin", "reason": ""})
    assert page.status_code == 422
    assert f'value="{reviewers[0].pk}" selected' in page.content.decode()


def test_two_change_the_panel_at_once_and_both_versions_show(sign_in, office, panel):
    client, path = sign_in(office), f"{STAFF}{panel.uid}/edit/"
    shown = client.get(path).context["form"]["shown"].value()
    Panel.objects.filter(pk=panel.pk).update(name="別の人の名前")
    sent = {"name": "私の名前", "others_shown": "after_own", "declare_until": "令和2年6月15日", "score_until": "令和2年6月30日", "shown": shown}
    page = client.post(path, sent)
    assert page.status_code == 409
    assert "別の人の名前" in page.content.decode()


def test_a_reviewer_declares_scores_and_reads_others_only_then(sign_in, users, panel, reviewers, entries):
    client, own = sign_in(users[0]), f"/reviews/{panel.uid}/"
    reviews.assigned(panel)
    assert "利害関係を申告する" in ok(client, "/reviews/")
    page = ok(client, f"{own}declare/")
    assert str(entries[0].application.party) in page
    assert "新しい菓子を作る" not in page
    row = ReviewAssignment.objects.get(reviewer=reviewers[0], entry=entries[0])
    assert client.get(f"/reviews/score/{row.uid}/").status_code == 404
    wrong = client.post(f"{own}declare/", {f"answer-{entries[0].uid}": "interest"})
    assert (wrong.status_code, InterestDeclaration.objects.count()) == (422, 0)
    sent = {f"answer-{entries[0].uid}": "none", f"answer-{entries[1].uid}": "recusal", f"kind-{entries[1].uid}": "kin", "everything": "on"}
    assert client.post(f"{own}declare/", sent).status_code == 302
    assert set(InterestDeclaration.objects.values_list("entry__number", "answer")) == {(1, "none"), (2, "recusal"), (3, "none")}
    assert "新しい菓子を作る" in ok(client, f"/reviews/score/{row.uid}/")
    assert PersonalDataView.objects.filter(page="scoring:score").exists()
    saved = client.post(f"/reviews/score/{row.uid}/save/", {"level-novelty": "4", "note-novelty": "新しい（架空）"})
    assert "保存しました" in saved.content.decode()
    short = client.post(f"/reviews/score/{row.uid}/", {"level-novelty": "4", "go": "submit", "applicant_comment": "残る文（架空）"})
    assert short.status_code == 422
    assert "残る文（架空）" in short.content.decode()
    whole = {"level-novelty": "4", "level-market": "3", "level-ripple": "2", "go": "submit"}
    assert client.post(f"/reviews/score/{row.uid}/", whole).status_code == 302
    assert ScoreSheet.objects.get().status == "submitted"
    assert "提出した採点表は変えられません" in ok(client, f"/reviews/score/{row.uid}/")
    client.post(f"/reviews/score/{row.uid}/save/", {"level-novelty": "1"})
    assert set(ScoreSheet.objects.get().scores.values_list("level", flat=True)) == {4, 3, 2}
    ok(client, own)


def test_a_tie_noticed_later_shuts_the_file(sign_in, users, panel, ready, entries):
    client = sign_in(users[0])
    path = f"/reviews/{panel.uid}/declare/{entries[0].uid}/"
    ok(client, path)
    client.post(path, {f"answer-{entries[0].uid}": "interest", f"kind-{entries[0].uid}": "dealings"})
    row = ready[0]
    assert client.get(f"/reviews/score/{row.uid}/").status_code == 404
    assert client.get(path).status_code == 404
    assert "判断を待っています" in ok(client, f"/reviews/{panel.uid}/")


def test_a_reviewer_tells_ties_and_takes_them_back(sign_in, users, panel):
    client = sign_in(users[0])
    ok(client, f"/reviews/{panel.uid}/ties/new/")
    sent = {"kind": "employer", "name": "架空銀行（架空）", "legal_entity_number": "123"}
    assert client.post(f"/reviews/{panel.uid}/ties/new/", sent).status_code == 422
    client.post(f"/reviews/{panel.uid}/ties/new/", {**sent, "legal_entity_number": ""})
    made = ReviewerTie.objects.get()
    assert client.get(f"/reviews/{panel.uid}/ties/{made.uid}/remove/").status_code == 404
    client.post(f"/reviews/{panel.uid}/ties/{made.uid}/remove/")
    assert not ReviewerTie.objects.exists()


def test_names_are_hidden_where_the_call_says_so(item, sign_in):
    call = applications.open_call(item, terms={**reviews.TERMS, "blind": "double"})
    user = reviews.reviewer_user()
    panel = panels.open_panel(panel=reviews.prepared(call, users=[user], applications_in=1), actor=None, now=reviews.NOW)
    assert panel.shown_documents == []
    client, application = sign_in(user), panel.entries.get().application
    pages = [ok(client, f"/reviews/{panel.uid}/declare/")]
    declare(reviewer=panel.reviewers.get(), rows=[Declared(panel.entries.get(), "none")], channel="screen", actor=user, now=reviews.NOW)
    (row,) = reviews.assigned(panel)
    pages += [ok(client, f"/reviews/{panel.uid}/"), ok(client, f"/reviews/score/{row.uid}/")]
    assert not [page for page in pages if str(application.party) in page or application.number in page]


def test_hidden_questions_and_documents_stay_away(sign_in, users, panel, ready):
    panel.hidden_questions, panel.shown_documents = ["plan"], []
    panel.save()
    client = sign_in(users[0])
    application = ready[0].entry.application
    Application.objects.filter(pk=application.pk).update(status="draft", submitted_at=None)
    application.refresh_from_db()
    made = files.add_file(
        application=application,
        stage="application",
        requirement="estimate",
        file_name="名入り.txt",
        data="見積".encode(),
        actor=None,
        now=reviews.NOW,
    )
    Application.objects.filter(pk=application.pk).update(status="screening", submitted_at=reviews.NOW)
    page = ok(client, f"/reviews/score/{ready[0].uid}/")
    assert "新しい菓子を作る" not in page
    assert client.get(f"/reviews/score/{ready[0].uid}/documents/{made.uid}/").status_code == 404
    panel.shown_documents = ["estimate"]
    panel.save()
    with contextlib.closing(client.get(f"/reviews/score/{ready[0].uid}/documents/{made.uid}/")) as answer:
        assert b"".join(answer.streaming_content) == "見積".encode()


def test_after_the_close_reviewers_read_the_sums_of_what_they_declared(sign_in, users, panel, ready):
    client = sign_in(users[0])
    assert client.get(f"/reviews/{panel.uid}/together/").status_code == 404
    for row in ready:
        reviews.scored(row)
    panels.close_panel(panel=panel, reason="", actor=None, now=reviews.NOW)
    page = ok(client, f"/reviews/{panel.uid}/together/")
    assert "13.0" in page


def test_paper_is_typed_in_by_the_office(sign_in, office, panel, reviewers, entries):
    client, reviewer = sign_in(office), reviewers[3]
    reviews.assigned(panel)
    client.post(f"{STAFF}reviewer/{reviewer.uid}/typed/", {"everything": "on"})
    assert set(reviewer.declarations.values_list("channel", "typed_by")) == {("paper", str(office))}
    row = reviewer.assignments.get(entry=entries[0])
    path = f"{STAFF}sheet/{row.uid}/type-in/"
    wrong = client.post(path, {"level-novelty": "4", "written_on": "令和2年6月1日", "internal_comment": "残る（架空）"})
    assert wrong.status_code == 422
    assert "残る（架空）" in wrong.content.decode()
    whole = {"level-novelty": "4", "level-market": "3", "level-ripple": "2"}
    future = client.post(path, {**whole, "written_on": "令和22年6月1日"})
    assert (future.status_code, "今日より後" in future.content.decode()) == (422, True)
    client.post(path, {**whole, "written_on": "令和2年6月1日"})
    assert (row.sheet.channel, str(row.sheet.written_on)) == ("paper", "2020-06-01")


def test_who_sits_on_the_panel_reads_no_sums_before_the_close_and_types_nothing_in(sign_in, office, panel, ready, reviewers):
    member = reviewers[0].member
    member.user = office
    member.save()
    client = sign_in(office)
    assert client.get(f"{STAFF}{panel.uid}/results/").status_code == 403
    assert client.get(f"{STAFF}{panel.uid}/results/export/").status_code == 403
    assert client.get(f"{STAFF}reviewer/{reviewers[1].uid}/typed/").status_code == 403
    assert client.get(f"{STAFF}reviewer/{reviewers[1].uid}/sheets.xlsx").status_code == 403


def test_who_sits_on_the_panel_reads_no_ties_of_others(sign_in, office, head, panel, reviewers, entries):
    ReviewerTie.objects.create(reviewer=reviewers[1], kind="kin", name=entries[0].application.party.name, note="弟（架空）")
    assert "親族がいる: " in ok(sign_in(office), f"{STAFF}{panel.uid}/interests/")
    member = reviewers[0].member
    member.user = head
    member.save()
    client = sign_in(head)
    for path in (f"{STAFF}{panel.uid}/interests/", f"{STAFF}entry/{entries[0].uid}/"):
        page = ok(client, path)
        assert "親族がいる: " not in page
        assert "記録の中に、関係の手掛かりは見つかりません" in page


def test_the_calibration_page_says_that_points_stay(item, sign_in, office):
    made = applications.open_call(item, terms={**reviews.TERMS, "calibrates": True})
    panel = panels.open_panel(panel=reviews.prepared(made, users=[None, None]), actor=None, now=reviews.NOW)
    for reviewer in panel.reviewers.all():
        declare(reviewer=reviewer, rows=[Declared(entry, "none") for entry in panel.entries.all()], channel="paper", actor=None, now=reviews.NOW)
    for row in reviews.assigned(panel):
        reviews.scored(row, novelty=1 if "1郎" in row.reviewer.member.name else 4)
    page = ok(sign_in(office), f"{STAFF}{panel.uid}/calibration/")
    assert "委員の付けた点は、変えていません" in page
    assert "点低め" in page


def test_partners_reviewers_and_strangers_stay_outside_the_office(sign_in, users, panel, ready):
    stranger = reviews.reviewer_user()
    for user in (users[0], stranger):
        client = sign_in(user)
        assert client.get(f"{STAFF}{panel.uid}/").status_code == 403
    assert client.get(f"/reviews/{panel.uid}/").status_code == 404
    assert client.get(f"/reviews/score/{ready[0].uid}/").status_code == 404
    assert sheets.ScoreSheet.objects.count() == 0


@pytest.mark.parametrize("page", ["entries/", "interests/", "results/", ""])
def test_lists_cost_the_same_with_more_rows(sign_in, office, panel, ready, page):
    client = sign_in(office)
    reviews.scored(ready[0])
    more_rows(panel)
    before = queries_of(client, f"{STAFF}{panel.uid}/{page}")
    more_rows(panel)
    for row in ready[4:8]:
        reviews.scored(row)
    assert queries_of(client, f"{STAFF}{panel.uid}/{page}") == before


def more_rows(panel):
    """Two more applications that everybody scores."""
    more = [applications.accept(applications.submitted(panel.call)) for _ in range(2)]
    panels.add_entries(panel=panel, applications=more, actor=None, now=reviews.NOW)
    reviews.assigned(panel)


@pytest.mark.parametrize("page", ["/reviews/{uid}/", "/reviews/{uid}/declare/"])
def test_reviewers_lists_cost_the_same_with_more_rows(sign_in, users, panel, ready, page):
    client = sign_in(users[0])
    before = queries_of(client, page.format(uid=panel.uid))
    more = [applications.accept(applications.submitted(panel.call)) for _ in range(3)]
    panels.add_entries(panel=panel, applications=more, actor=None, now=reviews.NOW)
    reviews.assigned(panel)
    assert queries_of(client, page.format(uid=panel.uid)) == before
