"""想定問答: the notice of a question in, an answer sheet with the city's own figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.reporting.domain.figures import year_rows
from musubi.blocks.reporting.domain.rows import ProgramRow
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import receive_opinion
from musubi.council.enums import AnswerSheetStatus, AuthorClass, OpinionSource
from musubi.council.models import AssemblyQuestion, NeighbourFigure, Opinion

YEARS = 5


@dataclass(frozen=True)
class IndicatorYears:
    """An indicator over the years: (target, actual) by fiscal year, None where there is no value."""

    code: str
    name: str
    unit: str
    values: tuple[tuple[Decimal | None, Decimal | None], ...]


@dataclass(frozen=True)
class ProgramYears:
    """A program over five fiscal years. Amounts in whole yen; a unit cost is what was spent by one of the indicator's actual."""

    code: str
    name: str
    fiscal_years: tuple[int, ...]
    budgets: tuple[int | None, ...]
    spent: tuple[int | None, ...]
    indicators: tuple[IndicatorYears, ...]
    unit_costs: tuple[tuple[str, str, tuple[Decimal | None, ...]], ...]  # (indicator, unit, yen for one unit by year)
    done: str
    problems: str


@transaction.atomic
def receive_question(
    *,
    session: str,
    title: str,
    question: str,
    received_on: dt.date,
    due_on: dt.date,
    organization: Organization,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    questioner: str = "",
    items: Iterable[PlanItem] = (),
) -> AssemblyQuestion:
    """Keep a notice; the division that answers gets a task. Raises CouncilError."""
    if due_on < received_on:
        raise CouncilError("due_on", _("期限は、通告を受けた日以後にしてください"), "due_on")
    made = AssemblyQuestion.objects.create(
        session=session,
        title=title,
        question=question,
        received_on=received_on,
        due_on=due_on,
        organization=organization,
        questioner=questioner,
    )
    made.items.set(items)
    after = {"session": session, "title": title, "organization": organization, "due_on": due_on}
    record_event(actor=actor, verb="question.received", obj=made, now=now, after=after)
    open_task(
        title=_("答弁を作る: %(title)s") % {"title": title[:80]},
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=organization,
        address=reverse("council:question", args=[made.uid]),
        object_type=type_of(made),
        object_id=made.uid,
    )
    return made


@transaction.atomic
def check_answer(*, question: AssemblyQuestion, actor: Any, now: dt.datetime) -> AssemblyQuestion:
    """課長が確認する: the answer stands; its task is done. Raises CouncilError."""
    current: AssemblyQuestion = lock(AssemblyQuestion.objects.filter(pk=question.pk))[0]
    if current.status != AnswerSheetStatus.DRAFT:
        raise CouncilError("checked", _("この答弁は、もう確認されています"))
    if not current.answer.strip():
        raise CouncilError("answer", _("答弁が書かれていません。書いてから確認してください"))
    current.status, current.checked_at, current.checked_by = AnswerSheetStatus.CHECKED, now, actor
    _save(current, "question.checked", actor, now)
    for task in Task.objects.filter(object_type=type_of(current), object_id=current.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now)
    return current


@transaction.atomic
def use_answer(*, question: AssemblyQuestion, actor: Any, now: dt.datetime) -> AssemblyQuestion:
    """答弁した: the checked answer was given in the assembly. Raises CouncilError."""
    current: AssemblyQuestion = lock(AssemblyQuestion.objects.filter(pk=question.pk))[0]
    if current.status != AnswerSheetStatus.CHECKED:
        raise CouncilError("not_checked", _("課長が確認した答弁だけを、答弁済みにできます"))
    current.status = AnswerSheetStatus.USED
    _save(current, "question.used", actor, now)
    return current


@transaction.atomic
def opinion_of(*, question: AssemblyQuestion, actor: Any, now: dt.datetime) -> Opinion:
    """議会の質問を意見として受け付ける: from now on it can be followed like any other. Raises CouncilError."""
    current: AssemblyQuestion = lock(AssemblyQuestion.objects.filter(pk=question.pk).select_related("opinion"))[0]
    if current.opinion is not None:
        raise CouncilError("there", _("もう%(code)sとして受け付けています") % {"code": current.opinion.code})
    made = receive_opinion(
        source=OpinionSource.ASSEMBLY,
        text=current.question,
        author_class=AuthorClass.ASSEMBLY,
        received_on=current.received_on,
        actor=actor,
        now=now,
        items=list(current.items.all()),
        origin=f"{current.session} {current.title}"[:200],
    )
    current.opinion = made
    current.version += 1
    current.save()
    record_event(actor=actor, verb="question.opinion", obj=current, now=now, after={"opinion": made.code})
    return made


