"""Put the question of a selection, keep the run with all that it takes to replay it, explain it piece by piece, replay it."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django_tasks import task

from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.reviews.domain.engine import portfolio
from musubi.blocks.reviews.domain.engine.portfolio import by_number
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.groups import all_marks
from musubi.blocks.reviews.domain.selection.plain import Candidate, Rules
from musubi.blocks.reviews.domain.selection.standings import Standing, candidate, round_half_up, selects_calibrated, standings
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.models import Panel, SelectionRun

AT_ONCE = 30  # applications whose reasons are worked out within the page's own request
MOST_STEPS = 39  # amounts of one application below the full one; finer steps hardly change a selection, but hide its reasons
PIECE = 60  # reasons of one piece in the background


def may_calculate(panel: Panel) -> bool:
    """Whether the call's guidelines allow a calculated selection beside the ranking."""
    return terms_of(panel).portfolio


def check_closed(panel: Panel) -> None:
    """Raises SelectionError while scores may still change."""
    if panel.status != PanelStatus.CLOSED:
        raise SelectionError("open", _("採点を締めてから選定します。審査の画面で採点を締めてください"))


def candidates_of(panel: Panel, rows: Sequence[Standing]) -> list[Candidate]:
    """Everything before the panel as the engine sees it."""
    marks = all_marks(rows, terms_of(panel))
    return [candidate(row, marks[row.number]) for row in rows]


def check_whole(rows: Sequence[Standing], rules: Rules) -> None:
    """Raises SelectionError naming what is missing and whose it is: scores, amounts; and what must be in but is not there."""
    left_out = {row.number for row in rules.beforehand if not row.must_be_in}
    unscored = [row for row in rows if row.score is None and row.number not in left_out]
    if unscored:
        told = "、".join(f"{row.number}({_whose(row)})" for row in unscored)
        message = _("評点のない申請があります: %(told)s。採点をそろえるか、理由を書いて「必ず外す」に入れてください")
        raise SelectionError("missing_scores", message % {"told": told}, about=tuple(row.number for row in unscored))
    without = [row.number for row in rows if not row.asked and row.number not in left_out]
    if without:
        message = _("申請額のない申請があります: %(numbers)s。申請を補正するか、理由を書いて「必ず外す」に入れてください")
        raise SelectionError("missing_amounts", message % {"numbers": "、".join(without)}, about=tuple(without))
    known = {row.number for row in rows}
    unknown = [row.number for row in rules.beforehand if row.number not in known]
    if unknown:
        message = _("この審査にない受付番号です: %(numbers)s")
        raise SelectionError("unknown", message % {"numbers": "、".join(unknown)}, "beforehand", tuple(unknown))


