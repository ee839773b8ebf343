"""Opinions, issues, decisions and what follows for tests."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from tests.factories.indicators import indicator

from musubi.blocks.accounts.models import Organization
from musubi.blocks.meetings.models import Body
from musubi.blocks.vision.models import PlanItem
from musubi.council.enums import AuthorClass, CommentCallStatus, LineageKind, OpinionSource, Publicity, ResolutionKind, ResponseState
from musubi.council.models import (
    ActionItem,
    AssemblyQuestion,
    CityDecision,
    CommentCall,
    Coordination,
    Gathering,
    Issue,
    Lineage,
    NeighbourFigure,
    Opinion,
    OpinionAuthor,
    OpinionGroup,
    Promise,
    PublishedTrace,
    Resolution,
    Response,
    Shortfall,
)

DAY = dt.date(2020, 10, 1)
LATER = dt.date(2020, 11, 30)


def opinion(text: str = "小さな店には書類が多い。", **fields) -> Opinion:
    """An opinion, by a citizen's letter unless told otherwise."""
    made = {"source": OpinionSource.LETTER, "author_class": AuthorClass.CITIZEN, "received_on": DAY, **fields}
    return Opinion.objects.create(number=Opinion.objects.count() + 1, text=text, **made)


def issue(title: str = "書類の負担", **fields) -> Issue:
    """An open issue."""
    return Issue.objects.create(number=Issue.objects.count() + 1, title=title, opened_on=DAY, **fields)


def comment_call(organization: Organization, *, status: str = CommentCallStatus.PUBLISHED, slug: str = "draft-plan", **fields) -> CommentCall:
    """A call for opinions, open in October and November 2020."""
    days = {"starts_on": DAY, "ends_on": LATER, **fields}
    result = timezone.now() if status == CommentCallStatus.RESULT else None
    named = {"title": f"案への意見{slug}", "text": "案"}
    return CommentCall.objects.create(slug=slug, organization=organization, status=status, result_at=result, **{**named, **days})


def one_of_each(organizations: list[Organization], bodies: list[Body], item: PlanItem, publisher) -> None:
    """Everything once for each body and once without one, of several owners and in every state that decides who sees it."""
    now = timezone.now()
    for number, of in enumerate([None, *bodies]):
        owner = organizations[number % len(organizations)]
        call = comment_call(owner, status=CommentCallStatus.values[number % 3], slug=f"call-{number}")
        meeting = of.meetings.first() if of is not None else None
        said = [opinion(body=of, meeting=meeting, comment_call=call, publicity=publicity) for publicity in Publicity.values]
        OpinionAuthor.objects.create(opinion=said[0], name="架空 太郎")
        OpinionGroup.objects.create(call=call, number=1, summary="書類を減らす").opinions.set(said)
        first, second = issue(body=of), issue("様式の数", body=of)
        for each in said:
            Gathering.objects.create(opinion=each, issue=first, gathered_at=now)
        Lineage.objects.create(kind=LineageKind.SPLIT, source=first, target=second, reason="別の話", made_at=now)
        Coordination.objects.create(issue=first, organization=owner, question="減らせますか", asked_on=DAY, due_on=LATER)
        decision = CityDecision.objects.create(number=number + 1, title="様式を減らす", text="5種類にする")
        decision.issues.add(first)
        if meeting is not None:
            resolution = Resolution.objects.create(number=number, meeting=meeting, kind=ResolutionKind.REQUEST, text="減らしてほしい")
            decision.resolutions.add(resolution)
        Response.objects.create(issue=first, state=ResponseState.STUDYING, text="調べている", responded_on=DAY)
        ActionItem.objects.create(number=2 * number + 1, title="様式を直す", issue=first, organization=owner, due_on=LATER)
        ActionItem.objects.create(number=2 * number + 2, title="知らせる", decision=decision, organization=organizations[-1], due_on=LATER)
        Promise.objects.create(
            text="検討します", promised_by="課長", promised_on=DAY, promised_to="委員", organization=owner, due_on=LATER, issue=first, opinion=said[0]
        )
        for version, retracted in ((1, now), (2, None)):
            PublishedTrace.objects.create(
                issue=first, number=version, content={}, sha256="0", published_at=now, published_by=publisher, retracted_at=retracted
            )
    missed = indicator(item, code="K-S")
    Shortfall.objects.create(indicator=missed, item=item, fiscal_year=2019, fact="目標に届かなかった")
    question = AssemblyQuestion.objects.create(
        session="令和2年12月定例会", received_on=DAY, due_on=LATER, title="補助金", question="使いやすくなったか", organization=organizations[0]
    )
    NeighbourFigure.objects.create(question=question, municipality="架空市", label="採択件数", value=3, unit="件", source="架空市の資料")
