"""`musubi plan read | import | export`: read a brochure, keep a plan as a draft, write a plan to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from musubi.blocks.vision.domain.brochure import BrochureDraft, NotAVision, as_contract, read_brochure_file
from musubi.cli.__main__ import prepare_django

if TYPE_CHECKING:
    from musubi.blocks.vision.domain.document import PlanDocument
    from musubi.blocks.vision.models import Vision

KINDS = {"new": "新規", "existing": "既存", "unknown": "確認中"}
LEVELS = {"lead_project": "先導プロジェクト", "initiative": "取組", "program": "重点事業", "group": "まとまり"}
FROM_BROCHURE = "brochure"  # a brochure names no address
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}  # the reader says what is wrong with all but the first
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help="計画の概要版を読み取り、計画を取り込み、書き出します。")
def plan() -> None:
    """Work with plans in files."""


@plan.command(help="概要版(テキストか文字の入ったPDF)を読み取って示します。何も保存しません。")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="決まった形のJSONで出します。")
def read(file: Path, *, as_json: bool) -> None:
    """Print what a brochure tells; needs neither settings nor database."""
    draft = _draft(file, file.read_bytes())
    if as_json:
        click.echo(json.dumps(as_contract(draft), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join([*_told(draft), *_told_doubts(draft)]))


def _draft(file: Path, data: bytes) -> BrochureDraft:
    try:
        return read_brochure_file(data)
    except NotAVision as error:
        _refuse(f"{file.name}: {error}")


def _refuse(message: str) -> NoReturn:
    """Say why the input cannot be used, and leave with the code for unusable input."""
    click.echo(message, err=True)
    raise SystemExit(2)


def _mark(*, provisional: bool) -> str:
    return "(仮称)" if provisional else ""


def _told(draft: BrochureDraft) -> list[str]:
    lines = [f"{draft.title}{draft.edition} {draft.published}".strip()]
    if draft.publisher:
        lines.append(f"発行: {draft.publisher.name} 電話 {draft.publisher.tel or '(記載なし)'}")
    if draft.period:
        lines.append(f"期間: {draft.period.label} {draft.period.first_fiscal_year}–{draft.period.last_fiscal_year}年度")
    if draft.council:
        lines.append(f"推進会議: {_mark(provisional=draft.council.provisional)}{draft.council.name}")
    for project in draft.lead_projects:
        lines += ["", f"{project.code} {project.name}"]
        lines += [f"  {item.code} {_mark(provisional=item.provisional)}{item.name}" for item in draft.initiatives if item.project == project.code]
        lines += [
            f"  {item.code} {_mark(provisional=item.provisional)}{item.name} [{KINDS[item.kind]}]"
            for item in draft.programs
            if item.project == project.code
        ]
    counts = [len(draft.lead_projects), len(draft.initiatives), len(draft.programs)]
    return [*lines, "", f"先導プロジェクト {counts[0]}、取組 {counts[1]}、重点事業 {counts[2]}"]


def _told_doubts(draft: BrochureDraft) -> list[str]:
    lines = ["", f"確かめること(読み取りに疑いのあるところ) {len(draft.doubts)}件"]
    lines += [f"  {d.line}行目 {d.about}: 「{d.seen}」→「{d.reading}」 {d.why}" for d in draft.doubts]
    lines += ["", f"概要版に書かれていないこと {len(draft.unknowns)}件"]
    return [*lines, *(f"  {u.about}: {u.message}" for u in draft.unknowns), "", "何も保存していません。"]


@plan.command(name="import", help="概要版か計画のファイル(JSON、計画台帳.xlsx)を案の計画として取り込みます。--apply がなければ保存しません。")
@click.argument("file", type=FILE)
@click.option("--slug", default="", help="計画のアドレス名(半角の英数字とハイフン)。省くとファイルにある名前か、期間の始まりから付けます。")
@click.option("--apply", "apply_", is_flag=True, help="案の計画として保存します。")
def import_(file: Path, *, slug: str, apply_: bool) -> None:
    """Show what would be kept; with --apply keep it as a draft."""
    prepare_django()
    from django.db import DatabaseError  # noqa: PLC0415 - Django must be set up first

    document = _document(file)
    try:
        _import(document, slug=slug, apply_=apply_)
    except DatabaseError as error:
        raise click.ClickException("データベースがまだ使えません。先に musubi setup を実行してください。") from error


def _document(file: Path) -> PlanDocument:
    """The plan of a file: our own JSON, a plan workbook, else a brochure."""
    from musubi.blocks.vision.domain.brochure.document import draft_document  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.interchange import NotAPlanError, document_from_text  # noqa: PLC0415 - as above

    data = file.read_bytes()
    if file.suffix.lower() in WORKBOOKS:
        return _workbook(file, data)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return draft_document(_draft(file, data), slug=FROM_BROCHURE)
    try:
        return document_from_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        _refuse(f"{file.name}: UTF-8の文字として読めません。")
    except NotAPlanError as error:
        _refuse(f"{file.name}: {error}")


def _workbook(file: Path, data: bytes) -> PlanDocument:
    from musubi.blocks.kernel.workbooks.reading import WorkbookError  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.vision.domain.document import PlanDocument  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.tables import specs  # noqa: PLC0415 - as above
    from musubi.blocks.vision.domain.validation import problems_of  # noqa: PLC0415 - as above
    from musubi.blocks.vision.interfaces.workbook import read_workbook  # noqa: PLC0415 - as above

    try:
        found = read_workbook(data)
    except WorkbookError as error:
        _refuse(f"{file.name}: {error}")
    named = {uid: {**row, "slug": row["slug"] or FROM_BROCHURE} for uid, row in found.document.rows("plan").items()}
    document = PlanDocument({**found.document.tables, "plan": named})
    problems = found.problems or problems_of(document, specs())
    if problems:
        places = [found.cells.get((p.table, p.uid, p.column)) or p.table for p in problems]
        _refuse("\n".join(f"{place}: {p.message}" for place, p in zip(places[:50], problems, strict=False)))
    for note in found.notes:
        click.echo(note)
    return document


def _import(document: PlanDocument, *, slug: str, apply_: bool) -> None:
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.vision.domain.plans import (  # noqa: PLC0415 - as above
        PlanStateError,
        check_document,
        check_slug,
        free_slug,
        keep_draft,
    )
    from musubi.blocks.vision.domain.store import InvalidPlanError  # noqa: PLC0415 - as above

    own = str(next(iter(document.rows("plan").values()))["slug"])
    name = slug or (free_slug(document) if own == FROM_BROCHURE else own)
    try:
        check_slug(name)
        check_document(document)
        _tell_document(document, name)
        if not apply_:
            click.echo("保存していません。保存するには --apply を付けてください。")
            return
        vision = keep_draft(document=document, slug=name, actor=None, now=clock.now(), title="計画の取り込み")
    except PlanStateError as error:
        _refuse(str(error))
    except InvalidPlanError as error:
        _refuse("\n".join(f"{p.table} {p.uid} {p.column}: {p.message}" for p in error.problems[:50]))
    click.echo(f"案の計画として保存しました: {vision.title} ({vision.slug})")


def _tell_document(document: PlanDocument, slug: str) -> None:
    from musubi.blocks.vision.domain.plans import counts_of  # noqa: PLC0415 - Django must be set up first

    title = next(iter(document.rows("plan").values()))["title"]
    click.echo(f"{title} ({slug})")
    for kind, count in counts_of(document).items():
        click.echo(f"  {LEVELS[kind]}: {count}件")
    for name, label in (("organizations", "組織"), ("marks", "工程の印"), ("pairings", "対応"), ("questions", "確認事項")):
        click.echo(f"  {label}: {len(document.rows(name))}件")


@plan.command(help="計画をファイルに書き出します。名前が .xlsx なら計画台帳、ほかはJSONです。--slug を省くと現行の計画です。")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--slug", default="", help="計画のアドレス名。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
def export(file: Path, *, slug: str, force: bool) -> None:
    """Write a plan as it stands."""
    prepare_django()
    from django.db import DatabaseError  # noqa: PLC0415 - Django must be set up first

    from musubi.blocks.vision.domain.store import load_document  # noqa: PLC0415 - as above

    if file.exists() and not force:
        raise click.UsageError(f"{file} はすでにあります。別の名前にするか --force を付けてください")
    try:
        vision = _plan(slug)
        document = load_document(vision) if vision else None
    except DatabaseError as error:
        raise click.ClickException("データベースがまだ使えません。先に musubi setup を実行してください。") from error
    if vision is None or document is None:
        _refuse(f"「{slug}」という計画はありません。" if slug else "現行の計画がまだありません。")
    file.write_bytes(_bytes(file, vision, document))
    click.echo(f"{file}: {vision.title} ({vision.slug}) を書き出しました")


def _bytes(file: Path, vision: Vision, document: PlanDocument) -> bytes:
    """A workbook where the file's name asks for one, else JSON."""
    from musubi.blocks.vision.interfaces.workbook import write_workbook  # noqa: PLC0415 - Django must be set up first

    if file.suffix.lower() != ".xlsx":
        return f"{document.to_json()}\n".encode()
    last = vision.revisions.order_by("-number").values_list("number", flat=True).first()
    return write_workbook(document, revision=last or 0, title=f"{vision.title} 計画台帳")


def _plan(slug: str) -> Vision | None:
    from musubi.blocks.vision.domain.editions import plan_in_force  # noqa: PLC0415 - Django must be set up first
    from musubi.blocks.vision.models import Vision  # noqa: PLC0415 - as above

    found: Any = Vision.objects.filter(slug=slug).first() if slug else plan_in_force()
    return found
