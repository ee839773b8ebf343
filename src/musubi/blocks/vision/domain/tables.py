"""The tables of the plan document and how each is kept in the database. Blocks above register further tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.enums import OrganizationKind
from musubi.blocks.accounts.models import Organization
from musubi.blocks.vision.domain.document import Column, ColumnKind, TableSpec
from musubi.blocks.vision.enums import (
    AssignmentRole,
    ItemStatus,
    LevelKind,
    MarkKind,
    Origin,
    PairingStatus,
    QuestionStatus,
    Track,
)
from musubi.blocks.vision.models import (
    Assignment,
    Level,
    OpenQuestion,
    Pairing,
    Period,
    PlanItem,
    ScheduleMark,
    Vision,
)

K = ColumnKind


@dataclass(frozen=True)
class Reference:
    """How a reference column is stored: foreign key field, and the field of the target that holds its natural key."""

    field: str
    key: str


@dataclass(frozen=True)
class ModelTable:
    """A table kept in one model. Columns not in `references` are fields of the same name."""

    spec: TableSpec
    model: type[models.Model]
    references: Mapping[str, Reference] = field(default_factory=dict)
    scope: str = "vision"  # field that names the plan; "" for tables shared by all plans
    rows_of: Callable[[Vision], models.QuerySet[Any]] | None = None

    def queryset(self, vision: Vision) -> models.QuerySet[Any]:
        """The plan's rows."""
        if self.rows_of:
            return self.rows_of(vision)
        return self.model._default_manager.filter(**{self.scope: vision})


_tables: dict[str, ModelTable] = {}


def register_table(table: ModelTable) -> None:
    """Add a table after those already registered; a row may only refer to tables before its own, or to its own."""
    if table.spec.name in _tables:
        raise ValueError(f"table {table.spec.name} is registered twice")
    _tables[table.spec.name] = table


def tables() -> tuple[ModelTable, ...]:
    """All tables, in the order in which rows are written."""
    return tuple(_tables.values())


def specs() -> tuple[TableSpec, ...]:
    """All tables' specs, in order."""
    return tuple(table.spec for table in _tables.values())


def table_of(name: str) -> ModelTable:
    """The table of that name."""
    return _tables[name]


def _organizations(vision: Vision) -> models.QuerySet[Any]:
    return Organization.objects.order_by("order", "code")


