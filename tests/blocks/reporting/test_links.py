"""Answering by link: opening changes nothing, secrets stay secret, every closed link says whom to ring."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.factories.accounts import person
from tests.factories.indicators import indicator
from tests.factories.reporting import data_call
from tests.factories.vision import small_plan

from musubi.blocks.accounts.domain.secret_links import mask_secrets
from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import OfficeSettings, Organization
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.reporting.domain.links import hash_token, issue_link, revoke_link
from musubi.blocks.reporting.enums import CallStatus, FutureDirection, Progress, ReplyStatus
from musubi.blocks.reporting.models import AccessLink, EvidenceFile, ProgressReport, Reply, ReplyEntry, ReplyValue, Submission

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def reply():
    vision, _document = small_plan()
    OfficeSettings.objects.create(municipality_name="試験市", division_name="産業振興課", phone="04-0000-1111")
    body = Organization.objects.create(code="CH", name="商工団体", kind=OrganizationKind.CHAMBER, mailbox="c@example.jp")
    made = Reply.objects.create(call=data_call(vision), organization=body)
    entry = ReplyEntry.objects.create(reply=made, item=vision.items.get(code="A-P1"))
    ReplyValue.objects.create(entry=entry, indicator=indicator(entry.item, "K1", unit="社"))
    return made


def link_to(reply, now=NOW):
    link, address = issue_link(reply=reply, sent_to="c@example.jp", actor=None, now=now)
    return link, "/" + address.split("/", 3)[3]


def typed(reply, **values):
    uid = reply.entries.get().uid
    given = {"kind": "answer", "progress": "on_track", "done": "よく進んだ", "problems": "", "v0": "12", **values}
    return {"next": "send", "answerer": "架空 太郎", "contact": "t@example.jp", **{f"{uid}-{name}": value for name, value in given.items()}}


def test_opening_swaps_the_secret_for_a_session_and_changes_nothing(reply, client):
    link, address = link_to(reply)
    events = Event.objects.count()
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/report/")
    assert Reply.objects.get().status == ReplyStatus.WAITING
    assert Event.objects.count() == events
    assert AccessLink.objects.get().first_opened_at is None
    assert client.get("/report/").status_code == 200
    assert client.post(address).status_code == 405
    assert link.token_hash not in address


def test_secret_is_kept_as_a_hash_and_masked(reply):
    link, address = link_to(reply)
    token = address.strip("/").split("/")[-1]
    assert link.token_hash == hash_token(token)
    assert token not in str(list(AccessLink.objects.values()))
    assert token not in str(list(Event.objects.values()))
    assert mask_secrets(f"GET {address} 302") == "GET /report/***/ 302"
    assert mask_secrets("/staff/desk/A-P1/report/?year=2019") == "/staff/desk/A-P1/report/?year=2019"


def test_answer_arrives_with_a_receipt(reply, client):
    _link, address = link_to(reply)
    client.get(address)
    assert client.post("/report/", typed(reply)).status_code == 302
    found = Reply.objects.get()
    assert found.status == ReplyStatus.ANSWERED
    submission = Submission.objects.get()
    assert (submission.answerer, submission.content["A-P1"]["values"]) == ("架空 太郎", {"K1": "12"})
    page = client.get("/report/").content.decode()
    assert "回答を受け取りました" in page
    assert "よく進んだ" in page
    assert OutboxMessage.objects.filter(to="t@example.jp", purpose="data_call_receipt").count() == 1
    assert AccessLink.objects.get().used_at is not None
    assert client.get(address).status_code == 302  # the same link shows what was sent


def test_direction_starts_from_last_years_and_a_program_asks_at_most_five_things(reply, client):
    entry = reply.entries.get()
    ProgressReport.objects.create(item=entry.item, fiscal_year=2018, direction=FutureDirection.EXPAND)
    client.get(link_to(reply)[1])
    form = client.get("/report/").context["forms"][0]
    asked = [name for name in form.fields if name != "kind" and not name.endswith("-seen")]
    assert (form["direction"].value(), len(asked)) == ("expand", 5)
    assert client.post("/report/", typed(reply, direction="improve")).status_code == 302
    assert ReplyEntry.objects.get().direction == FutureDirection.IMPROVE
    ReplyValue.objects.create(entry=entry, indicator=indicator(entry.item, "K2"))
    form = client.get("/report/?again").context["forms"][0]
    assert len([name for name in form.fields if name != "kind" and not name.endswith("-seen")]) == 5


def test_wrong_input_is_told_at_its_field_and_the_rest_is_kept(reply, client):
    client.get(link_to(reply)[1])
    answer = client.post("/report/", typed(reply, v0="たくさん", progress="", done="長い文章"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "数字で書いてください" in page
    assert "長い文章" in page
    assert "たくさん" in page
    assert ReplyEntry.objects.get().done == "長い文章"
    missing = client.post("/report/", typed(reply, progress="", done="長い文章")).content.decode()
    assert "進捗を選んでください" in missing


def test_leap_is_asked_about_once_and_may_be_passed(reply, client):
    from tests.factories.indicators import actual

    actual(reply.entries.get().values.get().indicator, 2018, 9)
    client.get(link_to(reply)[1])
    answer = client.post("/report/", typed(reply, v0="120"))
    assert answer.status_code == 422
    assert "前年度は9でした" in answer.content.decode()
    assert client.post("/report/", typed(reply, v0="120", **{"v0-seen": "120"})).status_code == 302


def test_typing_is_kept_by_itself(reply, client):
    client.get(link_to(reply)[1])
    answer = client.post("/report/save/", typed(reply, done="途中まで"))
    assert "保存" in answer.content.decode()
    assert ReplyEntry.objects.get().done == "途中まで"
    assert Reply.objects.get().status == ReplyStatus.DRAFT


@pytest.mark.parametrize("way", ["altered", "expired", "revoked", "replaced", "closed", "no session"])
def test_closed_links_say_whom_to_ring(reply, client, way):
    link, address = link_to(reply)
    client.get(address)
    if way == "altered":
        address = address[:-4] + "AAA/"
    elif way == "expired":
        AccessLink.objects.filter(pk=link.pk).update(expires_at=NOW - dt.timedelta(days=1))
    elif way == "revoked":
        revoke_link(link=link, actor=None, now=NOW)
    elif way == "replaced":
        link_to(reply)
    elif way == "closed":
        type(reply.call).objects.update(status=CallStatus.CLOSED, closed_at=NOW)
    else:
        client.cookies.clear()
        address = "/report/"
    answer = client.get(address)
    assert answer.status_code == 410
    assert "04-0000-1111" in answer.content.decode()
    if way != "altered":
        refused = client.post("/report/", typed(reply))
        assert (refused.status_code, "よく進んだ" in refused.content.decode()) == (410, True)
        assert Submission.objects.count() == 0


def test_past_due_is_accepted_and_marked_late(reply, client):
    client.get(link_to(reply)[1])
    type(reply.call).objects.update(due_on=dt.date(2019, 4, 1))
    assert "期限を過ぎていますが" in client.get("/report/").content.decode()
    client.post("/report/", typed(reply))
    assert Submission.objects.get().late


def photo(kind="JPEG"):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "架空カメラ"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 30), "red").save(buffer, kind, exif=exif)
    return buffer.getvalue()


def test_photos_lose_their_position_and_other_files_are_refused_alone(reply, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.get(link_to(reply)[1])
    uid = reply.entries.get().uid
    files = [
        SimpleUploadedFile("相談会.jpg", photo()),
        SimpleUploadedFile("x.exe", b"MZ"),
        SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 27_000_000),
    ]
    page = client.post(f"/report/evidence/{uid}/", {f"{uid}-file": files}).content.decode()
    assert "この形式のファイルは受け取れません" in page
    assert "25MBまで" in page
    kept = EvidenceFile.objects.get()
    assert kept.file_name in page
    with kept.file.open("rb") as opened, Image.open(opened) as image:
        assert dict(image.getexif()) == {}
    client.post(f"/report/evidence/{uid}/{kept.uid}/remove/", typed(reply, done="消す前に書いた文"))
    assert not EvidenceFile.objects.exists()
    assert ReplyEntry.objects.get().done == "消す前に書いた文"


def test_files_come_with_the_page_without_script_and_a_refused_one_holds_the_answer(reply, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.get(link_to(reply)[1])
    uid = reply.entries.get().uid
    answer = client.post("/report/", typed(reply, file=[SimpleUploadedFile("a.jpg", photo()), SimpleUploadedFile("x.exe", b"MZ")]))
    assert answer.status_code == 422
    assert "この形式のファイルは受け取れません" in answer.content.decode()
    assert (EvidenceFile.objects.count(), Submission.objects.count()) == (1, 0)
    assert client.post("/report/", typed(reply)).status_code == 302
    Reply.objects.update(status=ReplyStatus.ACCEPTED, accepted_at=NOW)
    client.post(f"/report/evidence/{uid}/", {f"{uid}-file": SimpleUploadedFile("b.jpg", photo("PNG"))})
    assert EvidenceFile.objects.count() == 1


def test_evidence_of_another_reply_is_not_reached(reply, client):
    other = Reply.objects.create(call=data_call(reply.call.vision, fiscal_year=2018), organization=reply.organization)
    theirs = ReplyEntry.objects.create(reply=other, item=reply.entries.get().item)
    client.get(link_to(reply)[1])
    assert client.post(f"/report/evidence/{theirs.uid}/", {}).status_code == 404


def test_page_in_english_and_by_the_organisations_people(reply, client, settings):
    settings.DEMO = True
    client.get(link_to(reply)[1])
    assert client.get("/en/report/").status_code == 200
    client.force_login(person(Role.PARTNER, body=reply.organization), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/staff/replies/{reply.uid}/").status_code == 200
    answer = client.post(f"/staff/replies/{reply.uid}/", typed(reply))
    assert answer.status_code == 302
    assert Reply.objects.get().status == ReplyStatus.ANSWERED
    assert ReplyEntry.objects.get().progress == Progress.ON_TRACK
