"""Pages of a desk's money: what they show, what forms keep, who is refused."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.management import call_command
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.domain.totals import totals
from musubi.blocks.money.models import BudgetChange, BudgetException, BudgetLine, Contract, ContractInspection, Envelope, FundingSource, Payment

pytestmark = pytest.mark.django_db
DESK = "/staff/desk/A-P1/"
MONEY = DESK + "money/"


@pytest.fixture
def item(settings):
    settings.DEMO = True  # the demo's clock stands in October 2020
    vision, _document = small_plan(programs=3)
    return vision.items.get(code="A-P1")


def sign_in(client, *roles):
    user = person(*roles, body=Organization.objects.get(code="D1"))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def clerk(client, item):
    return sign_in(client, Role.DIVISION_STAFF)


def text(answer):
    return answer.content.decode()


def post(client, path, **values):
    return client.post(path, values)


def test_a_year_is_made_by_its_pages(client, clerk, item):
    """Envelope, line, budget, funding, contract, inspection and payment, as a clerk types them."""
    assert (
        post(client, MONEY + "envelope/new/?year=2020", fiscal_year="令和2年度", account="一般会計", budget_code="07", name="誘致").status_code == 302
    )
    envelope = Envelope.objects.get()
    assert post(client, f"{MONEY}line/new/?of={envelope.uid}", code="12", name="委託料").status_code == 302
    line = BudgetLine.objects.get()
    values = {"kind": "initial", "amount": "１２０万円", "decided_on": "R2.3.20"}
    assert post(client, f"{MONEY}change/new/?of={line.uid}", **values).status_code == 302
    assert BudgetChange.objects.get().amount == 1_200_000
    assert post(client, f"{MONEY}funding/new/?of={envelope.uid}", kind="general", amount="1,200,000").status_code == 302
    contract = {
        "line": line.pk,
        "title": "調査",
        "counterparty": "見本（架空）",
        "method": "open_bid",
        "contracted_on": "令和2年6月1日",
        "amount": "1,100,000円",
    }
    answer = post(client, f"{MONEY}contract/new/?year=2020", **contract)
    made = Contract.objects.get()
    assert answer.headers["Location"] == f"{DESK}contracts/{made.uid}/"
    inspection = {"inspected_on": "R2.9.1", "inspector": "検収係", "result": "passed"}
    assert post(client, f"{MONEY}inspection/new/?of={made.uid}", **inspection).status_code == 302
    payment = {"kind": "final", "paid_on": "R2.9.10", "amount": "1100000", "line": line.pk}
    assert post(client, f"{MONEY}payment/new/?of={made.uid}", **payment).status_code == 302
    found = totals(item_ids=[item.pk], fiscal_years=[2020])[item.pk, 2020]
    assert (found.current, found.committed, found.spent) == (1_200_000, 1_100_000, 1_100_000)
    page = text(client.get(MONEY + "?year=2020"))
    assert "91.7%" in page
    assert "1,200,000円" in page
    assert FundingSource.objects.get().envelope == envelope


def test_wrong_input_is_told_at_its_field_and_kept(client, clerk, item):
    line = money.line(money.envelope(item))
    answer = post(client, f"{MONEY}change/new/?of={line.uid}", kind="supplementary", amount="12,34", decided_on="2月30日", note="第2回")
    page = text(answer)
    assert answer.status_code == 200
    assert "金額として読めません" in page
    assert 'value="12,34"' in page
    assert 'value="第2回"' in page
    assert BudgetChange.objects.count() == 1


def test_clerk_is_sent_to_the_head_and_the_head_is_asked_for_a_reason(client, clerk, item):
    line = money.line(money.envelope(item))
    contract = {
        "line": line.pk,
        "title": "調査",
        "counterparty": "見本（架空）",
        "method": "open_bid",
        "contracted_on": "R2.6.1",
        "amount": "1,500,000",
    }
    page = text(post(client, f"{MONEY}contract/new/?year=2020", **contract))
    assert "500,000円超えます" in page
    assert "課長に理由を記録して認めてもらってください" in page
    assert 'name="exception_reason"' not in page
    sign_in(client, Role.DIVISION_HEAD)
    page = text(post(client, f"{MONEY}contract/new/?year=2020", **contract))
    assert 'name="exception_reason"' in page
    assert Contract.objects.count() == 0
    assert post(client, f"{MONEY}contract/new/?year=2020", **contract, exception_reason="補正の議決を待てない").status_code == 302
    assert BudgetException.objects.get().reason == "補正の議決を待てない"
    assert "補正の議決を待てない" in text(client.get(MONEY + "?year=2020"))


def test_two_clerks_at_once_see_both_versions(client, clerk, item):
    line = money.line(money.envelope(item))
    change = line.changes.get()
    path = f"{MONEY}change/{change.uid}/"
    shown = client.get(path).context["form"]["shown"].value()
    values = {"kind": "initial", "amount": "900,000", "decided_on": "", "note": "", "document_number": "", "round": "", "shown": shown}
    assert post(client, path, **values).status_code == 302
    answer = post(client, path, **{**values, "amount": "800,000"})
    assert answer.status_code == 409
    assert "900,000円" in text(answer)
    assert BudgetChange.objects.get().amount == 900_000
    chosen = {**values, "amount": "800,000", "keep-amount": "mine", "now-amount": "900,000円"}
    assert post(client, path, **chosen).status_code == 302
    assert BudgetChange.objects.get().amount == 800_000


def test_unchanged_form_saves_nothing(client, clerk, item):
    contract = money.contract(money.line(money.envelope(item)))
    path = f"{MONEY}contract/{contract.uid}/"
    form = client.get(path).context["form"]
    values = {bound.name: bound.value() or "" for bound in form if bound.name != "shown"}
    assert post(client, path, **values, shown=form["shown"].value()).status_code == 302
    contract.refresh_from_db()
    assert contract.version == 1


def test_typed_totals_take_over_and_give_back(client, clerk, item):
    line = money.line(money.envelope(item))
    money.contract(line, amount=600_000)
    path = f"{MONEY}totals/{line.uid}/"
    shown = json.dumps({"source": "契約・執行台帳", "committed_total": "", "spent_total": "", "totals_on": ""})
    answer = post(client, path, source="typed", committed_total="300,000", spent_total="", totals_on="R2.9.30", shown=shown)
    assert "合計と時点を入力してください" in text(answer)
    assert post(client, path, source="typed", committed_total="300,000", spent_total="100,000", totals_on="R2.9.30", shown=shown).status_code == 302
    assert totals(item_ids=[item.pk], fiscal_years=[2020])[item.pk, 2020].committed == 300_000
    form = client.get(path).context["form"]
    values = {"committed_total": "300,000", "spent_total": "100,000", "totals_on": "R2.9.30", "shown": form["shown"].value()}
    assert post(client, path, source="ledger", **values).status_code == 302
    assert totals(item_ids=[item.pk], fiscal_years=[2020])[item.pk, 2020].committed == 600_000


def test_funding_is_told_by_line(client, clerk, item):
    envelope, other = money.envelope(item), money.envelope(item, budget_code="07-01-02-011", name="別の予算(架空)")
    one, elsewhere = money.line(envelope), money.line(other)
    address = f"{MONEY}funding/new/?of={envelope.uid}"
    assert post(client, address, line=one.pk, kind="national", name="交付金(架空)", amount="400,000").status_code == 302
    assert post(client, address, line=one.pk, kind="general", amount="600,000").status_code == 302
    assert post(client, address, line=elsewhere.pk, kind="general", amount="1").status_code == 200
    assert post(client, address, line=one.pk, kind="general", amount="5").status_code == 200
    assert {(source.line, source.kind) for source in envelope.funding.all()} == {(one, "national"), (one, "general")}
    assert "12 委託料" in client.get(f"{MONEY}?year=2020").content.decode()


def test_funding_that_does_not_add_up_is_told(client, clerk, item):
    envelope = money.envelope(item)
    money.line(envelope, initial=1_000_000)
    assert "合いません" not in text(client.get(MONEY + "?year=2020"))
    budgets.add_funding(envelope=envelope, kind="national", amount=400_000, actor=None, now=money.NOW)
    page = text(client.get(MONEY + "?year=2020"))
    assert "差は600,000円です" in page
    budgets.add_funding(envelope=envelope, kind="general", amount=600_000, actor=None, now=money.NOW)
    assert "合いません" not in text(client.get(MONEY + "?year=2020"))


def test_transfer_and_carry_over_by_form(client, clerk, item):
    envelope = money.envelope(item)
    one, two = money.line(envelope), money.line(envelope, code="13", initial=0)
    later = money.line(money.envelope(item, fiscal_year=2021), initial=0)
    assert post(client, MONEY + "transfer/?year=2020", source=one.pk, target=two.pk, amount="300,000").status_code == 302
    assert post(client, MONEY + "carry-over/?year=2020", source=one.pk, target=later.pk, amount="50,000").status_code == 302
    found = totals(item_ids=[item.pk], fiscal_years=[2020, 2021])
    assert (found[item.pk, 2020].transfer, found[item.pk, 2020].carried_out, found[item.pk, 2021].carried_over) == (0, 50_000, 50_000)
    assert "別の節を選んで" in text(post(client, MONEY + "transfer/?year=2020", source=one.pk, target=one.pk, amount="1"))


def test_year_is_closed_and_opened_again(client, clerk, item):
    envelope = money.envelope(item)
    money.line(envelope)
    path = f"{MONEY}envelope/{envelope.uid}/"
    assert "2021年4月1日以後" in text(post(client, path + "close/", closed_on="R2.5.31"))
    assert post(client, path + "close/", closed_on="R3.5.31").status_code == 302
    page = text(client.get(MONEY + "?year=2020"))
    assert "不用額" in page
    assert "節を加える" not in page
    assert post(client, path + "reopen/", reason="支払の訂正").status_code == 302
    assert "節を加える" in text(client.get(MONEY + "?year=2020"))


def test_entry_is_taken_back_with_a_reason(client, clerk, item):
    contract = money.contract(money.line(money.envelope(item)))
    row = ledger.inspect_contract(contract=contract, inspected_on=dt.date(2020, 9, 1), inspector="係", actor=None, now=money.NOW)
    path = f"{MONEY}inspection/{row.uid}/remove/"
    assert post(client, path, reason="").status_code == 200
    assert post(client, path, reason="入力の誤り").headers["Location"] == f"{DESK}contracts/{contract.uid}/"
    assert ContractInspection.objects.count() == 0


def test_last_years_budget_is_copied(client, clerk, item):
    money.line(money.envelope(item, fiscal_year=2019))
    assert "前年度の科目を写す" in text(client.get(MONEY + "?year=2020"))
    assert post(client, MONEY + "copy/?year=2020").status_code == 302
    assert Envelope.objects.filter(fiscal_year=2020).count() == 1
    assert BudgetChange.objects.filter(line__envelope__fiscal_year=2020).count() == 0


def test_three_years_stand_side_by_side(client, clerk, item):
    for year, initial in ((2018, 700_000), (2019, 800_000), (2020, 900_000)):
        line = money.line(money.envelope(item, fiscal_year=year), initial=initial)
        money.contract(line, amount=350_000)
    found = client.get(MONEY + "compare/?year=2020").context["found"]
    assert [row.current for row in found.whole] == [700_000, 800_000, 900_000]
    assert [(row.code, [year.current for year in row.years]) for row in found.lines] == [("12", [700_000, 800_000, 900_000])]


def test_partner_who_works_the_desk_sees_none_of_its_money(client, item):
    sign_in(client, Role.PARTNER)
    contract = money.one_of_each(item)
    for path in (MONEY, MONEY + "compare/", DESK + "contracts/", f"{DESK}contracts/{contract.uid}/", "/staff/money/contracts/"):
        assert client.get(path).status_code == 403, path
    page = text(client.get(DESK + "?year=2020"))
    assert "1,200,000" not in page
    assert "money/" not in page


def test_staff_of_another_division_reads_and_does_not_write(client, item):
    client.force_login(person(Role.DIVISION_HEAD), backend="allauth.account.auth_backends.AuthenticationBackend")
    contract = money.one_of_each(item)
    payment = Payment.objects.get()
    assert client.get(f"{DESK}contracts/{contract.uid}/").status_code == 200
    assert "契約を登録する" not in text(client.get(MONEY + "?year=2020"))
    for path in (f"{MONEY}payment/{payment.uid}/", f"{MONEY}payment/{payment.uid}/remove/", MONEY + "transfer/", MONEY + "copy/"):
        assert client.post(path, {"reason": "x"}).status_code == 403, path
    assert Payment.objects.count() == 1


def test_records_of_another_desk_are_not_found_here(client, clerk, item):
    other = item.vision.items.get(code="A-P2")
    contract = money.contract(money.line(money.envelope(other)))
    assert client.get(f"{DESK}contracts/{contract.uid}/").status_code == 404
    assert client.get(f"{MONEY}contract/{contract.uid}/").status_code == 404
    assert client.get(f"{MONEY}payment/new/?of={contract.uid}").status_code == 404
    assert client.get(f"{MONEY}nothing/new/").status_code == 404


def test_ledger_is_searched_filtered_and_exported(client, clerk, item):
    line = money.line(money.envelope(item), initial=9_000_000)
    money.contract(line, title="調査業務", counterparty="甲社（架空）", amount=100_000)
    paid = money.contract(line, title="印刷業務", counterparty="乙社（架空）", amount=200_000, method="no_contract")
    ledger.pay_contract(contract=paid, paid_on=dt.date(2020, 7, 1), amount=200_000, actor=None, now=money.NOW)
    asked = {"": {"調査業務", "印刷業務"}, "q=乙社": {"印刷業務"}, "state=unpaid": {"調査業務"}, "state=paid": {"印刷業務"}}
    asked |= {"state=uninspected": {"調査業務"}, "method=no_contract": {"印刷業務"}, "q=丙": set()}
    for query, titles in asked.items():
        page = client.get(f"{DESK}contracts/?year=2020&{query}").context["page"]
        assert {contract.title for contract in page} == titles, query
    assert list(client.get(f"{DESK}contracts/?year=2019").context["page"]) == []
    assert len(client.get(f"{DESK}contracts/?year=2019&every=1").context["page"]) == 2
    assert len(client.get("/staff/money/contracts/?year=令和2年度").context["page"]) == 2
    answer = client.get(f"{DESK}contracts/export/?year=2020&state=paid")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [row[5] for row in book["契約"].iter_rows(min_row=2, values_only=True)] == ["印刷業務"]
    assert [row[7] for row in book["支払"].iter_rows(min_row=2, values_only=True)] == [200_000]


def test_who_reads_the_names_of_counterparties_is_noted(client, clerk, item):
    contract = money.contract(money.line(money.envelope(item)))
    pages = [f"{DESK}contracts/", f"{DESK}contracts/export/", f"{DESK}contracts/{contract.uid}/", "/staff/money/contracts/"]
    for path in pages:
        assert client.get(path).status_code == 200
    assert list(PersonalDataView.objects.order_by("pk").values_list("page", flat=True)) == pages


def test_contract_page_tells_what_wants_a_look(client, clerk, item):
    line = money.line(money.envelope(item))
    contract = money.contract(line, due_on=dt.date(2021, 9, 30), method="direct")
    page = text(client.get(f"{DESK}contracts/{contract.uid}/"))
    assert "債務負担行為か、繰越しの手続" in page
    assert "随意契約の根拠" in page
    assert "年割額がありません" in page
    budgets.type_totals(line=line, committed=1, spent=1, totals_on=dt.date(2020, 9, 30), actor=None, now=money.NOW)
    assert "その合計に足しません" in text(client.get(f"{DESK}contracts/{contract.uid}/"))


@pytest.mark.parametrize("path", [MONEY + "?year=2020", MONEY + "compare/?year=2020", DESK + "contracts/?year=2020", "/staff/money/contracts/"])
def test_pages_ask_a_constant_number_of_queries(client, clerk, item, path):
    envelope = money.envelope(item)
    line = money.line(envelope)
    money.contract(line, amount=1)
    before = queries_of(client, path)
    for code in ("13", "14", "15"):
        money.contract(money.line(envelope, code=code), amount=5)
    money.contract(money.line(money.envelope(item, budget_code="2")), amount=7)
    assert queries_of(client, path) == before


def test_migrations_are_whole():
    call_command("makemigrations", "money", "--check", "--dry-run", verbosity=0)
