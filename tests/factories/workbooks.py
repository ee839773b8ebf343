"""Workbooks as people and programs hand them in: edited, stripped, damaged."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from musubi.blocks.vision.interfaces.workbook import write_workbook


def edited(document, change, revision=1):
    """A workbook as an office program saves it after `change(book)`."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(document, revision=revision, title="台帳")))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet, heading, row, value):
    def change(book):
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row=row, column=column).value = value

    return change


def head_of(sheet, old, new):
    def change(book):
        next(cell for cell in book[sheet][1] if cell.value == old).value = new

    return change


def zip_with(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def hidden(book):
    book["体系"].sheet_state = "hidden"


def many_rows(book):
    page = book.create_sheet("控え")
    for number in range(20_002):
        page.append([number])


BAD = {
    "empty": lambda _document: b"",
    "not_excel": lambda _document: "番号,名称\nA,あ".encode("cp932"),
    "encrypted": lambda _document: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "old_format": lambda _document: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "broken": lambda d: write_workbook(d, revision=1, title="t")[:3000],
    "macro": lambda _document: zip_with(xl__workbook_xml="x", **{"xl__vbaProject.bin": "x"}),
    "ods": lambda _document: zip_with(**{"content.xml": "x"}),
    "bomb": lambda _document: zip_with(**{"xl__workbook.xml": b"0" * 40_000_000}),
    "too_large": lambda _document: b"PK" + b"0" * (20 * 1024 * 1024),
    "hidden": lambda d: edited(d, hidden),
    "too_many_rows": lambda d: edited(d, many_rows),
    "heading_missing": lambda d: edited(d, head_of("体系", "名称", "なまえ")),
    "heading_twice": lambda d: edited(d, head_of("体系", "名称(かな)", "名称")),
    "no_sheet": lambda d: edited(d, lambda book: [setattr(page, "title", f"x{n}") for n, page in enumerate(book)]),
}
