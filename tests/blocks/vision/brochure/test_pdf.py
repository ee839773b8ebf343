"""A PDF with a text layer: its lines wrap, its cells run into one another, and its table has no columns."""

import io
import re
import shutil
import subprocess

import pypdf
import pytest
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from musubi.blocks.vision.domain.brochure import as_contract, read_brochure_file, read_brochure_text

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def pdf_of(pages):
    """A PDF whose glyphs are UTF-16 units, mapped to characters by its ToUnicode table as word processors do."""
    writer = pypdf.PdfWriter()
    table = DecodedStreamObject()
    table.set_data(TO_UNICODE)
    name = NameObject
    descendant = DictionaryObject({
        name("/Type"): name("/Font"), name("/Subtype"): name("/CIDFontType2"), name("/BaseFont"): name("/Made"),
        name("/CIDSystemInfo"): DictionaryObject({
            name("/Registry"): TextStringObject("Adobe"), name("/Ordering"): TextStringObject("Identity"),
            name("/Supplement"): NumberObject(0),
        }),
        name("/DW"): NumberObject(1000),
    })  # fmt: skip
    font = DictionaryObject({
        name("/Type"): name("/Font"), name("/Subtype"): name("/Type0"), name("/BaseFont"): name("/Made"),
        name("/Encoding"): name("/Identity-H"), name("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
        name("/ToUnicode"): writer._add_object(table),
    })  # fmt: skip
    reference = writer._add_object(font)
    for lines in pages:
        page = writer.add_blank_page(width=600, height=900)
        page[name("/Resources")] = DictionaryObject({name("/Font"): DictionaryObject({name("/F1"): reference})})
        content = DecodedStreamObject()
        content.set_data(
            "\n".join(
                f"BT /F1 10 Tf 40 {880 - 12 * row} Td <{line.encode('utf-16-be').hex()}> Tj ET" for row, line in enumerate(lines) if line
            ).encode()
        )
        page[name("/Contents")] = writer._add_object(content)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def wrapped(text, width=48):
    """The text's lines as a page's layer gives them: tags and tabs gone, wrapped where the line is full."""
    text = re.sub(r"<[^>]*>", "", text).replace("\t", " ")
    lines = []
    for line in text.split("\n"):
        paragraph = re.sub(" +", " ", line).strip()
        lines += [paragraph[i : i + width] for i in range(0, len(paragraph), width)]
    return lines


@pytest.mark.parametrize("width", [38, 44, 48, 52, 60, 200])
def test_wrapped_lines_read_as_the_original(brochure, width):
    assert as_contract(read_brochure_text("\n".join(wrapped(brochure, width)))) == as_contract(read_brochure_text(brochure))


def test_a_pdf_reads_as_its_text(brochure):
    lines = wrapped(brochure)
    data = pdf_of([lines[start : start + 60] for start in range(0, len(lines), 60)])
    assert as_contract(read_brochure_file(data)) == as_contract(read_brochure_text(brochure))


@pytest.mark.office
def test_a_pdf_from_an_office_program_reads_as_its_text(brochure, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    source = tmp_path / "brochure.txt"
    source.write_text(brochure, encoding="utf-8")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf:writer_pdf_Export",
         "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    draft = read_brochure_file((tmp_path / "brochure.pdf").read_bytes())
    assert as_contract(draft) == as_contract(read_brochure_text(brochure))
