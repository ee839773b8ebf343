"""Freeze a year, publish it, find what changed since, and correct it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.papers.domain.filling.files import MEDIA_TYPES, suffix_of
from musubi.blocks.papers.domain.pdf import generator
from musubi.blocks.reporting.domain.figures import year_rows
from musubi.blocks.reporting.domain.reports import ReasonMissingError
from musubi.blocks.reporting.domain.rows import Difference, YearRows, differences, from_bytes, to_bytes
from musubi.blocks.reporting.domain.suppression import public_rows, thresholds
from musubi.blocks.reporting.domain.templates import fill
from musubi.blocks.reporting.enums import EditionStatus, Progress, ReportStatus
from musubi.blocks.reporting.models import EditionPaper, Erratum, ReportTemplate, YearEdition
from musubi.blocks.vision.models import PlanItem, Vision


class NothingReportedError(Exception):
    """The year holds no report at all."""

    code = "nothing_reported"


class AlreadyPublishedError(Exception):
    """The edition is public already."""

    code = "already_published"


@dataclass(frozen=True)
class Gap:
    """What a year still lacks before it is frozen; the secretariat may freeze it all the same, with a note."""

    code: str
    name: str
    message: str


def gaps(rows: YearRows) -> list[Gap]:
    """Reports that are missing or unconfirmed, and values that are not typed in."""
    found = []
    for row in rows.programs:
        if row.progress == Progress.UNREPORTED:
            found.append(Gap(row.code, row.name, _("報告がありません")))
        elif row.status != ReportStatus.CONFIRMED:
            found.append(Gap(row.code, row.name, _("課長の確認が済んでいません")))
        found += [
            Gap(row.code, row.name, _("指標「%(name)s」の値が未入力です") % {"name": each.name}) for each in row.indicators if each.state == "未入力"
        ]
    return found


@transaction.atomic
def freeze_year(*, vision: Vision, fiscal_year: int, actor: Any, now: dt.datetime, today: dt.date, note: str = "") -> YearEdition:
    """Keep the year's bytes as its next edition. Raises NothingReportedError; ReasonMissingError for gaps without a note."""
    lock(Vision.objects.filter(pk=vision.pk))
    rows = year_rows(vision=vision, fiscal_year=fiscal_year, today=today)
    if all(row.progress == Progress.UNREPORTED for row in rows.programs):
        raise NothingReportedError(_("この年度の進捗報告がまだ1件もありません。照会を送るか、各事業の画面で報告を書いてください"))
    if gaps(rows) and not note.strip():
        raise ReasonMissingError(_("揃っていないものがあります。このまま確定するときは、説明に理由を書いてください"))
    content = to_bytes(rows)
    last = YearEdition.objects.filter(vision=vision, fiscal_year=fiscal_year).order_by("-number").first()
    edition = YearEdition.objects.create(
        vision=vision,
        fiscal_year=fiscal_year,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        generator=generator(),
        note=note,
        frozen_at=now,
        frozen_by=actor,
    )
    record_event(actor=actor, verb="edition.frozen", obj=edition, now=now, after={"sha256": edition.sha256, "number": edition.number}, reason=note)
    return edition


def rows_of(edition: YearEdition) -> YearRows:
    """The frozen rows."""
    return from_bytes(bytes(edition.content))


@transaction.atomic
def publish_edition(*, edition: YearEdition, actor: Any, now: dt.datetime) -> YearEdition:
    """課長の確認: from now on the public sees it. Raises AlreadyPublishedError."""
    current: YearEdition = lock(YearEdition.objects.filter(pk=edition.pk))[0]
    if current.status == EditionStatus.PUBLISHED:
        raise AlreadyPublishedError(_("この版は、もう公表されています"))
    YearEdition.objects.filter(pk=current.pk).update(
        status=EditionStatus.PUBLISHED, published_at=now, published_by=actor, version=current.version + 1
    )
    record_event(actor=actor, verb="edition.published", obj=current, now=now, after={"sha256": current.sha256})
    return YearEdition.objects.get(pk=current.pk)


