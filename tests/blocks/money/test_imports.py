"""The accounting system's file: any layout, every bad cell told, part of it taken in, nothing counted twice."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.domain.accounting import apply_rows, keep_file, plan_rows, same_code
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.domain.queries import envelope_views
from musubi.blocks.money.domain.totals import totals
from musubi.blocks.money.enums import PaymentKind
from musubi.blocks.money.interfaces.accounting_file import file_rows, guess, read_table
from musubi.blocks.money.interfaces.budget_export import write_csv, write_workbook
from musubi.blocks.money.models import BudgetChange, BudgetImport, BudgetLine, Envelope, ImportLayout

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 9, 30)
IMPORTS = "/staff/money/import/"
HEAD = "会計,予算科目コード,事業名,節,節名,当初予算額,補正予算額,流用増減額,前年度繰越額,予算現額,支出負担行為済額,支出済額"
ROW = '一般会計,07-01-02-010,誘致,12,委託料,"1,000,000","△200,000",0,"50,000","850,000","600,000","400,000"'
FILE = f'歳出予算執行状況一覧(架空)\r\n令和2年9月30日現在\r\n\r\n{HEAD}\r\n{ROW}\r\n合計,,,,,"1,000,000",,,,,,\r\n'


@pytest.fixture
def item(settings):
    settings.DEMO = True
    vision, _document = small_plan(programs=3)
    return vision.items.get(code="A-P1")


def sign_in(client, *roles, body="D1"):
    user = person(*roles, body=Organization.objects.get(code=body))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def rows_of(text, encoding="utf-8"):
    table = read_table(text.encode(encoding), "a.csv")
    return file_rows(table, guess(table.headings), "円")


def plans_of(text, item, as_of=DAY):
    return plan_rows(rows=rows_of(text), fiscal_year=2020, as_of=as_of, writable={item.pk})


def take(text, item, *, numbers=None, as_of=DAY):
    rows = rows_of(text)
    record = keep_file(data=text.encode(), file_name="a.csv", fiscal_year=2020, as_of=as_of, actor=None, now=money.NOW)
    accepted = {row.number for row in rows} if numbers is None else numbers
    return apply_rows(record=record, rows=rows, accepted=accepted, writable={item.pk}, actor=None, now=money.NOW)


def figures(item):
    return totals(item_ids=[item.pk], fiscal_years=[2020])[item.pk, 2020]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_file_is_read_in_every_encoding_with_headings_below_a_title(encoding):
    [row] = rows_of(FILE, encoding)
    assert (row.number, row.budget_code, row.line_code, row.line_name) == (5, "07-01-02-010", "12", "委託料")
    amounts = {"initial": 1_000_000, "supplementary": -200_000, "transfer": 0, "carried_over": 50_000, "current": 850_000}
    assert row.amounts == {**amounts, "committed": 600_000, "spent": 400_000}


@pytest.mark.parametrize("text", ["1,234", "１，２３４", "￥1,234", " 1234 ", "1234円"])
def test_amounts_as_systems_print_them(text):
    [row] = rows_of(f'予算科目コード,節,当初予算額\n07,12,"{text}"\n')
    assert row.amounts["initial"] == 1_234


@pytest.mark.parametrize("text", ["▲500", "△５００", "-500", "－500"])
def test_amounts_below_zero(text):
    [row] = rows_of(f"予算科目コード,節,当初予算額,補正予算額\n07,12,1000,{text}\n")
    assert row.amounts["supplementary"] == -500


def test_thousand_yen_and_codes_in_several_columns():
    table = read_table("款\t項\t目\t事業名\t節\t当初予算額\n7\t1\t2\t誘致\t12\t1,500\n".encode("cp932"), "a.txt")
    [row] = file_rows(table, guess(table.headings), "千円")
    assert (row.budget_code, row.amounts["initial"]) == ("7-1-2", 1_500_000)


def test_codes_are_the_same_without_the_zeros_that_excel_drops():
    assert same_code("07-01-02-010")[0] == same_code("7.1.2.10")[0] == same_code("０７－０１－０２－０１０")[0]
    assert same_code("070102010")[1] == same_code("07-01-02-010")[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x81\xff\xfe\x00\x01", "encoding"),
        (b"a,b\x00c\n", "encoding"),
        ("名前,電話\n山田,1\n".encode(), "no_headings"),
        (b"PK\x03\x04broken", "broken"),
    ],
)
def test_file_that_cannot_be_used_says_why(data, code):
    with pytest.raises(WorkbookError) as raised:
        read_table(data, "a.csv")
    assert raised.value.code == code


def test_too_many_rows_are_refused():
    with pytest.raises(WorkbookError, match="20000行まで"):
        read_table((HEAD + "\n" + (ROW + "\n") * 20_001).encode(), "a.csv")


@given(data=st.binary(max_size=300))
def test_no_file_breaks_the_reader(data):
    try:
        table = read_table(data, "a.csv")
    except WorkbookError:
        return
    file_rows(table, guess(table.headings), "円")


@given(cells=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=12, max_size=12))
def test_no_cell_breaks_the_reader(cells):
    buffer = io.StringIO(newline="")
    import csv

    csv.writer(buffer).writerows([HEAD.split(","), cells])
    for row in rows_of(buffer.getvalue(), "utf-8"):
        assert all(isinstance(amount, int) for amount in row.amounts.values())


def test_taking_in_fills_the_lines_and_their_source(item):
    money.envelope(item)
    take(FILE, item)
    found = figures(item)
    assert (found.current, found.committed, found.spent, found.supplementary) == (850_000, 600_000, 400_000, -200_000)
    line = BudgetLine.objects.get()
    assert (line.source, line.totals_on, line.name) == ("imported", DAY, "委託料")
    event = Event.objects.get(verb="budgetimport.applied")
    assert event.after["lines"] == {"07-01-02-010 12": [0, 850_000]}


def test_the_same_file_again_changes_nothing(item):
    money.envelope(item)
    take(FILE, item)
    assert [plan.state for plan in plans_of(FILE, item)] == ["same"]
    before = list(BudgetChange.objects.order_by("pk").values())
    with pytest.raises(MoneyError, match="1つ以上"):
        take(FILE, item)
    assert list(BudgetChange.objects.order_by("pk").values()) == before


def test_a_later_file_takes_the_place_of_the_earlier_one(item):
    money.envelope(item)
    first = take(FILE, item)
    later = take(
        FILE.replace('"600,000"', '"700,000"').replace("△200,000", "△100,000").replace("850,000", "950,000"), item, as_of=dt.date(2020, 10, 31)
    )
    found = figures(item)
    assert (found.current, found.committed, BudgetChange.objects.filter(kind="supplementary").count()) == (950_000, 700_000, 1)
    first.refresh_from_db()
    assert (first.state, later.state) == ("replaced", "applied")
    assert [plan.state for plan in plans_of(FILE, item)] == ["look"]


def test_ledger_and_file_are_never_counted_together(item):
    line = money.line(money.envelope(item))
    contract = money.contract(line, amount=300_000)
    ledger.pay_contract(contract=contract, paid_on=dt.date(2020, 7, 1), amount=100_000, kind=PaymentKind.PREPAID, actor=None, now=money.NOW)
    [plan] = plans_of(FILE, item)
    assert plan.state == "look"
    assert any("契約・執行台帳から数えています" in note for note in plan.notes)
    take(FILE, item)
    assert (figures(item).committed, figures(item).spent) == (600_000, 400_000)
    money.contract(BudgetLine.objects.get(), amount=5_000_000)
    assert figures(item).committed == 600_000


def test_typed_amounts_are_replaced_only_when_looked_at(item):
    line = money.line(money.envelope(item), initial=900_000)
    budgets.record_change(line=line, kind="carried_out", amount=10_000, actor=None, now=money.NOW)
    [plan] = plans_of(FILE, item)
    assert plan.state == "look"
    assert any("画面で入れた予算の増減1件" in note for note in plan.notes)
    take(FILE, item)
    assert (figures(item).initial, figures(item).carried_out) == (1_000_000, 10_000)


def test_file_without_spending_leaves_the_ledger_in_place(item):
    line = money.line(money.envelope(item))
    money.contract(line, amount=300_000)
    take("予算科目コード,節,当初予算額\n07-01-02-010,12,400000\n", item)
    assert (figures(item).current, figures(item).committed) == (400_000, 300_000)
    [plan] = plans_of("予算科目コード,節,当初予算額\n07-01-02-010,12,299999\n", item)
    assert any("台帳の負担行為済額を下回ります" in problem for problem in plan.problems)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("07-01-02-010", "07-01-02-999", "予算がこの年度に|この年度にありません"),
        (",12,委託料", ",,委託料", "空です"),
        ('"850,000"', '"850,001"', "内訳の合計850,000円と合いません"),
        ('"600,000"', '"12,34"', "K5: .*金額として読めません"),
        ('"400,000"', '"600,001"', "支出済額600,001円が負担行為済額600,000円を超えて"),
        ('"400,000"', "△1", "支出済額が0円を下回"),
    ],
)
def test_bad_row_is_told_and_not_taken_in(item, old, new, message):
    import re

    money.envelope(item)
    text = FILE.replace(old, new)
    [plan] = plans_of(text, item)
    assert plan.state == "problem"
    assert any(re.search(message, problem) for problem in plan.problems), plan.problems
    with pytest.raises(MoneyError):
        take(text, item)
    assert BudgetLine.objects.count() == 0


def test_good_rows_are_taken_in_beside_bad_ones(item):
    money.envelope(item)
    text = FILE.replace(
        ROW, ROW + "\r\n" + ROW.replace(",12,委託料", ",07,報償費").replace('"600,000"', "x") + "\r\n" + ROW.replace(",12,委託料", ",08,旅費")
    )
    done = take(text, item)
    assert done.counts == {"rows": 3, "taken": 2, "problems": 1}
    assert sorted(BudgetLine.objects.values_list("code", flat=True)) == ["08", "12"]


def test_accepted_part_is_all_that_is_taken_in(item):
    money.envelope(item)
    text = FILE.replace(ROW, ROW + "\r\n" + ROW.replace(",12,委託料", ",08,旅費"))
    take(text, item, numbers={6})
    assert list(BudgetLine.objects.values_list("code", flat=True)) == ["08"]


def test_same_line_twice_is_told(item):
    money.envelope(item)
    plans = plans_of(FILE.replace(ROW, f"{ROW}\r\n{ROW}"), item)
    assert [plan.state for plan in plans] == ["change", "problem"]


def test_closed_year_and_other_desks_are_refused(item):
    envelope = money.envelope(item)
    [plan] = plan_rows(rows=rows_of(FILE), fiscal_year=2020, as_of=DAY, writable=set())
    assert any("担当する事業の予算ではありません" in problem for problem in plan.problems)
    budgets.close_envelope(envelope=envelope, closed_on=dt.date(2021, 5, 31), actor=None, now=money.NOW)
    [plan] = plans_of(FILE, item)
    assert any("締め切っています" in problem for problem in plan.problems)


def test_two_budgets_of_one_code_are_told_apart_by_name(item):
    money.envelope(item, name="誘致")
    money.envelope(item, name="別の事業")
    [plan] = plans_of(FILE, item)
    assert plan.envelope.envelope.name == "誘致"
    [plan] = plans_of(FILE.replace(",誘致,", ",不明,"), item)
    assert any("2件あります" in problem for problem in plan.problems)


def test_planning_asks_a_constant_number_of_queries(item, django_assert_num_queries):
    money.envelope(item)
    text = FILE.replace(ROW, "\r\n".join(ROW.replace(",12,", f",{code},") for code in range(10, 40)))
    take(text, item)
    rows = rows_of(text)
    with django_assert_num_queries(7):
        plan_rows(rows=rows, fiscal_year=2020, as_of=DAY, writable={item.pk})


@pytest.mark.parametrize("write", [write_csv, write_workbook])
def test_what_is_written_out_is_read_back_the_same(item, write):
    envelope = money.envelope(item, name="=SUM(A1)事業")
    money.line(envelope, initial=3_000_000)
    money.line(envelope, code="07", name="報償費", initial=5)
    take(FILE.replace(",誘致,", ",=SUM(A1)事業,"), item)
    before = figures(item)
    data = write(envelope_views(Envelope.objects.all()))
    table = read_table(data, "a.csv")
    rows = file_rows(table, guess(table.headings), "円")
    plans = plan_rows(rows=rows, fiscal_year=2020, as_of=DAY, writable={item.pk})
    assert [plan.state for plan in plans] == ["same", "same"]
    assert rows[0].name == "=SUM(A1)事業"
    assert figures(item) == before


def test_csv_holds_no_formula(item):
    money.line(money.envelope(item, name="=HYPERLINK(1)"))
    assert ",'=HYPERLINK(1)," in write_csv(envelope_views(Envelope.objects.all())).decode("utf-8-sig")


def upload(client, data, name="執行状況.csv"):
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, data), "fiscal_year": "2020", "as_of": "R2.9.30"})


def test_a_clerk_takes_a_file_in(client, item):
    """An unknown layout is asked for once; rows are looked at; the next file of the layout goes straight to them."""
    sign_in(client, Role.DIVISION_STAFF)
    money.envelope(item)
    answer = upload(client, FILE.encode("cp932"))
    record = BudgetImport.objects.get()
    assert answer.headers["Location"] == f"{IMPORTS}{record.uid}/layout/"
    form = client.get(f"{IMPORTS}{record.uid}/layout/").context["form"]
    values = {bound.name: bound.value() for bound in form}
    assert values["budget_code"] == ["予算科目コード"]
    assert client.post(f"{IMPORTS}{record.uid}/layout/", values).headers["Location"] == f"{IMPORTS}{record.uid}/"
    page = client.get(f"{IMPORTS}{record.uid}/").content.decode()
    assert "変わる行は1行" in page
    answer = client.post(f"{IMPORTS}{record.uid}/", {"accept": ["5"]})
    assert answer.headers["Location"] == "/staff/money/?year=2020"
    assert figures(item).committed == 600_000
    assert "850,000" in client.get("/staff/money/?year=2020").content.decode()
    again = upload(client, FILE.encode())
    assert again.headers["Location"].count("layout") == 0
    assert "変わらない行は1行" in client.get(again.headers["Location"]).content.decode()
    assert client.post(again.headers["Location"] + "drop/").status_code == 302
    assert sorted(BudgetImport.objects.values_list("state", flat=True)) == ["applied", "dropped"]
    assert ImportLayout.objects.count() == 1
    assert client.post(f"{IMPORTS}{record.uid}/", {"accept": ["5"]}).status_code == 200


def test_one_heading_is_one_column(client, item):
    sign_in(client, Role.DIVISION_STAFF)
    upload(client, FILE.encode())
    path = f"{IMPORTS}{BudgetImport.objects.get().uid}/layout/"
    values = {bound.name: bound.value() for bound in client.get(path).context["form"]}
    page = client.post(path, {**values, "spent": "当初予算額"}).content.decode()
    assert "「当初予算額」は「当初予算額」でも選んでいます" in page
    page = client.post(path, {**values, "spent": ""}).content.decode()
    assert "両方を選んでください" in page
    assert ImportLayout.objects.count() == 0


def test_bad_file_is_told_at_its_field(client, item):
    sign_in(client, Role.DIVISION_STAFF)
    page = upload(client, b"\x00\x01").content.decode()
    assert "文字コードを読めません" in page
    assert BudgetImport.objects.count() == 0


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 403), (Role.PARTNER, 403), (Role.SECRETARIAT, 200), (Role.DIVISION_STAFF, 200)])
def test_who_takes_files_in(client, item, role, status):
    sign_in(client, role)
    assert client.get(IMPORTS).status_code == status


def test_clerk_of_another_desk_takes_in_nothing_here(client, item):
    other = item.vision.items.get(code="A-P2")
    money.envelope(other)
    sign_in(client, Role.DIVISION_STAFF)
    upload(client, FILE.encode())
    record = BudgetImport.objects.get()
    values = {bound.name: bound.value() for bound in client.get(f"{IMPORTS}{record.uid}/layout/").context["form"]}
    client.post(f"{IMPORTS}{record.uid}/layout/", values)
    page = client.post(f"{IMPORTS}{record.uid}/", {"accept": ["5"]}).content.decode()
    assert "担当する事業の予算ではありません" in page
    assert BudgetLine.objects.count() == 0


def test_export_of_a_year(client, item):
    sign_in(client, Role.AUDITOR)
    money.line(money.envelope(item))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/staff/money/export/?year=2020").content))
    assert [cell.value for cell in book.active[2]][:6] == ["一般会計", "07-01-02-010", "企業誘致推進事業(架空)", "12", "委託料", 1_000_000]
    text = client.get("/staff/money/export/?year=2020&as=csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("一般会計,07-01-02-010,企業誘致推進事業(架空),12,委託料,1000000,")
    assert len(client.get("/staff/money/export/?year=2019&as=csv").content.decode("utf-8-sig").splitlines()) == 1