ORGANIZATIONS = TableSpec(
    "organizations",
    _("組織"),
    (
        Column("code", _("組織コード"), required=True, max_length=40),
        Column("name", _("名称"), required=True, max_length=120),
        Column("name_kana", _("名称(かな)"), max_length=200),
        Column("name_en", _("名称(英語)"), max_length=200),
        Column("kind", _("種類"), K.CHOICE, required=True, choices=tuple(OrganizationKind.choices), default="other"),
        Column("parent", _("上位の組織コード"), K.REFERENCE, to="organizations"),
        Column("postal_code", _("郵便番号"), max_length=8),
        Column("address", _("所在地"), max_length=200),
        Column("phone", _("電話"), max_length=30),
        Column("fax", _("ファクス"), max_length=30),
        Column("order", _("並び順"), K.INTEGER, default=0),
    ),
    key=("code",),
    label=("code", "name"),
)
PLAN = TableSpec(
    "plan",
    _("計画"),
    (
        Column("slug", _("アドレス名"), required=True, max_length=60),
        Column("title", _("計画の名称"), required=True, max_length=200),
        Column("title_en", _("計画の名称(英語)"), max_length=200),
        Column("municipality", _("市区町村"), max_length=60),
        Column("municipality_en", _("市区町村(英語)"), max_length=60),
        Column("summary", _("概要"), K.LONG_TEXT),
        Column("summary_en", _("概要(英語)"), K.LONG_TEXT),
        Column("published_on", _("策定・発行の時期"), max_length=40),
        Column("source", _("出典"), max_length=200),
        Column("publisher", _("発行する課の組織コード"), K.REFERENCE, to="organizations"),
        Column("council_name", _("推進会議の名称"), max_length=120),
        Column("council_name_en", _("推進会議の名称(英語)"), max_length=200),
        Column("council_provisional", _("推進会議の名称は仮称"), K.BOOLEAN, default=False),
        Column("council_summary", _("推進会議の役割"), K.LONG_TEXT),
        Column("council_summary_en", _("推進会議の役割(英語)"), K.LONG_TEXT),
    ),
    key=("slug",),
    single=True,
    label=("title",),
)
PERIODS = TableSpec(
    "periods",
    _("計画期間"),
    (
        Column("label", _("期の名称"), required=True, max_length=40),
        Column("label_en", _("期の名称(英語)"), max_length=60),
        Column("first_fiscal_year", _("開始年度"), K.FISCAL_YEAR, required=True, default=None),
        Column("last_fiscal_year", _("終了年度"), K.FISCAL_YEAR, required=True, default=None),
        Column("rolling", _("毎年度見直し(ローリング)"), K.BOOLEAN, default=False),
        Column("order", _("並び順"), K.INTEGER, default=0),
    ),
    key=("label",),
)
LEVELS = TableSpec(
    "levels",
    _("階層"),
    (
        Column("number", _("階層の番号"), K.INTEGER, required=True, default=None),
        Column("name", _("階層の名称"), required=True, max_length=60),
        Column("name_en", _("階層の名称(英語)"), max_length=80),
        Column("kind", _("役割"), K.CHOICE, required=True, choices=tuple(LevelKind.choices), default="group"),
    ),
    key=("number",),
    label=("name",),
)
ITEMS = TableSpec(
    "items",
    _("体系"),
    (
        Column("code", _("番号"), required=True, max_length=40),
        Column("level", _("階層の番号"), K.REFERENCE, required=True, to="levels"),
        Column("parent", _("上位の番号"), K.REFERENCE, to="items"),
        Column("name", _("名称"), required=True, max_length=200),
        Column("provisional", _("仮称"), K.BOOLEAN, default=False),
        Column("origin", _("新規・既存"), K.CHOICE, choices=tuple(Origin.choices), default="none", required=True),
        Column("status", _("状態"), K.CHOICE, choices=tuple(ItemStatus.choices), default="active", required=True),
        Column("period", _("期の名称"), K.REFERENCE, to="periods"),
        Column("name_kana", _("名称(かな)"), max_length=300),
        Column("name_en", _("名称(英語)"), max_length=300),
        Column("summary", _("概要"), K.LONG_TEXT),
        Column("summary_en", _("概要(英語)"), K.LONG_TEXT),
        Column("budget_program_name", _("予算事業名"), max_length=200),
        Column("office_work_code", _("事務事業コード"), max_length=60),
        Column("order", _("並び順"), K.INTEGER, default=0),
        Column("note", _("備考"), K.LONG_TEXT),
    ),
    key=("code",),
    label=("code", "name"),
)
PAIRINGS = TableSpec(
    "pairings",
    _("取組と事業の対応"),
    (
        Column("program", _("事業の番号"), K.REFERENCE, required=True, to="items"),
        Column("initiative", _("取組の番号"), K.REFERENCE, required=True, to="items"),
        Column("status", _("状態"), K.CHOICE, required=True, choices=tuple(PairingStatus.choices), default="proposed"),
        Column("note", _("備考"), K.LONG_TEXT),
    ),
    key=("program", "initiative"),
)
MARKS = TableSpec(
    "marks",
    _("工程"),
    (
        Column("item", _("番号"), K.REFERENCE, required=True, to="items"),
        Column("kind", _("印"), K.CHOICE, required=True, choices=tuple(MarkKind.choices)),
        Column("track", _("予定・実績"), K.CHOICE, required=True, choices=tuple(Track.choices), default="planned"),
        Column("fiscal_year", _("年度"), K.FISCAL_YEAR, default=None),
        Column("last_fiscal_year", _("終わりの年度"), K.FISCAL_YEAR, default=None),
        Column("certain", _("年度は確かか"), K.BOOLEAN, default=True),
        Column("note", _("説明"), max_length=200),
    ),
    key=(),
    label=("item", "kind"),
)
OWNERS = TableSpec(
    "owners",
    _("担当"),
    (
        Column("item", _("番号"), K.REFERENCE, required=True, to="items"),
        Column("organization", _("組織コード"), K.REFERENCE, required=True, to="organizations"),
        Column("role", _("役割"), K.CHOICE, required=True, choices=tuple(AssignmentRole.choices)),
        Column("primary", _("主担当"), K.BOOLEAN, default=False),
        Column("note", _("備考"), max_length=200),
    ),
    key=("item", "organization", "role"),
)
QUESTIONS = TableSpec(
    "questions",
    _("確認事項"),
    (
        Column("item", _("番号"), K.REFERENCE, to="items"),
        Column("what", _("何が"), required=True, max_length=40),
        Column("message", _("確かめること"), K.LONG_TEXT, required=True),
        Column("source", _("出典の位置"), max_length=120),
        Column("status", _("状態"), K.CHOICE, required=True, choices=tuple(QuestionStatus.choices), default="open"),
        Column("answer", _("確かめた結果"), K.LONG_TEXT),
    ),
    key=(),
    label=("item", "what"),
)

register_table(ModelTable(ORGANIZATIONS, Organization, {"parent": Reference("parent", "code")}, scope="", rows_of=_organizations))
register_table(
    ModelTable(
        PLAN,
        Vision,
        {"publisher": Reference("publisher", "code")},
        scope="",
        rows_of=lambda vision: Vision.objects.filter(pk=vision.pk),
    )
)
register_table(ModelTable(PERIODS, Period))
register_table(ModelTable(LEVELS, Level))
register_table(
    ModelTable(
        ITEMS,
        PlanItem,
        {
            "level": Reference("level", "number"),
            "parent": Reference("parent", "code"),
            "period": Reference("period", "label"),
        },
    )
)
_ITEM = Reference("item", "code")
register_table(
    ModelTable(
        PAIRINGS,
        Pairing,
        {"program": Reference("program", "code"), "initiative": Reference("initiative", "code")},
    )
)
register_table(ModelTable(MARKS, ScheduleMark, {"item": _ITEM}))
register_table(ModelTable(OWNERS, Assignment, {"item": _ITEM, "organization": Reference("organization", "code")}))
register_table(ModelTable(QUESTIONS, OpenQuestion, {"item": _ITEM}))
