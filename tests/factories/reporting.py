"""Data calls, replies, reports and editions for tests."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.utils import timezone

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.papers.models import Document
from musubi.blocks.reporting.enums import AnswerChannel, CallSource, CallStatus, EditionStatus, RatingTier, TemplatePurpose
from musubi.blocks.reporting.models import (
    AccessLink,
    DataCall,
    DataCallItem,
    EditionPaper,
    Erratum,
    EvidenceFile,
    ProgressReport,
    Rating,
    ReceivedCall,
    ReceivedFigure,
    Reply,
    ReplyEntry,
    ReplyValue,
    ReportTemplate,
    Submission,
    YearEdition,
)
from musubi.blocks.vision.models import PlanItem, Vision


def data_call(vision: Vision, *, status: str = CallStatus.SENT, fiscal_year: int = 2019, **fields) -> DataCall:
    """A call, sent unless told otherwise."""
    sent = None if status == CallStatus.DRAFT else timezone.now()
    return DataCall.objects.create(
        vision=vision,
        fiscal_year=fiscal_year,
        title=f"{fiscal_year}年度の進捗状況について",
        due_on=dt.date(2020, 4, 30),
        status=status,
        sent_at=sent,
        **fields,
    )


def reply_with_parts(call: DataCall, organization: Organization, item: PlanItem) -> Reply:
    """A reply with one entry, a value, a file, a submission and a link."""
    DataCallItem.objects.create(call=call, item=item, organization=organization)
    reply = Reply.objects.create(call=call, organization=organization)
    entry = ReplyEntry.objects.create(reply=reply, item=item)
    indicator, _made = Indicator.objects.get_or_create(vision=item.vision, code=f"K-{item.code}", defaults={"item": item, "name": "試験指標"})
    ReplyValue.objects.create(entry=entry, indicator=indicator, value=Decimal(3))
    EvidenceFile.objects.create(entry=entry, file_name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64, file="evidence/0")
    Submission.objects.create(reply=reply, channel=AnswerChannel.LINK, submitted_at=timezone.now(), content={})
    AccessLink.objects.create(reply=reply, token_hash=hashlib.sha256(str(reply.pk).encode()).hexdigest(), expires_at=timezone.now())
    return reply


def year_edition(vision: Vision, *, fiscal_year: int = 2019, status: str = EditionStatus.FROZEN) -> YearEdition:
    """An edition with a paper and an erratum."""
    published = timezone.now() if status == EditionStatus.PUBLISHED else None
    edition = YearEdition.objects.create(
        vision=vision,
        fiscal_year=fiscal_year,
        status=status,
        content=b"{}",
        sha256=hashlib.sha256(b"{}").hexdigest(),
        generator="test",
        frozen_at=timezone.now(),
        published_at=published,
    )
    document = Document.objects.create(
        series=f"test-{fiscal_year}",
        subject=edition.uid,
        number=1,
        title="資料",
        file_name="a.pdf",
        media_type="application/pdf",
        content=b"x",
        dated=dt.date(2020, 4, 1),
        issued_at=timezone.now(),
    )
    EditionPaper.objects.create(edition=edition, document=document, template_name="試験様式")
    Erratum.objects.create(edition=edition, path="reports.A-P1.done", label="A-P1 実施内容", reason="誤記", corrected_at=timezone.now())
    return edition


def one_of_each(vision: Vision) -> None:
    """One or more of every kind of record, of several organisations and states."""
    owned = vision.items.get(code="A-P1")
    other = vision.items.get(code="A-P2")
    ours = Organization.objects.get(code="D1")
    theirs, _made = Organization.objects.get_or_create(code="B", defaults={"name": "乙課"})
    call = data_call(vision)
    reply_with_parts(call, ours, owned)
    reply_with_parts(call, theirs, other)
    reply_with_parts(data_call(vision, status=CallStatus.DRAFT), theirs, other)
    received = ReceivedCall.objects.create(
        source=CallSource.PREFECTURE,
        source_name="県",
        title="照会",
        fiscal_year=2019,
        received_on=dt.date(2020, 4, 1),
        due_on=dt.date(2020, 4, 30),
        organization=ours,
    )
    ReceivedFigure.objects.create(received=received, label="件数", fiscal_year=2019)
    for item in (owned, other):
        report = ProgressReport.objects.create(item=item, fiscal_year=2019)
        Rating.objects.create(report=report, tier=RatingTier.DIVISION, scale="letters", step="A", reason="理由", rated_at=timezone.now())
    year_edition(vision)
    year_edition(vision, fiscal_year=2018, status=EditionStatus.PUBLISHED)
    ReportTemplate.objects.create(
        key="test", name="試験様式", purpose=TemplatePurpose.OTHER, file_name="a.xlsx", content=b"x", sha256="0" * 64, uploaded_at=timezone.now()
    )
