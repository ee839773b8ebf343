"""Calls: prepared on pages, copied, refused while something is missing, frozen when open; a kind of call from data alone."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import calls, drafts, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.settling.expiry import watch_terms
from musubi.blocks.applications.domain.terms import TermsError, read_terms
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, DecisionKind, Intake, Outcome
from musubi.blocks.applications.models import Application, Call, Certificate, Guideline

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def test_rules_stand_on_the_page_with_names_and_yen_instead_of_keys(client, clerk, item):
    rules = [*factory.TERMS["rules"], {"key": "aid", "type": "other_aid", "parameters": {"how": "subtract"}}]
    call = factory.open_call(item, terms={**factory.TERMS, "rules": rules})

    page = client.get(reverse("applications:call", args=[call.uid])).content.decode()

    assert "対象の区分 原材料費、外注費" in page
    assert "500,000円" in page
    assert "subtract" not in page


def test_clerk_prepares_a_call_from_nothing_to_its_opening(client, clerk, item):
    client.post(reverse("applications:guideline-new"), {"item": item.uid, "name": "架空要綱（架空）", "effective_on": "平成30年4月1日"})
    guideline = Guideline.objects.get()
    line = money.line(money.envelope(item), initial=1_000_000)
    data = {
        "item": item.pk, "guideline": guideline.pk, "organization": Organization.objects.get(code="D1").pk, "fiscal_year": "令和2年度", "round": 1,
        "kind": "subsidy", "intake": "review", "procedure": "merged", "name": "架空補助金（架空）", "summary": "架空の補助金です。",
        "opens_at": "令和2年4月1日 9:00", "closes_at": "令和2年5月29日 17:00", "grace_minutes": 30, "line": line.pk, "budget": "100万円",
        "seal": "seal", "appeal_notice": "教示なし:贈与契約のため", "publicity": "totals",
    }  # fmt: skip
    wrong = client.post(reverse("applications:call-new"), data | {"closes_at": "令和2年3月1日 17:00"})
    assert (wrong.status_code, "受付終了が受付開始より前です" in wrong.content.decode(), "架空補助金" in wrong.content.decode()) == (422, True, True)
    assert client.post(reverse("applications:call-new"), data).status_code == 302
    call = Call.objects.get()
    assert (call.budget, call.closes_at) == (1_000_000, dt.datetime(2020, 5, 29, 17, tzinfo=factory.ZONE))
    page = client.get(reverse("applications:call", args=[call.uid])).content.decode()
    assert "公開の前に足りないもの" in page
    refused = client.post(reverse("applications:call-step", args=[call.uid, "open"]))
    assert refused.status_code == 422

    def add(section, rule_type="", **fields):
        call.refresh_from_db()
        address = reverse("applications:call-terms", args=[call.uid, section, "new"]) + (f"?type={rule_type}" if rule_type else "")
        return client.post(address, {"shown_version": call.version, **fields})

    add("categories", name="原材料費")
    add("questions", label="事業の内容", kind="long_text", stage="application", required="on")
    add("obligations", label="実績報告", kind="report", anchor="completed", days="30", month="3", day="31", years="1")
    bad = add("rules", "rate", **{"p-rate": "5/2"})
    assert "率として読めません" in bad.content.decode()
    assert add("rules", "rate", **{"p-rate": "2分の1"}).status_code == 302
    stale = client.post(reverse("applications:call-terms", args=[call.uid, "lanes", "new"]), {"shown_version": 1, "name": "区分"})
    assert "別の人が先に" in stale.content.decode()
    assert client.post(reverse("applications:call-step", args=[call.uid, "open"])).status_code == 302
    call.refresh_from_db()
    assert (call.opened_at is not None, call.versions.get().content["rules"][0]["parameters"]) == (True, {"rate": "1/2"})
    assert add("lanes", name="区分").status_code == 422  # frozen: the head, with a reason


def test_copy_of_last_years_call_keeps_its_terms_and_moves_its_days(client, clerk, item):
    call = factory.open_call(item)
    data = {"fiscal_year": "令和3年度", "round_number": 1, "guideline": call.guideline.uid}
    client.post(reverse("applications:call-step", args=[call.uid, "copy"]), data)
    made = Call.objects.get(fiscal_year=2021)
    assert (made.opened_at, made.budget, made.closes_at.year, made.previous) == (None, None, 2021, call)
    assert read_terms(made.terms) == read_terms(call.versions.get().content)


def test_an_open_call_tells_the_public_less_but_never_more_of_its_awards(item):
    call = factory.open_call(item)
    Call.objects.filter(pk=call.pk).update(publicity="unnamed")
    change = {"unchanged": lambda _name, current: current == "unnamed", "actor": None, "now": factory.NOW}
    with pytest.raises(ApplicationError, match="広げられません。申請した人は「事業名・金額") as refused:
        calls.change_call(call=Call.objects.get(pk=call.pk), values={"publicity": "named"}, **change)
    assert refused.value.field == "publicity"
    calls.change_call(call=Call.objects.get(pk=call.pk), values={"publicity": "totals"}, **change)
    assert Call.objects.get(pk=call.pk).publicity == "totals"


def test_only_the_head_corrects_the_terms_of_an_open_call(client, item):
    call = factory.open_call(item)
    client.force_login(person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1")))
    address = reverse("applications:call-terms", args=[call.uid, "lanes", "new"])
    assert "理由を書いてください" in client.post(address, {"shown_version": call.version, "name": "販路拡大"}).content.decode()
    client.post(address, {"shown_version": call.version, "name": "販路拡大", "reason": "書き漏れ（架空）"})
    assert [version.number for version in call.versions.all()] == [1, 2]


def test_faulty_terms_are_told_by_section_and_row():
    with pytest.raises(TermsError) as raised:
        read_terms(
            {
                "questions": [{"key": "a", "label": "あ", "kind": "choice"}, {"key": "a", "label": "い"}],
                "documents": [{"key": "d", "label": "書類", "when_question": "none"}],
                "rules": [{"key": "r", "type": "rate", "parameters": {"rate": "3/2"}}, {"key": "x", "type": "unknown"}],
                "lanes": [{"name": "キーなし"}],
            }
        )
    assert {(fault.section, fault.key) for fault in raised.value.faults} == {
        ("questions", "a"), ("documents", "d"), ("rules", "r"), ("rules", "x"), ("lanes", "1"),
    }  # fmt: skip


SIXTH = {  # 認定 of a kind that no program of the city has: only data
    "questions": [
        {"key": "name", "label": "催しの名称"},
        {"key": "birth_on", "label": "代表者の生年月日", "kind": "date"},
        {"key": "visitors", "label": "見込む来場者数", "kind": "integer", "minimum": 1},
    ],
    "checks": [{"key": "place", "label": "会場の使用許可がある"}],
    "rules": [
        {"key": "many", "type": "requirement", "parameters": {"question": "visitors", "least": 100, "message": "来場者100人以上の催しが対象です"}}
    ],
    "obligations": [{"key": "count", "label": "来場者数の報告", "kind": "outcome", "anchor": "decided", "days": 60}],
}


def test_sixth_kind_of_call_works_from_data_alone(item):
    call = factory.open_call(item, kind=CallKind.CERTIFICATION, intake=Intake.ALL, terms=SIXTH, certificate_days=30)
    user, party = factory.applicant()
    made = drafts.begin_application(call=call, party=party, actor=user, now=factory.NOW)
    raw = {"name": "架空まつり（架空）", "birth_on": "昭和40年1月2日", "visitors": "９９"}
    drafts.save_answers(application=made, raw=raw, title="架空まつり", now=factory.NOW, today=factory.TODAY)
    made.refresh_from_db()
    assert made.answers["birth_on"] == "1965-01-02"
    drafts.save_answers(application=made, raw={"visitors": "500"}, now=factory.NOW, today=factory.TODAY)
    submission.submit(application=made, actor=user, now=factory.NOW, today=factory.TODAY)
    factory.accept(made)
    factory.decide(call, DecisionKind.CERTIFICATION, [Proposed(made, Outcome.CERTIFIED)], on=factory.TODAY)
    made.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (made.status, certificate.valid_until - certificate.valid_from) == (ApplicationStatus.CERTIFIED, dt.timedelta(days=29))
    assert made.obligations.get().due_on == factory.TODAY + dt.timedelta(days=60)
    assert calls.terms_of(call).rules_for_amount() is False

    after = certificate.valid_until + dt.timedelta(days=1)
    watch_terms(after, factory.NOW)
    assert Application.objects.get().status == ApplicationStatus.CERTIFIED  # the report is still owed
    fulfil(obligation=made.obligations.get(), done_on=after, actor=None, now=factory.NOW)
    watch_terms(certificate.valid_until, factory.NOW)
    assert Application.objects.get().status == ApplicationStatus.CERTIFIED  # the last day belongs to the term
    watch_terms(after, factory.NOW)
    assert Application.objects.get().status == ApplicationStatus.CLOSED


def test_office_sees_a_call_as_applicants_will_and_the_public_does_not(client, clerk, item):
    call = factory.call(item)
    address = reverse("offers:call", args=[call.uid])
    assert "公開前の案" in client.get(address).content.decode()
    client.logout()
    assert client.get(address).status_code == 404
