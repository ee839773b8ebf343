"""An applicant on a telephone, from the call to the receipt: typed text saves itself, a file goes in parts, every page without findings."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfWriter
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.applications.models import Application, Receipt
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(settings):
    settings.DEMO = True
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    now = clock.now()
    documents = [{"key": "estimate", "label": "見積書", "help": "2者以上から取ったもの"}]
    terms = {**factory.TERMS, "documents": documents}
    return factory.open_call(vision.items.get(code="A-P1"), terms=terms, opens_at=now - dt.timedelta(days=9), closes_at=now + dt.timedelta(days=3))


def large_pdf():
    """A PDF of more than one part."""
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue() + b"\n%" + b"0" * 1_400_000 + b"\n%%EOF"


def looked_at(page):
    """Nothing wrong on the page as it stands."""
    assert axe_findings(page) == []
    assert overflow(page) == []


def test_walk_from_the_call_to_the_receipt(call, open_page, tmp_path):
    user, party = factory.applicant()
    page = open_page("/support/", user=user, size="phone")
    looked_at(page)
    page.get_by_role("link", name=call.name).click()
    looked_at(page)
    page.get_by_role("link", name="申請できるか確かめる").click()
    page.get_by_text("はい", exact=True).click()
    page.get_by_role("button", name="確かめる").click()
    looked_at(page)
    page.get_by_role("link", name="申請を書き始める").click()
    looked_at(page)
    page.get_by_role("button", name="この申請者で書き始める").click()
    page.locator("#q-title").wait_for()
    page.wait_for_load_state()  # what is typed before the script is there is saved with the next change
    page.locator("#q-title").fill("狭山茶の菓子（架空）")
    page.locator("#q-employees").fill("三人")
    page.locator("#q-employees").blur()
    page.get_by_text("整数として読めません").wait_for()
    page.locator("#q-employees").fill("3")
    page.locator("#q-plan").fill("新しい菓子を作る（架空）")
    page.locator("select[name$=-category]").select_option(label="原材料費")
    page.locator("input[name^=costs-][name$=-label]").fill("茶葉（架空）")
    page.locator("input[name^=costs-][name$=-amount]").fill("80万円")
    page.locator("input[name^=costs-][name$=-amount]").blur()
    page.locator("#amount .big", has_text="400,000円").wait_for()
    looked_at(page)
    chosen = tmp_path / "estimate.pdf"
    chosen.write_bytes(large_pdf())
    page.locator("#pick-estimate").set_input_files(chosen)
    page.get_by_role("link", name="estimate.pdf").wait_for()
    page.get_by_role("button", name="確かめて提出へ").click()
    looked_at(page)
    page.get_by_role("button", name="この内容で提出する").click()
    page.get_by_role("heading", name="受付票").wait_for()
    looked_at(page)
    receipt, made = Receipt.objects.get(), Application.objects.get()
    assert receipt.number in page.content()
    assert (made.party, made.requested) == (party, 400_000)
    assert receipt.content["files"][0]["sha256"] == made.files.get().sha256
    page.goto("/my/applications/")
    looked_at(page)
    page.get_by_role("link", name=call.name).click()
    looked_at(page)
