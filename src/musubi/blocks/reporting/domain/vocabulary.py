"""The tags that a report template may use, and a year's rows in their terms."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.reporting.domain.rows import IndicatorRow, MoneyRow, ProgramRow, YearRows
from musubi.blocks.reporting.enums import FutureDirection, Progress, RatingTier

MONEY = tuple(each.name for each in fields(MoneyRow))
TOTALLED = tuple(name for name in MONEY if name != "execution_rate")  # rates do not add up


def vocabulary() -> dict[str, Any]:
    """Every tag with its meaning; `described` in papers lists them for the help page."""
    return {
        "plan": _("計画の名称"),
        "year": {"label": _("年度(和暦と西暦)"), "era": _("年度(和暦)"), "number": _("年度(西暦の数字)")},
        "stamp": _("「案」または版の名称"),
        "total": {
            "programs": _("事業等の数"),
            "late": _("遅れ・やや遅れの数"),
            "unreported": _("報告待ちの数"),
            **{name: meaning for name, meaning in _money_tags().items() if name in TOTALLED},
        },
        "programs": [_program_tags()],
    }


def _program_tags() -> dict[str, Any]:
    return {
        "code": _("番号"),
        "name": _("名称"),
        "level": _("取組・重点事業などの別"),
        "project": _("先導プロジェクトの番号"),
        "project_name": _("先導プロジェクトの名称"),
        "owner": _("所管課"),
        "partners": _("関係課・連携機関"),
        "progress": _("進捗"),
        "previous_progress": _("前年度の進捗"),
        "done": _("実施内容"),
        "problems": _("課題と対応"),
        "direction": _("今後の方向性"),
        "rating_division": _("所管課の評価"),
        "rating_division_reason": _("所管課の評価の理由"),
        "rating_division_computed": _("所管課の評価の基準で指標から計算した評価"),
        "rating_department": _("部の評価"),
        "rating_department_reason": _("部の評価の理由"),
        "rating_department_computed": _("部の評価の基準で指標から計算した評価"),
        "rating_council": _("推進会議の評価"),
        "rating_council_reason": _("推進会議の評価の理由"),
        "rating_council_computed": _("推進会議の評価の基準で指標から計算した評価"),
        "activity_count": _("活動記録の件数"),
        "activities": [{"label": _("活動の種類"), "count": _("件数")}],
        "indicators": [_indicator_tags()],
        "money": _money_tags(),
        "lines": [
            {
                "key": _("節の番号"),
                "name": _("節の名称"),
                "initial": _("当初予算額(円)"),
                "current": _("予算現額(円)"),
                "committed": _("支出負担行為済額(円)"),
                "spent": _("支出済額(円)"),
            }
        ],
    }


def _indicator_tags() -> dict[str, Any]:
    return {
        "code": _("指標番号"),
        "name": _("指標名"),
        "unit": _("単位"),
        "kind": _("活動指標・成果指標"),
        "basis": _("値の時点(年度累計など)"),
        "baseline": _("基準値"),
        "baseline_year": _("基準年度"),
        "target": _("目標値(改定後)"),
        "first_target": _("当初の目標値(改定があったとき)"),
        "target_reason": _("目標を改定した理由"),
        "actual": _("実績値"),
        "previous": _("前年度の実績値"),
        "difference": _("前年度との差"),
        "rate": _("達成率(%)"),
        "rate_definition": _("達成率の求め方"),
        "state": _("値の状態(速報値・未公表など)"),
        "source": _("出典"),
        "note": _("備考"),
    }


def _money_tags() -> dict[str, Any]:
    return {
        "initial": _("当初予算額(円)"),
        "current": _("予算現額(円)"),
        "committed": _("支出負担行為済額(円)"),
        "spent": _("支出済額(円)"),
        "remaining": _("残額(円)"),
        "execution_rate": _("執行率(%)"),
        "supplementary": _("補正額(円)"),
        "moved": _("流用・予備費充用(円)"),
        "carried_in": _("前年度からの繰越額(円)"),
        "carried_out": _("翌年度への繰越額(円)"),
        "unused": _("不用額(円)。出納を閉じた年度だけ"),
        "previous_current": _("前年度の予算現額(円)"),
        "previous_spent": _("前年度の支出済額(円)"),
        "national": _("財源のうち国庫支出金(円)"),
        "prefecture": _("財源のうち県支出金(円)"),
        "local_bond": _("財源のうち地方債(円)"),
        "other": _("財源のうちその他(円)"),
        "general": _("財源のうち一般財源(円)"),
    }


@translation.override("ja")
def tags(rows: YearRows, *, stamp: str) -> dict[str, Any]:
    """A year's rows as the values of the tags."""
    programs = [_program(row) for row in rows.programs]
    progress = [row.progress for row in rows.programs]
    return {
        "plan": rows.plan,
        "year": {
            "label": format_fiscal_year(rows.fiscal_year),
            "era": format_fiscal_year(rows.fiscal_year, "era"),
            "number": rows.fiscal_year,
        },
        "stamp": stamp,
        "total": {
            "programs": len(programs),
            "late": sum(state in Progress.behind() for state in progress),
            "unreported": progress.count(Progress.UNREPORTED),
            **{name: _total(getattr(row.money, name) for row in rows.programs) for name in TOTALLED},
        },
        "programs": programs,
    }


def _total(amounts: Any) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _program(row: ProgramRow) -> dict[str, Any]:
    ratings = {rating.tier: rating for rating in row.ratings}
    made: dict[str, Any] = {
        name: getattr(row, name) for name in ("code", "name", "level", "project", "project_name", "owner", "partners", "done", "problems")
    }
    made["progress"] = _label(Progress, row.progress)
    made["previous_progress"] = _label(Progress, row.previous_progress)
    made["direction"] = _label(FutureDirection, row.direction)
    for tier in RatingTier.values:
        rating = ratings.get(tier)
        made[f"rating_{tier}"] = "" if rating is None else rating.mark
        made[f"rating_{tier}_reason"] = "" if rating is None else rating.reason
        made[f"rating_{tier}_computed"] = "" if rating is None else rating.computed
    made["activity_count"] = sum(count.count for count in row.activities)
    made["activities"] = [{"label": count.label, "count": count.count} for count in row.activities]
    made["indicators"] = [_indicator(indicator) for indicator in row.indicators]
    money = row.money
    made["money"] = {name: getattr(money, name) for name in MONEY}
    made["lines"] = [asdict(line) for line in row.lines]
    return made


def _indicator(row: IndicatorRow) -> dict[str, Any]:
    names = (
        "code",
        "name",
        "unit",
        "kind",
        "basis",
        "baseline",
        "baseline_year",
        "target",
        "first_target",
        "target_reason",
        "actual",
        "previous",
        "rate_definition",
        "state",
        "source",
        "note",
    )
    made: dict[str, Any] = {name: getattr(row, name) for name in names}
    made["difference"] = row.actual - row.previous if row.actual is not None and row.previous is not None else None
    made["rate"] = None if row.rate is None else round(row.rate * 100, 1)
    return made
