"""Staff keep the register on screen; somebody with an account registers a business; what is wrong is told at its field."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from tests.factories import parties
from tests.factories.accounts import person as account
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.workbooks.reading import read_sheets
from musubi.blocks.parties.domain.acting import claim_representation
from musubi.blocks.parties.domain.details import give_consent, has_consent
from musubi.blocks.parties.domain.naming import party_key
from musubi.blocks.parties.models import Party, Representation

pytestmark = pytest.mark.django_db
PLAIN = {
    "name_kana": "",
    "phone": "",
    "mail": "",
    "industry_code": "",
    "employees": "",
    "invoice_number": "",
    "text": "",
    "postcode": "",
    "building": "",
}


@pytest.fixture(autouse=True)
def _demo(settings):
    """Secretaries of a demo need no second factor."""
    settings.DEMO = True


def sign_in(client, *roles, **fields):
    user = account(*roles, **fields)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def text_of(answer):
    return answer.content.decode()


def test_clerk_registers_a_corporation_that_was_looked_up(client):
    sign_in(client, Role.DIVISION_STAFF)
    found = parties.corporation(name="㈱架空髙橋", key=party_key("㈱架空髙橋"))
    part = client.get("/corporations/", {"q": "架空高橋"}, HTTP_HX_REQUEST="true")
    assert "㈱架空髙橋" in text_of(part)
    assert "<html" not in text_of(part)
    whole = client.get("/corporations/", {"q": "架空高橋"})
    assert text_of(part).strip() in text_of(whole)
    page = client.get(f"/staff/parties/new/legal-entity/?number={found.legal_entity_number}")
    assert 'value="㈱架空髙橋"' in text_of(page)
    typed = {**PLAIN, "name": "㈱架空髙橋", "legal_entity_number": found.legal_entity_number, "legal_form": "stock_company"}
    answer = client.post("/staff/parties/new/legal-entity/", typed, follow=True)
    party = Party.objects.get()
    assert answer.redirect_chain == [(f"/staff/parties/{party.uid}/", 302)]
    assert "登録しました。" in text_of(answer)
    again = client.post("/staff/parties/new/legal-entity/", {**typed, "name": "別名"})
    assert (again.status_code, "登録済みです" in text_of(again), 'value="別名"' in text_of(again)) == (422, True, True)
    assert f"/staff/parties/{party.uid}/" in text_of(client.get("/corporations/", {"q": "架空高橋"}))


@pytest.mark.parametrize(
    ("kind", "typed", "field", "message"),
    [
        ("legal-entity", {"legal_entity_number": "8000020112089", "legal_form": "other"}, "legal_entity_number", "法人番号にありえません"),
        ("person", {"birth_on": "令和99年1月1日"}, "birth_on", "今日より後"),
        ("person", {"birth_on": "R2.13.1"}, "birth_on", ""),
        ("sole-proprietor", {"name_kana": "架空"}, "name_kana", "カナで入力"),
        ("sole-proprietor", {"invoice_number": "T123"}, "invoice_number", "Tと13桁"),
        ("person", {"postcode": "35900", "text": "所沢市並木1-1-1"}, "postcode", "7桁"),
        ("group", {"officers": "会長 架空 花子\n監事"}, "__all__", "役員名簿の2行目"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(client, kind, typed, field, message):
    sign_in(client, Role.SECRETARIAT)
    answer = client.post(f"/staff/parties/new/{kind}/", {**PLAIN, "name": "架空㈱", "legal_entity_number": "", "officers": "", **typed})
    form = answer.context["form"]
    assert answer.status_code == 422
    assert any(message in told for told in form.errors.get(field, form.errors.get("name", [])))
    assert 'value="架空㈱"' in text_of(answer)
    assert not Party.objects.exists()


def test_list_finds_sorts_exports_and_notes_the_reading(client):
    user = sign_in(client, Role.DIVISION_STAFF)
    company, person = parties.legal_entity("㈱髙﨑製作所"), parties.person()
    assert company.uid in text_of(client.get("/staff/parties/", {"q": "高崎製作所"}))
    assert person.uid not in text_of(client.get("/staff/parties/", {"q": "高崎製作所"}))
    assert company.uid in text_of(client.get("/staff/parties/", {"q": company.legal_entity_number, "kind": "legal_entity", "sort": "new"}))
    assert "当てはまる事業者等はありません" in text_of(client.get("/staff/parties/", {"q": "どこにもない"}))
    book = client.get("/staff/parties/export/", {"kind": "legal_entity"})
    (rows,) = read_sheets(b"".join(book) if book.streaming else io.BytesIO(book.content).getvalue()).values()
    assert [row[0] for row in rows[1:]] == [company.uid]
    assert PersonalDataView.objects.filter(actor_id=user.uid, purpose="export").count() == 1


def test_lists_cost_the_same_at_many_parties(client):
    sign_in(client, Role.SECRETARIAT)
    parties.legal_entity()
    parties.legal_entity(legal_entity_number="")
    few = {path: queries_of(client, path) for path in ("/staff/parties/", "/staff/parties/?q=架空", "/staff/parties/doubles/")}
    rows = [Party(kind="legal_entity", name=f"架空{serial}㈱", key=f"架空{serial % 5000}", kana_key=f"かくう{serial}") for serial in range(10_000)]
    Party.objects.bulk_create(rows, batch_size=1000)
    parties.acting(rows[0])
    assert {path: queries_of(client, path) for path in few} == few


def test_party_page_costs_the_same_with_more_below(client):
    sign_in(client, Role.SECRETARIAT)
    party = parties.group()
    parties.acting(party)
    few = queries_of(client, f"/staff/parties/{party.uid}/")
    for _number in range(5):
        parties.acting(party)
    assert queries_of(client, f"/staff/parties/{party.uid}/") == few


def test_two_clerks_who_edit_at_once_see_both_versions(client):
    sign_in(client, Role.DIVISION_STAFF)
    party = parties.legal_entity()
    page = client.get(f"/staff/parties/{party.uid}/edit/")
    shown = page.context["form"].fields["shown"].initial
    Party.objects.filter(pk=party.pk).update(phone="04-0000-1111")
    typed = {"name": party.name, "phone": "04-0000-2222", "shown": shown}
    answer = client.post(f"/staff/parties/{party.uid}/edit/", typed)
    assert (answer.status_code, "04-0000-1111" in text_of(answer), "04-0000-2222" in text_of(answer)) == (422, True, True)
    shown = client.get(f"/staff/parties/{party.uid}/edit/").context["form"].fields["shown"].initial
    client.post(f"/staff/parties/{party.uid}/edit/", {**typed, "name": "㈱改称", "shown": shown})
    party.refresh_from_db()
    assert (party.name, party.key, party.phone) == ("㈱改称", "改称", "04-0000-2222")


def test_details_are_added_changed_and_removed(client):
    sign_in(client, Role.DIVISION_STAFF)
    party = parties.legal_entity()
    base = f"/staff/parties/{party.uid}/"
    place = {"name": "架空工場", "kind": "factory", "text": "所沢市並木1-1-1", "starts_on": "R2.4.1", "ends_before": "R2.3.1"}
    assert "終了日は開始日より後" in text_of(client.post(base + "places/new/", place))
    client.post(base + "places/new/", {**place, "ends_before": ""})
    kept = party.places.get()
    client.post(base + f"places/{kept.uid}/", {**place, "name": "架空第二工場", "ends_before": ""})
    client.post(base + "contacts/new/", {"name": "窓口 花子", "mail": "a@example.jp"})
    client.post(base + "officers/new/", {"name": "架空 三郎", "post": "取締役", "name_kana": "ｶｸｳ"})
    page = text_of(client.get(base))
    assert all(told in page for told in ("架空第二工場", "窓口 花子", "架空 三郎", "カクウ"))
    client.post(base + f"places/{kept.uid}/remove/")
    assert not party.places.exists()
    assert "架空第二工場" not in text_of(client.get(base)).split("変更の履歴", maxsplit=1)[0]


def test_merge_undo_and_erase_on_screen(client):
    sign_in(client, Role.SECRETARIAT)
    one, two = parties.legal_entity("架空商事㈱"), parties.legal_entity("架空商事株式会社", legal_entity_number="")
    assert two.uid in text_of(client.get("/staff/parties/doubles/"))
    answer = client.post(f"/staff/parties/{one.uid}/merge/", {"absorbed": two.uid, "reason": "登記で確認"}, follow=True)
    assert "統合しました。" in text_of(answer)
    assert "統合先を開く" in text_of(client.get(f"/staff/parties/{two.uid}/"))
    assert client.get(f"/staff/parties/{two.uid}/edit/").status_code == 403
    done = one.merges.get()
    client.post(f"/staff/parties/merges/{done.uid}/undo/", {"reason": "別の法人"})
    two.refresh_from_db()
    assert two.status == "active"
    refused = client.post(f"/staff/parties/{two.uid}/erase/", {"reason": "満了"})
    assert "満了日が入っていません" in text_of(refused)


def test_renamed_and_closed_corporation_is_found_and_followed(client):
    sign_in(client, Role.DIVISION_STAFF)
    party, same = parties.legal_entity("架空旧名㈱"), parties.legal_entity()
    parties.corporation(legal_entity_number=same.legal_entity_number, name=same.name, key=same.key)
    told = {"name": "架空新名株式会社", "key": party_key("架空新名株式会社"), "closed_on": dt.date(2020, 4, 1), "close_cause": "liquidated"}
    parties.corporation(legal_entity_number=party.legal_entity_number, **told)
    page = text_of(client.get("/staff/parties/", {"state": "differs"}))
    assert (party.uid in page, same.uid in page) == (True, False)
    assert "公表データに合わせる" in text_of(client.get(f"/staff/parties/{party.uid}/"))
    answer = client.post(f"/staff/parties/{party.uid}/follow/", follow=True)
    assert "公表データに合わせました。" in text_of(answer)
    party.refresh_from_db()
    assert (party.name, party.key, party.legal_entity.closed_on, party.address.text) == (
        "架空新名株式会社", "架空新名", dt.date(2020, 4, 1), "埼玉県所沢市並木１丁目１番地の１",
    )  # fmt: skip
    assert party.uid not in text_of(client.get("/staff/parties/", {"state": "differs"}))
    assert client.get(f"/staff/parties/{parties.person().uid}/follow/").status_code == 404


def test_business_registers_itself_and_another_asks_to_join(client):
    found = parties.corporation()
    owner = sign_in(client)
    assert "まだ登録がありません" in text_of(client.get("/my/businesses/"))
    typed = {"kind": "legal_entity", "legal_entity_number": found.legal_entity_number}
    client.post("/my/businesses/new/", {**typed, "role": "representative"})
    party = Party.objects.get(legal_entity_number=found.legal_entity_number)
    assert party.uid in text_of(client.get("/my/businesses/"))
    sign_in(client)
    page = client.get(f"/my/businesses/number/{found.legal_entity_number}/?next=/my/", follow=True)
    assert page.redirect_chain == [(f"/my/businesses/new/?number={found.legal_entity_number}&next=%2Fmy%2F", 302)]
    assert "登録済みです" in text_of(page)
    answer = client.post("/my/businesses/new/", {**typed, "role": "employee"}, follow=True)
    assert "確認待ち" in text_of(answer)
    assert client.get(f"/my/businesses/{party.uid}/").status_code == 404
    claim = Representation.objects.waiting().get()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/my/businesses/rights/{claim.uid}/confirm/").status_code == 403  # the city has not checked the owner yet
    sign_in(client, Role.DIVISION_STAFF)
    right = party.representations.get(user=owner)
    assert party.uid in text_of(client.get("/staff/parties/claims/"))
    client.post(f"/staff/parties/rights/{right.uid}/confirm/", {"basis": "登記事項証明書"})
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert claim.uid in text_of(client.get("/my/businesses/"))
    client.post(f"/my/businesses/rights/{claim.uid}/confirm/", {"basis": "社員証"})
    claim.refresh_from_db()
    assert claim.confirmed_by == owner


def test_group_registers_itself_with_its_officers_and_the_role(client):
    owner = sign_in(client)
    assert (
        client.get("/my/applications/party/?next=/my/applications/", follow=True).redirect_chain[0][0] == "/my/businesses/new/?next=/my/applications/"
    )
    told = {"kind": "group", "name": "架空商店会", "officers": "会長 架空 一郎\n監事", "role": "employee", "birth_on": ""}
    answer = client.post("/my/businesses/new/", told)
    assert (answer.status_code, "監事</textarea>" in text_of(answer)) == (422, True)
    client.post("/my/businesses/new/", {**told, "officers": "会長 架空 一郎", "next": "https://elsewhere.example/"})
    right = owner.representations.get()
    assert (right.party.kind, right.role, right.self_declared, right.party.officers.get().name) == ("group", "employee", True, "架空 一郎")


def test_sole_proprietor_names_an_employee_until_a_day(client):
    owner, employee = sign_in(client), account()
    client.post("/my/businesses/new/", {"kind": "sole_proprietor", "name": "架空 次郎", "trade_name": "架空屋"})
    party = owner.representations.get().party
    base = f"/my/businesses/{party.uid}/"
    typed = {"user": employee.email.upper(), "starts_on": clock.today().isoformat(), "ends_before": "2100-01-01", "basis": "社員証"}
    assert client.post(base + "acting/new/", {**typed, "role": "agent"}).status_code == 422  # agents are asked for single filings
    client.post(base + "acting/new/", {**typed, "role": "employee"})
    assert str(employee) in text_of(client.get(base))
    client.force_login(employee, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(base).status_code == 200
    assert client.get(base + "edit/").status_code == 403
    assert client.get(base + "acting/new/").status_code == 403


def test_owner_takes_a_consent_back(client):
    party = parties.sole_proprietor(user=sign_in(client))
    told = {"scope": "publish_name", "wording": "名称を公表します", "channel": "paper", "given_on": clock.today()}
    consent = give_consent(party=party, **told, actor=None, now=timezone.now())
    assert "名称を公表します" in text_of(client.get(f"/my/businesses/{party.uid}/"))
    client.post(f"/my/businesses/consents/{consent.uid}/withdraw/", {"day": clock.today().isoformat()})
    assert not has_consent(party, "publish_name")
    sign_in(client)
    assert client.get(f"/my/businesses/consents/{consent.uid}/withdraw/").status_code == 404


def test_stranger_sees_nothing_of_a_party(client):
    party = parties.legal_entity()
    claim = claim_representation(party=party, user=account(), role="employee", starts_on=clock.today(), now=timezone.now())
    sign_in(client)
    for path in (f"/my/businesses/{party.uid}/", f"/my/businesses/{party.uid}/edit/", f"/my/businesses/rights/{claim.uid}/confirm/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/staff/parties/{party.uid}/").status_code == 403


def test_file_is_taken_in_on_screen_with_its_counts(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sign_in(client, Role.SECRETARIAT)
    wrong = client.post("/staff/parties/register/", {"file": SimpleUploadedFile("a.csv", "名称,番号\n架空,1\n".encode("cp932")), "kind": "full"})
    assert (wrong.status_code, "30列、見出しなし" in text_of(wrong)) == (422, True)
    broken = client.post("/staff/parties/register/", {"file": SimpleUploadedFile("a.zip", b"PK\x05\x06" + b"\0" * 18), "kind": "full"})
    assert (broken.status_code, "CSVが1つだけ" in text_of(broken)) == (422, True)
    sign_in(client, Role.DIVISION_STAFF)
    assert "ファイルを取り込む" not in text_of(client.get("/staff/parties/register/"))


def test_english_pages_answer(client):
    user = sign_in(client, Role.SECRETARIAT)
    party = parties.group(user=user)
    for path in ("/staff/parties/", f"/staff/parties/{party.uid}/", "/my/businesses/", f"/my/businesses/{party.uid}/", "/staff/parties/new/"):
        assert client.get("/en" + path).status_code == 200
