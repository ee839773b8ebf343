"""An office file as a template: what it is, whether it can be filled, filling it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateError

from musubi.blocks.kernel.pages.media_types import DOCX, XLSX
from musubi.blocks.papers.domain.filling.excel import check_excel, fill_excel
from musubi.blocks.papers.domain.filling.tags import Finding, Vocabulary
from musubi.blocks.papers.domain.filling.word import check_word, fill_word
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file

MEDIA_TYPES = {".xlsx": XLSX, ".docx": DOCX}
MOST_BYTES = 5 * 1024 * 1024


class TemplateFaultsError(Exception):
    """The file cannot be filled; `findings` tell what and where."""

    code = "template_faults"

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(_("様式に直すところが%(count)d件あります") % {"count": len(findings)})
        self.findings = findings


class FillError(Exception):
    """A checked template could not take these values, e.g. it computes with a figure that is not there."""

    code = "fill"

    def __init__(self, name: str, why: str) -> None:
        message = _("様式「%(name)s」に値を入れられません。計算に使う項目に値がないようです。計算をやめて、項目だけを書いてください(%(why)s)")
        super().__init__(message % {"name": name, "why": why})


def suffix_of(file_name: str) -> str:
    """The ending that says the kind: .xlsx or .docx."""
    return Path(file_name).suffix.lower()


def faults(file_name: str, content: bytes, vocabulary: Vocabulary) -> list[Finding]:
    """What keeps a file from being a template, by place; [] when it can be used."""
    suffix = suffix_of(file_name)
    if suffix not in MEDIA_TYPES:
        return [Finding(_("ファイル"), _("ExcelかWordのファイル(.xlsx・.docx)を選んでください。マクロ付きの形式は使えません"))]
    if len(content) > MOST_BYTES:
        return [Finding(_("ファイル"), _("5MBを超えています。画像を減らして保存し直してください"))]
    try:
        kind = check_file(content, file_name).media_type
    except FileRefusedError as error:
        return [Finding(_("ファイル"), str(error))]
    if kind != MEDIA_TYPES[suffix]:
        names = {XLSX: "Excel", DOCX: "Word"}
        found = _("名前は%(suffix)sですが、中身は%(kind)sではありません。%(kind)sで開いて保存し直してください")
        return [Finding(_("ファイル"), found % {"suffix": suffix, "kind": names[MEDIA_TYPES[suffix]]})]
    return (check_excel if suffix == ".xlsx" else check_word)(content, vocabulary)


def filled(*, name: str, file_name: str, content: bytes, values: Mapping[str, Any]) -> bytes:
    """The template `name` filled; equal input gives equal bytes. Raises FillError."""
    try:
        return fill_excel(content, values) if suffix_of(file_name) == ".xlsx" else fill_word(content, values)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise FillError(name, str(error)) from error
