"""The indicators' tables of the plan document."""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.enums import AchievementRate, Basis, Direction, IndicatorKind
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.vision.domain.document import Column, ColumnKind, Row, TableSpec
from musubi.blocks.vision.domain.tables import ModelTable, Reference, register_table

K = ColumnKind
LEAP_YEAR = 2020  # 29 February is a day of the year too


def _indicator_problems(row: Row) -> Iterable[tuple[str, str]]:
    month, day = row.get("as_of_month"), row.get("as_of_day")
    if isinstance(month, int) and not 1 <= month <= 12:
        yield "as_of_month", _t("月は1から12までで入力してください")
    elif isinstance(month, int) and isinstance(day, int) and not 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]:
        yield "as_of_day", _t("その月にある日を入力してください")
    if row.get("basis") == Basis.AS_OF and month is None:
        yield "as_of_month", _t("「○月○日現在」のときは、月を入力してください")
    if row.get("basis") != Basis.AS_OF and month is not None:
        yield "as_of_month", _t("月日は、値の時点が「○月○日現在」のときだけ入力してください")


INDICATORS = TableSpec(
    "indicators",
    _("指標"),
    (
        Column("code", _("指標番号"), required=True, max_length=60),
        Column("item", _("番号"), K.REFERENCE, required=True, to="items"),
        Column("name", _("指標名"), required=True, max_length=200),
        Column("name_en", _("指標名(英語)"), max_length=300),
        Column("unit", _("単位"), max_length=30),
        Column("kind", _("種類"), K.CHOICE, required=True, choices=tuple(IndicatorKind.choices), default="outcome"),
        Column("direction", _("望ましい方向"), K.CHOICE, required=True, choices=tuple(Direction.choices), default="up"),
        Column("basis", _("値の時点"), K.CHOICE, required=True, choices=tuple(Basis.choices), default="year_total"),
        Column("baseline_fiscal_year", _("基準年度"), K.FISCAL_YEAR, default=None),
        Column("baseline_value", _("基準値"), K.DECIMAL, default=None),
        Column("source", _("出典"), max_length=200),
        Column("publication_lag_months", _("公表までの月数"), K.INTEGER, default=None),
        Column("not_measurable_reason", _("測れない理由"), max_length=300),
        Column("as_of_month", _("値の時点(月)"), K.INTEGER, default=None, help=_("「○月○日現在」の月")),
        Column("as_of_day", _("値の時点(日)"), K.INTEGER, default=None, help=_("「○月○日現在」の日")),
        Column("measure", _("計測項目"), max_length=60, help=_("記録から数えるときの計測項目。空のときは実績を入力します")),
        Column("owner", _("所管の組織コード"), K.REFERENCE, to="organizations"),
        Column("source_owner", _("統計の作成者"), max_length=120, help=_("国や県など、ほかの機関の統計のとき")),
        Column("holds_last_value", _("次の公表まで前回値を据え置く"), K.BOOLEAN, default=False),
        Column(
            "suppress_below",
            _("公表する最小の件数"),
            K.INTEGER,
            default=None,
            help=_("これより小さい件数は、公表のページで数を伏せます(0は伏せません)"),
        ),
        Column("rate", _("達成率の求め方"), K.CHOICE, required=True, choices=tuple(AchievementRate.choices), default="from_baseline"),
        Column("order", _("並び順"), K.INTEGER, default=0),
    ),
    key=("code",),
    label=("code", "name"),
    needs=(("baseline_value", "baseline_fiscal_year"), ("as_of_day", "as_of_month")),
    check=_indicator_problems,
)
TARGETS = TableSpec(
    "targets",
    _("目標値"),
    (
        Column("indicator", _("指標番号"), K.REFERENCE, required=True, to="indicators"),
        Column("fiscal_year", _("年度"), K.FISCAL_YEAR, required=True, default=None),
        Column("value", _("目標値"), K.DECIMAL, required=True, default=None),
        Column("revision", _("改定回"), K.INTEGER, default=0),
        Column("reason", _("改定の理由"), max_length=300),
        Column("revised_on", _("改定日"), K.DATE, default=None),
    ),
    key=("indicator", "fiscal_year", "revision"),
)
ACTUALS = TableSpec(
    "actuals",
    _("実績値"),
    (
        Column("indicator", _("指標番号"), K.REFERENCE, required=True, to="indicators"),
        Column("fiscal_year", _("年度"), K.FISCAL_YEAR, required=True, default=None),
        Column("value", _("実績値"), K.DECIMAL, required=True, default=None),
        Column("note", _("備考"), max_length=300),
        Column("provisional", _("速報値"), K.BOOLEAN, default=False),
    ),
    key=("indicator", "fiscal_year"),
)


def register_tables() -> None:
    """Called once when apps are ready."""
    indicator = Reference("indicator", "code")
    register_table(ModelTable(INDICATORS, Indicator, {"item": Reference("item", "code"), "owner": Reference("owner", "code")}))
    register_table(ModelTable(TARGETS, IndicatorTarget, {"indicator": indicator}))
    register_table(ModelTable(ACTUALS, IndicatorActual, {"indicator": indicator}))
