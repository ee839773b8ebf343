"""The indicators' tables of the plan document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.enums import Basis, Direction, IndicatorKind
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.vision.domain.document import Column, ColumnKind, TableSpec
from musubi.blocks.vision.domain.tables import ModelTable, Reference, register_table

K = ColumnKind

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
        Column("order", _("並び順"), K.INTEGER, default=0),
    ),
    key=("code",),
    label=("code", "name"),
    needs=(("baseline_value", "baseline_fiscal_year"),),
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
    ),
    key=("indicator", "fiscal_year"),
)


def register_tables() -> None:
    """Called once when apps are ready."""
    indicator = Reference("indicator", "code")
    register_table(ModelTable(INDICATORS, Indicator, {"item": Reference("item", "code")}))
    register_table(ModelTable(TARGETS, IndicatorTarget, {"indicator": indicator}))
    register_table(ModelTable(ACTUALS, IndicatorActual, {"indicator": indicator}))
