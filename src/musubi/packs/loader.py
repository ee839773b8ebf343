"""Loads a city's pack into frozen values and checks that they hold together. No database, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from musubi.blocks.kernel.messages import gettext_noop
from musubi.packs.pack import (
    CouncilData,
    ItemData,
    LegendData,
    LevelData,
    MarkData,
    OrganizationData,
    Pack,
    PeriodData,
    PlanData,
    UnknownData,
)
from musubi.packs.toml import Entry, PackError, load_toml

FORMAT = "musubi-pack/1"
PACKS = Path(__file__).parent
LEVEL_KINDS = ("lead_project", "initiative", "program")
ORGANIZATION_KINDS = (
    "city", "department", "division", "section", "chamber", "agricultural_cooperative", "support_organization",
    "employment_office", "financial_institution", "university", "shopping_street", "government", "company", "council",
    "other",
)  # fmt: skip
PROGRAM_NOTE = "概要版にあるのは名称と工程だけです。概要は名称とプロジェクトの説明から書きました。"

__all__ = ["PACKS", "Pack", "PackError", "load_pack"]


def load_pack(folder: Path) -> Pack:
    """Read ``plan.toml`` and ``organizations.toml`` of ``folder``. Raises ``PackError`` that names the place."""
    root = load_toml(folder / "plan.toml")
    if root.text("format", required=True) != FORMAT:
        raise root.fail("format", "wrong_format", gettext_noop("%(place)s は %(format)s にしてください。"), format=FORMAT)
    pack = Pack(
        plan=_plan(root.one("plan")),
        council=_council(root.one("council")) if "council" in root.data else None,
        periods=tuple(_period(entry) for entry in root.many("periods", required=True)),
        levels=tuple(_level(entry) for entry in root.many("levels", required=True)),
        legend=tuple(_legend(entry) for entry in root.many("legend")),
        lead_projects=tuple(_item(entry, "lead_project") for entry in root.many("lead_projects", required=True)),
        initiatives=tuple(_item(entry, "initiative") for entry in root.many("initiatives", required=True)),
        programs=tuple(_item(entry, "program") for entry in root.many("programs", required=True)),
        unknowns=tuple(unknown for entry in root.many("unknowns") for unknown in _unknowns(entry)),
        organizations=_organizations(folder / "organizations.toml"),
    )
    root.finish()
    _check(pack)
    return pack


def _plan(entry: Entry) -> PlanData:
    plan = PlanData(
        slug=entry.text("slug", required=True),
        title=entry.text("title", required=True),
        title_kana=entry.text("title_kana"),
        title_en=entry.text("title_en", required=True),
        municipality=entry.text("municipality", required=True),
        municipality_en=entry.text("municipality_en", required=True),
        publisher=entry.text("publisher", required=True),
        published_on=entry.text("published_on"),
        source=entry.text("source", required=True),
        summary=entry.text("summary"),
        summary_en=entry.text("summary_en"),
    )
    entry.finish()
    return plan


def _council(entry: Entry) -> CouncilData:
    council = CouncilData(
        name=entry.text("name", required=True),
        name_en=entry.text("name_en", required=True),
        provisional=entry.flag("provisional"),
        summary=entry.text("summary"),
        summary_en=entry.text("summary_en"),
    )
    entry.finish()
    return council


def _period(entry: Entry) -> PeriodData:
    first, last = entry.year("first_fiscal_year"), entry.year("last_fiscal_year")
    if first is None or last is None or first > last:
        raise entry.fail("last_fiscal_year", "wrong_period", gettext_noop("%(place)s は始まりの年度以後の年度にしてください。"))
    period = PeriodData(entry.text("label", required=True), entry.text("label_en", required=True), first, last)
    entry.finish()
    return period


def _level(entry: Entry) -> LevelData:
    level = LevelData(
        number=entry.number("number"),
        name=entry.text("name", required=True),
        name_en=entry.text("name_en", required=True),
        kind=entry.choice("kind", (*LEVEL_KINDS, "group")),
    )
    entry.finish()
    return level


def _legend(entry: Entry) -> LegendData:
    legend = LegendData(entry.text("mark", required=True), entry.text("meaning", required=True), entry.text("meaning_en", required=True))
    entry.finish()
    return legend


def _item(entry: Entry, level: str) -> ItemData:
    code = entry.text("code", required=True)
    is_program = level == "program"
    item = ItemData(
        level=level,
        code=code,
        parent="" if level == "lead_project" else entry.text("parent") or code.rpartition("-")[0],
        name=entry.text("name", required=True),
        name_kana=entry.text("name_kana", required=True),
        name_en=entry.text("name_en", required=True),
        provisional=entry.flag("provisional"),
        summary=entry.text("summary", required=True),
        summary_en=entry.text("summary_en", required=True),
        note=entry.text("note") or (PROGRAM_NOTE if is_program else ""),
        kind=entry.choice("kind", ("new", "existing", "unknown")) if is_program else "",
        marks=tuple(_mark(mark) for mark in entry.many("marks", required=True)) if is_program else (),
        proposed_programs=entry.texts("proposed_programs") if level == "initiative" else (),
    )
    if "仮称" in item.name:
        raise entry.fail("name", "provisional_in_name", gettext_noop("%(place)s から(仮称)を除き、provisional = true にしてください。"))
    entry.finish()
    return item


def _mark(entry: Entry) -> MarkData:
    mark = MarkData(
        kind=entry.choice("kind", ("start", "upgrade", "continue", "end", "milestone")),
        first=entry.year("first"),
        last=entry.year("last"),
        certain=entry.flag("certain"),
    )
    if mark.first is None and (mark.certain or mark.last is not None):
        raise entry.fail("first", "unknown_year", gettext_noop("%(place)s がないときは certain = false とし、last は書かないでください。"))
    if mark.first is not None and mark.last is not None and mark.last < mark.first:
        raise entry.fail("last", "wrong_period", gettext_noop("%(place)s は first 以後の年度にしてください。"))
    entry.finish()
    return mark


def _unknowns(entry: Entry) -> list[UnknownData]:
    about = entry.texts("about", required=True)
    what = entry.text("what", required=True)
    message = entry.text("message", required=True)
    message_en = entry.text("message_en", required=True)
    source = entry.text("source")
    entry.finish()
    return [UnknownData(code, what, message, message_en, source) for code in about]


def _organizations(path: Path) -> tuple[OrganizationData, ...]:
    root = load_toml(path)
    organizations = tuple(_organization(entry) for entry in root.many("organizations", required=True))
    root.finish()
    return organizations


def _organization(entry: Entry) -> OrganizationData:
    organization = OrganizationData(
        code=entry.text("code", required=True),
        parent=entry.text("parent"),
        name=entry.text("name", required=True),
        name_kana=entry.text("name_kana", required=True),
        name_en=entry.text("name_en", required=True),
        kind=entry.choice("kind", ORGANIZATION_KINDS),
        postal_code=entry.text("postal_code"),
        address=entry.text("address"),
        phone=entry.text("phone"),
        fax=entry.text("fax"),
    )
    entry.finish()
    return organization


def _check(pack: Pack) -> None:
    """Check what one entry alone cannot tell: codes are unique, and every code referred to exists."""
    items = {item.code for item in pack.items}
    _unique("plan.toml code", (item.code for item in pack.items))
    _unique("plan.toml periods label", (period.label for period in pack.periods))
    _unique("plan.toml levels number", (str(level.number) for level in pack.levels))
    _unique("organizations.toml code", (organization.code for organization in pack.organizations))
    organizations: set[str] = set()
    for organization in pack.organizations:  # a parent stands before its children: no cycle is possible
        _known(f"organizations.toml ({organization.code}) parent", organization.parent, organizations)
        organizations.add(organization.code)
    _known("plan.toml plan publisher", pack.plan.publisher, organizations)
    projects = {item.code for item in pack.lead_projects}
    programs = {item.code for item in pack.programs}
    for item in pack.items:
        if item.level != "lead_project":
            _known(f"plan.toml ({item.code}) parent", item.parent or "-", projects)
        for code in item.proposed_programs:
            _known(f"plan.toml ({item.code}) proposed_programs", code, programs)
    for unknown in pack.unknowns:
        _known(f"plan.toml unknowns ({unknown.what}) about", unknown.about, items)


def _unique(place: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise PackError("duplicate", gettext_noop("%(place)s の「%(value)s」が2度あります。"), place=place, value=value)
        seen.add(value)


def _known(place: str, value: str, known: set[str]) -> None:
    if value and value not in known:
        raise PackError("unknown_code", gettext_noop("%(place)s の「%(value)s」という番号はありません。"), place=place, value=value)
