"""Names of the plan in the reader's language, for pages and papers alike."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from musubi.blocks.kernel import dates
from musubi.blocks.kernel.pages.languages import in_japanese
from musubi.blocks.kernel.templatetags.musubi import local
from musubi.blocks.vision.domain.tree import Node, PlanTree

MOST_TOLD = 2  # periods


def item_title(node: Node) -> str:
    """The item's name in the reader's language, with (仮称) where it is provisional."""
    name = node.row.get("name_en") or ""
    if in_japanese() or not name:
        return node.display_name
    return _("(仮称)%(name)s") % {"name": name} if node.row.get("provisional") else str(name)


def period_words(tree: PlanTree) -> str:
    """前期 2018–2022年度(平成30年度–令和4年度), every period of the plan; of many periods, as of a yearly plan, their years together."""
    style: Literal["both", "english"] = "both" if in_japanese() else "english"
    if len(tree.periods) > MOST_TOLD:
        years = dates.format_fiscal_years(tree.fiscal_years[0], tree.fiscal_years[-1], style)
        return _("%(years)s・%(count)dの期") % {"years": years, "count": len(tree.periods)}
    parts = (f"{local(row, 'label')} {dates.format_fiscal_years(row['first_fiscal_year'], row['last_fiscal_year'], style)}" for row in tree.periods)
    return " / ".join(parts)


def era_year(value: int) -> str:
    """The fiscal year in the Japanese era, by the newer name where it has two: 令和元年度 for 2019."""
    return dates.format_fiscal_years(value - 1, value, "era").rpartition("–")[2]