@transaction.atomic
def reopen_answer(*, question: AssemblyQuestion, reason: str, actor: Any, now: dt.datetime) -> AssemblyQuestion:
    """Back to writing, with a reason. Raises CouncilError."""
    current: AssemblyQuestion = lock(AssemblyQuestion.objects.filter(pk=question.pk))[0]
    if current.status == AnswerSheetStatus.DRAFT:
        raise CouncilError("draft", _("この答弁は、まだ作成中です"))
    if not reason.strip():
        raise CouncilError("reason", _("確認を取り消す理由を書いてください"), "reason")
    current.status, current.checked_at, current.checked_by = AnswerSheetStatus.DRAFT, None, None
    _save(current, "question.reopened", actor, now, reason)
    return current


def _save(question: AssemblyQuestion, verb: str, actor: Any, now: dt.datetime, reason: str = "") -> None:
    question.version += 1
    question.save()
    record_event(actor=actor, verb=verb, obj=question, now=now, after={"status": question.status}, reason=reason)


@transaction.atomic
def add_neighbour(
    *,
    question: AssemblyQuestion,
    municipality: str,
    label: str,
    value: Decimal,
    unit: str,
    source: str,
    actor: Any,
    now: dt.datetime,
    as_of: str = "",
) -> NeighbourFigure:
    """A neighbour's figure as typed from its publication; the source is named. Raises CouncilError."""
    if not source.strip():
        raise CouncilError("source", _("どこに載っている値か、出典を書いてください"), "source")
    made = NeighbourFigure.objects.create(
        question=question, municipality=municipality, label=label, value=value, unit=unit, as_of=as_of, source=source.strip()
    )
    told = {"municipality": municipality, "label": label, "value": value, "source": source.strip()}
    record_event(actor=actor, verb="neighbour.added", obj=made, now=now, after=told)
    return made


@transaction.atomic
def remove_neighbour(*, figure: NeighbourFigure, actor: Any, now: dt.datetime) -> None:
    """Take a wrongly typed figure out."""
    told = {"municipality": figure.municipality, "label": figure.label, "value": figure.value}
    record_event(actor=actor, verb="neighbour.removed", obj=figure, now=now, before=told)
    figure.delete()


def five_years(*, vision: Vision, items: Iterable[PlanItem], fiscal_year: int, today: dt.date) -> list[ProgramYears]:
    """The last five fiscal years of the items up to `fiscal_year`: money, indicators, what one unit cost."""
    wanted = list(items)
    if not wanted:
        return []
    years = tuple(range(fiscal_year - YEARS + 1, fiscal_year + 1))
    rows = [{row.code: row for row in year_rows(vision=vision, fiscal_year=year, today=today, items=wanted).programs} for year in years]
    return [_program(item, years, [year.get(item.code) for year in rows]) for item in wanted]


def _program(item: PlanItem, years: tuple[int, ...], rows: list[ProgramRow | None]) -> ProgramYears:
    spent = tuple(row.money.spent if row is not None else None for row in rows)
    indicators = _indicators(rows)
    last = next((row for row in reversed(rows) if row is not None and row.done), None)
    return ProgramYears(
        code=item.code,
        name=item.display_name,
        fiscal_years=years,
        budgets=tuple(row.money.current if row is not None else None for row in rows),
        spent=spent,
        indicators=indicators,
        unit_costs=tuple((each.name, each.unit, _unit_costs(spent, each)) for each in indicators),
        done=last.done if last is not None else "",
        problems=last.problems if last is not None else "",
    )


def _indicators(rows: list[ProgramRow | None]) -> tuple[IndicatorYears, ...]:
    named = {each.code: each for row in rows if row is not None for each in row.indicators}
    found = []
    for code, each in named.items():
        by_year = [next((one for one in row.indicators if one.code == code), None) if row is not None else None for row in rows]
        values = tuple((one.target, one.actual) if one is not None else (None, None) for one in by_year)
        found.append(IndicatorYears(code, each.name, each.unit, values))
    return tuple(found)


def _unit_costs(spent: tuple[int | None, ...], indicator: IndicatorYears) -> tuple[Decimal | None, ...]:
    costs = []
    for amount, (_target, actual) in zip(spent, indicator.values, strict=True):
        known = amount is not None and actual is not None and actual > 0 and indicator.unit not in {"%", "％"}
        costs.append((Decimal(amount or 0) / (actual or 1)).quantize(Decimal(1)) if known else None)
    return tuple(costs)
