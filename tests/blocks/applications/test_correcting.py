"""補正: only the points asked for can be changed, on the page and on the server; what was taken out of a form can be brought back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import corrections, drafts, files
from musubi.blocks.applications.domain.corrections import Point
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import ApplicationFile
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def made(client, settings):
    settings.DEMO = True
    vision, _document = small_plan()
    now = clock.now()
    call = factory.open_call(vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))
    user, party = factory.applicant()
    client.force_login(user, backend=BACKEND)
    found = factory.draft(call, user=user, party=party, now=now)
    keep(found, "見積.txt")
    return found


def keep(made, name, *, stage="application", requirement="estimate", cost=None):
    """A file of the form."""
    return files.add_file(
        application=made,
        stage=stage,
        requirement=requirement,
        file_name=name,
        data=f"{name}（架空）".encode(),
        cost=cost,
        actor=made.applicant,
        now=clock.now(),
    )


def ask(made, *targets):
    """Hand in, and ask for a correction of these points."""
    from musubi.blocks.applications.domain import submission

    submission.submit(application=made, actor=made.applicant, now=clock.now(), today=clock.today())
    points = [Point(target, f"{target}を直してください（架空）") for target in targets]
    due = clock.today() + dt.timedelta(days=7)
    corrections.ask_correction(application=made, points=points, due_on=due, actor=None, now=clock.now(), today=clock.today())
    made.refresh_from_db()


def sent(made, **fields):
    """A whole form as a page without locks would send it."""
    line = made.costs.get()
    rows = {
        "costs": [line.uid],
        f"costs-{line.uid}-category": "material",
        f"costs-{line.uid}-label": "別の材料",
        f"costs-{line.uid}-amount": "900000",
    }
    words = {"title": "別の事業", "lane": "product", "lane-shown": "product", "q-plan": "別の内容", "q-employees": "99", "consents_publication": "on"}
    return {**words, **rows, "page": "p", **fields}


def form(client, made):
    """The form's page."""
    return client.get(reverse("filings:form", args=[made.uid])).content.decode()


def test_only_the_asked_point_is_open(client, made):
    ask(made, "plan")
    page = form(client, made)
    assert 'name="q-plan"' in page
    assert not any(f'name="{name}"' in page for name in ("q-employees", "title", "lane", "costs", "aid", "consents_publication", "file"))
    assert ">3</p>" in page
    assert "材料（架空）" in page
    client.post(reverse("filings:form", args=[made.uid]), sent(made))
    client.post(reverse("filings:save", args=[made.uid]), sent(made, **{"q-plan": "自動で保存（架空）"}))
    made.refresh_from_db()
    assert (made.answers["plan"], made.answers["employees"], made.title) == ("自動で保存（架空）", 3, "狭山茶の菓子（架空）")
    assert made.consents_publication is False
    assert [(line.label, line.amount) for line in made.costs.all()] == [("材料（架空）", 800_000)]


def test_files_that_were_not_asked_for_stay(client, made):
    ask(made, "plan")
    there = made.files.get()
    add = reverse("filings:file-add", args=[made.uid])
    client.post(add, {"requirement": "estimate", "file": SimpleUploadedFile("b.txt", b"b")})
    client.post(reverse("filings:file-remove", args=[made.uid, there.uid]))
    assert made.files.get(removed_at__isnull=True) == there
    with pytest.raises(ApplicationError, match="お願いした書類ではない"):
        files.start_upload(application=made, stage="application", requirement="other", file_name="c.pdf", size=9, now=clock.now())


def test_asked_file_and_costs_are_open(client, made):
    ask(made, "costs", "file-estimate")
    page = form(client, made)
    assert all(f'name="{name}"' in page for name in ("costs", "file"))
    assert 'name="q-plan"' not in page
    client.post(reverse("filings:form", args=[made.uid]), sent(made))
    client.post(reverse("filings:file-add", args=[made.uid]), {"requirement": "estimate", "file": SimpleUploadedFile("b.txt", b"b")})
    made.refresh_from_db()
    assert [line.amount for line in made.costs.all()] == [900_000]
    assert made.files.filter(removed_at__isnull=True).count() == 2
    client.post(reverse("filings:check", args=[made.uid]))
    made.refresh_from_db()
    assert made.status == ApplicationStatus.SCREENING


def test_asking_for_the_lane_opens_everything(client, made):
    ask(made, "lane")
    assert 'name="q-employees"' in form(client, made)


def test_removed_row_comes_back_as_it_was_typed(client, made):
    url, line = reverse("filings:form", args=[made.uid]), made.costs.get()
    typed = sent(made, **{f"costs-{line.uid}-payee": "架空工房", "remove": f"costs-{line.uid}"})
    assert "元に戻す" in client.post(url, typed, follow=True).content.decode()
    assert not made.costs.exists()
    unread = {**typed, "costs": [], "remove": "", "restore": f"costs-{line.uid}"}
    page = client.post(url, unread, follow=True).content.decode()
    back = made.costs.get()
    assert (back.uid, back.label, back.amount, back.payee) == (line.uid, "別の材料", 900_000, "架空工房")
    assert "消した行" not in page


def test_evidence_of_a_removed_line_comes_back_with_it(client, made):
    granted = factory.granted(made.call, user=made.applicant, party=made.party, now=clock.now())
    drafts.save_costs(application=granted, rows=[factory.cost(300_000, label="実績（架空）")], stage="report", now=clock.now())
    line = granted.costs.get(stage="report")
    proof = keep(granted, "領収書.txt", stage="report", requirement="evidence", cost=line)
    url = reverse("filings:form", args=[granted.uid])
    row = {
        "costs": [line.uid],
        f"costs-{line.uid}-category": "material",
        f"costs-{line.uid}-label": "実績（架空）",
        f"costs-{line.uid}-amount": "300000",
    }
    client.post(url, {**row, "page": "p", "remove": f"costs-{line.uid}"})
    proof.refresh_from_db()
    assert proof.cost is None
    assert "領収書.txt" in form(client, granted)  # never out of sight
    client.post(url, {"page": "p", "restore": f"costs-{line.uid}"})
    proof.refresh_from_db()
    assert proof.cost == granted.costs.get(stage="report")


def test_removed_file_is_put_back(client, made):
    there = made.files.get()
    page = client.post(reverse("filings:file-remove", args=[made.uid, there.uid]), follow=True).content.decode()
    assert "「見積.txt」を外しました" in page
    client.post(reverse("filings:file-restore", args=[made.uid, there.uid]))
    assert ApplicationFile.objects.get().removed_at is None
    assert "を外しました" not in form(client, made)
    assert Event.objects.filter(verb="file.restored").count() == 1


def test_what_was_removed_before_it_was_handed_in_is_not_offered_again(client, made):
    line = made.costs.get()
    more = {"costs": [line.uid, "cost0000000002"], "costs-cost0000000002-category": "material", "costs-cost0000000002-label": "二つ目"}
    more |= {"costs-cost0000000002-amount": "1000"}
    client.post(reverse("filings:form", args=[made.uid]), {**sent(made), **more, "remove": "costs-cost0000000002"})
    assert "二つ目" in form(client, made)
    ask(made, "costs")
    assert "二つ目" not in form(client, made)
