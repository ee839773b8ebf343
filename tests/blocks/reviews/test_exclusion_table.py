"""THE table of exclusions: by no page, search, export, history, paper, mail or id does an excluded person reach the file."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from pypdf import PdfReader
from tests.factories import applications, draws, reviews
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import corrections, files, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.applications.models import CheckResult, InspectionFile, LiftedRule, PreConsultation, SiteInspection
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.access import policies, visible_to
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.interests import Declared, declare, exclude
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.config import urls

SECRET, NAME = "秘密の事業（架空）", "除斥 対象（架空）"


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern)


@pytest.fixture(autouse=True)
def bare_404(monkeypatch):
    """The page of what is not there tells nothing of what was asked: it need not be drawn thousands of times."""
    monkeypatch.setattr(urls, "handler404", lambda *_args, **_named: HttpResponse(status=404), raising=False)


@pytest.fixture
def clerk(item):
    """A clerk and head of the very desk, and secretariat: whom every other rule would let in."""
    return person(Role.SECRETARIAT, Role.DIVISION_HEAD, Role.REVIEWER, body=Organization.objects.get(code="D1"))


@pytest.fixture
def file(call, item):
    """A file with one of everything that can hang on it."""
    user, party = applications.applicant(NAME)
    made = applications.draft(call, user=user, party=party)
    type(made).objects.filter(pk=made.pk).update(title=SECRET)
    files.add_file(
        application=made, stage="application", requirement="estimate", file_name="秘密の見積.txt", data=b"x", actor=user, now=applications.NOW
    )
    made.refresh_from_db()
    submission.submit(application=made, actor=user, now=applications.NOW, today=applications.TODAY)
    applications.accept(made)
    CheckResult.objects.create(application=made, check_key="tax", outcome="met", checked_at=applications.NOW, checked_by="係")
    inspection = SiteInspection.objects.create(application=made, inspected_on=applications.TODAY, inspector="検査員（架空）")
    applications.inspection_photo(inspection, SECRET)
    LiftedRule.objects.create(call=call, application=made, rule="times", reason="試験（架空）", lifted_by="課長", lifted_at=applications.NOW)
    PreConsultation.objects.create(call=call, party=party, visitor=NAME, consulted_on=applications.TODAY, staff="係", memo=SECRET)
    corrections.ask_correction(
        application=made,
        points=[corrections.Point("plan", "詳しく")],
        due_on=dt.date(2020, 6, 9),
        actor=None,
        now=applications.NOW,
        today=applications.TODAY,
    )
    corrections.hand_in_correction(application=made, actor=user, now=applications.NOW, today=applications.TODAY)
    made.refresh_from_db()
    return made


@pytest.fixture
def excluded(call, item, file, clerk):
    """The clerk sits on the panel, scored by nobody, and is excluded from the file; then it is granted."""
    confirm_edition(vision=item.vision, actor=None, now=timezone.now(), label="初版")
    panel = reviews.prepared(call, users=[clerk, None], applications_in=1)
    panels.add_entries(panel=panel, applications=[file], actor=None, now=reviews.NOW)
    panels.open_panel(panel=panel, actor=None, now=reviews.NOW)
    entry = panel.entries.get(application=file)
    own = panel.reviewers.get(member__user=clerk)
    declare(reviewer=own, rows=[Declared(entry, "interest", "kin", "親族（架空）")], channel="screen", actor=clerk, now=reviews.NOW)
    exclude(reviewer=panel.reviewers.get(member__user=clerk), entry=entry, ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)
    reviews.assigned(panel)
    decision = applications.decide(call, DecisionKind.GRANT, [Proposed(file, Outcome.GRANTED, amount=file.requested)])
    file.refresh_from_db()
    drawn = draws.draw(call.item, Organization.objects.get(code="D1"), source="applications", source_key=call.uid)
    draws.enter(drawn, 1, name=NAME, reference=file.number)
    drawn.entries.update(source_id=file.uid)
    return panel, entry, decision


def ids_of(file, entry, decision):
    """Every id that leads to the file, with the kind of its record."""
    found = {(file.uid, file._meta.label), (entry.uid, entry._meta.label), (decision.uid, decision._meta.label)}
    for holder, field in ((file, "application"), (entry, "entry")):
        for relation in type(holder)._meta.related_objects:
            if (relation.one_to_many or relation.one_to_one) and relation.field.name == field:
                rows = relation.related_model._default_manager.filter(**{field: holder})
                found |= {(row.uid, row._meta.label) for row in rows if hasattr(row, "uid")}
    paid_by = [file.contract] if file.contract else []
    found |= {(row.uid, row._meta.label) for row in (*paid_by, *DrawEntry.objects.filter(source_id=file.uid))}
    found |= {(row.uid, row._meta.label) for row in InspectionFile.objects.filter(inspection__application=file)}
    return sorted(found)


def test_no_page_of_the_site_shows_the_file_to_the_excluded(sign_in, clerk, call, excluded, file, settings):
    settings.DEMO = True
    panel, _entry, _decision = excluded
    client = sign_in(clerk)
    drawn = Draw.objects.get(source_key=call.uid)
    fills = {"uid": [call.uid, panel.uid, panel.body.uid, file.party.uid, drawn.uid], "code": ["A-P1", "A", "A-1"], "item": ["A-P1"]}
    asked = [path for pattern in sorted(set(patterns())) for path in filled("/" + pattern, fills)]
    told = [(path, where) for path in asked if (where := secrets_in(client.get(path), (SECRET, file.number, "秘密の見積", file.uid, *named(path))))]
    told += [(words, where) for words in (SECRET, NAME, file.number) if (where := secrets_in(client.get("/search/", {"q": words}), (file.uid,)))]
    assert not told, "\n".join(f"{path}: {where}" for path, where in told)


def named(path):
    """The applicant's name, everywhere but in the register of businesses, which tells of no file."""
    return () if path.startswith("/staff/parties/") else (NAME,)