def check_steps(rows: Sequence[Standing], rules: Rules) -> None:
    """Raises SelectionError where partial grants would have more amounts than can be tried."""
    if rules.partial_percent is None:
        return
    spread = max((row.asked for row in rows), default=0) * (100 - rules.partial_percent) // 100
    if spread // rules.step >= MOST_STEPS:
        enough = -(-(spread + 1) // MOST_STEPS)
        message = _("一部の採択の刻みが細かすぎます。%(yen)s以上にしてください")
        raise SelectionError("step", message % {"yen": format_yen(-(-enough // 1000) * 1000)}, "step")


def _whose(row: Standing) -> str:
    return _("%(names)s の採点表が未提出") % {"names": "・".join(row.missing)} if row.missing else _("採点する委員がいません")


def check_budget(panel: Panel, budget: int) -> None:
    """Raises SelectionError for no yen, or more than the call has left; sums of money are never lifted."""
    if budget <= 0:
        raise SelectionError("no_budget", _("採択に使える額が0円です。募集の予算額を確かめ、1円以上を入れてください"), "budget")
    if panel.call.budget is not None and budget > (left := budget_of(panel.call).left):
        message = _("募集の予算額の残り%(left)sを超えています。額を下げるか、先に募集の予算額を直してください")
        raise SelectionError("over_budget", message % {"left": format_yen(left)}, "budget")


def make_run(*, panel: Panel, rules: Rules, actor: Any, now: dt.datetime, at_once: int = AT_ONCE) -> SelectionRun:
    """選定を計算する and keep the run. Raises SelectionError: not allowed, still open, missing scores, rules that clash (`about` names them).

    Reasons of up to `at_once` applications are worked out before it returns; those of larger runs, and of partial grants with their
    many amounts, by the worker (`finish_run`).
    """
    if not may_calculate(panel):
        raise SelectionError("not_allowed", _("この募集の条件に、選定の計算を使うと書かれていません。評点の順位から選定案を作ってください"))
    check_closed(panel)
    check_budget(panel, rules.budget)
    rows = standings(panel)
    check_whole(rows, rules)
    check_steps(rows, rules)
    sheets = [each for row in rows for each in row.units]
    found = portfolio.answer(candidates=candidates_of(panel, rows), rules=rules, sheets=sheets)  # before the transaction, which stays short
    run = _keep(panel, rules, found, actor, now)
    if len(rows) <= at_once and rules.partial_percent is None:
        finish_run(run=run, now=now)
    else:
        explain_in_background.enqueue(run.uid)
    return run


@transaction.atomic
def _keep(panel: Panel, rules: Rules, found: portfolio.Answered, actor: Any, now: dt.datetime) -> SelectionRun:
    lock(Panel.objects.filter(pk=panel.pk))  # numbers follow one another
    last = panel.selection_runs.aggregate(last=Max("number"))["last"] or 0
    run = SelectionRun.objects.create(
        panel=panel,
        number=last + 1,
        made_at=now,
        made_by=actor_of(actor)[1][:200],
        rules=rules.as_json(),
        question=found.question,
        inputs_sha256=found.inputs_sha256,
        seed=rules.seed,
        model_version=found.model_version,
        result=found.result,
    )
    after = {"number": run.number, "sha256": run.inputs_sha256, "seed": run.seed, "calibrated": selects_calibrated(panel)}
    record_event(actor=actor, verb="selection_run.made", obj=run, now=now, after=after, program_code=panel.call.item.code)
    return run


def asked_of(run: SelectionRun) -> list[dict[str, Any]]:
    """The applications of a run as they were put, in the order of scores; without a score at the end."""
    question = json.loads(run.question)
    rows: list[dict[str, Any]] = question["applications"]
    order = by_number if question.get("numbered") else str  # as the run itself broke ties
    return sorted(rows, key=lambda row: (row["score"] is None, -(row["score"] or 0), row["asked"], order(row["id"])))


def raw_means_of(run: SelectionRun) -> dict[str, int]:
    """Number → the mean as it is, in hundredths of a point, of a run on calibrated scores; {} of a run on raw ones."""
    sheets = json.loads(run.question).get("sheets")
    given: dict[str, list[int]] = defaultdict(list)
    for number, _reviewer, units in sheets["rows"] if sheets else ():
        given[number].append(units)
    return {number: round_half_up(Fraction(sum(units), len(units))) for number, units in given.items()}


def explain_piece(*, run: SelectionRun, most: int = PIECE) -> bool:
    """Work out the reasons of some more applications, at last the shaken scores; whether something is still to do."""
    known = run.reasons.get("of", {})
    names = [row["id"] for row in asked_of(run) if row["id"] not in known][:most]
    if names:
        told = portfolio.explain(question=run.question, result=run.result, names=names)
        _add(run, {"of": told["of"], "prices": told["prices"]})
        return True
    if run.rules["noise"] and "shaken" not in run.reasons:
        _add(run, {"shaken": portfolio.shake(question=run.question, rules=run.rules)})
    return False


@transaction.atomic
def _add(run: SelectionRun, told: dict[str, Any]) -> None:
    current: SelectionRun = lock(SelectionRun.objects.filter(pk=run.pk))[0]  # page and worker may both be at it
    run.reasons = {**current.reasons, **told, "of": {**current.reasons.get("of", {}), **told.get("of", {})}}
    SelectionRun.objects.filter(pk=run.pk).update(reasons=run.reasons)


def finish_run(*, run: SelectionRun, now: dt.datetime) -> None:
    """Work out all reasons that are missing; run twice, or by two at once, it does no harm."""
    while explain_piece(run=run):
        pass
    SelectionRun.objects.filter(pk=run.pk, explained_at__isnull=True).update(explained_at=now)
    run.refresh_from_db()


@task
def explain_in_background(uid: str) -> None:
    """The worker's job."""
    run = SelectionRun.objects.filter(uid=uid, explained_at__isnull=True).first()
    if run is not None:
        finish_run(run=run, now=clock.now())


def reserve_of(run: SelectionRun) -> list[str]:
    """Those left out in the order in which they would come next: by the points that they are short of, equal by score."""
    told = run.reasons.get("of", {})
    left = [(told[row["id"]]["values"]["units_short"], place, row["id"]) for place, row in enumerate(asked_of(run)) if _is_left_out(told, row["id"])]
    return [name for _short, _place, name in sorted(left)]


def _is_left_out(told: dict[str, Any], name: str) -> bool:
    return name in told and told[name]["code"] == "left_out"


def replay_run(run: SelectionRun) -> tuple[str, ...]:
    """Calculate the kept question again: which parts differ from what was kept; none when it is the same run."""
    kept = {
        "inputs_sha256": run.inputs_sha256,
        "seed": run.seed,
        "version": run.model_version,
        "awards": run.result["awards"],
        "value": run.result["value"],
        **run.reasons.get("shaken", {}),
    }
    return portfolio.replay(question=run.question, kept=kept)


@transaction.atomic
def check_replay(*, run: SelectionRun, actor: Any, now: dt.datetime) -> tuple[str, ...]:
    """`replay_run` with a line in the history of the run."""
    differ = replay_run(run)
    after = {"same": not differ, "differs": list(differ)}
    record_event(actor=actor, verb="selection_run.replayed", obj=run, now=now, after=after, program_code=run.panel.call.item.code)
    return differ


def changed_since(run: SelectionRun, rows: Sequence[Standing]) -> list[str]:
    """Numbers whose score or amount is no longer what the run was asked with, and those that came or went."""
    asked = {row["id"]: (row["score"], row["asked"]) for row in asked_of(run)}
    now = {row.number: (row.score, row.asked) for row in rows}
    return sorted((number for number in {*asked, *now} if asked.get(number) != now.get(number)), key=by_number)