def published_editions(vision: Vision) -> list[YearEdition]:
    """Of each year the newest public edition, newest year first, without its bytes."""
    found: dict[int, YearEdition] = {}
    editions = YearEdition.objects.defer("content").filter(vision=vision, status=EditionStatus.PUBLISHED)
    for edition in editions.order_by("-fiscal_year", "-number"):
        found.setdefault(edition.fiscal_year, edition)
    return list(found.values())


def published_year(vision: Vision, fiscal_year: int | None = None) -> YearEdition | None:
    """The newest public edition of a year, or of the newest year that has one; one query."""
    editions = YearEdition.objects.filter(vision=vision, status=EditionStatus.PUBLISHED)
    if fiscal_year is not None:
        editions = editions.filter(fiscal_year=fiscal_year)
    return editions.order_by("-fiscal_year", "-number").first()


def correction_candidates(edition: YearEdition, *, today: dt.date) -> list[Difference]:
    """訂正候補: what the live records say otherwise than the frozen edition, without what an erratum already tells."""
    live = year_rows(vision=edition.vision, fiscal_year=edition.fiscal_year, today=today)
    told = {(erratum.path, erratum.after) for erratum in edition.errata.all()}
    return [each for each in differences(rows_of(edition), live) if (each.path, each.after) not in told and not each.path.endswith("/status")]


@transaction.atomic
def correct_edition(*, edition: YearEdition, difference: Difference, label: str, reason: str, actor: Any, now: dt.datetime) -> Erratum:
    """Record an erratum; the stored bytes stay. Raises ReasonMissingError."""
    if not reason.strip():
        raise ReasonMissingError(_("訂正の理由を書いてください。正誤表に載ります"))
    erratum = Erratum.objects.create(
        edition=edition,
        item=PlanItem.objects.filter(vision=edition.vision, code=difference.code).first(),
        path=difference.path[:200],
        label=label[:200],
        before=difference.before,
        after=difference.after,
        reason=reason,
        corrected_at=now,
        corrected_by=actor,
    )
    after = {"path": difference.path, "value": difference.after}
    record_event(
        actor=actor,
        verb="edition.corrected",
        obj=erratum,
        now=now,
        before={"value": difference.before},
        after=after,
        reason=reason,
        program_code=difference.code,
    )
    return erratum


def issue_paper(*, edition: YearEdition, template: ReportTemplate, actor: Any, now: dt.datetime, public: bool = False) -> EditionPaper:
    """The template filled with the frozen rows, numbered and kept; the stored paper afterwards, byte for byte.

    A `public` paper stands on the public page: counts below their indicator's threshold are hidden in it.
    """
    series = f"year-{template.key}"[:60]
    subject = f"{edition.uid}-{template.edition}{'-public' if public else ''}"
    found = EditionPaper.objects.filter(document__series=series, document__subject=subject).select_related("document").first()
    if found is not None:
        return found
    rows = rows_of(edition)
    if public:
        rows = public_rows(rows, thresholds(edition.vision))
    stamp = _("第%(number)d版") % {"number": edition.number}
    content = fill(template, rows, stamp=stamp)
    suffix = suffix_of(template.file_name)
    with transaction.atomic():
        document = issue_file(
            series=series,
            subject=subject,
            title=f"{template.name} {edition.fiscal_year}年度 {stamp}",
            file_name=f"{template.key}-{edition.fiscal_year}-{edition.number}{'-public' if public else ''}{suffix}",
            media_type=MEDIA_TYPES[suffix],
            content=content,
            template=f"{template.key} 第{template.edition}版",
            template_sha256=template.sha256,
            input_sha256=edition.sha256,
            dated=timezone.localdate(edition.frozen_at),
            actor=actor,
            now=now,
        )
        paper, _made = EditionPaper.objects.get_or_create(
            document=document, defaults={"edition": edition, "template_name": template.name, "public": public}
        )
    return paper
