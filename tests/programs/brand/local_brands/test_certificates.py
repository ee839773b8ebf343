"""認定証: issued with the letter of a brand round, anew with a reason, kept as bytes, read by the holder and the office alone."""

import datetime as dt
import io
import shutil
import subprocess

import docx
import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from tests.factories import local_brands as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import Certificate, DecisionRecord
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.models import BrandCertificate

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def item(settings):
    settings.DEMO = True
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業課")
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def certificate(item):
    of = factory.call(item)
    application = factory.filed(of)
    factory.passed(factory.stage(of, 1), application)
    return factory.certificate(application)


def text_of(content):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def letters_of(decision):
    return issue_letters(decision=decision, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=factory.NOW)


def test_certificate_goes_out_with_the_letter_and_only_once(certificate):
    decision = DecisionRecord.objects.get(items__application=certificate.application)

    letters_of(decision)
    letters_of(decision)

    paper = BrandCertificate.objects.get()
    assert (paper.certificate, paper.product_name, paper.number) == (certificate, certificate.application.title, 1)
    assert paper.document.content
    assert paper.word.content


def test_letters_of_other_certifications_bring_none(item):
    of = factory.call(item, name="架空の認定(段階なし)")
    certificate = factory.certificate(factory.filed(of))

    letters_of(DecisionRecord.objects.get(items__application=certificate.application))

    assert not BrandCertificate.objects.exists()


def test_paper_says_number_product_maker_term_category_standard_and_conditions(certificate):
    factory.product(certificate, name="架空の狭山茶", standard="認定基準 令和2年版")

    paper = factory.paper(certificate, conditions="1. 基準を守ること\n2. 調査に協力すること")

    words = "".join(cell.text for table in docx.Document(io.BytesIO(bytes(paper.word.content))).tables for row in table.rows for cell in row.cells)
    told = text_of(bytes(paper.document.content))
    for text in (certificate.number, "令和2年6月20日", "令和5年6月20日", "茶", "認定基準令和2年版", "1.基準を守ること", "2.調査に協力すること"):
        assert text in told
        assert text in "".join(words.split())
    for text in ("認定証", "架空の狭山茶", "".join(str(certificate.application.party).split()), "架空市長"):
        assert text in told


def test_issued_anew_needs_a_reason_and_the_older_one_stays(certificate):
    first = factory.paper(certificate)

    with pytest.raises(BrandError) as caught:
        factory.paper(certificate)
    assert caught.value.code == "reason"
    second = factory.paper(certificate, reason="事業者名が変わった")

    assert [paper.number for paper in certificate.brand_papers.order_by("number")] == [1, 2]
    assert bytes(BrandCertificate.objects.get(pk=first.pk).document.content) == bytes(first.document.content)
    assert "再発行" in text_of(bytes(second.document.content))
    with pytest.raises(IntegrityError), transaction.atomic():
        BrandCertificate.objects.filter(pk=second.pk).update(reason="")


def test_revoked_certification_gets_no_paper(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(revoked_on=dt.date(2020, 6, 30))

    with pytest.raises(BrandError) as caught:
        factory.paper(certificate)

    assert caught.value.code == "revoked"


def test_clerk_issues_by_form_and_holder_reads_and_others_do_not(client, certificate):
    made = factory.product(certificate)
    clerk, holder = person(Role.SECRETARIAT), certificate.application.applicant
    client.force_login(clerk, backend=BACKEND)
    address = f"/staff/brands/{made.uid}/"
    assert "認定証はまだありません" in client.get(address).content.decode()
    client.post(f"{address}step/certificate/", {"conditions": "基準を守ること"})
    assert client.post(f"{address}step/certificate/", {"conditions": "基準を守ること"}).status_code == 422
    assert client.post(f"{address}step/certificate/", {"conditions": "𠮟らない𓀀", "reason": "字"}).status_code == 422
    paper = BrandCertificate.objects.get()
    files = [f"/my/brands/certificates/{paper.uid}.{ending}" for ending in ("pdf", "docx")]
    assert all(file in client.get(address).content.decode() for file in files)
    assert [client.get(file).content for file in files] == [bytes(paper.document.content), bytes(paper.word.content)]

    client.force_login(holder, backend=BACKEND)
    assert files[0] in client.get("/my/brands/").content.decode()
    assert client.get(files[0]).status_code == 200
    client.force_login(person(Role.COUNCIL_MEMBER), backend=BACKEND)
    assert [client.get(file).status_code for file in files] == [404, 404]
    client.logout()
    assert client.get(files[0]).status_code == 302


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice: apt-get install libreoffice-writer")
def test_word_file_opens_in_libreoffice_with_everything_on_one_page(certificate, tmp_path):
    factory.product(certificate, standard="認定基準 令和2年版")
    paper = factory.paper(certificate, conditions="1. 基準を守ること\n2. 調査に協力すること\n3. 期間の後は使わないこと")
    (tmp_path / "paper.docx").write_bytes(bytes(paper.word.content))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"

    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "paper.docx")],
        check=True,
        capture_output=True,
        timeout=240,
    )

    read = PdfReader(str(tmp_path / "paper.pdf"))
    assert len(read.pages) == 1
    told = "".join("".join(page.extract_text() for page in read.pages).split())
    for text in (certificate.number, "認定証", "令和2年6月20日", "架空市長", "3.期間の後は使わないこと"):
        assert text in told
