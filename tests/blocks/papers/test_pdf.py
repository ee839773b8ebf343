"""PDF: archival, tagged, self-contained and the same for equal input."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from musubi.blocks.papers.domain.fonts import MissingGlyphsError, missing_glyphs
from musubi.blocks.papers.domain.pdf import render_pdf

DATED = dt.date(2020, 10, 14)
TEMPLATE = """#import "/blocks/papers/typst/base.typ": paper
#let data = json(bytes(sys.inputs.data))
#show: paper.with(data)
= #data.title
#data.body
"""


@pytest.fixture
def template(monkeypatch, tmp_path):
    """A template beside the frame of every paper."""
    import shutil

    from musubi.blocks.papers.domain import pdf

    shutil.copytree(pdf.ROOT / "blocks/papers/typst", tmp_path / "blocks/papers/typst")
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    path = tmp_path / "sheet.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def data(body="本文です。"):
    return {"title": "工程表", "body": body, "foot": "足", "language": "ja"}


def test_pdf_is_archival_and_tagged(template):
    content = render_pdf(template=template, data=data(), dated=DATED)
    reader = PdfReader(io.BytesIO(content))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert reader.trailer["/Root"]["/Lang"] == "ja"
    assert "本文です" in reader.pages[0].extract_text()


def test_every_font_is_embedded(template):
    reader = PdfReader(io.BytesIO(render_pdf(template=template, data=data(), dated=DATED)))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        assert "BIZUDP" in descriptor["/FontName"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_equal_input_gives_equal_bytes_and_other_input_others(template):
    first = render_pdf(template=template, data=data(), dated=DATED)
    assert render_pdf(template=template, data=data(), dated=DATED) == first
    assert render_pdf(template=template, data=data("別の本文"), dated=DATED) != first


def test_date_is_the_documents(template):
    reader = PdfReader(io.BytesIO(render_pdf(template=template, data=data(), dated=DATED)))
    assert reader.metadata.creation_date.date() == DATED


def test_characters_without_a_glyph_are_named_before_rendering(template):
    with pytest.raises(MissingGlyphsError) as caught:
        render_pdf(template=template, data={**data(), "rows": [{"name": "絵文字😀と☑"}]}, dated=DATED)
    assert caught.value.characters == ("☑", "😀")
    assert "☑ (U+2611)" in caught.value.message


def test_names_that_officials_use_can_be_drawn():
    assert missing_glyphs(["髙﨑 邊邉 ㈱ ①Ⅲ ○□●◆→ 〜ー 〒359-8501"]) == set()
