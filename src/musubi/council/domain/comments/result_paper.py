"""意見募集の結果 as a paper: PDF/A, Word and Excel of what is published, kept as bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE, to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.documents import input_sha256, issue_file
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.papers.models import Document
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import AuthorClass, OpinionChannel, Stance
from musubi.council.models import CommentCall

SERIES = "comment-result"
FORMATS = {
    "pdf": (to_pdf, PDF),
    "docx": (to_word, DOCX),
    "xlsx": (to_excel, XLSX),
}


def compose(content: dict[str, Any], *, division: str, dated: dt.date) -> Paper:
    """The result as a paper, in Japanese."""
    with override("ja"):
        days = f"{format_date(dt.date.fromisoformat(content['starts_on']))}〜{format_date(dt.date.fromisoformat(content['ends_on']))}"
        counted = [
            (_("募集の期間"), days),
            (_("出した人"), _("%(senders)d人(意見%(points)d件)") % content),
            (_("出した方法"), _words(content["channels"], OpinionChannel)),
            (_("出した人の区分"), _words(content["classes"], AuthorClass)),
            (_("市の考え方の区分"), _words(content["stances"], Stance)),
        ]
        head = [_("番号"), _("意見の概要"), _("件数"), _("区分"), _("市の考え方")]
        rows = [
            [str(group["number"]), group["summary"], group["count"], str(Stance(group["stance"]).label), group["answer"]]
            for group in content["groups"]
        ]
        return Paper(
            title=_("意見募集の結果"),
            above=[content["title"], division],
            parts=[
                Facts("", counted),
                Lines(_("結果のまとめ"), [line for line in content["result_text"].splitlines() if line.strip()], _("該当なし")),
                Grid(_("意見と市の考え方"), head, [1, 6, 1, 2, 8], rows, _("該当なし")),
            ],
            dated=dated,
            foot=f"{division} {_('架空のデータ(デモ)')}" if settings.DEMO else division,
            landscape=True,
        )


def _words(counts: dict[str, int], choices: Any) -> str:
    return "、".join(f"{choices(key).label if key else '—'} {count}" for key, count in counts.items()) or "—"


def rendered(paper: Paper) -> dict[str, bytes]:
    """The paper's files by suffix. Raises CouncilError for characters that no font holds."""
    try:
        return {suffix: write(paper) for suffix, (write, _media) in FORMATS.items()}
    except MissingGlyphsError as error:
        raise CouncilError("glyphs", error.message) from error


def keep(call: CommentCall, files: dict[str, bytes], *, content: dict[str, Any], dated: dt.date, actor: Any, now: dt.datetime) -> None:
    """Issue the files of the call's present edition of the result."""
    for suffix, data in files.items():
        issue_file(
            series=SERIES,
            subject=_subject(call, suffix),
            title=call.title,
            file_name=f"result-{call.slug}-{call.result_number}.{suffix}",
            media_type=FORMATS[suffix][1],
            content=data,
            template=TEMPLATE.name,
            template_sha256="",
            input_sha256=input_sha256(content),
            dated=dated,
            actor=actor,
            now=now,
        )


def kept(call: CommentCall, suffix: str) -> Document | None:
    """The stored file of the result that stands."""
    return Document.objects.filter(series=SERIES, subject=_subject(call, suffix)).first()


def _subject(call: CommentCall, suffix: str) -> str:
    return f"{call.uid}-{call.result_number}-{suffix}"
