"""The roadmap on paper."""

import datetime as dt
import io
import shutil
import subprocess
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from tests.factories.vision import full_row, small_document, store

from musubi.blocks.audit.models import Event
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.published import published
from musubi.blocks.vision.interfaces.roadmap_papers import roadmap_pdf, roadmap_xlsx

pytestmark = pytest.mark.django_db
TODAY = dt.date(2020, 10, 14)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def found():
    return confirmed()


def confirmed(name="=企業誘致推進事業", programs=2):
    document = small_document(programs=programs)
    items = dict(document.rows("items"))
    items["itema-p1"] = {**items["itema-p1"], "name": name}
    marks = {
        **document.rows("marks"),
        "up": full_row("marks", item="A-P1", kind="upgrade", fiscal_year=None, certain=False),
        "st": full_row("marks", item="A-P2", kind="start", fiscal_year=2018, certain=False),
        "ac": full_row("marks", item="A-P1", kind="continue", track="actual", fiscal_year=2018),
    }
    vision = store(PlanDocument({**document.tables, "items": items, "marks": marks}))
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return published(vision)


def rows(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_workbook_holds_the_brochures_signs_and_text_as_text(found):
    table = rows(roadmap_xlsx(found, today=TODAY))
    assert table[2][:5] == ["先導プロジェクト", "番号", "区分", "重点事業", "線"]
    assert table[2][6] == "2019\n令和元年度"
    assert table[3][1:] == ["A-P1", "□", "=企業誘致推進事業", "計画", "←─", "─", "─", "─", "─→", "◆の年度を確認中"]
    assert table[4][4:10] == ["実績", "━", "━", "━", "", ""]
    assert table[5][5] == "(●)─"


def test_workbook_is_byte_stable(found):
    assert roadmap_xlsx(found, today=TODAY) == roadmap_xlsx(found, today=TODAY)


def test_pdf_is_issued_once_and_served_again_byte_for_byte(found, client):
    first = client.get("/roadmap.pdf")
    assert first.headers["Content-Type"] == "application/pdf"
    assert client.get("/roadmap.pdf").content == first.content
    document = Document.objects.get()
    assert (document.number, document.subject, document.language) == (1, found.edition.uid, "ja")
    assert Event.objects.filter(verb="papers.issued").count() == 1
    assert bytes(document.content) == first.content


def test_pdf_tells_each_lane_in_words(found):
    document = roadmap_pdf(found, actor=None, now=timezone.now())
    assert document.dated == found.edition.confirmed_at.astimezone(TOKYO).date()
    reader = PdfReader(io.BytesIO(bytes(document.content)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "企業誘致推進事業" in text.replace("\n", "")
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    alternatives = [value["/Alt"] for value in objects if isinstance(value, dict) and "/Alt" in value]
    assert sorted(alternatives) == [
        "計画: 2018年度から2022年度まで、2018年度にスタート(年度を確認中)。 実績の登録はまだありません。",
        "計画: 2018年度から2022年度まで、バージョンアップ(年度を確認中)。 実績: 2018年度から2022年度まで。",
    ]


def test_issued_document_cannot_be_changed_or_removed(found):
    document = roadmap_pdf(found, actor=None, now=timezone.now())
    for change in (lambda: Document.objects.update(title="別"), document.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_next_edition_is_a_document_of_its_own(found):
    first = roadmap_pdf(found, actor=None, now=timezone.now())
    confirm_edition(vision=found.vision, actor=None, now=timezone.now(), label="改定版")
    second = roadmap_pdf(published(found.vision), actor=None, now=timezone.now())
    assert (first.number, second.number) == (1, 2)
    assert first.content != second.content


def test_name_that_cannot_be_drawn_is_told_and_nothing_is_issued(client):
    confirmed(name="絵文字😀事業")
    page = client.get("/roadmap.pdf", follow=True)
    assert "😀 (U+1F600)" in page.content.decode()
    assert Document.objects.count() == 0


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice: apt-get install libreoffice-calc")
def test_workbook_opens_in_an_office_program(found, tmp_path):
    source = tmp_path / "roadmap.xlsx"
    source.write_bytes(roadmap_xlsx(found, today=TODAY))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "roadmap.csv").read_text(encoding="utf-8")
    assert "=企業誘致推進事業" in text
    assert "◆の年度を確認中" in text