def secrets_in(answer, words):
    """What a page that opened tells of the file, with what stands around it; "" for nothing."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200:
        return ""
    if zipfile.is_zipfile(io.BytesIO(body)):  # Excel and Word are packed
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(book.read(name) for name in book.namelist())
    elif body.startswith(b"%PDF"):
        body = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()
    places = [body.find(word.encode()) for word in words]
    return next((body[max(0, place - 200) : place + 60].decode(errors="ignore") for place in places if place >= 0), "")


def holes_of(pattern):
    return re.findall(r"<(?:\w+:)?(\w+)>", pattern)


def filled(pattern, fills):
    """The pattern with known ids for its single argument; patterns with other arguments are reached by id below."""
    holes = holes_of(pattern)
    if not holes:
        return [pattern]
    if len(holes) > 1 or holes[0] not in FILLS:
        return []
    return [re.sub(r"<[^>]+>", value, pattern) for value in fills[holes[0]]]


DESK = "staff/desk/<str:code>/"
AREAS = (
    *("staff/applications/", "staff/offers/", "staff/reviews/", "staff/history/", "staff/draws/", "reviews/", "my/applications/"),
    *(f"{DESK}contracts/", f"{DESK}money/<slug:kind>/", "support/", "notices/"),
)
FILLS = {"uid", "code", "item"}
BY_ID = ("file", "entry", "notice", "tie", "entry_uid", "earlier_uid", "offer_uid", "change", "disposal", "owed", "number", "upload")
CHOSEN = {"uid", "kind", "name", "ending", "code", *BY_ID}
# Where no argument leads to an application; what shows many of them is asked without arguments or by a call, panel, body or party.
ELSEWHERE = (
    *("account/", "comments/", "open-data/", "plans/", "programs/", "progress/", "report/"),
    *("my/applications/agents/", "my/brands/", "my/businesses/"),
    *("^councils/", "^staff/bodies/", "^staff/meetings/", "^staff/members/", "^staff/paper-templates/"),
    *("staff/bodies/", "staff/brands/", "staff/calls/", "staff/council/", "staff/editions/", "staff/meetings/", "staff/members/", "staff/parties/"),
    *("staff/places/", "staff/plan/", "staff/programs/", "staff/received/", "staff/replies/", "staff/report-templates/", "staff/reports/"),
    *("staff/tours/", "staff/translations/", "staff/visitors/", "staff/visits/"),
    *("staff/draws/<str:uid>/entries/take/", "staff/draws/<str:uid>/rules/", "staff/offers/<str:uid>/terms/"),
    *(f"{DESK}{part}/" for part in ("associations", "contacts", "files", "handover", "indicators", "journal", "milestones")),
    *(f"{DESK}{part}/" for part in ("money/envelope", "places", "report", "sites", "templates")),
)
STEPS = {
    "reviews.PanelEntry": ("entry", ("exclude", "assign", "remove")),
    "reviews.Exclusion": ("exclusion", ("lift",)),
    "reviews.InterestDeclaration": ("declaration", ("rule",)),
    "reviews.ScoreSheet": ("sheet", ("unlock",)),
    "applications.Application": ("", ("checks", "correction", "handler", "pay", "inspect", "fulfil")),
    "applications.DecisionRecord": ("", ("record", "cancel")),
    "applications.InspectionFile": ("", ("remove", "restore")),
}


def is_asked(pattern):
    """Whether one of the two walks asks for the address."""
    holes = set(holes_of(pattern))
    return not holes or (len(holes) == 1 and holes <= FILLS) or (pattern.startswith(AREAS) and holes <= CHOSEN)


def test_every_address_is_asked_for_or_known_to_lead_to_no_application():
    """A new one with an argument of its own must be named here or reach the walks."""
    assert [each for each in sorted(set(patterns())) if not is_asked(each) and not each.startswith(ELSEWHERE)] == []


NOBODYS = "zzzzzzzzzzzzzz"  # an id of no record


def test_no_id_of_the_file_opens_a_page(sign_in, clerk, excluded, file):
    """Each address is asked with an id of no record first: it then needs only ids of the tables in which it looked that one up."""
    client = sign_in(clerk)
    panel, entry, decision = excluded
    ids, looked_up, opened, asked = ids_of(file, entry, decision), {}, [], set()
    for pattern in sorted({each for each in patterns() if each.startswith(AREAS) and "<" in each}):
        for uid, kind in ids:
            for path, blank in zip(by_id("/" + pattern, uid, kind, panel), by_id("/" + pattern, NOBODYS, kind, panel), strict=True):
                if blank not in looked_up:
                    looked_up[blank] = how_it_looks_up(client, blank)
                method, queries = looked_up[blank]
                table = apps.get_model(kind)._meta.db_table
                if path in asked or (queries and not any(f'"{table}"' in query for query in queries)):
                    continue
                asked.add(path)
                status = getattr(client, method)(path).status_code
                opened += [(path, status)] if status != 404 else []
    assert opened == []
    assert len(asked) > 150


def how_it_looks_up(client, path):
    """By which method the address is asked, and the queries in which it looks up NOBODYS; none where it asks for no record that way."""
    for method in ("get", "post"):
        with CaptureQueriesContext(connection) as run:
            status = getattr(client, method)(path).status_code
        if status != 405:
            break
    return method, [query["sql"] for query in run.captured_queries if NOBODYS in query["sql"]]


def by_id(pattern, uid, kind, panel):
    """Every way to put the id into the pattern."""
    holes = holes_of(pattern)
    step_kind, steps = STEPS.get(kind, ("", ()))
    choices = {
        "uid": [uid],
        "kind": [kind] if "history" in pattern else [step_kind] if step_kind else [],
        "name": steps,
        "ending": ["pdf", "docx", "xlsx"],
        "code": ["A-P1"],
        **{key: [uid] for key in BY_ID},
    }
    if pattern.startswith(f"/{DESK}"):
        choices["kind"] = ["contract"]
    if set(holes) - CHOSEN or not set(holes) & {"uid", *BY_ID}:
        return []
    if {"entry", "tie"} & set(holes):
        choices["uid"] = [panel.uid]
    if "entry_uid" in holes:
        choices["uid"] = [Draw.objects.get(source_key=panel.call.uid).uid]
    paths = [pattern]
    for hole in holes:
        paths = [re.sub(rf"<(?:\w+:)?{hole}>", value, path, count=1) for path in paths for value in choices[hole]]
    return paths


def test_no_list_holds_the_file_for_the_excluded(clerk, excluded, file):
    """Search, exports and the API start from these querysets."""
    _panel, entry, decision = excluded
    ids, reader = {uid for uid, _kind in ids_of(file, entry, decision)}, type(clerk).objects.get(pk=clerk.pk)
    shown = [
        (policy.model._meta.label, row.pk) for policy in policies() for row in visible_to(reader, policy.model) if getattr(row, "uid", "") in ids
    ]
    assert shown == []


def test_other_clerks_still_reach_it(sign_in, office, excluded, file):
    assert sign_in(office).get(f"/staff/applications/{file.uid}/").status_code == 200


def test_no_mail_to_the_excluded_names_the_file(clerk, excluded, file):
    sent = OutboxMessage.objects.filter(recipient_uid=clerk.uid)
    assert not [row for row in sent if SECRET in row.body or file.number in row.body or NAME in row.body]
